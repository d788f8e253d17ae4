"""Shares of protein, fat and carbohydrate in energy."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from kgcore.menu.problem.problem import Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules.base import Amounts, Mix, Rule, per_choice, target_of, week_label
from kgcore.standards import energy_factors

TITLES = {"protein": "蛋白质供能比", "fat": "脂肪供能比", "carb": "碳水化合物供能比"}
COLUMNS = {"protein": "protein_g", "fat": "fat_g", "carb": "carb_g"}


class MacroShares(Rule):
    """Energy from each macronutrient ÷ (protein + fat + carbohydrate energy), in the range of the chosen scheme.

    Fibre is part of the carbohydrate and counts at its own factor.
    Written without division: factor x grams - bound x (energy of the three) on the right side of zero. Ranges of a
    scheme that differ by age are weighted by the band's ages.
    """

    name, title = "macro_shares", "三大营养素供能比"
    says = r"$\sum (4 a_{prot} - \rho\, E) z \gtrless 0$ and so on"

    def amounts(self, on: Amounts) -> None:
        problem = on.problem
        factors = energy_factors()
        energy = {
            name: per_choice(problem, problem.content(column)) * factors[column] for name, column in COLUMNS.items()
        }
        fibre = per_choice(problem, problem.content("fibre_g"))
        energy["carb"] = energy["carb"] - (factors["carb_g"] - factors["fibre_g"]) * fibre
        total = sum(energy.values())
        for setting, macro, ranges in limits(problem):
            for week in on.weeks:
                for mix in on.mixes:
                    scale = target_of(problem, "energy_kcal", mix, week)
                    bounds = zip(mix_range(problem, ranges, mix), ("low", "high"), strict=True)
                    for bound, side in bounds:
                        if not np.isnan(bound):
                            label = f"{macro} {week_label(problem, week, mix)} {side}"
                            excess = energy[macro] - bound * total
                            on.amount(setting, label, week, mix, excess, scale=scale, **{side: 0.0})

    def subject(self, names: Sequence[str], band: str, side: str) -> str:
        return f"{band}的{TITLES.get(names[0], names[0])}{'上限' if side == 'high' else '下限'}"


def limits(problem: Problem) -> Iterator[tuple[Setting, str, pd.DataFrame]]:
    """Yield setting, macronutrient and its range by age: the ranges, and of protein much and too much."""
    for macro, rows in problem.profile.macro_ranges().groupby("nutrient", sort=True):
        parts = (("protein", rows), ("protein_most", rows.assign(high=rows["most"])))
        for key, ranges in parts if macro == "protein" else (("range", rows),):
            if setting := problem.settings.row(MacroShares.name, key):
                yield setting, str(macro), ranges


def mix_range(problem: Problem, ranges: pd.DataFrame, mix: Mix) -> tuple[float, float]:
    """Low and high of rows with age_low, age_high, weighted by the ages of a mix; nan where an age has none."""
    shares = problem.age_shares.to_numpy() @ mix.weights
    bounds = np.zeros(2)
    for age, share in zip(problem.age_shares.index, shares, strict=True):
        if share > 0:
            rows = ranges[(ranges["age_low"] <= age) & (ranges["age_high"] >= age)]
            if rows.empty:
                return float("nan"), float("nan")
            bounds += float(share) * rows[["low", "high"]].iloc[0].astype(float).to_numpy()
    return float(bounds[0]), float(bounds[1])
