"""What a filled workbook may and may not hold: each fault is named by sheet and cell, in Chinese."""

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from kgcore import registers
from kgcore.periods import parse
from kgcore.registers.check import check
from kgcore.workbook import faults_workbook, listing, read_workbook, write_template, write_workbook

from .conftest import GOOD, HEADINGS, the_fault


def test_a_good_row_is_read_in_stored_units(book):
    reading = book(GOOD)
    assert not reading.faults
    row = reading.frames["attendance"].iloc[0]
    assert (row["site"], row["date"], row["diners"]) == ("main", pd.Timestamp("2026-05-06"), 37)


@pytest.mark.parametrize(
    "written", ["2026/5/6", "2026.5.6", "2026-5-6", "20260506", "2026年5月6日", "２０２６/５/６", 46148]
)
def test_dates_as_people_write_them(book, written):
    reading = book(["main", written, "小一班", "午餐", 37])
    assert not reading.faults
    assert reading.frames["attendance"]["date"].iloc[0] == pd.Timestamp("2026-05-06")


def test_a_date_without_year_needs_the_period(book):
    row = ["main", "5月6日", "小一班", "午餐", 37]
    assert book(row, period=parse("2026-05")).frames["attendance"]["date"].iloc[0] == pd.Timestamp("2026-05-06")
    fault = the_fault(book(row))
    assert (fault.sheet, fault.cell, fault.value) == ("就餐人数", "B2", "5月6日")


@pytest.mark.parametrize(("written", "stored"), [("３７", 37), (" 37 ", 37), ("37.0", 37), (37.0, 37)])
def test_full_width_and_text_digits_are_numbers(book, written, stored):
    assert book(["main", "2026-05-06", "小一班", "午餐", written]).frames["attendance"]["diners"].iloc[0] == stored


@pytest.mark.parametrize("written", ["三十七", -3, 36.5, "#REF!"])
def test_what_is_no_count_is_named_by_cell(book, written):
    fault = the_fault(book(GOOD, ["main", "2026-05-07", "小一班", "午餐", written]))
    assert (fault.sheet, fault.cell, fault.heading) == ("就餐人数", "E3", "就餐人数（人）")
    assert fault.expected


def test_every_fault_is_reported_at_once(book):
    reading = book(["main", "五月六日", "小一班", "夜宵", "多"], ["main", "2026-05-06", None, "午餐", 3])
    assert sorted(fault.cell for fault in reading.faults) == ["B2", "C3", "D2", "E2"]


def test_missing_and_renamed_columns_are_told_apart(book):
    renamed = book(GOOD, headings=["园所", "日期", "班级", "餐次", "就餐人數"])
    assert any(f.cell == "E1" and "就餐人数（人）" in f.expected for f in renamed.faults)
    missing = book(GOOD[:4], headings=HEADINGS[:4])
    assert the_fault(missing).expected.startswith("缺少栏目“就餐人数（人）”")
    twice = book([*GOOD, 1], headings=[*HEADINGS, "日期"])
    assert "重复" in the_fault(twice).expected


def test_unknown_sheet_suggests_the_near_one(book):
    assert "《就餐人数》" in the_fault(book(GOOD, sheet="就餐人数表")).expected


def test_total_rows_at_the_end_are_skipped_and_in_the_middle_refused(book):
    total = ["合计", None, None, None, 37]
    reading = book(GOOD, total)
    assert not reading.faults
    assert len(reading.frames["attendance"]) == 1
    assert "合计行" in reading.notices[0]
    later = ["main", "2026-05-07", "小一班", "午餐", 30]
    assert the_fault(book(GOOD, total, later)).cell == "A3"


def test_merged_cells_hidden_rows_and_columns(book):
    def spoil(page):
        page.merge_cells("C2:C3")
        page.row_dimensions[2].hidden = True
        page.column_dimensions["D"].hidden = True

    places = {fault.cell for fault in book(GOOD, ["main", "2026-05-07", "小一班", "午餐", 3], change=spoil).faults}
    assert {"C2:C3", "第 2 行", "D 列"} <= places


@pytest.mark.parametrize(("heading", "value"), [("姓名", "某某"), ("家长电话", "无"), ("身份证号", None)])
def test_a_column_for_persons_is_refused(book, heading, value):
    fault = the_fault(book([*GOOD, value], headings=[*HEADINGS, heading]))
    assert (fault.cell, fault.heading) == ("F1", heading)
    assert "姓名" in fault.expected


@pytest.mark.parametrize("secret", ["13800138000", "110101201901011234"])
def test_personal_numbers_in_any_cell_are_refused_and_not_repeated(book, secret):
    fault = the_fault(book(["main", "2026-05-06", secret, "午餐", 3]))
    assert fault.cell == "C2"
    assert secret not in str(fault)


def test_money_and_mass_are_scaled_exactly(tmp_path):
    columns = [column.heading for column in registers.columns(registers.get("prices"))]
    path = tmp_path / "p.xlsx"
    made = openpyxl.Workbook()
    made.active.title = registers.meta(registers.get("prices")).title
    made.active.append(columns)
    made.active.append(["main", "2026-05-06", "鸡蛋", "V01", 17.35])
    made.active.append(["main", "2026-05-07", "鸡蛋", "V01", 17.350000000001])
    made.active.append(["main", "2026-05-08", "鸡蛋", "V01", 17.355])
    made.save(path)
    reading = read_workbook(path)
    assert reading.frames["prices"]["price_fen_per_kg"].tolist()[:2] == [1735, 1735]
    assert [fault.cell for fault in reading.faults] == ["E4"]


def test_files_that_are_no_workbook(tmp_path):
    empty = tmp_path / "empty.xlsx"
    empty.write_bytes(b"")
    text = tmp_path / "text.xlsx"
    text.write_text("日期,人数")
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"))
    assert "0 字节" in the_fault(read_workbook(empty)).expected
    assert "不是 .xlsx" in the_fault(read_workbook(text)).expected
    assert "密码" in the_fault(read_workbook(locked)).expected
    assert "找不到" in the_fault(read_workbook(tmp_path / "none.xlsx")).expected


def test_an_empty_workbook_says_so(tmp_path):
    path = tmp_path / "blank.xlsx"
    xlsxwriter.Workbook(path).close()
    assert "没有填任何数据" in the_fault(read_workbook(path)).expected


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    payloads = ["=1+1", "+1", "-2+3", "@SUM(A1)", '=HYPERLINK("x","y")']
    frame = pd.DataFrame({"site": "main", "date": "2026-05-06", "subject": payloads, "parents": 1, "staff_present": 1})
    path = write_workbook(tmp_path / "c.xlsx", {"committee": check(registers.get("committee"), frame)[0]})
    assert not [
        cell for row in openpyxl.load_workbook(path)["膳管会"].iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert read_workbook(path).frames["committee"]["subject"].tolist() == payloads


@pytest.mark.parametrize("name", registers.REGISTERS)
def test_what_is_written_is_read_back(name, tmp_path):
    register = registers.get(name)
    example = {column.name: [column.example] for column in registers.columns(register)}
    template = write_template(tmp_path / "t.xlsx", [name])
    assert not read_workbook(template, site="main").frames, "the example row is not data"
    scaled = {
        c.name: [None if c.example is None else round(c.example * int(c.scale)) if c.scale != 1 else c.example]
        for c in registers.columns(register)
    }
    frame, faults = check(register, pd.DataFrame(scaled if example else {}).astype(object))
    assert not faults, faults
    reading = read_workbook(write_workbook(tmp_path / "w.xlsx", {name: frame}))
    assert not reading.faults, listing(reading.faults)
    pd.testing.assert_frame_equal(reading.frames[name], frame)


def test_same_frames_give_the_same_bytes(tmp_path):
    frame, _ = check(
        registers.get("sites"), pd.DataFrame({"site": ["main"], "name": ["示范幼儿园"], "kitchen": ["main"]})
    )
    first = write_workbook(tmp_path / "a.xlsx", {"sites": frame}).read_bytes()
    assert write_workbook(tmp_path / "b.xlsx", {"sites": frame}).read_bytes() == first


def test_faults_as_a_list_to_tick_off(book, tmp_path):
    faults = book(["main", "=cmd", "小一班", "午餐", "多"]).faults
    page = openpyxl.load_workbook(faults_workbook(tmp_path / "f.xlsx", faults)).active
    assert page["C2"].value == "B2"
    assert page["E2"].data_type == "s"
