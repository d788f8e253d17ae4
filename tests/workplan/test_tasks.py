"""Tasks of the plan by hand: when they fall due, which evidence counts for which day."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore import periods
from kgcore.present.logistics import calendar_page
from kgcore.workplan import decisions, tasks

DAY = dt.date
LAST_OF_MAY = DAY(2026, 5, 31)


@pytest.mark.parametrize(("every", "first", "last", "expected"), [
    ("每周", DAY(2026, 3, 6), DAY(2026, 3, 22), [DAY(2026, 3, 6), DAY(2026, 3, 13), DAY(2026, 3, 20)]),
    ("每月", DAY(2026, 1, 31), DAY(2026, 3, 31), [DAY(2026, 1, 31), DAY(2026, 2, 28), DAY(2026, 3, 31)]),
    ("每季", DAY(2026, 3, 25), DAY(2026, 6, 30), [DAY(2026, 3, 25), DAY(2026, 6, 25)]),
    ("每学期", DAY(2026, 3, 1), DAY(2026, 6, 25), [DAY(2026, 6, 25)]),
    ("一次", DAY(2026, 5, 9), DAY(2026, 5, 9), [DAY(2026, 5, 9)]),
    ("每日", DAY(2026, 5, 1), DAY(2026, 5, 7), [DAY(2026, 5, 6), DAY(2026, 5, 7)]),
])  # fmt: skip
def test_due_days(every, first, last, expected):
    school_days = {DAY(2026, 5, 7), DAY(2026, 5, 6), DAY(2026, 5, 8)}
    assert list(tasks.due_days(every, first, last, school_days)) == expected


def plan(every="每月", first="2026-03-25", last="2026-06-25"):
    return pd.DataFrame({
        "activity": ["G01"], "chapter": ["安全"], "task": ["演练"], "responsible": ["S001"], "every": [every],
        "first_due": pd.to_datetime([first]), "last_due": pd.to_datetime([last]),
    })  # fmt: skip


def done(*rows):
    frame = pd.DataFrame(rows, columns=["date", "activity", "evidence", "due_on", "confirmed"])
    frame["date"], frame["due_on"] = pd.to_datetime(frame["date"]), pd.to_datetime(frame["due_on"])
    return frame.astype({"confirmed": "boolean"})


def standing(evidence, on=LAST_OF_MAY):
    return tasks.matched(tasks.due(plan(), []), evidence, on)


def test_each_status():
    table = standing(done(
        ("2026-03-24", "G01", "甲", "2026-03-25", True),
        ("2026-04-28", "G01", "乙", "2026-04-25", True),
    ))  # fmt: skip
    assert table["status"].tolist() == ["done", "late", "missed", "coming"]
    assert table["days_late"].tolist() == [0, 3, 6, 0]
    assert standing(done(("2026-03-24", "G01", "甲", "2026-03-25", False)))["status"].iloc[0] == "unconfirmed"


def test_evidence_from_after_the_day_is_not_known_yet():
    table = standing(done(("2026-06-02", "G01", "甲", "2026-05-25", True)))
    assert table["status"].iloc[2] == "missed"


def test_evidence_without_a_due_day_fills_the_earliest_gap_after_the_named_ones():
    table = standing(done(
        ("2026-03-20", "G01", "无期", None, True),
        ("2026-03-25", "G01", "有期", "2026-03-25", True),
    ))  # fmt: skip
    assert table["evidence"].iloc[:2].tolist() == ["有期", "无期"]


def test_confirmed_evidence_stands_before_unconfirmed():
    table = standing(done(
        ("2026-03-20", "G01", "草稿", "2026-03-25", False), ("2026-03-24", "G01", "定稿", "2026-03-25", True),
    ))  # fmt: skip
    assert (table["evidence"].iloc[0], table["status"].iloc[0]) == ("定稿", "done")


def test_kept_counts_only_what_has_come_due():
    table = tasks.completion(standing(done(("2026-04-28", "G01", "乙", "2026-04-25", True)))).iloc[0]
    assert table[["due", "done", "on_time", "missed"]].tolist() == [3, 1, 0, 2]
    assert table["rate"] == pytest.approx(1 / 3)


@given(st.lists(st.tuples(st.dates(DAY(2026, 2, 1), DAY(2026, 7, 31)), st.booleans()), max_size=8))
def test_one_piece_of_evidence_never_counts_twice(given_days):
    evidence = done(*((day, "G01", f"证据{n}", None, sure) for n, (day, sure) in enumerate(given_days)))
    table = standing(evidence, DAY(2026, 7, 31))
    used = table["evidence"].dropna()
    assert used.is_unique
    assert len(used) == min(len(given_days), 4)


def test_calendar_page_has_a_cell_for_each_day():
    page = calendar_page.page(standing(done()), periods.parse("2026-05"))
    assert page["week"].tolist() == ["2026-W18", "2026-W19", "2026-W20", "2026-W21", "2026-W22"]
    assert page["五"].tolist()[0] == "1" and page["一"].tolist()[0] == ""
    assert page.set_index("week").loc["2026-W22", "一"] == "25日；演练（未完成）"


def test_decisions_are_open_after_their_day():
    minutes = pd.DataFrame({
        "date": pd.to_datetime(["2026-03-16"] * 4), "subject": "公示",
        "decision": ["加豆制品", "贴餐牌", None, "未到期"],
        "due_on": pd.to_datetime(["2026-04-06", "2026-04-06", "2026-04-06", "2026-06-01"]),
        "done": pd.array([False, True, False, False], "boolean"),
    })  # fmt: skip
    table = decisions.open_decisions(minutes, DAY(2026, 4, 10))
    assert table[["decision", "days_late"]].to_numpy().tolist() == [["加豆制品", 4]]
