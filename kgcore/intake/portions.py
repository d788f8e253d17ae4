"""Grams of a 带量食谱 into a dish's recipe: net grams a child by band, whatever the sheet's figures stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgcore.registers import terms
from kgcore.sheets.portions import BAND_COLUMN
from kgcore.sheets.recipes import GROSS, OF_MIDDLE
from kgcore.sheets.result import Row
from kgcore.standards.age_bands import RECIPE_COLUMNS, THREE_YEARS

if TYPE_CHECKING:
    from kgcore.office import Office

RecipeRow = dict[str, Any]
Grams = dict[str, float]
OWN_SHEET = "本园带量食谱"
"""The source of ingredients that a sheet of the office tells."""
SEASONINGS = ("油", "盐")
COLUMNS = {"g_small": terms.SMALL, "g_middle": terms.MIDDLE, "g_large": terms.LARGE, "g_toddler": terms.TODDLERS}
"""Columns of a reading and the band whose grams they hold; any other tells its band itself: g_混龄班."""
OF_ALL = "g_per_child"
BANDS = {terms.SMALL: Decimal("0.85"), terms.MIDDLE: Decimal(1), terms.LARGE: Decimal("1.15")}
"""What a child of each band eats of the middle one's portion: the proportion of the packaged dishes."""


class RecipeGrams:
    """The recipes of an office, to be told anew by the sheets of a file.

    Parameters
    ----------
    office : its foods tell what of a gross gram is eaten, its dishes what a recipe held before, its profile the bands.
    """

    def __init__(self, office: Office) -> None:
        foods = office.read("foods")
        self.strangers: Counter[str] = Counter()
        """Rows of bands that the office does not have, by the band as the sheet writes it."""
        self._profile_bands = office.profile.age_bands
        self._edible = dict(zip(foods["food"], foods["edible_pct"], strict=True))
        self._groups = dict(zip(foods["food"], foods["guide_group"], strict=True))
        self._recipes: dict[str, dict[str, RecipeRow]] = {}
        for row in office.read("dish_ingredients").to_dict("records"):
            self._recipes.setdefault(str(row["dish"]), {})[str(row["food"])] = _as_recipe(row)

    def rows(self, rows: list[Row]) -> list[RecipeRow]:
        """Return dish, food and `grams` by band that a table tells: those of the first day of each dish.

        Grams of a band that the office does not have are counted in `strangers`.
        """
        recipes: dict[tuple[str, str], RecipeRow] = {}
        days: dict[str, object] = {}
        for row in rows:
            dish, food = row.get("dish"), row.get("food")
            if dish is None or food is None or days.setdefault(dish, row.get("date")) != row.get("date"):
                continue
            if grams := self._grams(row, str(food)):
                held = recipes.setdefault((str(dish), str(food)), {"dish": dish, "food": food, "grams": {}})
                held["grams"] |= grams
        return list(recipes.values())

    def registered(self, rows: list[RecipeRow]) -> dict[str, list[RecipeRow]]:
        """Return rows of the registers `dish_ingredients` and `band_portions`.

        What the first sheet tells of a food and band holds. What a recipe held before of a group that the sheets tell
        is no longer in it (0 g) for the bands told: pork of the recipe kept is not eaten beside the pork of the sheet.
        Oil and salt, which sheets leave out, stay; so do the grams of a band of which no sheet tells anything.

        Parameters
        ----------
        rows : of all sheets of a file as `rows` returns them, and of drafted dishes as the register has them.
        """
        recipes: dict[str, dict[str, Grams]] = {}
        for row in rows:
            if "grams" in row:
                held = recipes.setdefault(str(row["dish"]), {}).setdefault(str(row["food"]), {})
                held |= {band: grams for band, grams in row["grams"].items() if band not in held}
        drafts = [row for row in rows if "grams" not in row]
        tables: dict[str, list[RecipeRow]] = {"dish_ingredients": [], "band_portions": []}
        for dish, foods in recipes.items():
            own_drafts = [row for row in drafts if row["dish"] == dish]
            self._register(dish, foods, own_drafts, tables)
        tables["dish_ingredients"] += [row for row in drafts if row["dish"] not in recipes]
        return {name: rows for name, rows in tables.items() if rows}

    def _register(
        self, dish: str, foods: dict[str, Grams], drafts: list[RecipeRow], tables: dict[str, list[RecipeRow]]
    ) -> None:
        """Put the recipe of a dish, as sheets tell it, beside what was kept of it or what was drafted."""
        bands = {band for grams in foods.values() for band in grams}
        recipe = dict(self._recipes.get(dish, {}))
        if not bands & set(RECIPE_COLUMNS):
            recipe |= {str(row["food"]): _as_recipe(row) for row in drafts}
        groups = {self._groups.get(food) for food in foods}
        leavings = {
            food: dict.fromkeys(bands, 0.0) for food in recipe if food not in foods and self._groups.get(food) in groups
        }
        # A recipe that is known for a band of which no sheet tells holds nothing of a food that is new to it.
        nothing = {band: 0.0 for facts in recipe.values() for band in facts["grams"]}
        for food, grams in (foods | leavings).items():
            before = recipe.get(food, {"grams": nothing})
            columns = {column: (before["grams"] | grams).get(band) for band, column in RECIPE_COLUMNS.items()}
            marks = {"source": OWN_SHEET, "grams_basis": "seen"}
            if food in recipe and not bands & set(RECIPE_COLUMNS):
                marks = {name: before[name] for name in marks}
            tables["dish_ingredients"].append({"dish": dish, "food": food, **columns, **marks})
            tables["band_portions"] += [
                {"dish": dish, "food": food, "band": band, "net_g": value}
                for band, value in grams.items()
                if band not in RECIPE_COLUMNS
            ]
        for draft in drafts:
            food = str(draft["food"])
            if food not in foods and food not in leavings and (food in recipe or self._groups.get(food) in SEASONINGS):
                tables["dish_ingredients"].append(draft)

    def _grams(self, row: Row, food: str) -> Grams:
        """Return the net grams that a row tells, by band of the office."""
        share = Decimal(str(self._edible.get(food, 100))) / 100 if row.get("weight_basis") == GROSS else Decimal(1)
        figures: dict[str, Decimal] = {}
        for column, value in row.items():
            if value is None or not column.startswith(BAND_COLUMN):
                continue
            figure = Decimal(str(value))
            if column == OF_ALL:
                of_middle = row.get("bands") == OF_MIDDLE
                figures |= {band: figure * (part if of_middle else 1) for band, part in BANDS.items()}
                continue
            word = COLUMNS.get(column, column.removeprefix(BAND_COLUMN))
            bands = self._bands(word)
            figures |= dict.fromkeys(bands, figure)
            if not bands:
                self.strangers[word] += 1
        return {band: float(round(figure * share, 2)) for band, figure in figures.items()}

    def _bands(self, word: str) -> list[str]:
        """Return the bands that a word of a sheet stands for: 托班 for all whose children are under three years."""
        names = [band.name for band in self._profile_bands]
        if word in RECIPE_COLUMNS or word in names:
            return [word]
        return [band.name for band in self._profile_bands if word == terms.TODDLERS and band.months[1] <= THREE_YEARS]


def _as_recipe(row: Mapping[Any, Any]) -> RecipeRow:
    """Return a row of the register with its grams by band."""
    grams = {band: float(row[column]) for band, column in RECIPE_COLUMNS.items() if not pd.isna(row[column])}
    return {"grams": grams, "source": row["source"], "grams_basis": row["grams_basis"]}


__all__ = ["RecipeGrams"]
