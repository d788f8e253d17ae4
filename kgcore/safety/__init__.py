"""Safety: letters, inspections, hazards, drills, the gate, the food-safety chain."""

from kgcore.office import NothingRecordedError
from kgcore.safety._review import SafetyReview, review
from kgcore.safety.food_chain import trace

month = term = review

__all__ = ["NothingRecordedError", "SafetyReview", "month", "review", "term", "trace"]
