"""From a master to servings: relaxation for the bound, annealing and neighbourhoods, then branch and bound.

Annealing finds a good menu in half a second, and freeing a week or two places at a time improves it where single swaps
no longer do. What these do not bring within the gap gets the cuts of the root, whose bound is closer, while another
thread frees larger parts; then larger and wider parts side by side, and at last branch and bound over the whole. What
the thread beside found counts only where the first alone was not enough, whichever ended first, so that the same input
gives the same menu.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Event
from typing import TypeVar

import numpy as np

from kgcore.menu.formulation.master import Counts, Master
from kgcore.menu.planning.annealing import HOT, Annealer
from kgcore.menu.planning.neighbourhoods import LARGE, NARROW, WIDE, Breadth, Neighbourhoods
from kgcore.menu.solvers import highs
from kgcore.menu.solvers.effort import Effort
from kgcore.menu.solvers.highs import Limits, LinearOptimum, Progress
from kgcore.menu.solvers.matrix import Floats, Matrix, matrix_of
from kgcore.menu.solvers.registry import solver_named
from kgcore.menu.solvers.status import Solution, Status, gap_of, judge

STEPS = 20_000
NEAR, NEAR_NODES = 0.35, 50
"""Points of reduced cost worth trying beside a menu that is to be kept, and nodes of that search."""

ANNEALED = 3
"""Rounds that anneal: the first only does, two free narrow parts after it, later ones free larger or wider parts."""

PATIENCE = 4
"""Rounds that bring nothing before branch and bound goes on."""

INTERRUPTED = "kInterrupt"
"""What HiGHS says when `progress` stopped it."""

Found = TypeVar("Found")

ROOT = 1
"""Node at which the first look at the whole stops."""


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
    solver = solver_named(effort.solver)
    if not solver.with_search or not Annealer.fits(master, matrix := matrix_of(master.model)):
        return solver.solve(master.model, limits, progress)
    relaxation = highs.solve_relaxed(matrix) if matrix.integer.any() else None
    if relaxation is None:
        return highs.solve(matrix, limits)
    return _Search(master, matrix, relaxation, effort, progress, began).run(start)


def search_near(master: Master, effort: Effort, progress: Progress | None = None) -> Solution:
    """Solve a master that keeps near a menu: among the menu's own dishes and those the relaxation finds worth trying.

    The bound is the relaxation's over all dishes, so the gap is honest; where these dishes make no menu, all are tried.
    """
    if not solver_named(effort.solver).with_search:
        return search(master, effort, progress)
    began = time.perf_counter()
    limits = Limits(gap=effort.gap, nodes=effort.nodes, seconds=effort.seconds, seed=effort.seed)
    matrix = matrix_of(master.model)
    relaxation = highs.solve_relaxed(matrix)
    if relaxation is None:
        return highs.solve(matrix, limits)
    keeps = master.z[(master.keep > 0) & (master.z >= 0)] if master.keep is not None else np.empty(0, np.intp)
    candidates = ~matrix.integer | (relaxation.reduced_costs > -NEAR) | (relaxation.values > 0) | (matrix.low > 0)
    candidates[keeps] = True
    few = replace(matrix, high=np.where(candidates, matrix.high, 0.0))
    answer = highs.solve(few, replace(limits, nodes=min(NEAR_NODES, effort.nodes)), progress=progress)
    if answer.values is None:
        answer = highs.solve(matrix, limits, progress=progress)
    bound = min(answer.bound, relaxation.objective) if candidates.all() else relaxation.objective
    status, gap = judge(answer.values, answer.objective, bound, effort.gap)
    if answer.values is None:
        status, gap = answer.status, np.inf
    return replace(answer, bound=bound, status=status, gap=gap, seconds=time.perf_counter() - began)


class _Search:
    """One search: the best menu and the best bound so far, and when to stop."""

    def __init__(
        self, master: Master, matrix: Matrix, relaxation: LinearOptimum, effort: Effort, progress: Progress | None,
        began: float,
    ) -> None:  # fmt: skip
        self._master, self._matrix, self._relaxation = master, matrix, relaxation
        self._effort, self._progress, self._began = effort, progress, began
        self._values: Floats | None = None
        self._points, self._bound = -np.inf, relaxation.objective
        self._nodes, self._stopped, self._message = 0, False, ""

    def run(self, start: Counts | None) -> Solution:
        """Go from the cheap to the dear until the gap is reached."""
        annealer = Annealer(self._master, self._matrix, self._relaxation, start)
        parts = Neighbourhoods(self._master, self._matrix, self._relaxation)
        rounds = self._effort.rounds
        for turn in range(min(ANNEALED, rounds)):
            self._keep(annealer.search(STEPS, self._seed(turn), self._enough, self._late, HOT if not turn else HOT / 2))
            if turn and self._values is not None and self._open and self._effort.exact:
                annealer.go_on_from(self._free(parts, self._values, NARROW, turn))
            # two searches without a menu: let branch and bound say whether there is one
            if self._told() or (self._values is None and turn == 1):
                break
        if self._values is not None and not self._effort.exact:
            return self._answer()
        if self._open and self._values is not None:
            self._go_further(parts, self._values)
        if self._open:
            return self._whole(self._effort.nodes)
        return self._answer()

    @property
    def _enough(self) -> float:
        return self._bound - self._effort.gap * abs(self._bound) / (1 + self._effort.gap)

    @property
    def _open(self) -> bool:
        """Whether the gap is still to be reached, and there is time."""
        return self._points < self._enough and not self._stopped and not self._late()

    def _left(self) -> float | None:
        seconds = self._effort.seconds
        return None if seconds is None else seconds - (time.perf_counter() - self._began)

    def _late(self) -> bool:
        return (left := self._left()) is not None and left < 0.05

    def _seed(self, turn: int) -> int:
        return self._effort.seed * self._effort.rounds + turn

    def _free(self, parts: Neighbourhoods, values: Floats, breadth: Breadth, turn: int) -> Floats:
        found = parts.improve(values, breadth, self._seed(turn), self._enough, self._told, self._left())
        self._keep(found)
        return found[0]

    def _keep(self, found: tuple[Floats, float] | None) -> None:
        if found is not None and found[1] > self._points:
            self._values, self._points = found

    def _told(self) -> bool:
        """Tell how far it is; whether that is enough, or there is no time, or somebody said stop."""
        if self._progress is not None and self._values is not None and not self._stopped:
            gap = gap_of(self._points, self._bound)
            self._stopped |= bool(self._progress(self._points, self._bound, gap))
        return not self._open

    def _go_further(self, parts: Neighbourhoods, values: Floats) -> None:
        """Free large parts round after round, beside them first the root of the whole and then wider parts."""
        root = self._beside(parts, values, ANNEALED, partial(self._root, values))
        if root is not None:
            self._take(root)
        best, last = self._points, ANNEALED
        for turn in range(ANNEALED + 1, self._effort.rounds):
            if self._told() or turn - last > PATIENCE or self._values is None:
                break
            wider = partial(parts.improve, self._values, WIDE, self._seed(turn), self._enough, seconds=self._left())
            self._keep(self._beside(parts, self._values, turn, wider))
            if self._points > best:
                best, last = self._points, turn

    def _beside(
        self, parts: Neighbourhoods, values: Floats, turn: int, task: Callable[[Callable[[], bool]], Found]
    ) -> Found | None:
        """Free large parts while another thread does something else; None when the parts alone were enough.

        Parameters
        ----------
        task : called with a function that says whether to stop.
        """
        stop_event = Event()
        with ThreadPoolExecutor(1) as thread:
            future = thread.submit(task, stop_event.is_set)
            try:
                self._free(parts, values, LARGE, turn)
            finally:
                if not self._open:
                    stop_event.set()
        return None if self._points >= self._enough else future.result()

    def _root(self, values: Floats, stop: Callable[[], bool]) -> Solution:
        limits = Limits(self._effort.gap, ROOT, self._left(), self._effort.seed, bound_only=True)
        return highs.solve(self._matrix, limits, start=values, progress=lambda *_: stop())

    def _whole(self, nodes: int) -> Solution:
        limits = Limits(self._effort.gap, nodes, self._left(), self._effort.seed)
        found = highs.solve(self._matrix, limits, start=self._values, progress=self._progress)
        self._stopped = found.message == INTERRUPTED
        return self._take(found)

    def _take(self, found: Solution) -> Solution:
        """Keep what branch and bound found, if it is better, and its bound."""
        answer = _better(self._answer(), found, self._effort.gap, time.perf_counter() - self._began)
        if answer.values is not None:
            self._keep((answer.values, answer.objective))
            self._bound = answer.bound
        self._nodes, self._message = answer.nodes, answer.message
        return answer

    def _answer(self) -> Solution:
        points = np.nan if self._values is None else self._points
        status, gap = judge(self._values, points, self._bound, self._effort.gap)
        return Solution(
            status, self._values, points, self._bound, gap, time.perf_counter() - self._began, self._nodes,
            "退火 + HiGHS", "stopped" if self._stopped else self._message,
        )  # fmt: skip


def _better(first: Solution, second: Solution, gap_limit: float, seconds: float) -> Solution:
    """Put the better solution and the better bound together."""
    if second.status == Status.ERROR and first.values is not None:
        return replace(first, seconds=seconds, message=f"{second.solver}: {second.message}")
    if second.status in (Status.INFEASIBLE, Status.ERROR):
        return replace(second, seconds=seconds)
    best = second if first.values is None or second.objective > first.objective else first
    bound = min(first.bound, second.bound) if np.isfinite(second.bound) else first.bound
    status, gap = judge(best.values, best.objective, bound, gap_limit)
    return replace(
        best, bound=bound, status=status, gap=gap, seconds=seconds, nodes=second.nodes, solver=first.solver,
        message=second.message,
    )  # fmt: skip
