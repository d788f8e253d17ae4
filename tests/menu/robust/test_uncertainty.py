"""How prices move, read from quotations, and simulated weeks that move so."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgcore.menu import MenuError, Uncertainty, simulate
from kgcore.menu.robust.uncertainty import SimulatedWeeks, from_quotations
from tests.menu.check.test_evaluation import good
from tests.menu.conftest import make
from tests.menu.menus import plan_of

DATES = pd.date_range("2025-12-01", periods=9, freq="15D")


def quoted(**prices) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"date": DATES[: len(row)], "food": food, "price_fen_per_kg": row}) for food, row in prices.items()
    ]
    return pd.concat(parts)


def at(problem, uncertainty, food) -> float:
    return float(uncertainty.spread[problem.foods.index.get_loc(food)])


# 肉 rises by 2 % and 苹果 falls by 2 % each time, so together nothing moves. Of 8 steps: 肉 alone in its group has
# mean square 0.0004, shrunken towards itself; the level's is 0, shrunken with 6 steps of 0.01²: 6 x 0.0001 ÷ 14.
def test_what_moves_alone_and_what_moves_together_are_told_apart():
    problem = make()
    up, down = 1000 * 1.02 ** np.arange(9), 1000 * 0.98 ** np.arange(9)
    found = from_quotations(problem, quoted(肉=up, 苹果=down))
    assert at(problem, found, "肉") == pytest.approx(np.sqrt(3) * 0.02)
    assert found.level_sd == pytest.approx(np.sqrt(6 * 0.0001 / 14))
    assert found.foods_quoted == 2
    assert at(problem, found, "盐") == pytest.approx(0.15)  # nobody quoted salt, nor anything like it
    together = from_quotations(problem, quoted(肉=up, 苹果=up))
    assert at(problem, together, "肉") == pytest.approx(0.0, abs=1e-9)
    assert together.level_sd == pytest.approx(np.sqrt((8 * 0.0004 + 6 * 0.0001) / 14))


# 梨 stands still for two steps, 苹果 rises by 3 % in eight (both 水果) and 肉 falls as much, so nothing moves together:
# the group's mean square is 8 x 0.0009 ÷ 10 = 0.00072; 梨's 0 and 苹果's 0.0009 are shrunken towards it with 6 steps
def test_a_food_seldom_quoted_is_taken_to_move_like_its_group():
    problem = make()
    up, down = 1000 * 1.03 ** np.arange(9), 1000 * 0.97 ** np.arange(9)
    found = from_quotations(problem, quoted(苹果=up, 肉=down, 梨=[900.0] * 3))
    assert at(problem, found, "梨") == pytest.approx(np.sqrt(3 * 6 * 0.00072 / 8))
    assert at(problem, found, "苹果") == pytest.approx(np.sqrt(3 * (8 * 0.0009 + 6 * 0.00072) / 14))


def test_a_holiday_between_two_quotations_is_no_step():
    problem = make()
    rows = quoted(肉=[4000.0, 4100.0])
    rows["date"] = pd.to_datetime(["2026-01-15", "2026-03-02"])
    assert from_quotations(problem, rows).foods_quoted == 0
    assert at(problem, from_quotations(problem, rows), "肉") == pytest.approx(0.15)


def test_without_quotations_the_settings_hold():
    problem = make()
    found = from_quotations(problem, quoted(肉=[4000.0]).head(0))
    assert (found.level_sd, found.attendance_sd, found.foods_quoted) == (0.01, 0.03, 0)
    assert set(found.spread) == {0.15}


def test_a_food_nobody_knows_is_named():
    with pytest.raises(MenuError, match="龙肉"):
        Uncertainty.of(make(), pd.Series({"龙肉": 0.5}))


PROBLEM = make()


@given(st.floats(0, 0.3), st.floats(0, 0.05), st.floats(0, 0.1))
@settings(max_examples=30)
def test_weeks_move_as_much_as_is_said(spread, level, attendance):
    problem = PROBLEM
    known = Uncertainty.of(
        problem, pd.Series(spread, index=problem.foods.index), level_sd=level, attendance_sd=attendance
    )
    weeks = SimulatedWeeks.draw(problem, known, 4000, 5)
    own = np.sqrt(spread**2 / 3 * (1 + level**2) + level**2)
    assert weeks.price.std(axis=0) == pytest.approx(own, rel=0.1, abs=1e-12)
    assert weeks.came.std() == pytest.approx(attendance / np.sqrt(2), rel=0.1, abs=1e-12)
    assert weeks.price.mean() == pytest.approx(1, abs=0.01)


# with nobody missing and prices as planned a week costs what the menu costs, in any number of draws
def test_a_week_as_planned_costs_what_the_plan_says():
    problem = make()
    plan = plan_of(problem, good())
    still = Uncertainty.of(problem, pd.Series(0.0, index=problem.foods.index), level_sd=0.0, attendance_sd=0.0)
    found = simulate(plan, still, runs=10_003)
    assert len(found) == 10_003
    assert found == pytest.approx(plan.cost_fen / 800.0)
