"""Forecast of the term's end: what is certain comes out exactly, what is not lies in an interval."""

import pandas as pd
import pytest

from kgcore.money.forecast import forecast

DAYS = pd.date_range("2026-03-02", periods=20, freq="B")
LEFT = pd.date_range("2026-03-30", periods=10, freq="B")


def steady(cost):
    return pd.DataFrame({"children": 100.0, "cost_fen": 100.0 * cost}, index=DAYS)


def test_a_steady_term_ends_where_it_goes():
    # fee 10.00, 9.90 spent: 20 days x 100 children x 0.10 = 200 yuan so far, 300 at the end
    found = forecast(steady(990), LEFT, net_income_fen=2_000_000, surplus_fen=20_000, limit=0.02, seed=1)
    assert (found.surplus_fen, found.low_fen, found.high_fen, found.within) == (30_000, 30_000, 30_000, 1.0)
    # 1000 child-days left: 10.00 + 20000/1000 lands on zero; 2 % of 30000.00 is 0.60 a day either way
    assert found.land_on_zero == pytest.approx(1020)
    assert (found.spend_low, found.spend_high) == pytest.approx((960, 1080))


def test_an_unsteady_term_has_an_interval_and_the_same_seed_the_same_one():
    daily = steady(1000)
    daily["cost_fen"] *= [0.8, 1.2] * 10
    given = {"net_income_fen": 2_000_000, "surplus_fen": 0, "limit": 0.02}
    found = forecast(daily, LEFT, seed=7, **given)
    assert found.low_fen < found.surplus_fen < found.high_fen
    assert found == forecast(daily, LEFT, seed=7, **given)


@pytest.mark.parametrize(("surplus", "within"), [(40_000, 1.0), (40_001, 0.0)])
def test_nothing_left_to_come(surplus, within):
    found = forecast(steady(980), LEFT[:0], net_income_fen=2_000_000, surplus_fen=surplus, limit=0.02, seed=1)
    assert (found.surplus_fen, found.within, found.land_on_zero) == (surplus, within, None)


def test_before_the_first_day_there_is_no_forecast():
    none = forecast(steady(1).iloc[:0], LEFT, net_income_fen=0, surplus_fen=0, limit=0.02, seed=1)
    assert none is None
