"""Nutrient intake from edible grams and a composition table; what is not determined is never counted as zero.

Formula: amount = Σ grams ÷ 100 × value per 100 g edible portion (the accounting method of dietary survey, 记账法).
Coverage = grams of foods whose value is determined ÷ all grams. Denominator: edible grams eaten.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kgcore import registers

ADDED_SUGAR = "added_sugar_g"
_NOT_COMPOSITION = frozenset(
    c.name for c in registers.columns(registers.get("foods")) if not c.nutrient and c.name != ADDED_SUGAR
)


class UnknownFoodError(LookupError):
    """Foods were eaten that the composition table does not know; the message names them."""


def intake(consumption: pd.DataFrame, foods: pd.DataFrame) -> pd.DataFrame:
    """Return the amount and coverage of every nutrient in what was eaten.

    Parameters
    ----------
    consumption
        Columns `food`, `grams` (edible g per child-day); a food may stand in several rows.
    foods
        Indexed by food, a numeric column per nutrient per 100 g edible portion, NaN = not determined. Columns of the
        food register that are no composition (edible share, price, shelf life) are passed over.

    Returns
    -------
    Indexed by nutrient: `amount` (unit of the nutrient per child-day; NaN when no eaten food has a value),
    `coverage` (fraction of grams with a determined value; NaN when nothing was eaten).

    Raises
    ------
    UnknownFoodError
        When a food is not in `foods`.
    ValueError
        When grams are missing or negative, or `foods` lists a food twice.

    Examples
    --------
    >>> foods = pd.DataFrame({"protein_g": [8.0, 3.0], "vit_c_mg": [None, 1.0]}, index=["大米", "牛奶"])
    >>> diet = pd.DataFrame({"food": ["大米", "牛奶"], "grams": [100.0, 300.0]})
    >>> intake(diet, foods).loc["vit_c_mg"].to_dict()  # of rice it is not determined: no zero, a lower coverage
    {'amount': 3.0, 'coverage': 0.75}
    """
    amounts, coverages = _by_group(consumption, foods, None)
    return pd.DataFrame({"amount": amounts.iloc[0], "coverage": coverages.iloc[0]}).rename_axis("nutrient")


def intake_by(consumption: pd.DataFrame, foods: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return the intake of each group of rows, as `intake` does for all rows.

    Parameters
    ----------
    consumption
        As for `intake`, with the columns named in `by` (site, band, meal, …).
    by
        Columns that make the groups.

    Returns
    -------
    Indexed by the columns of `by` and nutrient: `amount`, `coverage`.

    Examples
    --------
    >>> foods = pd.DataFrame({"protein_g": [8.0]}, index=["大米"])
    >>> diet = pd.DataFrame({"meal": ["早餐", "午餐"], "food": "大米", "grams": [50.0, 100.0]})
    >>> intake_by(diet, foods, ["meal"])["amount"].to_dict()
    {('午餐', 'protein_g'): 8.0, ('早餐', 'protein_g'): 4.0}
    """
    amounts, coverages = _by_group(consumption, foods, list(by))
    long = [
        table.reset_index().melt(list(by), var_name="nutrient", value_name=name).set_index([*by, "nutrient"])
        for name, table in (("amount", amounts), ("coverage", coverages))
    ]
    return long[0].join(long[1])


def composition(foods: pd.DataFrame) -> pd.DataFrame:
    """Return the nutrient columns of a food table as floats.

    Raises
    ------
    ValueError
        When a food stands twice.
    """
    if foods.index.has_duplicates:
        twice = foods.index[foods.index.duplicated()].unique()
        raise ValueError(f"食物成分表中重复的食物：{'、'.join(map(str, twice))}。每种食物只能有一行")
    numeric = foods.select_dtypes("number")
    return numeric[[c for c in numeric.columns if c not in _NOT_COMPOSITION]].astype("float64")


def contributions(consumption: pd.DataFrame, foods: pd.DataFrame, nutrient: str) -> pd.Series:
    """Return how much of a nutrient each food gives, largest first; foods not determined are left out.

    Parameters
    ----------
    consumption, foods
        As for `intake`.
    nutrient
        A column of `foods`.
    """
    grams = _grams(consumption, foods).groupby("food")["grams"].sum()
    amounts = grams * foods[nutrient].astype("float64").reindex(grams.index) / 100
    return amounts.dropna().sort_values(ascending=False, kind="stable").rename(nutrient)


def _grams(consumption: pd.DataFrame, foods: pd.DataFrame) -> pd.DataFrame:
    unknown = sorted(set(consumption["food"]) - set(foods.index))
    if unknown:
        raise UnknownFoodError(
            f"食物成分表中没有：{'、'.join(map(str, unknown))}。请在《食物成分》中补上，或改用表中已有的名称"
        )
    grams = consumption["grams"].astype("float64")
    if grams.isna().any() or (grams < 0).any():
        wrong = consumption.loc[grams.isna() | (grams < 0), "food"].unique()
        raise ValueError(f"食用克数缺失或为负：{'、'.join(map(str, wrong))}")
    return consumption.assign(grams=grams)


def _by_group(
    consumption: pd.DataFrame, foods: pd.DataFrame, by: list[str] | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    values = composition(foods)
    diet = _grams(consumption, foods)
    if by is None:
        diet, by = diet.assign(all="all"), ["all"]
    wide = diet.pivot_table(index=by, columns="food", values="grams", aggfunc="sum", fill_value=0.0, observed=True)
    if diet.empty:
        wide = pd.DataFrame(index=pd.Index(["all"] if by == ["all"] else [], name=by[0]))
    table = values.reindex(wide.columns)
    grams = wide.to_numpy(dtype="float64").reshape(len(wide), len(table))
    numbers = table.to_numpy(dtype="float64")
    known = np.isfinite(numbers)
    amounts = grams @ np.where(known, numbers, 0.0) / 100
    total = grams.sum(axis=1, keepdims=True)
    covered = grams @ known.astype("float64")
    with np.errstate(invalid="ignore", divide="ignore"):
        coverage = np.where(total > 0, np.clip(covered / total, 0.0, 1.0), np.nan)
    amounts = np.where((covered <= 0) & (total > 0), np.nan, amounts)
    columns = pd.Index(values.columns, name="nutrient")
    return pd.DataFrame(amounts, wide.index, columns), pd.DataFrame(coverage, wide.index, columns)
