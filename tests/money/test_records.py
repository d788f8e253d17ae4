"""What the accounts read: attendance and prices from the first record on, and nothing after the period."""

import pandas as pd

from kgcore.money.records import read
from kgcore.periods import parse, read_span


def test_earlier_years_are_read_and_later_days_are_not(opened, frames):
    last_year = frames["attendance"].assign(date="2025-05-07").drop_duplicates(["site", "class_name"])
    later = frames["attendance"].assign(date="2026-06-01").drop_duplicates(["site", "class_name"])
    days = (
        frames["calendar"].iloc[[0, 0]].assign(date=["2025-05-07", "2026-06-30"], term=["2025-spring", "2026-spring"])
    )
    frames["calendar"] = pd.concat([frames["calendar"], days])
    classes = frames["classes"]
    frames["classes"] = pd.concat([classes, classes.assign(term="2025-spring")])
    frames["attendance"] = pd.concat([last_year, frames["attendance"], later])
    found = read(opened(frames), parse("2026-05"))
    assert sorted(found.attendance["date"].dt.strftime("%Y-%m").unique()) == ["2025-05", "2026-05"]
    assert set(found.classes["term"]) == {"2025-spring", "2026-spring"}


def test_what_was_paid_stands_in_for_quotations(opened, frames):
    found = read(opened(frames), parse("2026-05")).prices
    assert found[["food", "supplier", "price_fen_per_kg"]].to_numpy().tolist() == [["鸡蛋", "V01", 15000.0]]


def test_a_report_can_read_again_what_was_read(opened, frames):
    office = opened(frames)
    read(office, parse("2026-05"))
    for source in office.reads().reads:
        assert source.period is None or read_span(source.period).end.year == 2026, source
