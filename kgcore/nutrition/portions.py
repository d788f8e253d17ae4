"""Usual portions: what the kitchen serves of each food in the dishes of a season."""

from __future__ import annotations

import pandas as pd

from kgcore.registers import terms

NOT_SERVED = (terms.SUGAR, terms.SALT, terms.CONDIMENTS, terms.OTHER_FOODS)
"""Groups of which nobody is advised to eat more."""


def in_season(frame: pd.DataFrame, month: int) -> pd.Series:
    """Say of each row whether its `season_months` (numbers parted by ;) hold the month."""
    return frame["season_months"].map(lambda text: str(month) in str(text).split(";"))


def portions(dishes: pd.DataFrame, ingredients: pd.DataFrame, foods: pd.DataFrame, month: int) -> pd.DataFrame:
    """Return the usual portion of each food in the kitchen's dishes of the season.

    Parameters
    ----------
    dishes, ingredients
        Register rows of the kitchen.
    foods
        Indexed by food: guide_group, season_months.
    month
        Calendar month advised for.

    Returns
    -------
    Indexed by food: `portion_g` (median net grams per child of the middle band), `dish` (the one that holds most of
    it), `guide_group`. Groups of `NOT_SERVED` and foods out of season are left out.
    """
    fit = foods[in_season(foods, month) & ~foods["guide_group"].isin(NOT_SERVED)]
    seasonal = dishes.loc[in_season(dishes, month), ["dish", "main_ingredient"]]
    rows = ingredients[ingredients["food"].isin(fit.index) & (ingredients["net_g_middle"] > 0)].merge(
        seasonal, on="dish"
    )
    rows = rows.assign(main=rows["main_ingredient"] == rows["food"])
    best = rows.sort_values(["main", "net_g_middle", "dish"], ascending=[False, False, True]).drop_duplicates("food")
    table = best.set_index("food")[["dish"]].assign(portion_g=rows.groupby("food")["net_g_middle"].median())
    return table.assign(guide_group=fit["guide_group"].reindex(table.index))
