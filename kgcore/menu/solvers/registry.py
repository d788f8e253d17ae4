"""The solvers that may be asked for by name: `Effort.solver` and `kg menu plan --solver`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kgcore.menu.problem.errors import SolverMissing
from kgcore.menu.solvers import cbc, highs
from kgcore.menu.solvers.highs import Limits, Progress
from kgcore.menu.solvers.matrix import matrix_of
from kgcore.menu.solvers.model import Model
from kgcore.menu.solvers.status import Solution

Solve = Callable[[Model, Limits, Progress | None], Solution]


@dataclass(frozen=True)
class Solver:
    """A solver by name.

    Attributes
    ----------
    name : what `Effort.solver` and the command line say. solve : solves a model within limits, telling its progress.
    offered : people may ask for it on the command line; others are for comparisons.
    with_search : annealing and neighbourhoods run first, and the solver closes what they leave.
    """

    name: str
    solve: Solve
    offered: bool = True
    with_search: bool = False


def _by_highs(model: Model, limits: Limits, progress: Progress | None) -> Solution:
    return highs.solve(matrix_of(model), limits, progress=progress)


def _by_cbc(model: Model, limits: Limits, _progress: Progress | None) -> Solution:
    return cbc.solve(model, limits)


SOLVERS: dict[str, Solver] = {
    solver.name: solver
    for solver in (
        Solver("highs", _by_highs, with_search=True),
        Solver("highs-only", _by_highs, offered=False),
        Solver("cbc", _by_cbc),
    )
}
"""The first is what plans when nobody asks for another."""


def solver_named(name: str) -> Solver:
    """Return the solver of a name.

    Raises
    ------
    SolverMissing
        there is none; the message lists those there are.
    """
    if name not in SOLVERS:
        raise SolverMissing(f"没有求解器“{name}”；可选：{'、'.join(SOLVERS)}")
    return SOLVERS[name]


def offered() -> tuple[str, ...]:
    """Return the names that the command line offers."""
    return tuple(solver.name for solver in SOLVERS.values() if solver.offered)
