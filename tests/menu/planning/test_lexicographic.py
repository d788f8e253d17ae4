"""Goals in order on the small kitchen: each is the best the ones before it leave, held against solving it alone."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kgcore.menu import Effort, Status, plan_problem
from kgcore.menu.formulation.master import Master
from kgcore.menu.planning.lexicographic import in_order, points_of
from kgcore.menu.planning.search import search
from kgcore.menu.rules.allowed import permission
from kgcore.menu.solvers.highs import Limits, solve
from kgcore.menu.solvers.matrix import matrix_of
from kgcore.standards import Profile
from kgcore.standards.profile import ProfileError
from tests.menu.conftest import dishes, make

EXACT = Effort(gap=1e-6)
ORDERS = [("preference", "goal"), ("goal", "preference"), ("fee", "norm", "goal", "cost"), ("cost", "preference")]


@pytest.fixture(scope="module")
def master():
    made, _ = dishes()
    liking = pd.Series(np.random.default_rng(3).normal(3.5, 1.0, len(made)).clip(1, 5), index=made["dish"])
    problem = make(number=2, fee_fen=700.0, preference=liking)
    return Master(problem, permission(problem))


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_each_goal_is_the_best_that_those_before_it_leave(master, order):
    weighted = search(master, EXACT)
    found = in_order(master, weighted, order, EXACT)
    assert found.status == Status.PROVED
    matrix = matrix_of(master.model)
    low, high = matrix.low, matrix.high
    for goal in order:
        points = points_of(master, goal)
        alone = solve(replace(matrix, points=points, low=low, high=high), Limits(gap=1e-7))
        reached = float(points @ found.values)  # noqa: PD011 - no frame
        # alone has no goal held before it, so it bounds what the order can reach
        assert reached <= alone.objective + 1e-3
        if goal == order[0]:
            assert reached == pytest.approx(alone.objective, abs=1e-3)


def test_order_matters_and_the_first_goal_wins(master):
    weighted = search(master, EXACT)
    found = [in_order(master, weighted, order, EXACT) for order in ORDERS[:2]]
    likes, nutrition = (np.asarray(answer.values) for answer in found)
    preference, goal = points_of(master, "preference"), points_of(master, "goal")
    assert preference @ likes >= preference @ nutrition - 1e-6
    assert goal @ nutrition >= goal @ likes - 1e-6
    assert not np.allclose(likes, nutrition)


def test_the_profile_orders_the_goals_of_a_plan():
    profile = make().profile
    cheap = plan_problem(make(fee_fen=None, profile=profile.model_copy(update={"menu_goals": ("cost",)})), EXACT)
    liked = plan_problem(make(fee_fen=None), EXACT)
    assert cheap.cost_fen < liked.cost_fen
    assert "逐级目标" in cheap.solution.solver
    assert [row for row in cheap.violations if row.tier == "hard"] == []


def test_an_unknown_goal_is_refused_with_those_there_are():
    with pytest.raises(ProfileError, match=r"menu_goals.*fee（膳费）"):
        Profile.of({"menu_goals": ["味道"]})
