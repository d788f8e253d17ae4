"""What stands around the data of a sheet: titles, examples, totals, signatures, formulas, strange columns."""

import datetime as dt

import openpyxl
import pytest
import xlsxwriter

from kgcore import registers
from kgcore.workbook import cells, listing, read_workbook, write_template

from .conftest import GOOD, HEADINGS, LATER, the_fault


def test_a_title_above_the_headings_is_passed_over(book):
    def merge_title(page):
        page.merge_cells("A1:E1")

    reading = book(
        GOOD, ["main", "2026-05-07", "小一班", "午餐", "多"], above=[["五月就餐登记表"], []], change=merge_title
    )
    assert the_fault(reading).cell == "E5"
    assert len(reading.frames["attendance"]) == 2


def test_an_example_row_that_was_written_over_is_not_dropped_silently(book):
    fault = the_fault(book(["示例（导入时跳过）", dt.date(2026, 5, 7), "小一班", "午餐", 36]))
    assert (fault.sheet, fault.cell) == ("就餐人数", "A2")
    assert "改过" in fault.expected


def test_the_untouched_example_row_is_skipped_wherever_it_stands(book):
    example = [cells.shown_example(c) for c in registers.columns(registers.get("attendance"))][1:]
    reading = book(LATER, ["示例", *example])
    assert not reading.faults
    assert len(reading.frames["attendance"]) == 1


def test_the_example_row_is_known_without_its_mark(book):
    example = [cells.shown_example(c) for c in registers.columns(registers.get("attendance"))][1:]
    fault = the_fault(book(example, LATER[1:], headings=HEADINGS[1:], site="main"))
    assert fault.cell == "A2"
    assert "示例" in fault.expected


def test_a_text_that_begins_like_the_mark_is_data(book):
    reading = book(["main", dt.date(2026, 5, 7), "示例班", "午餐", 36])
    assert reading.frames["attendance"]["class_name"].tolist() == ["示例班"]


@pytest.mark.parametrize("word", ["合计", "合 计", "总计：", "五月合计", "小计"])
def test_totals_and_signatures_below_the_data_are_skipped_with_a_notice(book, word):
    def merge_total(page):
        page.merge_cells("A3:D3")

    reading = book(GOOD, [word, None, None, None, 37], ["制表人：某", None, "审核：某"], change=merge_total)
    assert not reading.faults, listing(reading.faults)
    assert len(reading.frames["attendance"]) == 1
    assert ["第 4 行是落款行" in reading.notices[0], "第 3 行是合计行" in reading.notices[1]] == [True, True]


def test_blank_rows_are_skipped_with_a_notice(book):
    reading = book(GOOD, [], [None, "  ", None], LATER, ["main"])
    assert not reading.faults
    assert reading.frames["attendance"]["diners"].tolist() == [37, 36]
    assert reading.notices == ["《就餐人数》第 3、4 行是空行，已跳过"]


def test_failed_and_never_calculated_formulas_are_named(tmp_path):
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet("就餐人数")
        page.write_row(0, 0, HEADINGS)
        for row in range(1, 5):
            page.write_row(row, 0, ["main", f"2026-05-0{row + 3}", "小一班", "午餐"])
        page.write_formula("E2", "=#REF!+1", None, "#REF!")
        page.write_formula("E3", "=1/0", None, "#DIV/0!")
        page.write_formula("E4", "=F9", None, "")
        page.write_formula("E5", "=30+7", None, 37)
    reading = read_workbook(path)
    told = {fault.cell: (fault.value, fault.expected.partition("；")[0]) for fault in reading.faults}
    assert told == {
        "E2": ("#REF!", "公式出错（#REF!）"),
        "E3": ("#DIV/0!", "公式出错（#DIV/0!）"),
        "E4": ("", "公式没有计算结果"),
    }
    assert reading.frames["attendance"]["diners"].tolist()[3] == 37


def test_a_line_of_failed_formulas_is_not_a_blank_line(tmp_path):
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet("就餐人数")
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, ["main", "2026-05-06", "小一班", "午餐", 37])
        for position in range(5):
            page.write_formula(2, position, "=#REF!", None, "#REF!")
    assert [fault.cell for fault in read_workbook(path).faults] == ["A3", "B3", "C3", "D3", "E3"]


def test_another_unit_in_the_heading_is_no_renaming(tmp_path):
    path = tmp_path / "p.xlsx"
    made = openpyxl.Workbook()
    made.active.title = "价格"
    made.active.append(["园所", "日期", "食物", "供应商编号", "报价（元/斤）"])
    made.active.append(["main", "2026-05-06", "鸡蛋", "V01", 5.4])
    made.save(path)
    faults = {fault.cell: fault.expected for fault in read_workbook(path).faults}
    assert any("报价（元/kg）" in text and "换算" in text for text in faults.values())


@pytest.mark.parametrize(
    ("heading", "value", "words"),
    [("天气", "晴", "没有这个栏目"), (None, "晴", "没有栏目名"), ("备注", "晴", "没有这个栏目")],
)
def test_a_strange_column_with_content_is_named(book, heading, value, words):
    fault = the_fault(book([*GOOD, value], headings=[*HEADINGS, heading]))
    assert fault.cell == "F1"
    assert words in fault.expected


@pytest.mark.parametrize(("heading", "value"), [("备注", None), ("天气", " "), ("序号", 1)])
def test_empty_strange_columns_and_running_numbers_are_passed_over(book, heading, value):
    assert not book([*GOOD, value], headings=[*HEADINGS, heading]).faults


@pytest.mark.parametrize(
    "value", ["联系13800138000", 13800138000, "138 0013 8000", "11010120190101123X", "１３８００１３８０００"]
)
def test_a_strange_column_that_holds_personal_numbers_is_refused(book, value):
    fault = the_fault(book([*GOOD, value], headings=[*HEADINGS, "联络"]))
    assert (fault.cell, fault.heading) == ("F1", "联络")
    assert "不记录" in fault.expected


@pytest.mark.parametrize("value", [13800138000, "班主任 13800138000"])
def test_personal_numbers_in_a_known_column_are_masked(book, value):
    fault = the_fault(book(["main", "2026-05-06", value, "午餐", 3]))
    assert fault.cell == "C2"
    assert "13800138000" not in str(fault)


def test_optional_columns_may_be_absent_and_are_mentioned(tmp_path):
    path = tmp_path / "c.xlsx"
    made = openpyxl.Workbook()
    made.active.title = "校历"
    made.active.append(["日期", "学期", "是否开园"])
    made.active.append(["2026-05-06", "2026年春季学期", "√"])
    made.save(path)
    reading = read_workbook(path, site="main")
    assert not reading.faults
    row = reading.frames["calendar"].iloc[0]
    assert (row["site"], row["term"], bool(row["school_day"])) == ("main", "2026-spring", True)
    assert reading.notices == ["《校历》没有栏目说明，按空白处理"]


def test_two_sheets_of_one_register_are_not_merged_silently(tmp_path):
    path = tmp_path / "two.xlsx"
    made = openpyxl.Workbook()
    made.active.title = "就餐人数"
    other = made.create_sheet("就餐人数 ")
    for page, row in ((made.active, GOOD), (other, LATER)):
        page.append(HEADINGS)
        page.append(row)
    made.save(path)
    fault = the_fault(read_workbook(path))
    assert fault.sheet == "就餐人数 "
    assert "两张" in fault.expected


def test_a_hidden_sheet_with_data_is_named(tmp_path):
    path = tmp_path / "h.xlsx"
    made = openpyxl.Workbook()
    page = made.create_sheet("就餐人数")
    page.append(HEADINGS)
    page.append(GOOD)
    page.sheet_state = "hidden"
    made.save(path)
    assert "隐藏" in the_fault(read_workbook(path)).expected


@pytest.mark.parametrize("name", registers.REGISTERS)
def test_the_example_row_filled_in_is_a_row_that_can_be_read(name, tmp_path):
    """A person who takes the example for a model must not be told that it is wrong."""
    path = write_template(tmp_path / "t.xlsx", [name])
    made = openpyxl.load_workbook(path)
    page = made[registers.meta(registers.get(name)).title]
    page["A2"] = "main"
    made.save(path)
    reading = read_workbook(path)
    assert not reading.faults, listing(reading.faults)
    assert len(reading.frames[name]) == 1
