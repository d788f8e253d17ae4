"""Goals one after the other: what a goal reached is held while the next is pursued (lexicographic goal programming).

Source: Charnes & Cooper 1961, Management Models and Industrial Applications of Linear Programming; Ignizio 1976.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kgcore.menu.formulation.master import Master
from kgcore.menu.rules.fee import Fee
from kgcore.menu.solvers import highs
from kgcore.menu.solvers.effort import Effort
from kgcore.menu.solvers.highs import Limits
from kgcore.menu.solvers.matrix import Floats, Matrix, matrix_of
from kgcore.menu.solvers.status import Solution, Status, judge

COST, WEIGHTED = "cost", "weighted"
HELD = 1e-6
"""Points that a goal may lose again after it was reached: rounding."""


def in_order(master: Master, start: Solution, order: Sequence[str], effort: Effort) -> Solution:
    """Return the menu that is best by the first goal, among those by the second, and so on.

    Parameters
    ----------
    master : the model. start : a menu of it, to begin with.
    order : goals, dearest first: fee, norm, goal, preference (points of the model's tiers) or cost (of the food).

    Returns
    -------
    Solution
        objective in the weighted model's points; gap is the widest distance of a goal from its bound, and bound is
        where that gap would put it; proved when every goal came within the gap asked for.
    """
    began = time.perf_counter()
    matrix = matrix_of(master.model)
    values, worst, nodes = start.values, 0.0, start.nodes
    if values is None:
        return start
    for goal in order:
        points = points_of(master, goal)
        aimed = replace(matrix, points=points)
        size = max(abs(float(points @ values)), abs(start.objective) if goal != COST else 0.0)
        limits = Limits(gap=effort.gap, nodes=effort.nodes, seconds=effort.seconds, seed=effort.seed, least=size)
        answer = highs.solve(aimed, limits, start=values)
        if answer.values is not None and answer.objective >= float(points @ values) - HELD:
            values = answer.values
        reached = float(points @ values)
        worst = max(worst, (answer.bound - reached) / max(size, 1e-9) if np.isfinite(answer.bound) else np.inf)
        nodes += answer.nodes
        matrix = _held(matrix, points, reached - HELD)
    total = float(np.dot(master.model.points, values))
    status, _ = judge(values, 1.0, 1.0 + max(0.0, worst), effort.gap)
    return replace(
        start, status=status if status != Status.NONE else start.status, values=values, objective=total,
        bound=total + max(0.0, worst) * abs(total), gap=max(0.0, worst),
        seconds=start.seconds + time.perf_counter() - began, nodes=nodes, solver=f"逐级目标（{' → '.join(order)}）",
    )  # fmt: skip


def points_of(master: Master, goal: str) -> Floats:
    """Return what each column of a master is worth to one goal, [columns]; for cost, minus fen a child."""
    model = master.model
    if goal != COST:
        return np.array([p if tier == goal else 0.0 for p, tier in zip(model.points, model.tiers, strict=True)])
    points = np.zeros(len(model.names))
    problem = master.problem
    for week in master.weeks:
        open_ = master.z[:, week] >= 0
        points[master.z[open_, week]] = -(Fee().cost(problem, week) @ problem.band_weights)[open_]
    return points


def _held(matrix: Matrix, points: Floats, at_least: float) -> Matrix:
    """Add the row points · x >= at_least."""
    columns = np.flatnonzero(points).astype(np.int32)
    return replace(
        matrix,
        row_low=np.append(matrix.row_low, at_least), row_high=np.append(matrix.row_high, np.inf),
        start=np.append(matrix.start, matrix.start[-1] + len(columns)).astype(np.int32),
        column=np.append(matrix.column, columns), value=np.append(matrix.value, points[columns]),
        row_names=(*matrix.row_names, "held"),
    )  # fmt: skip
