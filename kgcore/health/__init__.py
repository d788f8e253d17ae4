"""Health care: growth, special children, infectious disease, early warning, disinfection, observation, attendance."""

from kgcore.health.card import CaseCard, UnknownChildError, card
from kgcore.health.growth import assess
from kgcore.health.month import HealthMonth, month

__all__ = ["CaseCard", "HealthMonth", "UnknownChildError", "assess", "card", "month"]
