"""The fee kept when prices rise: cases recomputed by enumeration, the stated probability held against fresh weeks."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from kgcore.menu import Effort, MenuError, Uncertainty, evaluate, plan_robust, plan_sure, simulate
from kgcore.menu.robust.robust import lower_limit
from tests.menu.conftest import make

FEE = 700.0


@pytest.fixture(scope="module")
def robust():
    return plan_robust(make(number=3, fee_fen=FEE), probability=0.95, effort=Effort(gap=0.02))


@pytest.fixture(scope="module")
def sure():
    return plan_sure(make(number=3, fee_fen=FEE), probability=0.9, effort=Effort(gap=0.02))


def cost_by_food(plan) -> pd.Series:
    """Fen of the average child over all days, from the plan's own tables."""
    grams, problem = plan.grams(), plan.problem
    heads = problem.children.sum()
    average = (grams[list(problem.bands)] * (heads / heads.sum())).sum(axis=1)
    kg = average / (problem.foods["edible_pct"].reindex(grams["food"]).to_numpy() / 100) / 1000
    price = problem.foods["price_fen_per_kg"].reindex(grams["food"]).to_numpy()
    return (kg * price).groupby(grams["food"].to_numpy()).sum()


def certain(problem) -> Uncertainty:
    return Uncertainty.of(problem, pd.Series(0.0, index=problem.foods.index), level_sd=0.0, attendance_sd=0.0)


def test_whichever_foods_rise_the_menu_is_paid_for(robust):
    spent = cost_by_food(robust.plan)
    whole = int(robust.budget)
    worst = max(
        spent.sum() + 0.15 * (spent[list(rising)].sum() + (robust.budget - whole) * spent.drop(list(rising)).max())
        for rising in combinations(spent.nlargest(whole + 2).index, whole)
    )
    assert worst * (1 + robust.margin) <= FEE * 3 * (1 + 2e-3)
    assert robust.worst == pytest.approx(worst * (1 + robust.margin) / (FEE * 3), rel=1e-3)


def test_the_bound_keeps_the_fee_as_often_as_it_says(robust):
    assert (simulate(robust.plan, runs=4000, seed=1) <= 1).mean() >= 0.95


def test_a_sure_menu_keeps_the_fee_as_often_as_stated_and_puts_no_more_by_than_the_bound(sure, robust):
    """Weeks of another seed than its own: within what 4,000 draws may be off (five standard deviations)."""
    kept = (simulate(sure.plan, runs=4000, seed=99) <= 1).mean()
    off = 5 * np.sqrt(0.9 * 0.1 / 4000)
    assert 0.9 - off <= kept
    assert kept == pytest.approx(sure.share_within, abs=off)
    assert sure.reached
    assert 0 < sure.robust.share < 1
    assert robust.plan.cost_fen < sure.plan.cost_fen < sure.plain.cost_fen
    assert sure.put_by_fen == pytest.approx(sure.plain.cost_fen - sure.plan.cost_fen)
    assert [row for row in sure.plan.violations if row.tier == "hard"] == []


def test_the_checker_does_not_call_what_is_put_by_money_left_over(sure):
    menu = sure.plan.table()
    assert [v.rule for v in sure.plan.evaluation.violations if v.rule == "fee"] == []
    dear = evaluate(make(number=3, fee_fen=FEE * 1.2), menu)
    assert "fee" in {v.rule for v in dear.violations}


def test_the_same_call_gives_the_same_menu(sure):
    again = plan_sure(make(number=3, fee_fen=FEE), probability=0.9, effort=Effort(gap=0.02))
    assert again.plan.table().equals(sure.plan.table())
    assert (again.within, again.training_share) == (sure.within, sure.training_share)


def test_what_is_certain_needs_no_reserve():
    problem = make(number=2, fee_fen=FEE)
    found = plan_sure(problem, probability=0.95, uncertainty=certain(problem), effort=Effort(gap=0.02))
    assert (found.robust.cases, found.robust.budget, found.robust.margin, found.share_within) == (0, 0.0, 0.0, 1.0)
    assert found.put_by_fen == 0
    assert np.ptp(simulate(found.plan, certain(problem), runs=5)) == pytest.approx(0.0)


def test_where_no_menu_is_cheap_enough_it_is_said():
    found = plan_sure(make(number=2, fee_fen=300.0), probability=0.9, effort=Effort(gap=0.05))
    assert not found.reached
    assert found.share_within < 0.9


def test_stopping_ends_the_search_with_an_honest_share():
    found = plan_sure(make(number=2, fee_fen=FEE), probability=0.95, progress=lambda *_: True)
    assert found.robust.share == 0
    assert found.plan.servings


def test_the_lower_limit_is_that_of_clopper_and_pearson():
    """18 of 20 (0.7174, Clopper & Pearson's tables); all of n: α^(1/n)."""
    assert lower_limit(18, 20) == pytest.approx(0.7174, abs=1e-4)
    assert lower_limit(50, 50) == pytest.approx(0.05 ** (1 / 50))
    assert lower_limit(0, 50) == 0


@given(st.integers(1, 300), st.data())
def test_at_the_lower_limit_so_many_successes_have_a_chance_of_one_in_twenty(trials, data):
    successes = data.draw(st.integers(1, trials))
    assert binom.sf(successes - 1, trials, lower_limit(successes, trials)) == pytest.approx(0.05, rel=1e-6)


@pytest.mark.parametrize("ask", [plan_robust, plan_sure])
@pytest.mark.parametrize(
    ("fee", "probability", "says"),
    [(None, 0.9, "没有膳费"), (FEE, 1.0, "应在0.5和1之间"), (FEE, 0.5, "应在0.5和1之间")],
)
def test_what_cannot_be_kept_is_said(ask, fee, probability, says):
    with pytest.raises(MenuError, match=says):
        ask(make(fee_fen=fee), probability=probability)
