"""就餐人数: days, classes and meals may run across or down, and the same children ate."""

import datetime as dt
import itertools

import pytest

from tests.sheets.matrix_sheets import asks_of, names, read, rows_of, turned

DAYS = [dt.date(2026, 10, day) for day in (12, 13, 14)]
CLASSES = ["小一班", "中一班", "大一班"]
MEALS = ["早点", "午餐", "午点"]
COUNT = {
    (day, name, meal): 20 + 7 * CLASSES.index(name) + day.day % 5 + MEALS.index(meal)
    for day, name, meal in itertools.product(DAYS, CLASSES, MEALS)
}
STAFF = {day: 20 + day.day % 3 for day in DAYS}


def told(tables):
    return {
        (row["date"], row["class_name_written"], row["meal"]): row["diners"] for row in rows_of(tables, "attendance")
    }


def two_heading_rows(*, staff=False, total=False, wrong=0):
    head = ["日期", *itertools.chain.from_iterable([name, None, None] for name in CLASSES)]
    below = [None, *MEALS * 3]
    if staff:
        head, below = [*head, "教职工"], [*below, "午餐"]
    if total:
        head, below = [*head, "合计(午餐)"], [*below, None]
    rows = [["阳光幼儿园就餐人数登记表 2026年10月"], head, below]
    for day in DAYS:
        cells = [COUNT[day, name, meal] for name in CLASSES for meal in MEALS]
        lunch = sum(COUNT[day, name, "午餐"] for name in CLASSES) + wrong
        rows.append(
            [f"{day.month}月{day.day}日", *cells, *([STAFF[day]] if staff else []), *([lunch] if total else [])]
        )
    return rows


MERGES = ("A2:A3", "B2:D2", "E2:G2", "H2:J2")


@pytest.mark.parametrize("merged", [True, False])
def test_days_by_class_and_meal(tmp_path, merged):
    tables = read(tmp_path / "a.xlsx", two_heading_rows(staff=True, total=True), MERGES if merged else ())
    if merged:
        assert told(tables) == COUNT
        assert {row["date"]: row["diners"] for row in rows_of(tables, "staff_meals")} == STAFF
        assert not any(table.faults for table in tables)


def test_a_wrong_total_is_a_fault_beside_the_rows(tmp_path):
    tables = read(tmp_path / "a.xlsx", two_heading_rows(total=True, wrong=1), MERGES)
    assert told(tables) == COUNT
    assert sum(len(table.faults) for table in tables) == 3


def one_meal(meal, days):
    return [["日期", *CLASSES, "合计"]] + [
        [heading, *(COUNT[day, name, meal] for name in CLASSES), sum(COUNT[day, name, meal] for name in CLASSES)]
        for day, heading in zip(DAYS, days, strict=True)
    ]


WRITINGS = {
    "text": [f"10月{day.day}日" for day in DAYS],
    "dates": DAYS,
    "numbers": [day.day for day in DAYS],
    "dots": [f"10.{day.day}" for day in DAYS],
    "weekday": [f"10月{day.day}日（周{word}）" for day, word in zip(DAYS, "一二三", strict=True)],
}


@pytest.mark.parametrize("writing", WRITINGS)
@pytest.mark.parametrize("direction", ["down", "across"])
def test_one_meal_by_day_and_class(tmp_path, writing, direction):
    rows = one_meal("午餐", WRITINGS[writing])
    rows = turned(rows) if direction == "across" else rows
    tables = read(tmp_path / "a.xlsx", [["2026年10月午餐就餐人数统计表"], *rows])
    assert told(tables) == {key: number for key, number in COUNT.items() if key[2] == "午餐"}
    assert not any(table.faults for table in tables)
    assert set(asks_of(tables)) <= {"class_name"}


@pytest.mark.parametrize("direction", ["down", "across"])
def test_a_block_a_day_of_classes_by_meals(tmp_path, direction):
    rows = []
    for day in DAYS:
        block = [["班级", *MEALS, "小计"]]
        block += [[name, *(COUNT[day, name, meal] for meal in MEALS), None] for name in CLASSES]
        block += [["合计", *(sum(COUNT[day, name, meal] for name in CLASSES) for meal in MEALS), None]]
        rows += [[f"2026年10月{day.day}日就餐人数"], *(turned(block) if direction == "across" else block)]
    assert told(read(tmp_path / "a.xlsx", rows)) == COUNT


def test_one_row_a_day_and_class_and_one_a_meal(tmp_path):
    long = [["日期", "班级", "餐次", "人数"]] + [
        [day, name, meal, number] for (day, name, meal), number in COUNT.items()
    ]
    assert told(read(tmp_path / "a.xlsx", [["就餐人数登记表"], *long])) == COUNT
    wide = [["日期", "班级", *MEALS]] + [
        [day if name == CLASSES[0] else None, name, *(COUNT[day, name, meal] for meal in MEALS)]
        for day in DAYS
        for name in CLASSES
    ]
    assert told(read(tmp_path / "b.xlsx", [["就餐人数登记表"], *wide])) == COUNT


def test_without_a_meal_it_is_one_question(tmp_path):
    tables = read(tmp_path / "a.xlsx", [["2026年10月就餐人数统计表"], *one_meal("午餐", DAYS)])
    rows = rows_of(tables, "attendance")
    assert len(rows) == 9 and all("meal" in row["asked"] for row in rows)
    assert asks_of(tables)["meal"] == ["到园幼儿"]
    answered = read(
        tmp_path / "b.xlsx",
        [["2026年10月就餐人数统计表"], *one_meal("午餐", DAYS)],
        known=names(meal={"到园幼儿": "午餐"}),
    )
    assert told(answered) == {key: number for key, number in COUNT.items() if key[2] == "午餐"}


def test_a_year_told_nowhere_is_asked_and_agrees_with_the_weekdays(tmp_path):
    rows = one_meal("午餐", WRITINGS["weekday"])
    tables = read(tmp_path / "a.xlsx", [["午餐就餐人数统计表"], *rows])
    assert all(row["date"].year == 2026 and "date" in row["asked"] for row in rows_of(tables, "attendance"))
    assert "year" in asks_of(tables)


def test_a_date_that_contradicts_its_weekday_is_a_fault(tmp_path):
    rows = one_meal("午餐", [f"10月{day.day}日（周{word}）" for day, word in zip(DAYS, "二三四", strict=True)])
    tables = read(tmp_path / "a.xlsx", [["2026年10月午餐就餐人数统计表"], *rows])
    assert any("星期" in fault for table in tables for fault in table.faults)


def test_expected_and_present_are_told_apart(tmp_path):
    head = ["日期", *itertools.chain.from_iterable([name, None] for name in CLASSES)]
    below = [None, *["应到", "实到"] * 3]
    rows = [[day, *itertools.chain.from_iterable([40, COUNT[day, name, "午餐"]] for name in CLASSES)] for day in DAYS]
    tables = read(
        tmp_path / "a.xlsx", [["2026年10月午餐人数"], head, below, *rows], ("A2:A3", "B2:C2", "D2:E2", "F2:G2")
    )
    assert told(tables) == {key: number for key, number in COUNT.items() if key[2] == "午餐"}


CLASSES = ("小一班", "中一班", "大一班")


def _people(tables):
    return [
        (f"{row['date']:%m-%d}", row["class_name_written"], row["diners"])
        for table in tables if table.register == "attendance" for row in table.rows
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("2026年10月考勤统计", ["24/25", "28/28"]),
        ("2026年10月考勤统计（出勤/应到）", ["24/25", "28/28"]),
        ("2026年10月考勤统计（应到/实到）", ["25/24", "28/28"]),
        ("2026年10月考勤统计", ["25 / 24", "28 / 28"]),
    ],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_those_there_beside_those_who_should_be(tmp_path, title, cells, is_turned):
    rows = [["班级", "10月12日", "10月13日"], *([name, *cells] for name in CLASSES)]
    tables = read(tmp_path / "a.xlsx", [[title], *(turned(rows) if is_turned else rows)])
    assert sorted(_people(tables)) == sorted(
        (day, name, n) for name in CLASSES for day, n in (("10-12", 24), ("10-13", 28))
    )
    assert {row["enrolled"] for table in tables for row in table.controls} == {25, 28}


def test_pairs_that_contradict_their_title_are_not_read(tmp_path):
    rows = [["班级", "10月12日", "10月13日"], *([name, "24/25", "28/28"] for name in CLASSES)]
    tables = read(tmp_path / "a.xlsx", [["2026年10月考勤（应到/实到）"], *rows])
    assert not _people(tables)


@pytest.mark.parametrize("upper", [["10月12日", None, None, "10月13日", None, None]])
def test_headings_on_two_lines_that_are_not_merged(tmp_path, upper):
    rows = [["2026年10月考勤"], ["班级", *upper], [None, *["应到", "实到", "出勤率"] * 2]]
    rows += [[name, 25, 24, "96%", 25, 23, 0.92] for name in CLASSES]
    expected = [(day, name, number) for name in CLASSES for day, number in (("10-12", 24), ("10-13", 23))]
    assert sorted(_people(read(tmp_path / "a.xlsx", rows))) == sorted(expected)


@pytest.mark.parametrize("days", [("10/8", "10/9"), ("10月8日", "10月9日"), ("周四", "周五")])
def test_day_and_meal_in_one_heading(tmp_path, days):
    heads = [f"{day}{blank}{meal}" for day, blank in zip(days, (" ", ""), strict=True) for meal in ("早点", "午餐")]
    rows = [["2026年10月5日-9日就餐人数"], ["班级", *heads], *([name, 24, 23, 22, 21] for name in CLASSES)]
    table = next(table for table in read(tmp_path / "a.xlsx", rows) if table.register == "attendance")
    own = [(row["date"].day, row["meal"], row["diners"]) for row in table.rows if row["class_name_written"] == "小一班"]
    assert own == [(8, "早点", 24), (8, "午餐", 23), (9, "早点", 22), (9, "午餐", 21)]


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_day_without_school_is_told_once(tmp_path, is_turned):
    rows = [
        ["班级", "9月30日", "10月1日", "10月2日", "10月8日"],
        *([name, 24, "国庆放假", "国庆放假", 23] for name in CLASSES),
    ]
    tables = read(tmp_path / "a.xlsx", [["2026年10月每日出勤人数"], *(turned(rows) if is_turned else rows)])
    assert {day for day, _, _ in _people(tables)} == {"09-30", "10-08"}
    told = [text for table in tables if table.register == "attendance" for text in table.skipped]
    assert told == ["2026-10-01：国庆放假", "2026-10-02：国庆放假"]
