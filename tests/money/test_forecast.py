"""Forecast of the term's end: what is certain comes out exactly, what is not lies in an interval."""

import pandas as pd
import pytest

from kgcore.money.forecast import forecast

DAYS = pd.date_range("2026-03-02", periods=20, freq="B")
LEFT = pd.date_range("2026-03-30", periods=10, freq="B")
NO_PRICES = pd.Series(dtype="float64", index=pd.PeriodIndex([], freq="M"))
GIVEN = {"first": pd.Timestamp("2026-02-01"), "limit": 0.02, "seed": 1}


def steady(cost, days=DAYS):
    return pd.DataFrame({"children": 100.0, "enrolled": 110.0, "cost_fen": 100.0 * cost}, index=days)


def test_a_steady_term_is_expected_to_end_where_it_goes():
    # fee 10.00, 9.90 spent: 20 days x 100 children x 0.10 = 200 yuan so far, 300 at the end
    found = forecast(steady(990), LEFT, NO_PRICES, net_income_fen=2_000_000, surplus_fen=20_000, **GIVEN)
    assert found.surplus_fen == pytest.approx(30_000, abs=1500)
    assert found.low_fen < 20_000
    assert found.high_fen > 40_000
    # 1000 child-days left: 10.00 + 20000/1000 lands on zero; 2 % of 30000.00 is 0.60 a day either way
    assert found.child_days_left == pytest.approx(1000)
    assert found.land_on_zero == pytest.approx(1020)
    assert (found.spend_low, found.spend_high) == pytest.approx((960, 1080))


def test_the_same_seed_gives_the_same_forecast():
    daily = steady(1000)
    daily["cost_fen"] *= [0.8, 1.2] * 10
    given = {**GIVEN, "net_income_fen": 2_000_000, "surplus_fen": 0}
    found = forecast(daily, LEFT, NO_PRICES, **given)
    assert found == forecast(daily, LEFT, NO_PRICES, **given)
    assert found != forecast(daily, LEFT, NO_PRICES, **{**given, "seed": 2})


def test_what_was_eaten_at_the_prices_of_then_is_expected_at_those_of_now():
    """10.00 a day in March, the same food 11.00 in April: the one day left of April costs 100 children x 11.00."""
    days = pd.date_range("2026-03-02", "2026-04-29", freq="B")
    daily = steady(1000, days)
    daily.loc["2026-04", "cost_fen"] *= 1.1
    index = pd.Series([1 / 1.1, 1.0], index=pd.PeriodIndex(["2026-03", "2026-04"], freq="M"))
    income = 1000 * 100 * len(days)
    so_far = round(income - daily["cost_fen"].sum())
    left = pd.date_range("2026-04-30", periods=1)
    found = forecast(daily, left, index, net_income_fen=income, surplus_fen=so_far, **GIVEN)
    assert found.surplus_fen - so_far == pytest.approx(100 * (1000 - 1100), rel=0.01)


@pytest.mark.parametrize(("surplus", "within"), [(40_000, 1.0), (40_001, 0.0)])
def test_nothing_left_to_come(surplus, within):
    found = forecast(steady(980), LEFT[:0], NO_PRICES, net_income_fen=2_000_000, surplus_fen=surplus, **GIVEN)
    assert (found.surplus_fen, found.within, found.land_on_zero) == (surplus, within, None)


def test_before_the_first_day_there_is_no_forecast():
    assert forecast(steady(1).iloc[:0], LEFT, NO_PRICES, net_income_fen=0, surplus_fen=0, **GIVEN) is None
    last_year = steady(1000, DAYS - pd.DateOffset(years=1))
    assert forecast(last_year, LEFT, NO_PRICES, net_income_fen=100, surplus_fen=0, **GIVEN) is None
