"""How much of each dish each band gets: one cauldron, three ladles, each within ± 20 % of the dish's own grams.

A linear program: the dishes are given, the amount rules are the master's, but held by each band on its own plate.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kgcore.menu.formulation.goal_cache import Asked, ask, asked_of
from kgcore.menu.formulation.master import Counts
from kgcore.menu.problem.fixed_days import fixed_portions
from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules import RULES, Rule
from kgcore.menu.rules.base import Mix, bands_of
from kgcore.menu.rules.fee import Fee
from kgcore.menu.solvers import highs
from kgcore.menu.solvers.matrix import matrix_of
from kgcore.menu.solvers.model import Model

RIGHT = 1e-7
"""Share of a goal's scale within which it holds."""


class Portions:
    """Factors f[dish, week, band] of the dishes served, with the rows of the amount rules for each band.

    A dish of a fixed day keeps the register's grams all week: it was cooked by them.
    """

    def __init__(
        self, problem: Problem, counts: Counts, weeks: Sequence[int], before: Floats, rules: Sequence[Rule] = RULES
    ) -> None:
        self.problem = problem
        self.weeks = tuple(weeks)
        self.mixes = bands_of(problem)
        self.model = Model("portions")
        not_ladled = fixed_portions(problem)
        self.factors_before = np.where(not_ladled[:, :, None], 1.0, before)
        self._counts = counts
        self.f = np.full(before.shape, -1, dtype=np.intp)
        flex = problem.settings.row("portion", "flex")
        courses = problem.dishes["course"].to_numpy()
        for week in self.weeks:
            if flex is None:
                break
            for dish in np.unique(problem.choices.dish[counts[:, week] > 0]):
                if courses[dish] in flex.courses and not not_ladled[dish, week]:
                    times = float(counts[problem.choices.dish == dish, week].sum())
                    for band, name in enumerate(problem.bands):
                        low, high = 1 + flex.low, 1 + flex.high
                        column = self.model.column(f"f_d{dish}_w{week}_b{band}", low, high)
                        self.f[dish, week, band] = column
                        key = f"{problem.dishes['dish'][dish]} {problem.weeks[week]} {name}"
                        self.model.goal(flex, key, [column], [1.0], scale=1 / times, low=1.0, high=1.0)
        for rule in rules:
            ask(self, rule)
        self.model.aim()

    def _terms(self, week: int, mix: Mix, per_choice: Floats) -> tuple[list[int], list[float], float]:
        choices = np.flatnonzero(self._counts[:, week] > 0)
        dishes = self.problem.choices.dish[choices]
        values = per_choice[choices] * self._counts[choices, week][:, None] * mix.weights
        columns = self.f[dishes, week]
        free = columns >= 0
        constant = float((values * self.factors_before[dishes, week])[~free].sum())
        distinct, place = np.unique(columns[free], return_inverse=True)
        total = np.bincount(place, values[free], minlength=len(distinct))
        used = total != 0
        return distinct[used].tolist(), total[used].tolist(), constant

    def amount(
        self, setting: Setting, key: str, week: int, mix: Mix, per_choice: Floats, *, scale: float,
        low: float | None = None, high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.Amounts`."""
        columns, values, constant = self._terms(week, mix, per_choice)
        self._goal(setting, key, columns, values, constant, scale, low, high)

    def over_weeks(
        self, setting: Setting, key: str, mix: Mix, per_choice: dict[int, Floats], *, scale: float,
        low: float | None = None, high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.Amounts`."""
        columns: list[int] = []
        values: list[float] = []
        constant = 0.0
        for week, amounts in per_choice.items():
            terms = self._terms(week, mix, amounts)
            columns += terms[0]
            values += terms[1]
            constant += terms[2]
        self._goal(setting, key, columns, values, constant, scale, low, high)

    def _goal(
        self, setting: Setting, key: str, columns: list[int], values: list[float], constant: float, scale: float,
        low: float | None, high: float | None,
    ) -> None:  # fmt: skip
        bounds = [None if bound is None else bound - constant for bound in (low, high)]
        self.model.goal(setting, key, columns, values, scale=scale, low=bounds[0], high=bounds[1])


def flex(problem: Problem, counts: Counts, weeks: Sequence[int], before: Floats) -> Floats:
    """Return factors [N, W, B] with those of the given weeks set anew, in the ladle's steps.

    Parameters
    ----------
    before : factors so far; one everywhere when nothing was flexed yet.
    """
    model = Portions(problem, counts, weeks, before)
    answer = highs.solve_relaxed(matrix_of(model.model))
    factors = before.copy()
    for week in weeks:
        factors[:, week] = 1.0
    if answer is None:
        return factors
    ladle = problem.settings.row("portion", "ladle")
    open_ = model.f >= 0
    optimum = answer.values[model.f[open_]]
    if ladle is None:
        factors[open_] = optimum
        return factors
    factors[open_] = np.round(optimum / ladle.low) * ladle.low
    exact = factors.copy()
    exact[open_] = optimum
    return _within_fee(model, counts, factors, exact, ladle.low)


def _within_fee(model: Portions, counts: Counts, factors: Floats, exact: Floats, step: float) -> Floats:
    """Take back rounding, what was rounded furthest first, until the fee holds where the exact portions held it."""
    problem = model.problem
    flex = problem.settings.row("portion", "flex")
    order = sorted(zip(*np.nonzero(model.f >= 0), strict=True), key=lambda at: (exact[at] - factors[at], at))
    for goal in asked_of(problem, Fee(), model.mixes):
        excess = _excess(problem, goal, counts, factors)
        if flex is None or not excess or _excess(problem, goal, counts, exact) * excess > RIGHT:
            continue
        for at in order if excess > 0 else reversed(order):
            changed = round(float(factors[at]) - np.sign(excess) * step, 6)
            if at[1] in goal.contents and 1 + flex.low <= changed <= 1 + flex.high:
                factors[at] = changed
                if _excess(problem, goal, counts, factors) * excess <= 0:
                    break
    return factors


def _excess(problem: Problem, goal: Asked, counts: Counts, factors: Floats) -> float:
    """Return by how much a goal's amount is above its range (positive) or below it (negative); 0 within."""
    amount = 0.0
    for week, contents in goal.contents.items():
        plates = counts[:, week][:, None] * factors[problem.choices.dish, week]
        amount += float((contents * plates).sum(axis=0) @ goal.mix.weights)
    if goal.high is not None and amount > goal.high + RIGHT * goal.scale:
        return amount - goal.high
    return min(0.0, amount - goal.low) if goal.low is not None and amount < goal.low - RIGHT * goal.scale else 0.0
