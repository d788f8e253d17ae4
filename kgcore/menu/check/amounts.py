"""Amounts on the plate: energy, nutrients, upper limits, shares, groups, sugar, salt and the fee, by band and week."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kgcore.menu.check.norms import ENERGY, Norms, norms_of
from kgcore.menu.check.plates import Plates
from kgcore.menu.check.violation import Violation, outside

WHOLE = "horizon"
"""Where the fee of all days of the menu is judged."""


def amounts(plates: Plates) -> Iterator[Violation]:
    """Yield every figure of a week, a day or the whole menu that is out of its range."""
    norms = norms_of(plates.problem)
    for week in plates.weeks:
        inside = plates.week == week
        days = len(set(plates.date[inside]))
        yield from _week(plates, norms, inside, days, week)
        yield from _meal_split(plates, norms, inside, days, week)
    yield from _daily_energy(plates, norms)
    yield from _fee(plates)


def _week(plates: Plates, norms: Norms, inside: np.ndarray, days: int, week: str) -> Iterator[Violation]:
    """Hold what a child of each band eats in a week against the ranges."""
    eaten = plates.grams[inside].sum(axis=0) @ norms.contents
    for of in norms.ranges:
        by = days if of.base is None else eaten[:, of.base]
        measured, low, high, scale = eaten[:, of.amount], of.low * by, of.high * by, of.scale * days
        for band, name in enumerate(plates.problem.bands):
            yield from outside(
                of.rule, of.tier, of.subject, f"{week} {name}", float(measured[band]), low=float(low[band]),
                high=float(high[band]), scale=float(scale[band]),
            )  # fmt: skip


def _meal_split(plates: Plates, norms: Norms, inside: np.ndarray, days: int, week: str) -> Iterator[Violation]:
    if not (setting := plates.problem.settings.row("meal_split", "week")):
        return
    kcal = plates.grams[inside] @ norms.kcal_per_g
    total, meals = kcal.sum(axis=0), plates.meal[inside]
    for meal, share in norms.meals:
        mine = kcal[meals == meal].sum(axis=0)
        for band, name in enumerate(plates.problem.bands):
            yield from outside(
                "meal_split", setting.tier, meal, f"{week} {name}", float(mine[band]),
                low=(share + setting.low) * float(total[band]), high=(share + setting.high) * float(total[band]),
                scale=float(norms.energy[band]) * days,
            )  # fmt: skip


def _daily_energy(plates: Plates, norms: Norms) -> Iterator[Violation]:
    """Judge the average child's energy of each day by the register's grams: portions follow the week."""
    if not (setting := plates.problem.settings.row("energy", "day")):
        return
    kcal = norms.heads @ (plates.problem.grams[:, plates.dish] @ norms.kcal_per_g) * plates.portion
    target = float(norms.energy @ norms.heads)
    for day in plates.days:
        yield from outside(
            "energy", setting.tier, ENERGY, str(day), float(kcal[plates.date == day].sum()),
            low=setting.low * target, high=setting.high * target, scale=target,
        )  # fmt: skip


def daily_cost(plates: Plates) -> pd.Series[float]:
    """Cost of the average child in fen by day, at the mean prices of the day's week: Σ grams ÷ edible share x price."""
    problem = plates.problem
    weeks = np.array(problem.weeks)[problem.week_of]
    per_edible_gram = 100 / problem.foods["edible_pct"].to_numpy(np.float64) / 1000
    price = {week: problem.price[:, weeks == week].mean(axis=1) * per_edible_gram for week in plates.weeks}
    heads, cost = norms_of(problem).heads, {}
    for day in plates.days:
        inside = plates.date == day
        cost[day] = float(heads @ (plates.grams[inside].sum(axis=0) @ price[plates.week[inside][0]]))
    return pd.Series(cost, dtype="float64")


def _fee(plates: Plates) -> Iterator[Violation]:
    problem = plates.problem
    if problem.fee_fen is None:
        return
    cost = daily_cost(plates)
    week_of = dict(zip(plates.date, plates.week, strict=True))
    spans = {"week": [week_of[day] for day in cost.index], "horizon": [WHOLE] * len(cost)}
    for key, names in spans.items():
        if setting := problem.settings.row("fee", key):
            for where in dict.fromkeys(names):
                mean = float(cost.to_numpy()[[name == where for name in names]].mean())
                high = setting.high * problem.fee_fen
                # what is put by for dearer prices is not money left over
                low = -np.inf if problem.price_cases else setting.low * problem.fee_fen
                yield from outside("fee", setting.tier, "膳费", where, mean, low=low, high=high, scale=problem.fee_fen)
