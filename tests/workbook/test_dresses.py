"""A workbook in another legal dress is read as the plain one is; cells are read as they look, or refused."""

import datetime as dt
import io
import zipfile

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from kgcore import registers
from kgcore.importing import import_files
from kgcore.workbook import listing, read_workbook, write_template

from . import ooxml
from .conftest import GOOD, HEADINGS, LATER, the_fault


def plain_book():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        page = made.add_worksheet("就餐人数")
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, HEADINGS)
        for row, values in enumerate((GOOD, LATER), 1):
            for position, value in enumerate(values):
                page.write(row, position, value, day if position == 1 else None)
        page.write_formula(3, 4, "=E2", None, 37)
        page.write_row(3, 0, ["main", "2026-05-08", " 小一班 ", "午餐"])
    return buffer.getvalue()


@pytest.mark.parametrize("dress", ooxml.DRESSES)
def test_another_legal_dress_is_read_as_the_plain_book_is(tmp_path, dress):
    plain, other = tmp_path / "plain.xlsx", tmp_path / "other.xlsx"
    plain.write_bytes(plain_book())
    parts = ooxml.parts_of(plain.read_bytes())
    rewritten = ooxml.DRESSES[dress](parts)
    assert rewritten != parts
    other.write_bytes(ooxml.package_of(rewritten))
    expected, reading = read_workbook(plain), read_workbook(other)
    assert not expected.faults
    assert not reading.faults, listing(reading.faults)
    pd.testing.assert_frame_equal(reading.frames["attendance"], expected.frames["attendance"])


@pytest.mark.parametrize("start", [
    b'<?xml version="1.0" encoding="EBCDIC-CP-US"?>', b'<?xml version="1.0" encoding="cp037"?>',
    '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]>'.encode("utf-16"),
    b'<?xml version="1.0" encoding="utf-7"?>', b'<?xml version="1.0" encoding="utf_32"?>',
])  # fmt: skip
@pytest.mark.parametrize("part", ["xl/workbook.xml", ooxml.SHEET, "xl/sharedStrings.xml", "xl/styles.xml"])
def test_what_a_parser_cannot_read_is_refused_with_a_sentence(tmp_path, start, part):
    parts = ooxml.parts_of(plain_book())
    body = parts[part].decode().partition("?>")[2]
    content = start + (body.encode("utf-16-le") if start.startswith(b"\xff\xfe") else body.encode())
    path = tmp_path / "spoilt.xlsx"
    path.write_bytes(ooxml.package_of(parts | {part: content}))
    assert "另存为" in the_fault(read_workbook(path)).expected


@pytest.mark.parametrize("cell", ["XFD1048576", "XFE2", "A0", "ZZZZ2", "A99999999999", "", "2A", "B3"])
def test_an_address_is_judged_before_memory_is_taken_for_it(tmp_path, cell):
    parts = ooxml.parts_of(plain_book())
    sheet = parts[ooxml.SHEET].replace(b'r="A2"', f'r="{cell}"'.encode())
    path = tmp_path / "far.xlsx"
    path.write_bytes(ooxml.package_of(parts | {ooxml.SHEET: sheet}))
    assert "地址" in the_fault(read_workbook(path)).expected


def test_a_part_that_stands_twice_is_refused(tmp_path):
    path = tmp_path / "twice.xlsx"
    path.write_bytes(plain_book())
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(ooxml.SHEET.upper(), b"<worksheet/>")
    assert "损坏" in the_fault(read_workbook(path)).expected


def table(tmp_path, register, cells, formats):
    """Write one row of a register from its examples, some cells replaced and formatted; read it back."""
    path = tmp_path / f"{register}.xlsx"
    write_template(path, [register])
    made = openpyxl.load_workbook(path)
    page = made[registers.meta(registers.get(register)).title]
    page["A2"] = "main"
    headings = {cell.value: cell.column for cell in page[1]}
    for heading, value in cells.items():
        page.cell(2, headings[heading]).value = value
        page.cell(2, headings[heading]).number_format = formats.get(heading, "General")
    made.save(path)
    return read_workbook(path)


@pytest.mark.parametrize(("register", "heading", "value", "code", "stored"), [
    ("invoices", "发票号", 26317000000012345678, "0", None),
    ("invoices", "发票号", 12345, "00000000", "00012345"),
    ("invoices", "发票号", 12345, "General", "12345"),
    ("invoices", "发票号", 12345, "#,##0", None),
    ("invoices", "发票号", 12345, "0.00", None),
    ("invoices", "发票号", 300000, "0.00E+00", None),
    ("invoices", "发票号", 123, '"A"000000', "A000123"),
    ("invoices", "发票号", 123, "[DBNum1]0", None),
    ("invoices", "发票号", dt.datetime(2026, 3, 5), 'm"月"d"日"', None),
    ("foods", "可食部（%）", 1, "0%", 100.0),
    ("foods", "可食部（%）", 0.575, "0.0%", 57.5),
    ("foods", "可食部（%）", 85, "0", 85.0),
    ("projects", "实际进度（%）", 0.6, "0%", 60.0),
    ("attendance", "就餐人数（人）", 37, '0"人"', 37),
    ("attendance", "就餐人数（人）", 37, "0%", None),
    ("attendance", "就餐人数（人）", 37, '0"份"', None),
    ("attendance", "就餐人数（人）", 37000, "0,", None),
    ("attendance", "就餐人数（人）", 37, ";;;", None),
    ("prices", "报价（元/kg）", 17.35, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 1735),
    ("prices", "报价（元/kg）", 17.35, '0.00"元/斤"', None),
    ("energy", "月份", 46143, "General", None),
    ("energy", "月份", 46143, "0", None),
    ("energy", "月份", dt.datetime(2026, 5, 1), "yyyy-mm", "2026-05"),
    ("energy", "月份", dt.datetime(2026, 5, 1), 'yyyy"年"m"月"', "2026-05"),
    ("energy", "月份", 2026.1, "General", None),
    ("energy", "月份", 2026.1, "0.00", "2026-10"),
    ("energy", "月份", "2026.10", "@", "2026-10"),
    ("visitors", "进门时间", "上午9:10", "@", "09:10"),
    ("visitors", "进门时间", "AM 9:10", "@", "09:10"),
    ("visitors", "进门时间", 0.3819444444, '上午/下午h"时"mm"分"', "09:10"),
    ("visitors", "进门时间", dt.datetime(2026, 5, 6), "yyyy-mm-dd", None),
    ("attendance", "日期", 5.1, "General", None),
])  # fmt: skip
def test_cells_are_read_as_they_look_or_refused(tmp_path, register, heading, value, code, stored):
    reading = table(tmp_path, register, {heading: value}, {heading: code})
    if stored is None:
        assert the_fault(reading).heading == heading
    else:
        assert not reading.faults, listing(reading.faults)
        name = next(c.name for c in registers.columns(registers.get(register)) if c.heading == heading)
        assert reading.frames[register][name].tolist() == [stored]


@pytest.mark.parametrize("written", [
    "2026-5-6 0:00", "2026/5/6 00:00:00", "2026-05-06T08:30", "2026年5月6日 上午12:00:00", "\u200e2026-05-06",
    "2026\u201105\u201106", "2026\u00ad-05-06\ufeff", "2026-05-06 星期三", "\u202a2026/5/6\u202c",
])  # fmt: skip
def test_days_with_midnight_or_marks_that_cannot_be_seen(book, written):
    reading = book(["main", written, "小一班", "午餐", "\u200e37"])
    assert not reading.faults, listing(reading.faults)
    assert reading.frames["attendance"]["date"].tolist() == [pd.Timestamp("2026-05-06")]


@pytest.mark.parametrize("written", ["2026-5-60:00", "2026-05-06 25:00", "2026-05-06 9", "2026-05-06T08:30+08:00"])
def test_what_is_no_day_with_a_time_is_refused(book, written):
    assert the_fault(book(["main", written, "小一班", "午餐", 37])).cell == "B2"


@pytest.mark.parametrize(("written", "taken"), [
    ("⼩⼀班", "小一班"), ("小　一班", "小一班"), ("小一班\u200e", "小一班"), ("小一 班", "小一班"),
    ("小１班", "小1班"),
])  # fmt: skip
def test_names_that_look_the_same_are_one_name_and_the_notice_says_so(book, written, taken):
    reading = book(["main", "2026-05-06", written, "午餐", 37])
    assert reading.frames["attendance"]["class_name"].tolist() == [taken]
    assert any(f"记作“{taken}”" in notice for notice in reading.notices)


def foods(tmp_path, *rows):
    path = tmp_path / "foods.xlsx"
    write_template(path, ["foods"])
    made = openpyxl.load_workbook(path)
    page = made["食物成分"]
    headings = {cell.value: cell.column for cell in page[1]}
    example = [cell.value for cell in page[2]]
    for at, (food, aliases) in enumerate(rows, 2):
        for position, value in enumerate(example, 1):
            page.cell(at, position).value = value
        page.cell(at, 1).value = "main"
        page.cell(at, headings["食物"]).value, page.cell(at, headings["别名"]).value = food, aliases
    made.save(path)
    return path


def imported(office, path):
    return import_files(office, [path], who="S001", dry_run=True, today=dt.date(2026, 12, 31))


def test_a_key_that_differs_in_writing_only_is_the_kept_one(tiny, tmp_path):
    known = tiny.read("foods")["food"].iloc[0]
    result = imported(tiny, foods(tmp_path, (" ".join(known), None)))
    assert not result.faults, result.lines()
    assert any(f"记作“{known}”" in notice for notice in result.notices)


def test_two_writings_of_one_new_name_are_one_row_twice(tiny, tmp_path):
    assert any("重复" in f.expected for f in imported(tiny, foods(tmp_path, ("青豆A", None), ("青豆a", None))).faults)


@pytest.mark.parametrize("rows", [
    [("糯米甲", "白米;江米"), ("香米乙", "白米")], [("粳米丙", "糯米甲"), ("糯米甲", None)],
    [("糯米甲", "白　米"), ("香米乙", "白米")],
])  # fmt: skip
def test_an_alias_of_two_foods_is_named(tiny, tmp_path, rows):
    faults = imported(tiny, foods(tmp_path, *rows)).faults
    assert faults
    assert all(fault.cell and ("别名" in fault.expected) for fault in faults)


@pytest.mark.parametrize("name", registers.REGISTERS)
def test_every_template_saved_by_another_office_program_is_read(name, tmp_path):
    """As LibreOffice and WPS save it: shared texts, styles on empty cells, many formatted rows below, no data types.

    soffice is not run here; openpyxl writes what those programs write.
    """
    path = write_template(tmp_path / "t.xlsx", [name])
    made = openpyxl.load_workbook(path)
    page = made[registers.meta(registers.get(name)).title]
    page["A2"] = "main"
    page.data_validations.dataValidation.clear()
    for row in range(3, 200):
        for cell in page[row][: page.max_column]:
            cell.number_format = "General"
    made.save(path)
    reading = read_workbook(path)
    assert not reading.faults, listing(reading.faults)
    assert len(reading.frames[name]) == 1


def test_one_food_twice_with_other_aliases_is_a_fault_and_no_traceback(tiny, tmp_path):
    faults = imported(tiny, foods(tmp_path, ("糯米甲", "江米"), ("糯米甲", "元米"))).faults
    assert any("重复" in fault.expected for fault in faults)
