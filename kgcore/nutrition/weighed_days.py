"""Dietary survey by weighing (称重法): what was eaten of each food, from the pot to the plate.

Formulas (《食物称重登记表》): raw-to-cooked ratio = edible raw weight ÷ cooked weight; cooked eaten = served − left;
raw eaten = cooked eaten × ratio. Per child-day: raw eaten ÷ person-days, the diners of each meal times its ratio.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kgcore.nutrition.child_days import person_days_by

DISH = ["date", "meal", "dish"]
KINDS_OF_GAP = NOT_SERVED, NO_INGREDIENTS, NO_COOKED_WEIGHT, OVER_SERVED, NO_MEAL = (
    "not_served", "no_ingredients", "no_cooked_weight", "over_served", "no_meal",
)  # fmt: skip
"""Why a day of a survey is left out; see `gaps`."""
SCALE_ERROR = 0.05
"""More than the cooked weight by this fraction cannot have been served; own choice."""


@dataclass(frozen=True, eq=False)
class WeighedDays:
    """The rows of a survey on days that were weighed whole; weights in g.

    Attributes
    ----------
    foods : date, meal, dish, food, raw_g, edible_g (weighed, else by the food table), table_g (by the food table),
        cooked_g, raw_ratio (edible_g ÷ cooked_g).
    servings : site, date, meal, dish, band, served_g, left_g, diners.
    gaps : date, meal, dish, gap (a code of `KINDS_OF_GAP`): why days are left out.
    """

    foods: pd.DataFrame
    servings: pd.DataFrame
    gaps: pd.DataFrame

    @property
    def days(self) -> list[pd.Timestamp]:
        """The days that count, in order."""
        return sorted(self.servings["date"].unique())


def weighed_days(
    ingredients: pd.DataFrame, dishes: pd.DataFrame, servings: pd.DataFrame, foods: pd.DataFrame,
    meals: Mapping[str, float],
) -> WeighedDays:  # fmt: skip
    """Return the days that were weighed whole, and what lacks on the others.

    Parameters
    ----------
    ingredients, dishes, servings
        Rows of the registers `weighed_ingredients`, `weighed_dishes`, `weighed_servings`.
    foods
        Indexed by food: edible_pct, which stands in where the edible part was not weights.
    meals
        Ratio of each meal that is served here: a day on which one of them was not weighed is left out.
    """
    table = ingredients[[*DISH, "food", "raw_g", "edible_g"]].copy()
    table["table_g"] = table["raw_g"].astype("float64") * table["food"].map(foods["edible_pct"].astype("float64")) / 100
    table["edible_g"] = table["edible_g"].astype("float64").fillna(table["table_g"])
    table = table.merge(dishes[[*DISH, "cooked_g"]], on=DISH, how="left")
    table["raw_ratio"] = table["edible_g"] / table["cooked_g"].astype("float64")
    found = gaps(table, dishes, servings, meals)
    whole = ~servings["date"].isin(found["date"])
    return WeighedDays(
        table[~table["date"].isin(found["date"])].reset_index(drop=True), servings[whole].reset_index(drop=True), found
    )


def gaps(
    ingredients: pd.DataFrame, dishes: pd.DataFrame, servings: pd.DataFrame, meals: Mapping[str, float]
) -> pd.DataFrame:
    """Return what lacks or contradicts in a survey: date, meal, dish (empty for a meal), gap.

    Parameters
    ----------
    ingredients, dishes, servings
        As for `weighed_days`.
    meals
        The meals that are served here.
    """
    served_g = servings.groupby(DISH)["served_g"].sum().astype("float64")
    cooked_g = dishes.set_index(DISH)["cooked_g"].astype("float64")
    with_foods = pd.MultiIndex.from_frame(ingredients[DISH].drop_duplicates())
    every = served_g.index.union(cooked_g.index).union(with_foods)
    reasons = {
        NO_INGREDIENTS: every.difference(with_foods),
        NO_COOKED_WEIGHT: every.difference(cooked_g.index),
        NOT_SERVED: every.difference(served_g.index),
        OVER_SERVED: served_g.index[(served_g > (1 + SCALE_ERROR) * cooked_g.reindex(served_g.index)).to_numpy()],
    }
    rows = [(*key, reason) for reason, keys in reasons.items() for key in keys]
    weighed = set(zip(every.get_level_values("date"), every.get_level_values("meal"), strict=True))
    days = every.get_level_values("date").unique()
    rows += [(day, meal, "", NO_MEAL) for day in days for meal in meals if (day, meal) not in weighed]
    return pd.DataFrame(rows, columns=[*DISH, "gap"]).sort_values(DISH, kind="stable").reset_index(drop=True)


def diners_of_meals(servings: pd.DataFrame) -> pd.DataFrame:
    """Return how many children of each site and band ate a meal: the most that any dish of it counts.

    Examples
    --------
    >>> rows = pd.DataFrame({"site": "main", "date": "2026-05-12", "meal": "午餐", "band": "中班", "diners": [28, 30]})
    >>> diners_of_meals(rows)["diners"].tolist()
    [30]
    """
    return servings.groupby(["site", "date", "meal", "band"], observed=True)["diners"].max().reset_index()


def eaten(weights: WeighedDays) -> pd.DataFrame:
    """Return the edible raw grams of each food that were served, left and eaten, by meal, dish, site and band.

    Returns
    -------
    Columns `date`, `meal`, `dish`, `site`, `band`, `diners`, `food`, `served_g`, `left_g`, `grams` (eaten).

    Examples
    --------
    Of 20 kg of eggs in 40 kg of a dish, 30 kg were served and 2 kg left: 28 × 0.5 = 14 kg of egg were eaten.

    >>> key = {"date": "2026-05-12", "meal": "午餐", "dish": "蒸蛋"}
    >>> foods = pd.DataFrame([{**key, "food": "鸡蛋", "raw_ratio": 0.5}])
    >>> served = pd.DataFrame(
    ...     [{**key, "site": "main", "band": "中班", "diners": 300, "served_g": 30_000, "left_g": 2_000}]
    ... )
    >>> eaten(WeighedDays(foods, served, pd.DataFrame()))["grams"].tolist()
    [14000.0]
    """
    rows = weights.servings.merge(weights.foods[[*DISH, "food", "raw_ratio"]], on=DISH)
    for name in ("served_g", "left_g"):
        rows[name] = rows[name].astype("float64") * rows["raw_ratio"]
    rows["grams"] = rows["served_g"] - rows["left_g"]
    return rows[[*DISH, "site", "band", "diners", "food", "served_g", "left_g", "grams"]]


def per_child_day(rows: pd.DataFrame, days_of: pd.Series, by: list[str]) -> pd.DataFrame:
    """Return grams of each food per child-day of each group.

    Parameters
    ----------
    rows
        Columns `food`, `grams` and those of `by`.
    days_of
        Person-days, indexed by `by`.
    by
        Columns that make the groups, such as band or meal.

    Returns
    -------
    Columns of `by`, `food`, `grams`.
    """
    total = rows.groupby([*by, "food"], observed=True)["grams"].sum().reset_index()
    days = total[by].merge(days_of.rename("days").reset_index(), on=by, how="left")["days"]
    return total.assign(grams=total["grams"] / days.to_numpy())


def person_days_of_bands(weights: WeighedDays, ratios: Mapping[str, float]) -> pd.Series:
    """Return the person-days of each band on the days that count, indexed by band."""
    return person_days_by(diners_of_meals(weights.servings), ratios, ["band"])


__all__ = [
    "KINDS_OF_GAP", "WeighedDays", "diners_of_meals", "eaten", "gaps", "per_child_day", "person_days_of_bands",
    "weighed_days",
]  # fmt: skip
