"""Variety: how many kinds of food the menu offers in a day and in a week.

Rule: at least 12 kinds a day and 25 a week, cooking oil and condiments not counted (Chinese dietary guidelines 2022);
here a kind is a food of the food table whose group is none of oil, sugar, salt and condiments, however small its
amount; the same food in several dishes is one kind. The rule speaks of the whole day, the count of the meals served
here.
"""

from __future__ import annotations

import pandas as pd

from kgcore.registers import terms

NOT_COUNTED = (terms.OIL, terms.SUGAR, terms.SALT, terms.CONDIMENTS)


def kinds(menus: pd.DataFrame, ingredients: pd.DataFrame, foods: pd.DataFrame) -> pd.DataFrame:
    """Return the kinds of food on each day's menu.

    Parameters
    ----------
    menus
        Columns `date`, `dish`.
    ingredients
        Columns `dish`, `food`.
    foods
        Indexed by food: guide_group.

    Returns
    -------
    Columns `date`, `food`: each counted food once a day.
    """
    counted = foods.index[~foods["guide_group"].isin(NOT_COUNTED)]
    rows = menus[["date", "dish"]].merge(ingredients[["dish", "food"]], on="dish")
    return rows.loc[rows["food"].isin(counted), ["date", "food"]].drop_duplicates().sort_values(["date", "food"])


def kinds_per_day(offered: pd.DataFrame, least: float) -> pd.DataFrame:
    """Return `date`, `kinds` and `enough` (at least `least`) of what `kinds` returns."""
    table = offered.groupby("date")["food"].nunique().rename("kinds").reset_index()
    return table.assign(enough=table["kinds"] >= least)


def kinds_per_week(kinds_offered: pd.DataFrame, least: float, full_week: int = 5) -> pd.DataFrame:
    """Return `week` (ISO), `days` on the menu, `kinds`, `enough`; a week of fewer days than `full_week` is not judged.

    Parameters
    ----------
    kinds_offered
        As `kinds` returns.
    least
        Least number of kinds in a week.
    full_week
        Days a week must have to be judged (`enough` is missing below that).
    """
    calendar = kinds_offered["date"].dt.isocalendar()
    week = calendar["year"].astype("str") + "-W" + calendar["week"].astype("str").str.zfill(2)
    grouped = kinds_offered.assign(week=week).groupby("week")
    table = grouped.agg(days=("date", "nunique"), kinds=("food", "nunique")).reset_index()
    enough = (table["kinds"] >= least).astype("boolean")
    return table.assign(enough=enough.where(table["days"] >= full_week))
