"""The staff report as display objects: each function takes the review and returns one thing to show."""

from kgcore.present.staff._headline import headline
from kgcore.present.staff.charts import canteen_chart, scores_chart
from kgcore.present.staff.scores import assessors, cards, items, monthly, rewards, stars
from kgcore.present.staff.tables import (
    canteen,
    canteen_faults,
    canteen_items,
    canteen_trend,
    certificates,
    enrolment,
    findings,
    meetings,
    mentoring,
    ratios,
    roll,
    roster,
    training_hours,
    training_levels,
    training_overdue,
    trainings,
)

__all__ = [
    "assessors", "canteen", "canteen_chart",
    "canteen_faults", "canteen_items", "canteen_trend", "cards", "certificates", "enrolment", "findings",
    "headline", "items", "meetings", "mentoring", "monthly", "ratios", "rewards", "roll", "roster",
    "scores_chart", "stars",
    "training_hours", "training_levels", "training_overdue", "trainings",
]  # fmt: skip
