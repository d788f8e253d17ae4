"""Rows put in the place of others: all or nothing, and only over what the caller has seen."""

import datetime as dt

import pandas as pd
import pytest

from kgcore.store import FaultsError, StoreError

DAY = dt.date(2026, 5, 6)


def rows(*diners, day="2026-05-06"):
    names = ["小一班", "大一班"][: len(diners)]
    return pd.DataFrame(
        {"site": "main", "date": pd.Timestamp(day), "class_name": names, "meal": "午餐", "diners": diners}
    )


def swap(store, new, was):
    return store.swap("attendance", new, was=was, site="main", start=DAY, end=DAY, who="甲", file="x.xlsx")


@pytest.fixture
def filled(stocked):
    stocked.write({"attendance": pd.concat([rows(37, 30), rows(5, day="2026-05-07")])}, who="甲")
    return stocked


def test_what_stood_there_goes_and_the_rest_stays(filled):
    was = filled.read("attendance", start=DAY, end=DAY)
    changes = swap(filled, rows(37), was).rows["attendance"]
    assert (changes.new_rows, changes.changed_rows, changes.same_rows, changes.removed_rows) == (0, 0, 1, 1)
    left = filled.read("attendance")
    assert left[["class_name", "diners"]].to_numpy().tolist() == [["小一班", 37], ["小一班", 5]]
    last = filled.journal().iloc[-1]
    assert (last["register"], last["file"], last["rows_removed"]) == ("attendance", "x.xlsx", 1)
    assert swap(filled, rows(), filled.read("attendance", start=DAY, end=DAY)).rows["attendance"].removed_rows == 1
    assert filled.read("attendance", start=DAY, end=DAY).empty


def test_over_what_another_has_changed_nothing_is_written(filled):
    was = filled.read("attendance", start=DAY, end=DAY)
    filled.write({"attendance": rows(36)}, who="乙")
    with pytest.raises(StoreError, match="刚被别人改过"):
        swap(filled, rows(1), was)
    assert filled.read("attendance", start=DAY, end=DAY)["diners"].tolist() == [30, 36]


def test_faults_leave_everything_as_it_was(filled):
    was = filled.read("attendance", start=DAY, end=DAY)
    with pytest.raises(FaultsError, match="没有的班"):
        swap(filled, rows(1).assign(class_name="没有的班"), was)
    assert len(filled.read("attendance")) == 3


def test_a_ledger_is_never_swapped(filled):
    with pytest.raises(ValueError, match="ledger"):
        filled.swap("movements", rows(), was=rows(), site="main", start=DAY, end=DAY, who="甲")


def test_who_puts_it_there_must_be_named(filled):
    was = filled.read("attendance", start=DAY, end=DAY)
    with pytest.raises(StoreError, match="没有写明是谁"):
        filled.swap("attendance", rows(1), was=was, site="main", start=DAY, end=DAY, who=" ")
    pd.testing.assert_frame_equal(filled.read("attendance", start=DAY, end=DAY), was)
