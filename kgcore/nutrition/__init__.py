"""Nutrition: person-days, consumption by the accounting method, intake, adequacy, and the review of a period."""

from kgcore.nutrition.accounting import consumption, edible_per_child_day
from kgcore.nutrition.analysis import NutritionReview, month, review, term
from kgcore.nutrition.child_days import meal_ratios, person_days, person_days_by
from kgcore.nutrition.nutrient_adequacy import adequacy
from kgcore.nutrition.nutrient_intake import UnknownFoodError, intake, intake_by
from kgcore.nutrition.records import NotAKitchenError
from kgcore.nutrition.weighing_review import WeighingReview, weighing

__all__ = [
    "NotAKitchenError",
    "NutritionReview",
    "UnknownFoodError",
    "WeighingReview",
    "adequacy",
    "consumption",
    "edible_per_child_day",
    "intake",
    "intake_by",
    "meal_ratios",
    "month",
    "person_days",
    "person_days_by",
    "review",
    "term",
    "weighing",
]
