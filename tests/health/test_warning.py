"""EARS worked by hand, and what it must not do."""

import numpy as np
import pandas as pd
import pytest

from kgcore.health import warning


def series(*counts):
    return pd.DataFrame({"all": [float(n) for n in counts]}, index=pd.date_range("2026-03-02", periods=len(counts)))


def test_c1_by_hand():
    # baseline 1 2 3 4 5 6 7: mean 4, sd sqrt(28/6) = 2.1602; 11 is (11 - 4) / 2.1602 = 3.2404
    found = warning.ears(series(1, 2, 3, 4, 5, 6, 7, 11))["c1"]["all"]
    assert found.iloc[:7].isna().all()
    assert found.iloc[7] == pytest.approx(7 / np.sqrt(28 / 6))
    assert found.iloc[7] > 3


def test_c2_leaves_two_days_between():
    # same baseline, then 50 and 50 which C2 does not look at
    found = warning.ears(series(1, 2, 3, 4, 5, 6, 7, 50, 50, 11))
    assert found["c2"]["all"].iloc[9] == pytest.approx(7 / np.sqrt(28 / 6))
    assert found["c2"]["all"].iloc[:9].isna().all()
    assert found["c1"]["all"].iloc[9] < 1


def test_c3_adds_three_days_of_c2_above_one():
    counts = series(4, 4, 4, 4, 4, 4, 4, 4, 4, 6, 7, 4.4)
    found = warning.ears(counts)
    # sd is held at 1: C2 = 2, 3, 0.4 on baselines of 4; 0.4 counts nothing
    assert found["c2"]["all"].iloc[9:].tolist() == pytest.approx([2.0, 3.0, 0.4])
    assert found["c3"]["all"].iloc[11] == pytest.approx((2 - 1) + (3 - 1) + 0)


def test_one_case_after_healthy_weeks_does_not_alarm():
    counts = series(*[0] * 12, 1)
    assert warning.ears(counts)["c1"]["all"].iloc[-1] == pytest.approx(1.0)
    assert warning.alarms(counts).empty


def test_alarms_name_day_series_and_method():
    found = warning.alarms(series(1, 2, 3, 4, 5, 6, 7, 11))
    assert found[["count", "method", "limit"]].to_numpy().tolist() == [[11.0, "c1", 3.0]]


def test_a_gap_in_the_counts_gives_no_verdict():
    counts = series(1, 2, 3, np.nan, 5, 6, 7, 30)
    assert warning.ears(counts)["c1"]["all"].isna().all()


def test_daily_counts_hold_the_days_without_any():
    symptoms = pd.DataFrame({"date": pd.to_datetime(["2026-03-02", "2026-03-04"]), "symptom": ["发热", "腹泻"]})
    days = list(pd.date_range("2026-03-02", "2026-03-04"))
    found = warning.daily_counts(symptoms, days, "symptom", ["发热", "腹泻", "皮疹"])
    assert found.to_numpy().tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 0]]
