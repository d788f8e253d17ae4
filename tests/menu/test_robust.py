"""The fee kept when prices rise: cases recomputed by enumeration, the stated probability held against simulation."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from kgcore.menu import Effort, MenuError, plan_problem
from kgcore.menu.robust import plan_robust, simulate
from tests.menu.conftest import make

FEE = 700.0


@pytest.fixture(scope="module")
def robust():
    return plan_robust(make(number=3, fee_fen=FEE), probability=0.95, effort=Effort(gap=0.02))


def cost_by_food(plan) -> pd.Series:
    """Fen of the average child over all days, from the plan's own tables."""
    grams, problem = plan.grams(), plan.problem
    heads = problem.children.sum()
    average = (grams[list(problem.bands)] * (heads / heads.sum())).sum(axis=1)
    kg = average / (problem.foods["edible_pct"].reindex(grams["food"]).to_numpy() / 100) / 1000
    price = problem.foods["price_fen_per_kg"].reindex(grams["food"]).to_numpy()
    return (kg * price).groupby(grams["food"].to_numpy()).sum()


def test_whichever_foods_rise_the_menu_is_paid_for(robust):
    spent = cost_by_food(robust.plan)
    whole = int(robust.budget)
    worst = max(
        spent.sum() + 0.15 * (spent[list(rising)].sum() + (robust.budget - whole) * spent.drop(list(rising)).max())
        for rising in combinations(spent.nlargest(whole + 2).index, whole)
    )
    assert worst / (1 - robust.attendance) <= FEE * 3 * (1 + 2e-3)
    assert robust.worst == pytest.approx(worst / (1 - robust.attendance) / (FEE * 3), rel=1e-3)


def test_it_stays_within_the_fee_as_often_as_it_says(robust):
    assert (simulate(robust.plan, runs=4000, seed=1) <= 1).mean() >= 0.95


def test_the_plain_menu_is_the_dearer_one(robust):
    plain = plan_problem(make(number=3, fee_fen=FEE), Effort(gap=0.02))
    assert plain.fee_fen >= robust.plan.fee_fen
    assert [row for row in robust.plan.broken if row.tier == "hard"] == []


def test_certain_prices_and_attendance_need_no_case():
    problem = make(number=2, fee_fen=FEE)
    nothing = pd.Series(0.0, index=problem.foods.index)
    found = plan_robust(problem, spread=nothing, attendance_sd=0.0, effort=Effort(gap=0.02))
    assert (found.cases, found.budget, found.attendance) == (0, 0.0, 0.0)
    assert np.ptp(simulate(found.plan, spread=nothing, attendance_sd=0.0, runs=5)) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("fee", "given", "says"),
    [
        (None, {}, "没有膳费"),
        (FEE, {"probability": 1.0}, "应在0.5和1之间"),
        (FEE, {"spread": pd.Series({"龙肉": 0.5})}, "龙肉"),
    ],
)
def test_what_cannot_be_kept_is_said(fee, given, says):
    with pytest.raises(MenuError, match=says):
        plan_robust(make(fee_fen=fee), **given)
