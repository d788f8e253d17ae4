"""From a master to servings: relaxation for the bound, annealing and neighbourhoods, then branch and bound.

Annealing finds a good menu in half a second, freeing a week or two places at a time improves it where single swaps no
longer do, and branch and bound over the whole is left to what these do not bring within the gap.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from kgcore.menu import cbc, highs
from kgcore.menu.anneal import HOT, Annealer
from kgcore.menu.errors import SolverMissing
from kgcore.menu.highs import Limits, Progress
from kgcore.menu.master import Counts, Master
from kgcore.menu.matrix import Floats, matrix_of
from kgcore.menu.neighbourhood import Neighbourhoods
from kgcore.menu.status import Solution, Status, gap_of, judge

STEPS, ROUNDS = 20_000, 8
NEAR, NEAR_NODES = 1.0, 50
"""Points of reduced cost worth trying beside a menu that is to be kept, and nodes of that search."""

ANNEALED = 2
"""Rounds that anneal; later ones only free parts, which by then finds more."""

NODES = 2_000


@dataclass(frozen=True)
class Effort:
    """How hard to look.

    Attributes
    ----------
    gap : relative gap that counts as proved.
    seconds : time for the whole plan, the best menu so far is kept; None = deterministic, limited by steps and nodes.
    nodes : branch-and-bound nodes at most.
    rounds : annealing runs of 20,000 swaps at most.
    exact : go on with branch and bound when annealing has not reached the gap.
    solver : highs (with annealing), highs-only or cbc.
    """

    gap: float = 0.01
    seconds: float | None = None
    nodes: int = NODES
    rounds: int = ROUNDS
    exact: bool = True
    seed: int = 0
    solver: str = "highs"


QUICK = Effort(rounds=1, exact=False)
"""For a change at the screen: the menu it finds is good, its gap honest, and it comes at once."""


def search(master: Master, effort: Effort, progress: Progress | None = None, start: Counts | None = None) -> Solution:
    """Solve a master; the bound is the better of the relaxation's and the branch and bound's.

    Parameters
    ----------
    start : [K, W] servings to begin from; None = those the relaxation uses most.

    Raises
    ------
    SolverMissing
        the solver asked for is not there.
    """
    began = time.perf_counter()
    limits = Limits(gap=effort.gap, nodes=effort.nodes, seconds=effort.seconds, seed=effort.seed)
    if effort.solver == "cbc":
        return cbc.solve(master.model, limits)
    if effort.solver not in ("highs", "highs-only"):
        raise SolverMissing(f"没有求解器“{effort.solver}”；可选：highs、highs-only、cbc")
    matrix = matrix_of(master.model.problem, master.model.columns)
    if effort.solver == "highs-only" or not Annealer.fits(master, matrix):
        return highs.solve(matrix, limits, progress=progress)
    relaxed = highs.solve_relaxed(matrix)
    if relaxed is None:
        return highs.solve(matrix, limits)
    if not matrix.integer.any():
        return highs.solve(matrix, limits)
    found, stopped = _improve(
        Annealer(master, matrix, relaxed, start), Neighbourhoods(master, matrix, relaxed), relaxed.objective, effort,
        began, progress,
    )  # fmt: skip
    values, points = found if found else (None, np.nan)
    status, gap = judge(values, points, relaxed.objective, effort.gap)
    name = "退火 + HiGHS"
    answer = Solution(
        status, values, points, relaxed.objective, gap, time.perf_counter() - began, 0, name,
        "stopped" if stopped else "",
    )  # fmt: skip
    left = None if effort.seconds is None else effort.seconds - (time.perf_counter() - began)
    if (
        stopped
        or status == Status.PROVED
        or (values is not None and not effort.exact)
        or (left is not None and left < 0.05)
    ):
        return answer
    exact = highs.solve(matrix, replace(limits, seconds=left), start=values, progress=progress)
    return _better(answer, exact, effort.gap, time.perf_counter() - began)


def search_near(master: Master, effort: Effort, progress: Progress | None = None) -> Solution:
    """Solve a master that keeps near a menu: among the menu's own dishes and those the relaxation finds worth trying.

    The bound is the relaxation's over all dishes, so the gap is honest; where these dishes make no menu, all are tried.
    """
    if effort.solver != "highs":
        return search(master, effort, progress)
    began = time.perf_counter()
    limits = Limits(gap=effort.gap, nodes=effort.nodes, seconds=effort.seconds, seed=effort.seed)
    matrix = matrix_of(master.model.problem, master.model.columns)
    relaxed = highs.solve_relaxed(matrix)
    if relaxed is None:
        return highs.solve(matrix, limits)
    kept = master.z[(master.keep > 0) & (master.z >= 0)] if master.keep is not None else np.empty(0, np.intp)
    tried = ~matrix.integer | (relaxed.reduced > -NEAR) | (relaxed.values > 0) | (matrix.low > 0)
    tried[kept] = True
    few = replace(matrix, high=np.where(tried, matrix.high, 0.0))
    found = highs.solve(few, replace(limits, nodes=min(NEAR_NODES, effort.nodes)), progress=progress)
    if found.values is None:
        found = highs.solve(matrix, limits, progress=progress)
    bound = min(found.bound, relaxed.objective) if tried.all() else relaxed.objective
    status, gap = judge(found.values, found.objective, bound, effort.gap)
    if found.values is None:
        status, gap = found.status, np.inf
    return replace(found, bound=bound, status=status, gap=gap, seconds=time.perf_counter() - began)


def _improve(
    annealer: Annealer, parts: Neighbourhoods, bound: float, effort: Effort, began: float, progress: Progress | None
) -> tuple[tuple[Floats, float] | None, bool]:
    enough = bound - effort.gap * abs(bound) / (1 + effort.gap)
    best: tuple[Floats, float] | None = None

    def left() -> float | None:
        return None if effort.seconds is None else 0.9 * effort.seconds - (time.perf_counter() - began)

    def late() -> bool:
        return (more := left()) is not None and more <= 0

    for turn in range(effort.rounds):
        seed = effort.seed * effort.rounds + turn
        if turn < ANNEALED:
            found = annealer.search(STEPS, seed, enough, late, HOT if turn < 1 else HOT / 2)
            if found and (best is None or found[1] > best[1]):
                best = found
        if best and best[1] < enough and effort.exact and not late():
            best = parts.improve(best[0], seed, enough, late, left())
            annealer.go_on_from(best[0])
        if best and progress and progress(best[1], bound, gap_of(best[1], bound)):
            return best, True
        # two searches without a menu: let branch and bound say whether there is one
        if (best and best[1] >= enough) or late() or (best is None and turn == 1):
            break
    return best, False


def _better(first: Solution, second: Solution, asked: float, seconds: float) -> Solution:
    """Put the better solution and the better bound together."""
    if second.status == Status.ERROR and first.values is not None:
        return replace(first, seconds=seconds, message=f"{second.solver}: {second.message}")
    if second.status in (Status.INFEASIBLE, Status.ERROR):
        return replace(second, seconds=seconds)
    best = second if first.values is None or second.objective > first.objective else first
    bound = min(first.bound, second.bound) if np.isfinite(second.bound) else first.bound
    status, gap = judge(best.values, best.objective, bound, asked)
    return replace(
        best, bound=bound, status=status, gap=gap, seconds=seconds, nodes=second.nodes, solver=first.solver,
        message=second.message,
    )  # fmt: skip
