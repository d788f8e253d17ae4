"""Advice computed from the composition table and the kitchen's own dishes: which food, how often, at what cost.

Foods that could close a gap are those of dishes in season. They are ranked by the sum of three percentile ranks:
nutrient per kcal, nutrient per yuan and nutrient per usual portion. The best of each food group is taken in turn, at
most `MOST_TIMES` a week (liver once, retinol has an upper level), until the gap is closed:
times = ceil(gap × school days ÷ nutrient per portion).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from kgcore.nutrition.variety import NOT_COUNTED
from kgcore.registers import terms

MOST_TIMES = 3
MOST_FOODS = 3
MOST_TIMES_OF = {terms.LIVER: 1}
SCHOOL_DAYS_A_WEEK = 5
LEAST_SHARE = 0.01
"""Least share of the whole that a food must bring to be named."""
SALTY_MG = 100.0
"""Sodium of a portion that is not advised where the diet is already too salty."""


@dataclass(frozen=True)
class ExtraServing:
    """Serve a food so often a week: `gain` (nutrient's unit) and energy per child-day, cost per child-week."""

    food: str
    dish: str
    portion_g: float
    times: int
    gain: float
    energy_kcal: float
    cost_fen: float


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
    it), `guide_group`. Oil, sugar, salt, condiments and foods out of season are left out.
    """
    fit = foods[in_season(foods, month) & ~foods["guide_group"].isin([*NOT_COUNTED, terms.OTHER_FOODS])]
    seasonal = dishes.loc[in_season(dishes, month), ["dish", "main_ingredient"]]
    rows = ingredients[ingredients["food"].isin(fit.index) & (ingredients["net_g_middle"] > 0)].merge(
        seasonal, on="dish"
    )
    rows = rows.assign(main=rows["main_ingredient"] == rows["food"])
    best = rows.sort_values(["main", "net_g_middle", "dish"], ascending=[False, False, True]).drop_duplicates("food")
    table = best.set_index("food")[["dish"]].assign(portion_g=rows.groupby("food")["net_g_middle"].median())
    return table.assign(guide_group=fit["guide_group"].reindex(table.index))


def ranked(
    nutrient: str, usual: pd.DataFrame, foods: pd.DataFrame, prices: pd.Series, too_salty: bool = False
) -> pd.DataFrame:
    """Return the foods that give a nutrient, best first.

    Parameters
    ----------
    nutrient
        A column of `foods`.
    usual
        As `portions` returns.
    foods
        Indexed by food: the nutrient, energy_kcal, na_mg per 100 g edible, edible_pct.
    prices
        Fen per kg as purchased, by food.
    too_salty
        Leave out foods whose portion holds more than `SALTY_MG` of sodium.

    Returns
    -------
    Indexed by food: dish, guide_group, portion_g, gain (per portion), energy_kcal, cost_fen (per portion),
    per_kcal, per_yuan, score.
    """
    rows = foods.reindex(usual.index)
    table = usual.assign(
        gain=usual["portion_g"] * rows[nutrient].astype("float64") / 100,
        energy_kcal=usual["portion_g"] * rows["energy_kcal"].astype("float64") / 100,
        sodium_mg=usual["portion_g"] * rows["na_mg"].astype("float64") / 100,
        cost_fen=usual["portion_g"] / (rows["edible_pct"].astype("float64") / 100) * prices.reindex(usual.index) / 1000,
    )
    table = table[(table["gain"] > 0) & (table["energy_kcal"] > 0) & (table["cost_fen"] > 0)]
    if too_salty:
        table = table[~(table["sodium_mg"] > SALTY_MG)]
    table = table.assign(
        per_kcal=table["gain"] / table["energy_kcal"], per_yuan=table["gain"] / table["cost_fen"] * 100
    )
    table["score"] = table[["per_kcal", "per_yuan", "gain"]].rank(pct=True).sum(axis=1)
    return table.sort_values("score", ascending=False, kind="stable").drop(columns="sodium_mg")


def close_gap(gap: float, best: pd.DataFrame) -> list[ExtraServing]:
    """Return what to serve more of each week to close a daily gap, from the best foods of different groups.

    Parameters
    ----------
    gap
        Nutrient missing per child-day.
    best
        As `ranked` returns.
    """
    steps: list[ExtraServing] = []
    gap_a_week = gap * SCHOOL_DAYS_A_WEEK
    for food, row in best.drop_duplicates("guide_group").head(MOST_FOODS).iterrows():
        if gap_a_week <= 0:
            break
        times = min(MOST_TIMES_OF.get(str(row["guide_group"]), MOST_TIMES), math.ceil(gap_a_week / row["gain"]))
        gap_a_week -= times * row["gain"]
        daily = times / SCHOOL_DAYS_A_WEEK
        steps.append(
            ExtraServing(
                str(food),
                str(row["dish"]),
                float(row["portion_g"]),
                times,
                float(row["gain"]) * daily,
                float(row["energy_kcal"]) * daily,
                float(row["cost_fen"]) * times,
            )
        )
    return steps


def raise_text(steps: Sequence[ExtraServing], title: str, unit: str, amount: float, target: float) -> str:
    """Return the advice in words: foods with grams, times and a dish of the kitchen, what it brings and costs."""
    if not steps:
        return f"现有应季菜点中没有能明显补充{title}的食物，请增加这类菜点"
    parts = [f"{s.food}每份{s.portion_g:.0f} g加{s.times}次（如“{s.dish}”）" for s in steps]
    gain = sum(s.gain for s in steps)
    reached = (amount + gain) / target
    left = "" if reached >= 1 else "，余下的再调整主副食搭配"
    return (
        f"每周{'，'.join(parts)}；人均每日可补{title}{gain:.3g} {unit}，达到目标的{reached:.0%}{left}；"
        f"能量每日增加{sum(s.energy_kcal for s in steps):.0f} kcal，"
        f"每人每周约多花{sum(s.cost_fen for s in steps) / 100:.2f}元"
    )


def lower_text(amounts: pd.Series, title: str, share_of: float, then: str = "先减这几种的用量") -> str:
    """Return the advice to serve less of the foods that bring most.

    Parameters
    ----------
    amounts
        Amount by food, largest first.
    title
        What is too much.
    share_of
        The whole amount; the denominator of the shares named.
    then
        What to do about them.
    """
    most = amounts[amounts >= LEAST_SHARE * share_of].head(3)
    top = [f"{food}（占{value / share_of:.0%}）" for food, value in most.items()]
    return f"{title}主要来自{'、'.join(top)}，{then}" if top else ""


def group_text(group: Sequence[str], usual: pd.DataFrame, gap_g: float, foods_eaten: Sequence[str]) -> str:
    """Return the advice to serve more of a food group, naming dishes of the season, foods the children know first.

    Parameters
    ----------
    group
        Groups of the food table that make up the guide's group.
    usual
        As `portions` returns.
    gap_g
        Grams missing per child-day.
    foods_eaten
        Foods already eaten in the period.
    """
    fit = usual[usual["guide_group"].isin(group)]
    if fit.empty:
        return "现有应季菜点中没有这类食物，请增加菜点"
    usual_here = fit.index.isin(foods_eaten)
    named = pd.concat([fit[usual_here], fit[~usual_here]]).drop_duplicates("dish").head(3)
    portion = float(named["portion_g"].median())
    times = min(SCHOOL_DAYS_A_WEEK, max(1, math.ceil(gap_g * SCHOOL_DAYS_A_WEEK / portion)))
    dishes = "、".join(f"“{dish}”（{food}）" for food, dish in named["dish"].items())
    return f"人均每日还差{gap_g:.0f} g：每周加{times}次、每份约{portion:.0f} g，如{dishes}"
