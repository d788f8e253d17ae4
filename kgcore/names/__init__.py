"""Everyday names: what a sheet calls a food or a dish, understood, proposed, or unknown with the reason.

One face for every import. An office's own names and aliases count first; then the packaged tables of
``kgcore/standards/food`` (`food_names`, `dish_names`, `unclear_names`, `name_words`): adding a name is adding a row.
Nothing is guessed: what is only likely is proposed, and a word of several foods (地瓜) is asked.
"""

from kgcore.names.dishes import DishNames, understand_dish
from kgcore.names.drafts import DishDrafts, Draft, draft_dish, everyday_dish
from kgcore.names.foods import FoodNames, understand_food
from kgcore.names.measure import judged, shares
from kgcore.names.pieces import piece_kg
from kgcore.names.understanding import (
    ALIAS,
    AMBIGUOUS,
    CATEGORY,
    EXACT,
    FOLDED,
    QUALIFIER,
    SYNONYM,
    UNKNOWN,
    Understanding,
)

__all__ = [
    "ALIAS",
    "AMBIGUOUS",
    "CATEGORY",
    "EXACT",
    "FOLDED",
    "QUALIFIER",
    "SYNONYM",
    "UNKNOWN",
    "DishDrafts",
    "DishNames",
    "Draft",
    "FoodNames",
    "Understanding",
    "draft_dish",
    "everyday_dish",
    "judged",
    "piece_kg",
    "shares",
    "understand_dish",
    "understand_food",
]
