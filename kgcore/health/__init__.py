"""Health care: growth, special children, infectious disease, early warning, disinfection, observation, attendance."""

from kgcore.health.analysis import HealthReview, correction_rate, month, review, term
from kgcore.health.case_card import CaseCard, UnknownChildError, card
from kgcore.health.growth import assess

__all__ = [
    "CaseCard",
    "HealthReview",
    "UnknownChildError",
    "assess",
    "card",
    "correction_rate",
    "month",
    "review",
    "term",
]
