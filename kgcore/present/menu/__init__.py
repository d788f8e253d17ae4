"""The week's menu as display objects: the parents' page and the kitchen's sheets; each function takes the week."""

from kgcore.present.menu.kitchen import (
    Sheets,
    day_sheets,
    diet_changes,
    findings,
    kitchen_headline,
    purchases,
    week_table,
)
from kgcore.present.menu.parents_page import Poster, headline, poster
from kgcore.present.menu.special import plates_headline, special_classes, special_cooking, special_plates

__all__ = [
    "Poster", "Sheets", "day_sheets", "diet_changes", "findings", "headline", "kitchen_headline", "plates_headline",
    "poster", "purchases", "special_classes", "special_cooking", "special_plates", "week_table",
]  # fmt: skip
