"""The campus by hand: two zones, one contract, one project."""

import datetime as dt

import pandas as pd
import pytest

from kgcore.campus import environment, greening, projects


def checks(*rows):
    frame = pd.DataFrame(rows, columns=["date", "zone", "score", "waste_sorted", "dead_corner", "repaired_on"])
    frame["date"], frame["repaired_on"] = pd.to_datetime(frame["date"]), pd.to_datetime(frame["repaired_on"])
    return frame.astype({"waste_sorted": "boolean", "score": "float64"})


CHECKS = checks(
    ("2026-04-15", "走廊", 90, True, None, None),
    ("2026-05-15", "走廊", 80, False, "鞋柜底积灰", "2026-05-18"),
    ("2026-05-15", "食堂", 96, True, "冰柜后油污", None),
)


def test_zones_are_ranked_from_the_lowest_mean():
    table = environment.zones(CHECKS).set_index("zone")
    assert list(table.index) == ["走廊", "食堂"]
    assert table.loc["走廊", ["checks", "score", "lowest", "sorted_rate", "corners"]].tolist() == [2, 85, 80, 0.5, 1]
    assert environment.zones(CHECKS.iloc[:0]).empty


def test_a_corner_is_open_until_the_day_it_is_cleared():
    early = environment.corners(CHECKS, dt.date(2026, 5, 17)).set_index("zone")
    assert pd.isna(early.loc["走廊", "repaired_on"]) and early.loc["走廊", "days"] == 2
    later = environment.corners(CHECKS, dt.date(2026, 5, 31)).set_index("zone")
    assert (later.loc["走廊", "days"], later.loc["食堂", "days"]) == (3, 16)


def test_a_zone_left_out_is_named_not_taken_as_clean():
    left = environment.unchecked(CHECKS, {"走廊", "食堂"}, ["2026-04", "2026-05"])
    assert left.to_numpy().tolist() == [["2026-04", "食堂"]]


def work(*rows):
    frame = pd.DataFrame(rows, columns=["date", "place", "work", "contract_times", "done", "note"])
    frame["date"] = pd.to_datetime(frame["date"])
    return frame.astype({"contract_times": "Int64", "done": "boolean"})


GREEN = work(
    ("2026-04-07", "草坪", "修剪", 2, True, None),
    ("2026-04-21", "草坪", "修剪", 2, True, None),
    ("2026-05-07", "绿篱", "除虫", 1, True, None),
    ("2026-05-08", "绿篱", "除虫", 1, True, None),
    ("2026-06-05", "草坪", "修剪", 2, False, None),
    ("2026-05-06", "种植园", "种植观察", None, True, "番茄现蕾"),
)


def test_work_without_a_row_is_due_as_in_the_month_before():
    table = greening.against_contract(GREEN, ["2026-05", "2026-06"]).set_index(["month", "place"])
    assert table.loc[("2026-05", "草坪"), ["agreed", "done", "short"]].tolist() == [2, 0, 2]
    assert table.loc[("2026-05", "绿篱"), ["agreed", "done", "short"]].tolist() == [1, 2, 0]  # more than agreed
    assert table.loc[("2026-06", "草坪"), ["agreed", "done", "short"]].tolist() == [2, 0, 2]  # written, not done
    assert "种植园" not in table.index.get_level_values("place")


def test_the_garden_keeps_what_was_seen():
    assert greening.garden(GREEN)["note"].tolist() == ["番茄现蕾"]


def reports(*rows):
    names = ["date", "project", "stage", "planned_pct", "done_pct", "spent_fen", "budget_fen", "responsible"]
    frame = pd.DataFrame(rows, columns=names)
    frame["date"] = pd.to_datetime(frame["date"])
    return frame.astype({"spent_fen": "Int64", "budget_fen": "Int64"})


BUILT = reports(
    ("2026-03-31", "阅读角", "设计", 30.0, 30.0, 10000, 100000, "S001"),
    ("2026-05-29", "阅读角", "采购", 80.0, 55.0, 104000, 100000, "S001"),
    ("2026-03-31", "涂鸦墙", "验收", 100.0, 100.0, 50000, 60000, "S001"),
)


def test_progress_is_the_last_report_up_to_the_day():
    april = projects.progress(BUILT, dt.date(2026, 4, 30)).set_index("project")
    assert april.loc["阅读角", ["behind", "over_fen"]].tolist() == [0, 0]
    may = projects.progress(BUILT, dt.date(2026, 5, 31)).set_index("project")
    assert may.loc["阅读角", "behind"] == 25
    assert may.loc["阅读角", "over_fen"] == 4000
    assert may.loc["阅读角", "spent_share"] == pytest.approx(1.04)


def test_a_month_without_a_report_is_named_until_the_project_is_finished():
    silent = projects.silent(BUILT, ["2026-03", "2026-04", "2026-05"], dt.date(2026, 5, 31))
    assert silent.to_numpy().tolist() == [["2026-04", "阅读角"]]
