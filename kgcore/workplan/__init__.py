"""Work plan: what the year plan promises, when it falls due, and the evidence that it was done."""

from kgcore.workplan.review import WorkplanReview, month

term = month

__all__ = ["WorkplanReview", "month", "term"]
