"""The spending corridor of the tiny kitchen, worked out by hand."""

import datetime as dt

import pytest

from kgcore import money


def test_corridor_spends_what_is_left_of_the_term(opened, frames):
    found = money.corridor(opened(frames), dt.date(2026, 5, 8))
    # 20 child-days earned 20000, 11200 were eaten; two days of 10 children are left: 10.00 + 88.00 / 20
    assert found.days_left == 2
    assert found.land_on_zero == pytest.approx(1440)
    # 2 % of 40000 over 20 child-days is 0.40 either way
    assert (found.spend_low, found.spend_high) == pytest.approx((1400, 1480))


def test_before_the_term_there_is_no_corridor(opened, frames):
    assert money.corridor(opened(frames), dt.date(2026, 2, 1)) is None
