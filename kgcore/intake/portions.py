"""Grams of a 带量食谱 into a dish's recipe: net grams a child by band, whatever the sheet's figures stand for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kgcore.sheets.recipes import GROSS, OF_MIDDLE
from kgcore.sheets.result import Row

if TYPE_CHECKING:
    from kgcore.office import Office

RecipeRow = dict[str, Any]
OWN_SHEET = "本园带量食谱"
"""The source of ingredients that a sheet of the office tells."""
SEASONINGS = ("油", "盐")
BANDS = {"g_small": Decimal("0.85"), "g_middle": Decimal(1), "g_large": Decimal("1.15")}
"""What a child of each band eats of the middle one's portion: the proportion of the packaged dishes."""


class RecipeGrams:
    """The recipes of an office, to be told anew by a sheet.

    Parameters
    ----------
    office : its foods tell what of a gross gram is eaten, its dishes what a recipe held before.
    """

    def __init__(self, office: Office) -> None:
        foods = office.read("foods")
        self._edible = dict(zip(foods["food"], foods["edible_pct"], strict=True))
        self._groups = dict(zip(foods["food"], foods["guide_group"], strict=True))
        ingredients = office.read("dish_ingredients")
        self._before = {str(dish): list(rows["food"]) for dish, rows in ingredients.groupby("dish")}

    def rows(self, rows: list[Row]) -> list[RecipeRow]:
        """Return rows of the register: the first day's grams of each dish.

        What the recipe held before of a group that the sheet tells is no longer in it (0 g): pork of the recipe kept is
        not eaten beside the pork of the sheet. Oil and salt, which sheets leave out, stay.
        """
        recipes: dict[str, dict[str, RecipeRow]] = {}
        days: dict[str, object] = {}
        for row in rows:
            dish, food = row.get("dish"), row.get("food")
            if dish is None or food is None or days.setdefault(dish, row.get("date")) != row.get("date"):
                continue
            grams = self._grams(row, str(food))
            if any(value is not None for value in grams.values()):
                held = recipes.setdefault(str(dish), {}).setdefault(str(food), {"dish": dish, "food": food, **grams})
                held |= {name: value for name, value in grams.items() if value is not None}
        for dish, foods in recipes.items():
            groups = {self._groups.get(food) for food in foods}
            for food in self._before.get(dish, ()):
                if food not in foods and self._groups.get(food) in groups:
                    foods[food] = {"dish": dish, "food": food, **{f"net_{name}": 0.0 for name in BANDS}}
        marks = {"source": OWN_SHEET, "grams_basis": "seen"}
        return [row | marks for foods in recipes.values() for row in foods.values()]

    def preferred(self, rows: list[RecipeRow]) -> list[RecipeRow]:
        """Return ingredients without those that were drafted for a dish whose ingredients the sheet tells.

        Drafted oil and salt, which sheets leave out, stay.
        """
        foods = {(row["dish"], row["food"]) for row in rows if row["source"] == OWN_SHEET}
        dishes = {dish for dish, _ in foods}
        return [
            row
            for row in rows
            if row["source"] == OWN_SHEET
            or row["dish"] not in dishes
            or ((row["dish"], row["food"]) not in foods and self._groups.get(str(row["food"])) in SEASONINGS)
        ]

    def _grams(self, row: Row, food: str) -> RecipeRow:
        figure = row.get("g_per_child")
        share = Decimal(str(self._edible.get(food, 100))) / 100 if row.get("weight_basis") == GROSS else Decimal(1)
        grams: RecipeRow = {}
        for band, part in BANDS.items():
            value = row.get(band)
            if value is None and figure is not None:
                value = Decimal(str(figure)) * (part if row.get("bands") == OF_MIDDLE else 1)
            grams[f"net_{band}"] = None if value is None else float(round(Decimal(str(value)) * share, 2))
        return grams


__all__ = ["RecipeGrams"]
