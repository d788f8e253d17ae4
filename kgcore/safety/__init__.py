"""Safety: letters, inspections, hazards, drills, the gate, the food-safety chain."""

from kgcore.office import NothingRecordedError
from kgcore.safety.food_chain import trace
from kgcore.safety.report import SafetyReport, month, term

__all__ = ["NothingRecordedError", "SafetyReport", "month", "term", "trace"]
