"""Nutrition: person-days, consumption by the accounting method, intake, adequacy, and the monthly analysis."""

from kgcore.nutrition.adequacy import adequacy
from kgcore.nutrition.consumption import consumption, edible_per_child_day
from kgcore.nutrition.intake import UnknownFoodError, intake, intake_by
from kgcore.nutrition.month import NutritionMonth, month
from kgcore.nutrition.person_days import meal_ratios, person_days, person_days_by
from kgcore.nutrition.records import NotAKitchenError

__all__ = [
    "NotAKitchenError",
    "NutritionMonth",
    "UnknownFoodError",
    "adequacy",
    "consumption",
    "edible_per_child_day",
    "intake",
    "intake_by",
    "meal_ratios",
    "month",
    "person_days",
    "person_days_by",
]
