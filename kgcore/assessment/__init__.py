"""The term assessment: the year plan's goals, the findings of every room, what changed, what to do next."""

from kgcore.assessment._review import Assessment, Logistics, month, review, term

__all__ = ["Assessment", "Logistics", "month", "review", "term"]
