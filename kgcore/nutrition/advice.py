"""The plan of advice in lines that a kitchen can follow, with what each does to the figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from kgcore.nutrition.change_plan import ChangePlan
from kgcore.nutrition.figures import LinearFigure
from kgcore.nutrition.structure import SCHOOL_DAYS_A_WEEK
from kgcore.standards.age_bands import RECIPE_COLUMNS

COLUMNS = ["food", "change_g", "now_g", "dish", "times", "replaces", "cost_fen", "effects", "line"]
PROMISE = ["figure", "title", "unit", "now", "promised", "low", "high", "verdict", "repaired"]
MOVES = 0.01
"""A figure moves when it changes by this fraction of itself."""


def promise(plan: ChangePlan, figures: Sequence[LinearFigure], grams: pd.Series) -> pd.DataFrame:
    """Return every figure now and after the plan.

    Parameters
    ----------
    figures
        As `figures.figures_of` returns; their vectors in the order of `grams` (edible g per child-day by food).

    Returns
    -------
    Columns figure (code), title, unit, now, promised, low, high, verdict (now), repaired.
    """
    after = changed(grams, plan.change_g)
    now, later = grams.to_numpy(dtype="float64"), after.to_numpy(dtype="float64")
    rows = [
        (f.code, f.title, f.unit, f.of(now), f.of(later), f.low, f.high, f.verdict, f.code in plan.repairs)
        for f in figures
    ]
    return pd.DataFrame(rows, columns=PROMISE)


def now(figures: Sequence[LinearFigure], grams: pd.Series) -> pd.DataFrame:
    """Return every figure of a diet as it is: figure (code), now, verdict.

    Parameters
    ----------
    figures, grams
        As for `promise`.
    """
    amounts = grams.to_numpy(dtype="float64")
    rows = [(figure.code, figure.of(amounts), figure.verdict) for figure in figures]
    return pd.DataFrame(rows, columns=["figure", "now", "verdict"])


def changed(grams: pd.Series, change_g: pd.Series) -> pd.Series:
    """Return a diet after a change, edible g per child-day by food."""
    return grams.add(change_g, fill_value=0.0).reindex(grams.index).clip(lower=0.0)


def lines(
    plan: ChangePlan, figures: Sequence[LinearFigure], grams: pd.Series, portions: pd.DataFrame,
    ingredients: pd.DataFrame, fen_per_g: pd.Series,
) -> pd.DataFrame:  # fmt: skip
    """Return one line a food: how much more or less, how often a week, for what, at what cost, with what effect.

    Parameters
    ----------
    portions
        As `portions.portions` returns. `ingredients` : register rows, for the grams of each band.
    fen_per_g
        Price of an edible gram, by food.

    Returns
    -------
    Columns `COLUMNS`: change_g and now_g per child-day, times a week (NaN for less), replaces (foods cut for it),
    cost_fen per child-day, effects and line in words.
    """
    now = grams.to_numpy(dtype="float64")
    cut = [str(food) for food, change in plan.change_g.items() if change < 0]
    rows = []
    for label, change in plan.change_g.sort_values(kind="stable").items():
        food = str(label)
        after = changed(grams, pd.Series({food: change})).to_numpy(dtype="float64")
        effects = "，".join(_effects(figures, now, after))
        cost = float(change * fen_per_g.get(food, 0.0))
        now_g = float(grams[food])
        if change < 0:
            words = f"{food}每人每日少用{-change:g} g（现{now_g:.1f} g，减{-change / now_g:.0%}）"
            rows.append((food, change, now_g, "", math.nan, "", cost, effects, words))
            continue
        times = change * SCHOOL_DAYS_A_WEEK / float(portions["portion_g"].to_dict()[food])
        dish = str(portions["dish"].to_dict()[food])
        instead = f"，换下{'、'.join(cut)}" if cut else ""
        words = (
            f"{food}每人每日多用{change:g} g（现{now_g:.1f} g），约合每周多{times:.1f}次“{dish}”"
            f"（每份{_by_band(ingredients, dish, food)}）{instead}"
        )
        rows.append((food, change, now_g, dish, times, "、".join(cut), cost, effects, words))
    return pd.DataFrame(rows, columns=COLUMNS)


def _effects(figures: Sequence[LinearFigure], now: np.ndarray, after: np.ndarray) -> list[str]:
    texts = []
    for figure in figures:
        before, later = figure.of(now), figure.of(after)
        moves = abs(later - before) >= MOVES * abs(before)  # NaN, no figure at all, moves nothing
        if moves and not figure.code.startswith("upper."):
            texts.append(f"{figure.title} {_shown(before, figure)}→{_shown(later, figure)} {figure.unit}".strip())
    return texts


def _shown(value: float, figure: LinearFigure) -> str:
    is_fraction = figure.base is not None and not max(figure.low, figure.high) > 1
    return f"{value:.1%}" if is_fraction else f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _by_band(ingredients: pd.DataFrame, dish: str, food: str) -> str:
    row = ingredients[(ingredients["dish"] == dish) & (ingredients["food"] == food)].iloc[0]
    return "、".join(f"{band}{float(row[column]):g} g" for band, column in RECIPE_COLUMNS.items())


def remedies(plan: ChangePlan, table: pd.DataFrame) -> dict[str, str]:
    """Return what is done about each figure that is out of range, by its code."""
    names = "、".join(f"{row.food}{row.change_g:+g} g" for row in table.itertuples())
    done = dict.fromkeys(plan.repairs, f"按膳食调整方案做即可达到：{names}（每人每日）")
    left = "本次不动：五处以内、不超膳费的调整都不能使它达标，除非使别项变差"
    return done | dict.fromkeys(plan.remainder, left)
