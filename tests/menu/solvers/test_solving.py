"""Small instances whose optimum can be found by hand, and what the solvers say about them."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from kgcore.menu import Effort, Problem, SolverMissing, Status
from kgcore.menu.formulation.master import Master
from kgcore.menu.planning.search import search
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules.allowed import permission
from kgcore.menu.rules.courses import Courses
from kgcore.menu.rules.preference import Preference
from kgcore.menu.rules.repeat import Repeat
from kgcore.menu.solvers import cbc
from kgcore.menu.solvers.highs import Limits, solve, solve_relaxed
from kgcore.menu.solvers.matrix import matrix_of
from kgcore.menu.solvers.model import Model
from kgcore.menu.solvers.status import gap_of, judge
from tests.menu.conftest import real

LIKED = pd.Series({"米饭": 5.0, "馒头": 4.0, "面条": 3.0, "红烧肉": 2.0, "蒸鱼": 5.0, "肉丸": 1.0})
EXACT = Effort(gap=0.0)


def knapsack() -> Model:
    """5x + 4y + 3z with 2x + 3y + z <= 5, 4x + y + 2z <= 11, 3x + 4y + 2z <= 8: LP optimum 13 at (2, 0, 1)."""
    model = Model("knapsack")
    columns = [model.column(name, 0, 3, integer=True, points=p) for name, p in (("x", 5.0), ("y", 4.0), ("z", 3.0))]
    for row, high in (([2, 3, 1], 5), ([4, 1, 2], 11), ([3, 4, 2], 8)):
        model.row("cap", "", columns, row, high=high)
    model.aim()
    return model


def test_textbook_lp_is_solved_to_13():
    model = knapsack()
    found = solve_relaxed(matrix_of(model))
    assert found.objective == pytest.approx(13)
    assert list(found.values) == pytest.approx([2, 0, 1])
    # duals of the same example: 1, 0, 1
    assert found.prices == pytest.approx([1, 0, 1])


@pytest.mark.parametrize("seed", range(5))
def test_cbc_and_highs_agree_where_both_prove(seed):
    random = np.random.default_rng(seed)
    model = Model("random")
    columns = [model.column(f"x{n}", 0, 4, integer=True, points=float(random.integers(1, 20))) for n in range(12)]
    for _ in range(6):
        model.row("cap", "", columns, random.integers(1, 15, size=12), high=float(random.integers(30, 80)))
    model.aim()
    first = solve(matrix_of(model), Limits(gap=0.0))
    second = cbc.solve(model, Limits(gap=0.0))
    assert first.status == second.status == Status.PROVED
    assert first.objective == pytest.approx(second.objective)
    assert second.bound >= second.objective - 1e-9


@pytest.mark.parametrize("seed", range(3))
def test_a_cbc_that_stops_at_the_gap_knows_its_bound(seed):
    random = np.random.default_rng(seed)
    model = Model("random")
    columns = [model.column(f"x{n}", 0, 1, integer=True, points=float(random.integers(50, 90))) for n in range(40)]
    for _ in range(5):
        model.row("cap", "", columns, random.integers(10, 90, size=40).tolist(), high=600.0)
    model.aim()
    exact = solve(matrix_of(model), Limits(gap=0.0))
    found = cbc.solve(model, Limits(gap=0.05))
    assert found.status == Status.PROVED
    assert found.bound >= exact.objective - 1e-6
    assert found.gap <= 0.05


@pytest.mark.parametrize("solver", ["highs", "highs-only", "cbc"])
def test_best_menu_of_liked_dishes_is_the_sum_done_by_hand(kitchen, solver):
    """Two days; the best staple may come twice, a main dish once: 5+5 and 5+3.5; the rest are worth 3.5 each."""
    own = pd.DataFrame([{"rule": "repeat", "key": "主食", "low": 1.0}])
    problem = kitchen(preference=LIKED, settings=own)
    master = Master(problem, permission(problem), rules=[Courses(), Repeat(), Preference()])
    answer = search(master, Effort(gap=0.0, solver=solver))
    others = len(problem.slots) - 2
    assert answer.status == Status.PROVED
    assert answer.objective == pytest.approx(5 + 5 + 5 + 3.5 + 3.5 * 2 * others)


def test_a_goal_costs_its_weight_per_scale_broken():
    model = Model("goal")
    x = model.column("x", 0, 2, points=0.0)
    setting = Setting("r", "k", (), (), 0, 0, "", "goal", 30.0, "", "")
    model.goal(setting, "k", [x], [5.0], scale=20.0, low=20.0)
    model.aim()
    found = solve(matrix_of(model), Limits())
    assert found.objective == pytest.approx(-15.0)  # 10 of 20 reached: half a scale short
    ((row, amount),) = model.broken(found.values)
    assert (row.rule, amount) == ("r", pytest.approx(10.0))


def test_no_solution_is_infeasible_not_an_error():
    model = Model("none")
    x = model.column("x", 0, 1, integer=True, points=1.0)
    model.row("r", "", [x], [1.0], low=2.0)
    model.aim()
    assert solve(matrix_of(model), Limits()).status == Status.INFEASIBLE
    assert cbc.solve(model, Limits()).status == Status.INFEASIBLE


def test_status_is_judged_from_bound_and_gap():
    assert judge(np.zeros(1), 99.0, 100.0, 0.02) == (Status.PROVED, pytest.approx(1 / 99))
    assert judge(np.zeros(1), 90.0, 100.0, 0.02)[0] == Status.FEASIBLE
    assert judge(None, np.nan, 100.0, 0.02) == (Status.NONE, float("inf"))
    assert gap_of(-50.0, -49.0) == pytest.approx(0.02)
    assert gap_of(10.0, float("inf")) == float("inf")


SOLVERS = ("highs", "highs-only", "cbc")


def agree(problem: Problem) -> None:
    """All rules, gap 0: every solver proves, keeps every row, and reaches the same points."""
    found = {}
    for solver in SOLVERS:
        master = Master(problem, permission(problem))
        answer = search(master, Effort(gap=0.0, solver=solver, nodes=100_000))
        values = answer.values  # noqa: PD011 - a Solution, no frame
        assert answer.status == Status.PROVED, solver
        assert values is not None
        matrix = matrix_of(master.model)
        row = np.repeat(np.arange(len(matrix.row_low)), np.diff(matrix.start))
        activity = np.bincount(row, matrix.value * values[matrix.column], minlength=len(matrix.row_low))
        assert (activity >= matrix.row_low - 1e-5).all(), solver
        assert (activity <= matrix.row_high + 1e-5).all(), solver
        found[solver] = answer.objective
    assert list(found.values()) == pytest.approx([found["cbc"]] * len(SOLVERS), rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_solvers_agree_on_small_weeks_with_all_rules(kitchen, seed):
    random = np.random.default_rng(seed)
    problem = kitchen(number=2 + seed % 2, fee_fen=float(random.integers(500, 1100)))
    agree(problem.with_(preference=random.normal(3.5, 0.7, len(problem.dishes)).clip(1, 5)))


@pytest.mark.parametrize(
    ("a_course", "number", "seed"),
    [
        (8, 3, 0),
        *(pytest.param(8, 5, seed, marks=pytest.mark.full) for seed in range(1, 4)),
        *(pytest.param(12, 5, seed, marks=pytest.mark.full) for seed in range(4, 7)),
        pytest.param(99, 5, 7, marks=pytest.mark.full),
    ],
)
def test_solvers_agree_on_weeks_of_real_dishes(a_course, number, seed):
    agree(real(a_course, number, seed))


def hard_knapsack() -> Model:
    """A market-split instance: no solver proves it in a moment."""
    random = np.random.default_rng(3)
    model = Model("hard")
    columns = [model.column(f"x{n}", 0, 1, integer=True, points=0.0) for n in range(40)]
    setting = Setting("split", "k", (), (), 0, 0, "", "goal", 1.0, "", "")
    for row in range(5):
        weights = random.integers(0, 100, size=40).astype(float)
        model.goal(setting, str(row), columns, weights, scale=1.0, low=weights.sum() // 2, high=weights.sum() // 2)
    model.aim()
    return model


def test_a_time_limit_gives_the_best_found_with_its_gap_and_never_says_proved():
    model = hard_knapsack()
    for found in (
        solve(matrix_of(model), Limits(gap=0.0, seconds=0.5)),
        cbc.solve(model, Limits(gap=0.0, seconds=0.5)),
    ):
        assert found.status == Status.FEASIBLE
        assert found.gap > 0
        assert found.bound >= found.objective


def test_the_caller_can_stop_and_keeps_the_best():
    model, heard = hard_knapsack(), []

    def progress(incumbent, bound, gap):
        heard.append((incumbent, bound, gap))
        return np.isfinite(incumbent)

    found = solve(matrix_of(model), Limits(gap=0.0, nodes=100_000), progress=progress)
    assert found.status == Status.FEASIBLE
    assert heard


def test_a_fault_of_the_listener_is_not_taken_for_the_solvers():
    def progress(incumbent, bound, gap):
        raise ZeroDivisionError("the listener's own")

    model = hard_knapsack()
    with pytest.raises(ZeroDivisionError, match="the listener's own"):
        solve(matrix_of(model), Limits(gap=0.0, nodes=100_000), progress=progress)


def test_unknown_solver_is_named(kitchen):
    problem = kitchen()
    with pytest.raises(SolverMissing, match="gurobi"):
        search(Master(problem, permission(problem)), Effort(solver="gurobi"))


def test_missing_cbc_is_said_in_chinese(monkeypatch):
    import pulp

    for name in ("PULP_CBC_CMD", "COIN_CMD"):
        monkeypatch.setattr(getattr(pulp, name), "available", lambda self: False)
    with pytest.raises(SolverMissing, match="没有找到 CBC"):
        cbc.solve(knapsack(), Limits())


def test_ortools_is_never_imported():
    """It cannot live in one process with highspy."""
    code = "import sys, kgcore.menu; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_process_that_plans_keeps_stdout_for_its_answer():
    code = "from kgcore.menu.solvers import highs; highs.fresh(); print('answer')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "answer\n"
