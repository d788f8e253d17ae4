"""check() names every fault of every row, and keeps missing apart from zero."""

import datetime as dt

import pandas as pd
import pytest

from kgcore.registers import get
from kgcore.registers.check import KEY_TEXT_MAX, check

ATTENDANCE = get("attendance")


def attendance(**changes):
    cells = {"site": "main", "date": "2026-05-06", "class_name": "小一班", "meal": "午餐", "diners": 37}
    return pd.DataFrame([cells | changes])


def messages(register, frame):
    return [(fault.row, fault.column, fault.message) for fault in check(get(register), frame)[1]]


def test_dtypes_are_the_declared_ones_also_when_empty():
    for frame in (attendance(), attendance().iloc[:0]):
        checked, faults = check(ATTENDANCE, frame)
        assert faults == []
        assert [str(d) for d in checked.dtypes] == ["str", "datetime64[us]", "str", "str", "Int64", "str"]


@pytest.mark.parametrize(
    "value", ["2026-05-06", dt.date(2026, 5, 6), dt.datetime(2026, 5, 6), pd.Timestamp("2026-05-06")]
)
def test_a_day_may_be_written_in_each_of_these_ways(value):
    checked, faults = check(ATTENDANCE, attendance(date=value))
    assert faults == []
    assert checked["date"].iloc[0] == pd.Timestamp("2026-05-06")


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30",
        "5月6日",
        "2026-05-06T08:00",
        dt.datetime(2026, 5, 6, 8),
        pd.Timestamp("2026-05-06", tz="UTC"),
        46148,
        True,
    ],
)
def test_what_is_no_day_is_a_fault(value):
    assert messages("attendance", attendance(date=value)) == [(0, "date", "应为日期，如 2026-05-06")]


@pytest.mark.parametrize("value", ["abc", 1.5, float("inf"), True, 2**60, "3e400"])
def test_what_is_no_integer_is_a_fault(value):
    assert (0, "diners", "应为整数，单位 人") in messages("attendance", attendance(diners=value))


@pytest.mark.parametrize("value", [None, float("nan"), pd.NA, "", "  "])
def test_missing_is_not_zero(value):
    assert messages("attendance", attendance(diners=value)) == [(0, "diners", "不能为空")]
    assert messages("attendance", attendance(diners=0)) == []


def test_every_fault_is_named_at_once():
    frame = pd.concat([attendance(), attendance(date="x", meal="夜宵", diners=-1), attendance()], ignore_index=True)
    assert messages("attendance", frame) == [
        (1, "date", "应为日期，如 2026-05-06"),
        (1, "meal", "应为其中之一：早餐、早点、午餐、午点、晚餐"),
        (1, "diners", "不得小于 0 人"),
        (2, "meal", "与第 1 条重复（园所、日期、班级、餐次 相同）"),
    ]


def test_missing_and_unknown_columns_are_named():
    frame = attendance().drop(columns="meal").assign(姓名="张三")
    found = messages("attendance", frame)
    assert found[0] == (None, "姓名", "《就餐人数》没有“姓名”这一列，请删去或改正列名")
    assert found[1] == (None, "meal", "缺少“餐次”列")


def test_a_nullable_column_may_be_left_out():
    frame = pd.DataFrame([{"site": "main", "date": "2026-05-06", "term": "2026-spring", "school_day": True}])
    checked, faults = check(get("calendar"), frame)
    assert faults == []
    assert checked["note"].isna().all()


def test_rules_across_columns_name_their_cell_and_wait_for_readable_cells():
    row = {
        "site": "main", "date": "2026-05-11", "class_name": "中三班", "kind": "晨检", "checked": 30, "abnormal": 31,
        "follow_up": "无需", "observer": "S001",
    }  # fmt: skip
    assert messages("observations", pd.DataFrame([row])) == [(0, "abnormal", "异常人数多于检查人数")]
    assert messages("observations", pd.DataFrame([row | {"checked": "x"}])) == [(0, "checked", "应为整数，单位 人")]


@pytest.mark.parametrize("value", ["\x00", "小\x07班", "\ud800", "一" * (KEY_TEXT_MAX + 1), 1.5, True])
def test_text_that_no_database_should_hold_is_a_fault(value):
    assert [column for _, column, _ in messages("attendance", attendance(class_name=value))] == ["class_name"]


def test_text_is_trimmed_and_whole_numbers_become_text():
    checked, faults = check(ATTENDANCE, attendance(class_name="  小一班 "))
    assert faults == []
    assert checked["class_name"].iloc[0] == "小一班"
    assert check(ATTENDANCE, attendance(class_name=12))[0]["class_name"].iloc[0] == "12"


def test_the_frame_given_is_left_as_it_was():
    frame = attendance(class_name=" 小一班 ")
    before = frame.copy(deep=True)
    check(ATTENDANCE, frame)
    pd.testing.assert_frame_equal(frame, before)
