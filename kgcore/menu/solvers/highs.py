"""HiGHS in process: matrix in, Solution out. Always one thread and a fixed seed, so that the same input answers alike.

HiGHS keeps one scheduler per process: a model asking for another number of threads comes back 'Not Set' with
objective 0. One thread everywhere avoids it; 'Not Set' is an error here, never an objective.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from kgcore.menu.solvers.matrix import Matrix
from kgcore.menu.solvers.status import Solution, Status, judge

Progress = Callable[[float, float, float], bool | None]
"""Called with incumbent, bound and gap while solving; returning True stops and keeps the best solution."""

_FAILED = {"kNotset", "kLoadError", "kModelError", "kPresolveError", "kSolveError", "kPostsolveError", "kMemoryLimit"}

_SEARCHES = (
    "mip_heuristic_run_rens",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_root_reduced_cost",
    "mip_allow_restart",
)
"""What HiGHS does at the root to find solutions, some of it with a whole search of its own."""


@dataclass(frozen=True)
class Limits:
    """When to stop: relative gap reached, nodes searched, or seconds gone (seconds make answers vary).

    `least` is what the gap is relative to when the objective itself is smaller, such as points lost that may be none.
    `rens` also solves the problem of rounding the relaxation (Berthold 2014): a start of one's own makes it needless.
    `bound_only` looks for no better solution at all and does not start anew: the root's cuts in a third of its time.
    """

    gap: float = 0.01
    nodes: int | None = None
    seconds: float | None = None
    seed: int = 0
    least: float = 0.0
    rens: bool = True
    bound_only: bool = False


def fresh() -> highspy.Highs:
    """Return a silent HiGHS on one thread."""
    _greet()
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    return solver


@lru_cache(maxsize=1)
def _greet() -> None:
    """Let the first HiGHS of a process print its banner where nobody reads: on stdout it would spoil JSON."""
    with suppress(OSError), Path(os.devnull).open("wb") as nowhere:  # a process may have no stdout
        stdout = os.dup(1)
        os.dup2(nowhere.fileno(), 1)
        try:
            highspy.Highs()  # type: ignore[no-untyped-call]
        finally:
            os.dup2(stdout, 1)
            os.close(stdout)


def load(matrix: Matrix, linear: bool = False, minimise: bool = False) -> Any:
    """Hand a matrix to a fresh HiGHS: the one place where a model enters it.

    Parameters
    ----------
    linear : integrality is left out. minimise : the objective is to be as low as can be.
    """
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(matrix.points), len(matrix.row_low)
    lp.sense_ = highspy.ObjSense.kMinimize if minimise else highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = matrix.points, matrix.low, matrix.high
    lp.row_lower_, lp.row_upper_ = matrix.row_low, matrix.row_high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.start, matrix.column, matrix.value
    if not linear:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[flag] for flag in matrix.integer.tolist()]
    solver = fresh()
    solver.passModel(lp)
    return solver


def solve(
    matrix: Matrix, limits: Limits, start: NDArray[np.float64] | None = None, progress: Progress | None = None
) -> Solution:
    """Solve a mixed-integer maximisation.

    Parameters
    ----------
    start : [columns] a solution to begin with.
    """
    began = time.perf_counter()
    solver = load(matrix)
    solver.setOptionValue("random_seed", limits.seed)
    solver.setOptionValue("mip_rel_gap", limits.gap)
    solver.setOptionValue("mip_heuristic_run_rens", limits.rens)
    if limits.bound_only:
        for search in _SEARCHES:
            solver.setOptionValue(search, False)
    if limits.least > 0:
        solver.setOptionValue("mip_abs_gap", limits.gap * limits.least)
    if limits.nodes is not None:
        solver.setOptionValue("mip_max_nodes", limits.nodes)
    if limits.seconds is not None:
        solver.setOptionValue("time_limit", float(limits.seconds))
    if start is not None:
        solver.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
    faults: list[Exception] = []
    if progress is not None:
        _listen(solver, progress, faults)
    solver.run()
    if faults:
        raise faults[0]
    return _answer(solver, matrix, limits.gap, time.perf_counter() - began)


def _listen(solver: highspy.Highs, progress: Progress, faults: list[Exception]) -> None:
    """Tell how far the solver is; a fault of the listener is kept, for HiGHS would call it an error of its own."""
    kinds = highspy.cb.HighsCallbackType
    stop = False

    def told(kind: Any, message: str, out: Any, back: Any, user: object) -> None:  # noqa: ARG001 - HiGHS's signature
        nonlocal stop
        if kind == kinds.kCallbackMipInterrupt:
            if stop:
                back.user_interrupt = True
            return
        try:
            stop = bool(progress(out.mip_primal_bound, out.mip_dual_bound, out.mip_gap)) or stop
        except Exception as fault:
            faults.append(fault)
            stop = True

    solver.setCallback(told, None)
    for kind in (kinds.kCallbackMipLogging, kinds.kCallbackMipImprovingSolution, kinds.kCallbackMipInterrupt):
        solver.startCallback(kind)


def _answer(solver: highspy.Highs, matrix: Matrix, gap_wanted: float, seconds: float) -> Solution:
    word = solver.getModelStatus().name
    info = solver.getInfo()
    name = f"HiGHS {solver.version()}"
    empty = Solution(Status.NONE, None, np.nan, np.nan, np.inf, seconds, max(0, int(info.mip_node_count)), name, word)
    if word in _FAILED:
        return replace(empty, status=Status.ERROR)
    if word in ("kInfeasible", "kUnboundedOrInfeasible"):
        return replace(empty, status=Status.INFEASIBLE)
    has_solution = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    mixed = bool(matrix.integer.any())
    bound = info.mip_dual_bound if mixed else info.objective_function_value
    if not has_solution:
        return replace(empty, bound=bound)
    values = np.array(solver.getSolution().col_value)
    values[matrix.integer] = values[matrix.integer].round()
    objective = float(matrix.points @ values)
    status, gap = judge(values, objective, bound, gap_wanted)
    return replace(empty, status=status, values=values, objective=objective, bound=bound, gap=gap)


@dataclass(frozen=True, eq=False)
class LinearOptimum:
    """Optimum of the linear relaxation: points, values, reduced cost by column, price by row (points per unit)."""

    objective: float
    values: NDArray[np.float64]
    reduced_costs: NDArray[np.float64]
    prices: NDArray[np.float64]


def solve_relaxed(matrix: Matrix) -> LinearOptimum | None:
    """Solve the linear relaxation; None when it has no optimum."""
    solver = load(matrix, linear=True)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = solver.getSolution()
    return LinearOptimum(
        float(solver.getInfo().objective_function_value),
        np.array(solution.col_value),
        np.array(solution.col_dual),
        np.array(solution.row_dual),
    )
