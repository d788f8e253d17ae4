"""The time that a word of the day and an hour of 12 make together, at the ends of the afternoon."""

import pytest

from kgcore.workbook.days import read_time


# 下午1 is 12 + 1, 下午11 is 12 + 11, while 下午12 and 下午13 are hours of 24 already
@pytest.mark.parametrize(("hour", "meant"), [(1, "13:00"), (11, "23:00"), (12, "12:00"), (13, "13:00")])
def test_an_hour_of_the_afternoon(hour, meant):
    assert read_time(f"下午{hour}点") == meant


def test_the_afternoon_has_no_hour_nought():
    assert not isinstance(read_time("下午0点"), str)
