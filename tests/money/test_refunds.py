"""Refund rules worked out by hand, a month of 20 school days at 10.00."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore import money
from kgcore.money.refunds import STRATEGIES, refund, refund_list
from kgcore.standards import Profile, load


def away(*days, of=20):
    return [day in days for day in range(1, of + 1)]


def by(rule):
    return Profile.of({"refund_rule": rule})


@pytest.mark.parametrize(
    ("rule", "absent", "fen"),
    [
        ("by_absent_day", away(3, 9), 2000),
        ("by_absent_day", away(), 0),
        ("consecutive_days", away(3, 4), 0),
        ("consecutive_days", away(3, 4, 5), 2000),  # from the second day of leave
        ("consecutive_days", away(3, 4, 5, 9, 10, 11, 12, 20), 5000),
        ("half_month", away(*range(1, 10)), 0),  # attended 11 of 20
        ("half_month", away(*range(1, 11)), 10000),  # attended just half
        ("half_month", away(*range(1, 21)), 16000),
        ("half_month", away(), 0),
        ("remaining_days", away(3, 18, 19, 20), 3000),
        ("remaining_days", away(3), 0),
    ],
)
def test_rules_by_hand(rule, absent, fen):
    assert refund(absent, 1000, by(rule)) == fen


def test_every_published_rule_has_a_strategy():
    rules = load("fee_rules")
    assert set(rules.loc[rules["rule"] == "refund", "option"]) == set(STRATEGIES)


@given(st.sampled_from(sorted(STRATEGIES)), st.lists(st.booleans(), min_size=1, max_size=23), st.integers(1, 5000))
def test_never_more_than_was_paid(rule, absent, fee):
    assert 0 <= refund(absent, fee, by(rule)) <= len(absent) * fee


def test_list_of_a_month():
    days = list(pd.date_range("2026-05-06", periods=3))
    absences = pd.DataFrame(
        {"child": ["C2", "C1", "C2", "C1"], "date": [days[0], days[1], days[2], pd.Timestamp("2026-05-16")]}
    )
    found = refund_list(absences, days, {"C1": 1000, "C2": 1550}, by("by_absent_day"))
    assert found.to_numpy().tolist() == [["C1", 1, 1000], ["C2", 2, 3100]]


def test_refunds_paid_are_held_against_the_absences(opened, frames):
    frames["symptoms"] = pd.DataFrame(
        [
            {
                "site": "main",
                "date": day,
                "child": "C00001",
                "class_name": "小一班",
                "leave": "事假",
                "asked_by": "S001",
            }
            for day in ("2026-05-06", "2026-05-07")
        ]
    ).assign(site="main")
    codes = {f.code: f for f in money.month(opened(frames), "2026-05").findings}
    # two days of 10.00 are due, 50.00 were paid
    assert "C00001 +30.00元" in codes["money.refund_differs"].text
