"""A solver is one registration: it plans, the command line takes it, and its name is offered where one is wrong."""

import pytest

from kgcore.cli.application import run
from kgcore.cli.menu.arguments import effort_of
from kgcore.cli.output import CallAtFault
from kgcore.menu import Effort, SolverMissing, Status, plan_problem
from kgcore.menu.solvers import highs
from kgcore.menu.solvers.matrix import matrix_of
from kgcore.menu.solvers.registry import SOLVERS, Solver, solver_named


@pytest.fixture
def asked(monkeypatch):
    """Register a solver that is HiGHS by another name; yield the models it was asked to solve."""
    models = []

    def solve(model, limits, progress):
        models.append(model)
        return highs.solve(matrix_of(model), limits, progress=progress)

    monkeypatch.setitem(SOLVERS, "ours", Solver("ours", solve))
    return models


def test_a_registered_solver_plans(asked, kitchen):
    plan = plan_problem(kitchen(), Effort(solver="ours"))
    assert plan.status == Status.PROVED
    assert asked


def test_the_command_line_takes_it_and_offers_it(asked):
    assert effort_of(None, None, "ours").solver == "ours"
    with pytest.raises(CallAtFault, match="highs、cbc、ours"):
        effort_of(None, None, "gurobi")
    with pytest.raises(SolverMissing, match="ours"):
        solver_named("gurobi")


def test_the_help_of_the_command_names_the_solvers_it_offers(asked, capsys):
    assert run(["menu", "plan", "--help"]) == 0
    assert "highs 或 cbc 或 ours" in capsys.readouterr().out
