"""Forms of attendance and diners: bands, the whole school, halves of days, days as numerals, totals of a month."""

import pytest

from kgcore.sheets.reading import read_sheets
from tests.sheets.matrix_sheets import TODAY, asks_of, names, read, rows_of, written
from tests.sheets.test_menu_bands import names as many_classes


def test_counts_of_bands_are_refused_and_the_staff_is_read(tmp_path):
    rows = [["10月份就餐人数（2026）"], ["日期", "幼儿", None, None, "教工", "合计"]]
    rows += [
        [None, "小班", "大班", "小计", None, None],
        ["10月12日", 50, 31, 81, 20, 101],
        ["10月13日", 48, 32, 80, 21, 101],
    ]
    known = many_classes()
    known.classes.update({"小二班": "小二班"})
    tables = read(tmp_path / "a.xlsx", rows, ("B2:D2",), known=known)
    assert {row["diners"] for row in rows_of(tables, "attendance")} == {31, 32}
    assert [row["diners"] for row in rows_of(tables, "staff_meals")] == [20, 21]
    [fault] = [fault for table in tables for fault in table.faults]
    assert fault.startswith("小班的人数是几个班合在一起的")


def test_counts_of_the_whole_school_are_refused(tmp_path):
    rows = [
        ["10月就餐人次（2026年）"],
        ["日期", "早点", "午餐", "教师午餐"],
        ["12", 139, 141, 20],
        ["13", 138, 139, 20],
    ]
    tables = read(tmp_path / "a.xlsx", rows)
    assert not rows_of(tables, "attendance") and "class_name" not in asks_of(tables)
    assert [(row["meal"], row["diners"]) for row in rows_of(tables, "staff_meals")] == [("午餐", 20), ("午餐", 20)]


def test_one_meal_in_a_list(tmp_path):
    rows = [["日期", "班级", "午餐人数", "陪餐教师"], ["2026-10-12", "小一班", 31, 2], ["2026-10-13", "小一班", 30, 2]]
    tables = read(tmp_path / "a.xlsx", rows)
    assert [(row["meal"], row["diners"]) for row in rows_of(tables, "attendance")] == [("午餐", 31), ("午餐", 30)]
    assert tables[0].unread == ["陪餐教师"]


@pytest.mark.parametrize("days", [["十二", "十三", "十四"], ["12日上", "12日下", "13日上"], ["十九", "二十", "二十一"]])
def test_days_of_a_roll(tmp_path, days):
    rows = [
        ["小一班2026年10月点名册（出勤√ 病假○）班主任：王某"],
        ["姓名", *days],
        ["甲", "√", "√", "○"],
        ["乙", *"√√√"],
    ]
    tables = read(tmp_path / "a.xlsx", rows)
    told = [(row["date"].day, row["diners"]) for row in rows_of(tables, "attendance")]
    assert told == {"十二": [(12, 2), (13, 2), (14, 1)], "12日上": [(12, 2), (13, 1)]}.get(
        days[0], [(19, 2), (20, 2), (21, 1)]
    )
    assert "王某" not in str(asks_of(tables))


def test_numbers_present_by_day_are_attendance(tmp_path):
    rows = [["2026年10月各班出勤人数"], ["班级", "应到", 12, 13, 14, 15, 16], ["小一班", 26, 25, 24, 26, 25, 23]]
    assert {table.kind for table in read(tmp_path / "a.xlsx", rows)} == {"考勤"}


@pytest.mark.parametrize(
    ("title", "heads", "line", "why"),
    [
        ("2026年10月出勤月报", ["班级", "应出勤人次", "实出勤人次"], ["小一班", 468, 440], "全月合计"),
        ("2026年10月传染病月报", ["病种", "发病人数", "班级"], ["水痘", 2, "小一班"], "逐人登记"),
        ("大一班视力筛查", ["姓名", "左眼", "右眼"], ["甲", 1.0, 0.8], "视力没有台账"),
    ],
)
def test_forms_that_no_register_takes_are_refused_by_name(tmp_path, title, heads, line, why):
    path = written(tmp_path / "a.xlsx", {"表": [[title], heads, line, line]})
    [sheet] = read_sheets(path, names(), today=TODAY).sheets
    assert not sheet.tables and why in sheet.faults[0]


@pytest.mark.parametrize(("file", "is_menu"), [("x.csv", True), ("食品留样.csv", False), ("试尝.csv", False)])
def test_a_list_of_dishes_without_a_title(tmp_path, file, is_menu):
    path = tmp_path / file
    path.write_text(
        "周次,日期,星期,餐次,菜名\n7,2026-10-12,一,午餐,米饭\n7,2026-10-12,一,午点,苹果\n", encoding="utf-8"
    )
    tables = read_sheets(path, names(), today=TODAY).sheets[0].tables
    assert bool(rows_of(tables, "menus")) == is_menu


def test_words_of_a_morning_check_by_child_are_no_headings(tmp_path):
    rows = [["大一班晨检 2026年10月12日-16日"], ["姓名", "周一", "周二", "周三"], ["某某", "正常", "正常", "流涕"]]
    path = written(tmp_path / "a.xlsx", {"晨检": [*rows, ["某人", "√", "√", "√"]]})
    [sheet] = read_sheets(path, names(), today=TODAY).sheets
    assert "某某" not in str([(table.unread, table.never, table.skipped, table.asks) for table in sheet.tables])
