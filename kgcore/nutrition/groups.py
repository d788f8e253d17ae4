"""Food groups against the guide: grams per child-day of each group, scaled to what is served in the kindergarten.

Soy products count as dry soybean and dairy as liquid milk of equal protein (the guide's own way to convert:
折算 = grams × protein of the product ÷ protein of the reference food). Ranges of a whole day are multiplied by the
in-school share of energy; ranges given for the meals served are taken as they are.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kgcore.nutrition.ranges import ACCURACY, verdict
from kgcore.standards import load

REFERENCE_FOODS = {"大豆": ("黄豆", "大豆"), "奶类": ("牛奶", "纯牛奶", "鲜牛奶")}
"""Groups of the prescribed table food_guide that are converted, and the reference food's names in the food register."""


def members_of(guide: pd.DataFrame) -> pd.DataFrame:
    """Return which guide groups of foods make up each group of a guide: food_group, guide_group.

    Parameters
    ----------
    guide
        Indexed by food_group.
    """
    members = load("food_guide_groups")
    return members[members["food_group"].isin(guide.index)]


def group_grams(diet: pd.DataFrame, foods: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return grams per child-day of each group of the guide.

    Parameters
    ----------
    diet
        Columns `food`, `grams` (edible, per child-day).
    foods
        Indexed by food: guide_group, protein_g.
    members
        Columns `food_group` (the guide's), `guide_group` (the food table's).

    Returns
    -------
    Indexed by food_group: `grams` (converted where the guide converts), `as_served_g`, `converted_to` (the reference
    food, empty where grams are as served).
    """
    rows = diet.assign(guide_group=foods["guide_group"].reindex(diet["food"]).to_numpy()).merge(
        members[["food_group", "guide_group"]], on="guide_group"
    )
    rows["as_served_g"] = rows["grams"]
    reference_foods = _reference_foods(foods)
    for group, factors in conversion_factors(foods).items():
        inside = rows["food_group"] == group
        of_food = pd.Series(factors, foods.index).reindex(rows["food"]).to_numpy()
        rows["grams"] = (rows["grams"] * of_food).where(inside, rows["grams"])
    table = rows.groupby("food_group")[["grams", "as_served_g"]].sum()
    table = table.reindex(members["food_group"].drop_duplicates(), fill_value=0.0)
    return table.assign(converted_to=[reference_foods.get(str(group), "") for group in table.index])


def conversion_factors(foods: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    """Return for each group that the guide converts the grams of its reference food that one gram of a food counts.

    Parameters
    ----------
    foods
        Indexed by food: protein_g. A food whose protein is not determined counts as served.
    """
    protein = foods["protein_g"].astype("float64").to_numpy()
    known = dict(zip(foods.index, protein, strict=True))
    return {
        group: np.where(np.isnan(protein), 1.0, protein / known[reference])
        for group, reference in _reference_foods(foods).items()
    }


def _reference_foods(foods: pd.DataFrame) -> dict[str, str]:
    protein = {str(food): float(g) for food, g in foods["protein_g"].astype("float64").items()}
    found = {g: next((n for n in names if protein.get(n, 0.0) > 0), None) for g, names in REFERENCE_FOODS.items()}
    return {group: name for group, name in found.items() if name is not None}


def against_guide(grams: pd.DataFrame, guide: pd.DataFrame, energy_share: float) -> pd.DataFrame:
    """Return the groups of the guide with the range for the meals served here and the verdict.

    Parameters
    ----------
    grams
        As `group_grams` returns.
    guide
        Indexed by food_group: basis (day or in_school), operator, low, high (g/day), source, confidence; weighted
        over the children's ages.
    energy_share
        Fraction of the day's energy served in the kindergarten.

    Returns
    -------
    Indexed by food_group: grams, as_served_g, converted_to, low, high, verdict, scaled_by, source, confidence.
    """
    table = guide.join(grams)
    table[["grams", "as_served_g"]] = table[["grams", "as_served_g"]].fillna(0.0)
    table["scaled_by"] = table["basis"].map({"day": energy_share, "in_school": 1.0})
    table["low"] *= table["scaled_by"]
    table["high"] *= table["scaled_by"]
    table["verdict"] = [
        verdict(float(row["grams"]), str(row["operator"]), float(row["low"]), float(row["high"]), ACCURACY)
        for _, row in table.iterrows()
    ]
    columns = ["grams", "as_served_g", "converted_to", "low", "high", "verdict", "scaled_by", "source", "confidence"]
    return table[columns]
