"""Children to expect: the season of earlier terms, the weekday, and illness that goes on for a while."""

import numpy as np
import pandas as pd
import pytest

from kgcore.money.attendance import children

LAST_YEAR = pd.date_range("2025-03-03", "2025-06-27", freq="B")
DAYS = pd.date_range("2026-03-02", "2026-04-24", freq="B")
LEFT = pd.date_range("2026-04-27", "2026-06-26", freq="B")


def daily(days, rate):
    return pd.DataFrame({"children": 500.0 * np.asarray(rate), "enrolled": 500.0}, index=days)


def expected(*frames):
    found = children(pd.concat(frames), LEFT, 100, np.random.default_rng(1))
    return pd.Series(found.means / 500, index=LEFT)


def test_weekdays_differ():
    friday = DAYS.day_of_week == 4
    found = expected(daily(DAYS, 0.9 - 0.1 * friday)).groupby(LEFT.day_of_week).mean()
    # 4 Fridays of 22 days in March, 4 of 18 in April: Σ from their months 4 (-0.0818 - 0.0778); 8 Mondays 5 x 0.0182 +
    # 3 x 0.0222; each averaged with 3 days of nothing
    assert found[4] - found[0] == pytest.approx((-0.6384 - 0.1576) / 11, abs=0.0005)


def test_a_month_that_was_fuller_last_year_is_expected_to_be_fuller():
    flat = daily(DAYS, np.full(len(DAYS), 0.9))
    june = daily(LAST_YEAR, 0.9 + 0.06 * (LAST_YEAR.month == 6))
    found = expected(june, flat).groupby(LEFT.month).mean()
    assert found[6] - found[5] == pytest.approx(0.06 / 1.5, rel=0.02)  # one year counts two thirds
    assert expected(flat).to_numpy() == pytest.approx(0.9)


def test_illness_of_last_week_goes_on_and_fades():
    ill = np.full(len(DAYS), 0.93)
    ill[-5:] = 0.75
    weekly = expected(daily(DAYS, ill)).resample("W").mean()
    assert weekly.is_monotonic_increasing
    assert weekly.iloc[0] < 0.89
    assert weekly.iloc[-1] > weekly.iloc[0] + 0.015


def test_more_children_than_enrolled_are_never_expected():
    drawn = children(daily(DAYS, np.full(len(DAYS), 1.0)), LEFT, 500, np.random.default_rng(1)).draws
    assert drawn.max() == 500
    assert drawn.min() >= 0
