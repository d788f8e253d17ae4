import datetime as dt

import pandas as pd
import pytest

import kgcore
from kgcore import periods, reports
from kgcore.reports.due import due_periods
from kgcore.reports.inputs import holiday

from .conftest import NOTEBOOKS

SMALL = reports.find("small", NOTEBOOKS)  # two days after the month, since February 2026


@pytest.mark.parametrize(
    ("on", "due"),
    [
        ("2026-02-28", []),
        ("2026-03-01", []),
        ("2026-03-02", ["2026-02"]),
        ("2026-06-01", ["2026-02", "2026-03", "2026-04"]),
        ("2026-06-02", ["2026-02", "2026-03", "2026-04", "2026-05"]),
    ],
)
def test_a_month_falls_due_two_days_after_its_end(on, due):
    assert [period.text for period in due_periods(SMALL, dt.date.fromisoformat(on))] == due


MENU = reports.find("menu")  # three days before the week, since February 2026


@pytest.mark.parametrize(
    ("on", "due"),
    [
        ("2026-05-07", ["2026-W19"]),
        # Friday: next week's menu
        ("2026-05-08", ["2026-W19", "2026-W20"]),
        ("2026-05-10", ["2026-W19", "2026-W20"]),
        # nobody reads last week's announcement
        ("2026-05-11", ["2026-W20"]),
        ("2026-12-25", ["2026-W52", "2026-W53"]),
        ("2027-01-01", ["2026-W53", "2027-W01"]),
        ("2026-01-29", []),
        ("2026-01-30", ["2026-W06"]),
    ],
)
def test_an_announcement_falls_due_before_its_week_begins(on, due):
    assert [period.text for period in due_periods(MENU, dt.date.fromisoformat(on))] == due


def test_an_announcement_is_final_on_its_day_and_others_after_their_period():
    assert MENU.issued(periods.parse("2026-W20")) == dt.date(2026, 5, 8)
    assert SMALL.issued(periods.parse("2026-05")) == dt.date(2026, 6, 1)


def test_a_report_without_a_rule_is_never_due():
    assert due_periods(reports.find("fails", NOTEBOOKS), dt.date(2030, 1, 1)) == []


def test_a_missed_schedule_is_made_up_for_once(replay, tmp_path):
    def due(on):
        given = {"site": "main", "database": "not declared by this report"}
        found = reports.run_due(dt.date.fromisoformat(on), given, tmp_path, notebooks=NOTEBOOKS)
        return [(outcome.period, outcome.status) for outcome in found]

    assert due("2026-03-03") == [("2026-02", "published")]
    # the computer was off in April
    assert due("2026-05-10") == [("2026-02", "unchanged"), ("2026-03", "published"), ("2026-04", "published")]
    assert {status for _, status in due("2026-05-10")} == {"unchanged"}


@pytest.mark.parametrize(("kept", "july"), [(True, True), (False, False)])
def test_a_month_of_holiday_has_no_report(kept, july, tmp_path):
    values = {"database": str(tmp_path / "office.db"), "site": "main"}
    with kgcore.open(values["database"]) as office:
        office.write({"sites": pd.DataFrame({"site": ["main"], "name": ["园"], "kitchen": ["main"]})}, who="测试")
        days = pd.DataFrame({"date": ["2026-06-30"], "term": "2026-spring", "school_day": True})
        if kept:
            office.write({"calendar": days}, who="测试")
    assert holiday(values, periods.parse("2026-07")) is july
    assert holiday(values, periods.parse("2026-06")) is False
