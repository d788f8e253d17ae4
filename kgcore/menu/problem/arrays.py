"""The arrays of a problem, made from frames in the layout of the registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kgcore import registers
from kgcore.menu.problem import allergens as allergen_words
from kgcore.menu.problem.errors import MenuError
from kgcore.registers import terms
from kgcore.standards import AgeBand, Profile, grams_per_child

Floats = NDArray[np.float64]


def grams_by_band(
    dishes: pd.DataFrame,
    ingredients: pd.DataFrame,
    foods: pd.DataFrame,
    bands: Sequence[AgeBand],
    band_portions: pd.DataFrame | None = None,
) -> tuple[Floats, list[str]]:
    """Return net edible grams of each food in one child's serving, [B, N, F]; a food written twice is added up.

    And a Chinese sentence for each food of a dish that has no grams for a band.

    Parameters
    ----------
    band_portions : rows of that register, which go before what follows from the columns of a recipe.
    """
    grams = np.zeros((len(bands), len(dishes), len(foods)))
    recipes = ingredients[ingredients["dish"].isin(dishes["dish"])].reset_index(drop=True)
    row = pd.Index(dishes["dish"]).get_indexer(recipes["dish"])
    column = foods.index.get_indexer(pd.Index(recipes["food"]))
    faults = []
    for position, band in enumerate(bands):
        portions = grams_per_child(recipes, band, foods["guide_group"], band_portions)
        for dish, food in recipes.loc[portions.isna(), ["dish", "food"]].itertuples(index=False):
            faults.append(f"菜点“{dish}”的用料“{food}”没有{band.name}克数")
        np.add.at(grams[position], (row, column), portions.to_numpy(np.float64))
    return grams, faults


def prices_by_day(days: list[dt.date], foods: pd.DataFrame, prices: pd.DataFrame | None) -> Floats:
    """Return prices in force on each day, [F, D] in fen per kg: the last quoted, else the food's reference price.

    Raises
    ------
    MenuError
        naming foods with neither.
    """
    table = np.repeat(foods["price_fen_per_kg"].astype("float64").to_numpy()[:, None], len(days), axis=1)
    if prices is not None and not prices.empty:
        quoted = prices.pivot_table(index="date", columns="food", values="price_fen_per_kg", aggfunc="mean")
        moments = pd.DatetimeIndex(pd.to_datetime(pd.Series(days)))
        held = quoted.reindex(quoted.index.union(moments)).sort_index().ffill().reindex(moments)
        now = held.reindex(columns=foods.index).to_numpy(np.float64).T
        table = np.where(np.isnan(now), table, now)
    missing = np.flatnonzero(np.isnan(table).any(axis=1))
    if len(missing):
        raise MenuError([f"食物“{foods.index[int(food)]}”没有报价也没有参考价" for food in missing])
    return np.asarray(table, dtype=np.float64)


def shares_by_age(ages: pd.DataFrame | None, bands: Sequence[AgeBand]) -> pd.DataFrame:
    """Return each band's children by age, ages x bands, adding up to one; those without by the band's months."""
    names = [band.name for band in bands]
    if ages is not None and not ages.empty:
        heads = ages.pivot_table(index="age", columns="band", values="children", aggfunc="sum", fill_value=0)
        heads = heads.reindex(columns=names, fill_value=0).astype("float64")
    else:
        heads = pd.DataFrame(columns=names, dtype="float64")
    for band in bands:
        if not heads[band.name].sum() > 0:
            for age, share in band.years().items():
                heads.loc[age, band.name] = share
    heads = heads.fillna(0.0).sort_index()
    return heads / heads.sum()


def intakes_by_band(
    profile: Profile, age_shares: pd.DataFrame, ages: pd.DataFrame | None, foods: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return headcount-weighted recommended and upper intakes times the in-school share, nutrients x bands.

    Raises
    ------
    MenuError
        when a band has children of an age that no intakes are prescribed for.
    """
    intakes = profile.daily_intakes()
    names = [column.name for column in registers.nutrients() if column.name in foods.columns]
    intakes = intakes[intakes["nutrient"].isin(names)]
    if ages is not None and not ages.empty:
        by_sex = ages.pivot_table(index=["age", "sex"], columns="band", values="children", aggfunc="sum", fill_value=0)
    else:
        by_sex = pd.DataFrame()
    in_school = profile.in_school_shares_of(names)
    tables = []
    for figure in ("recommended", "UL"):
        wide = intakes.pivot_table(index="nutrient", columns=["age", "sex"], values=figure, aggfunc="first")
        columns = {}
        for band in age_shares.columns:
            shares = age_shares[band]
            weights = {(age, sex): shares[age] / 2 for age in shares.index for sex in terms.SEX_LABELS}
            if band in by_sex and by_sex[band].sum() > 0:
                counted = by_sex[band] / by_sex[band].sum()
                weights = dict(zip(counted.index, counted, strict=True))
            weight = pd.Series(weights, dtype="float64")
            weight = weight[weight > 0]
            columns[band] = (wide.reindex(columns=list(weight.index)) * weight.to_numpy()).sum(axis=1, skipna=False)
        table = pd.DataFrame(columns, index=wide.index).mul(in_school.reindex(wide.index), axis=0)
        tables.append(table.reindex([name for name in names if name in table.index]).dropna(how="all"))
    if unknown := [str(band) for band in age_shares.columns if tables[0][band].isna().all()]:
        raise MenuError([f"{'、'.join(unknown)}有未满 2 周岁的幼儿，没有收录这个年龄的推荐摄入量，不能按营养排食谱"])
    return tables[0], tables[1]


def allergens_by_dish(
    dishes: pd.DataFrame, ingredients: pd.DataFrame, foods: pd.DataFrame
) -> tuple[frozenset[str], ...]:
    """Return what each dish may hold, [N]: the allergens of all its foods."""
    of_food = {food: allergen_words.of_food(cell) for food, cell in foods["allergens"].items()}
    by_dish: dict[str, set[str]] = {dish: set() for dish in dishes["dish"]}
    for dish, food in zip(ingredients["dish"], ingredients["food"], strict=True):
        if dish in by_dish:
            by_dish[dish] |= of_food[food]
    return tuple(frozenset(by_dish[dish]) for dish in dishes["dish"])
