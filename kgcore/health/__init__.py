"""Health care: growth, special children, infectious disease, early warning, disinfection, observation, attendance."""

from kgcore.health.growth import assess
from kgcore.health.month import HealthMonth, month

__all__ = ["HealthMonth", "assess", "month"]
