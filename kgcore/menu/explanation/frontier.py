"""Menus between cost, nutrition and preference, none of them worse in all three than another.

Fees bound the cost (ε-constraint). For each fee the linear relaxation is walked between liking and nutrition: the next
weight is the slope between two neighbours that lie furthest apart (NISE: Cohon, Church and Sheer 1979). Each fee and
weight chosen becomes one whole plan that starts from its neighbour's menu. Where days are fixed, fees, costs
and liking are those of the other days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from kgcore.menu.explanation.lowest_fee import bound_of
from kgcore.menu.explanation.relaxation import Bounds, Relaxation
from kgcore.menu.infeasible.conflict import why_infeasible
from kgcore.menu.planning.partly_served import on_open_days, with_fixed_days
from kgcore.menu.planning.planner import plan as plan_problem
from kgcore.menu.problem.fixed_days import fee_left, fee_of_all, with_fee
from kgcore.menu.problem.problem import Problem
from kgcore.menu.problem.vocabulary import FEN_PER_YUAN
from kgcore.menu.result.menu import MenuPlan
from kgcore.menu.rules import RULES
from kgcore.menu.solvers.effort import QUICK, Effort

FEES, WEIGHTS = 4, 3
"""Fees and weights planned for when nobody says how many."""

ABOVE_LOWEST = 1.03
"""First fee, as a multiple of the lowest: exactly at the lowest no menu of whole dishes is left."""

LEAST_WEIGHT, MOST_WEIGHT = 0.25, 4.0
"""How much a point of liking may count against the goals' own weights."""

COLUMNS = (
    "fee_fen", "weight", "cost_fen", "nutrition_lost", "preference", "liking", "worst_ratio", "status", "gap", "plan",
)  # fmt: skip


def frontier(
    problem: Problem, fees: Sequence[float] | None = None, *, weights: int = WEIGHTS, effort: Effort = QUICK,
    progress: Callable[[int, int], bool] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return nondominated menus of cost, nutrition and preference.

    Parameters
    ----------
    fees : meal fees to plan for, yuan per child-day to be planned, fixed days keep theirs; None =
        four from the lowest to what the best-liked menu costs.
    weights : menus per fee, from liking first to nutrition first.
    progress : told how many menus of how many are planned; returning True ends with those.

    Returns
    -------
    DataFrame
        A row a menu, by cost: fee_fen, weight (of a point of liking), cost_fen (per child-day to be planned, portions
        applied), nutrition_lost (Σ weight x share missed of norms and goals, portions applied), preference (points of
        the servings to be planned), liking (per serving), worst_ratio (lowest amount ÷ target of a nutrient, week and
        band), status and gap (of the weighted problem that was solved), plan (the MenuPlan, with the problem's own
        preferences).

    Raises
    ------
    MenuError, Infeasible
        a fee that is not positive; the hard rules leave no menu.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     problem = menu.from_office(office, "2026-W25")
    >>> table = menu.frontier(problem, fees=[11], weights=2)
    >>> bool(table["cost_fen"].is_monotonic_increasing)
    True
    """
    fees_fen = None if fees is None else sorted(float(fee * FEN_PER_YUAN) for fee in fees)
    for fee_fen in fees_fen or ():
        problem.with_(fee_fen=fee_fen)

    def answered(asked: Problem) -> list[tuple[float, float, MenuPlan]]:
        wanted = _fees(asked) if fees_fen is None else fees_fen
        return _menus(with_fee(asked, wanted[0]), wanted, weights, effort, progress)

    found = on_open_days(problem, answered)
    table = pd.DataFrame([_row(problem, *menu) for menu in found], columns=list(COLUMNS))
    kept = nondominated(table[["cost_fen", "nutrition_lost"]].assign(liked=-table["preference"]))
    return table[kept].sort_values(["cost_fen", "nutrition_lost"], ignore_index=True)


def _menus(
    problem: Problem, fees: Sequence[float], weights: int, effort: Effort,
    progress: Callable[[int, int], bool] | None,
) -> list[tuple[float, float, MenuPlan]]:  # fmt: skip
    on = Relaxation(problem)
    menus: list[tuple[float, float, MenuPlan]] = []
    starts: list[MenuPlan | None] = [None] * weights
    asked = ((fee, n, weight) for fee in fees for n, weight in enumerate(_weights(on, fee, weights)))
    for fee, n, weight in asked:
        start = starts[n] or (menus[-1][2] if menus else None)
        weighted = problem.with_(fee_fen=fee_of_all(problem, fee), preference=weight * problem.preference)
        starts[n] = plan = plan_problem(weighted, effort, start=start)
        menus.append((fee, weight, plan))
        if progress and progress(len(menus), len(fees) * weights):
            break
    return menus


def nondominated(costs: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows no other row beats: as low in every column and lower in one; of equal rows the first stays."""
    values = costs.to_numpy(np.float64)
    keep = []
    for n, row in enumerate(values):
        no_worse = np.flatnonzero((values <= row).all(axis=1))
        better = (values[no_worse] < row).any(axis=1)
        keep.append(not (better.any() or (no_worse < n).any()))
    return pd.Series(keep, index=costs.index, dtype="bool")


def _fees(problem: Problem) -> list[float]:
    lowest = bound_of(problem).fen * ABOVE_LOWEST
    asked = with_fee(problem, lowest)
    carry_over = fee_left(asked) - float(asked.fee_fen or 0.0)
    free = Relaxation(problem.with_(fee_fen=None))
    best = free.solve(free.bounds)
    if best is None:
        raise why_infeasible(problem).error()
    return [float(fen) - carry_over for fen in np.linspace(lowest, max(free.cost(best), lowest * 1.1), FEES)]


@dataclass(frozen=True)
class _Point:
    """An optimum of the relaxation: points of liking, points nutrition keeps (not positive), and the weight used."""

    preference: float
    nutrition: float
    weight: float


def _weights(on: Relaxation, fee: float, number: int) -> list[float]:
    """Return weights of liking whose optima differ most, liking first."""
    bounds = on.at_fee(on.bounds, fee)
    ends = [_point(on, bounds, weight) for weight in (MOST_WEIGHT, LEAST_WEIGHT)]
    points = [ends[0], _point(on, bounds, 1.0), ends[1]]
    tried_pairs: set[tuple[float, float]] = set()
    while len(points) < 2 * number + 1:
        gaps = [
            (abs(a.preference - b.preference) + abs(a.nutrition - b.nutrition), n)
            for n, (a, b) in enumerate(pairwise(points))
            if (a.weight, b.weight) not in tried_pairs and a.preference - b.preference > 1e-6
        ]
        if not gaps:
            break
        _, n = max(gaps)
        left, right = points[n], points[n + 1]
        tried_pairs.add((left.weight, right.weight))
        slope = (right.nutrition - left.nutrition) / (left.preference - right.preference)
        if right.weight < slope < left.weight:
            points.insert(n + 1, _point(on, bounds, slope))
    return [point.weight for point in _spread(points, number)]


def _spread(points: list[_Point], number: int) -> list[_Point]:
    """Return so many points, ends first, each next the furthest from those chosen."""
    if number == 1:
        return [next(point for point in points if point.weight == 1.0)]
    picks = [points[0], points[-1]]
    rest = points[1:-1]
    while rest and len(picks) < number:
        far = max(
            rest, key=lambda p: min(abs(p.preference - c.preference) + abs(p.nutrition - c.nutrition) for c in picks)
        )
        rest.remove(far)
        picks.append(far)
    return sorted(picks, key=lambda point: -point.weight)


def _point(on: Relaxation, bounds: Bounds, weight: float) -> _Point:
    weighted = bounds.copy()
    weighted.points[on.servings] *= weight
    answer = on.solve(weighted)
    if answer is None:
        raise why_infeasible(on.problem).error()
    return _Point(on.liked(answer), -on.lost(answer, "norm", "goal"), weight)


def _row(problem: Problem, fee: float, weight: float, plan: MenuPlan) -> tuple[object, ...]:
    as_asked = problem.with_(fee_fen=plan.problem.fee_fen)
    worth = np.sum([points for rule in RULES if (points := rule.prefers(as_asked)) is not None], axis=0)
    menu = with_fixed_days(as_asked, plan)
    servings = [(choice, as_asked.week_of[day]) for choice, day in menu.placements if as_asked.open_days[day]]
    liking = float(sum(worth[at] for at in servings))
    menu = replace(menu, problem=as_asked, tiers=menu.tiers | {"preference": liking})
    nutrition = menu.nutrition("week")
    judged = nutrition[nutrition["enough"] & nutrition["target"].notna()]
    return (
        fee, weight, cost_to_plan(menu), nutrition_lost(menu), liking, liking / len(servings), judged["ratio"].min(),
        str(plan.status), plan.gap, menu,
    )  # fmt: skip


def cost_to_plan(menu: MenuPlan) -> float:
    """Return the cost of the average child-day to be planned, portions applied, in fen."""
    costs = menu.cost("day")
    return float(costs.loc[~costs["date"].isin(menu.problem.fixed_days), "child_fen"].mean())


def nutrition_lost(plan: MenuPlan) -> float:
    """Return Σ weight x share missed of the norms and goals a menu breaks, in points."""
    weights = {
        (rule.name, setting.tier): setting.weight
        for rule in RULES
        for setting in plan.problem.settings.rows(rule.name)
        if setting.tier
    }
    return float(
        sum(weights[row.rule, row.tier] * row.share for row in plan.violations if row.tier in ("norm", "goal"))
    )  # fmt: skip
