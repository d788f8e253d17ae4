"""What a menu misses most, and how much of it portions, one more yuan or other dishes would make good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kgcore.menu.explanation.effects import DISHES_AGAIN, DISHES_KEPT, LACK, fee_change
from kgcore.menu.explanation.relaxation import Answer, Bounds, Questions, Relaxation
from kgcore.menu.formulation.goal_cache import Asked, asked_of
from kgcore.menu.formulation.portions import Portions
from kgcore.menu.problem.vocabulary import FEN_PER_YUAN
from kgcore.menu.result.effect import Effect
from kgcore.menu.result.menu import MenuPlan
from kgcore.menu.rules import RULES
from kgcore.menu.rules.base import AVERAGE, bands_of
from kgcore.menu.rules.nutrients import Nutrients
from kgcore.menu.rules.violations import Broken
from kgcore.menu.solvers.model import OVER, SHORT

WORTH_TELLING = 0.005
"""Share of a goal below which a lack is not worth a line."""


@dataclass(frozen=True, eq=False)
class Lack:
    """A goal a menu misses: the broken row, the goal behind it, and whether there is too little or too much."""

    row: Broken
    goal: Asked
    short: bool

    @property
    def cost(self) -> float:
        """Points it loses."""
        return self.goal.setting.weight * self.row.share


def limiting(plan: MenuPlan, week: int) -> Lack | None:
    """Return what the menu misses most in a week: a nutrient if one is short, else the goal that costs most points."""
    name = plan.problem.weeks[week]
    lacks = [
        lack
        for row in plan.violations
        if row.share > WORTH_TELLING and name in row.key.split(" ") and (lack := _lack(plan, row)) is not None
    ]
    short = [lack for lack in lacks if lack.row.rule == Nutrients.name and lack.row.tier == "goal"]
    return max(short or lacks, key=lambda lack: lack.cost, default=None)


def _lack(plan: MenuPlan, row: Broken) -> Lack | None:
    problem = plan.problem
    for goal in asked_of(problem, RULES.named(row.rule), bands_of(problem)):
        if (goal.key, goal.setting.tier) == (row.key, row.tier):
            amount = 0.0
            for week, contents in goal.contents.items():
                plates = plan.counts[:, week][:, None] * plan.portions[problem.choices.dish, week]
                amount += float((contents * plates).sum(axis=0) @ goal.mix.weights)
            return Lack(row, goal, goal.low is not None and amount < goal.low)
    return None


def limit_effects(plan: MenuPlan, week: int, lack: Lack, on: Relaxation, base: Answer) -> Iterator[Effect]:
    """Yield how small the lack can be made: by portions now, with one more yuan, and with dishes chosen again.

    The fee and the norms are kept as well as they are, the other goals may give way; with dishes chosen again nothing
    gives way: it is the best among the menus with most points.
    """
    row = lack.row
    portions = Portions(plan.problem, plan.counts, (week,), plan.portions)
    ladled_anew = Questions(plan.problem, portions.model, (week,))
    steps = (0,) if plan.problem.fee_fen is None else (0, FEN_PER_YUAN)
    for step in steps:
        bounds = (
            ladled_anew.bounds
            if not step
            else ladled_anew.at_fee(ladled_anew.bounds, float(plan.problem.fee_fen or 0.0) + step)
        )
        least = _least_lack(ladled_anew, bounds, lack)
        if least is not None:
            change = "只调份量" + (f"，{fee_change(step)}" if step else "")
            yield Effect("limiting", row.rule, row.key, change, DISHES_KEPT, LACK, row.share, least)
    slack = _slack(on, lack)
    if slack is None:
        return
    for step in steps:
        bounds, answer = on.bounds, base
        if step:
            bounds = on.at_fee(on.bounds, float(plan.problem.fee_fen or 0.0) + step)
            answer = on.solve(bounds) or base
        weights = np.zeros(len(bounds.points))
        weights[slack] = -1.0
        least = max(0.0, -on.best(bounds, answer, weights))
        change = "重新选菜" + (f"，{fee_change(step)}" if step else "")
        yield Effect("limiting", row.rule, row.key, change, DISHES_AGAIN, LACK, row.share, least)


def _least_lack(on: Questions, bounds: Bounds, lack: Lack) -> float | None:
    best = on.solve(bounds)
    slack = _slack(on, lack)
    if best is None or slack is None:
        return None
    question = bounds.copy()
    kept = on.slacks("fee", "norm")
    question.high[kept] = best.columns[kept] + 1e-9
    question.high[slack] = np.inf
    question.points[:] = 0.0
    question.points[slack] = -1.0
    answer = on.solve(question)
    return None if answer is None else max(0.0, -answer.points)


def _slack(on: Questions, lack: Lack) -> int | None:
    """Return the slack that measures a lack; a master looks at ratios of the average child, not of a band."""
    parts = lack.row.key.split(" ")
    average = " ".join(AVERAGE if part in on.problem.bands else part for part in parts)
    side = SHORT if lack.short else OVER
    for key in (lack.row.key, average):
        for row in on.rows:
            if (row.rule, row.key, row.tier) == (lack.row.rule, key, lack.row.tier):
                for slack in row.slacks:
                    if on.model.measures(slack, side):
                        return slack
    return None
