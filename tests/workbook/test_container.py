"""Files that may not be opened, and files whose size is a trap."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kgcore.workbook import read_workbook, write_template

from .conftest import GOOD, HEADINGS, the_fault


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "filled.xlsx"
    made = openpyxl.Workbook()
    made.active.title = "就餐人数"
    made.active.append(HEADINGS)
    made.active.append(GOOD)
    made.save(path)
    return path


def rewritten(path: Path, change) -> Path:
    """Rewrite every part of the package through `change(name, content)`; None leaves the part out."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return path


@pytest.mark.parametrize("suffix", [".xls", ".xlsm", ".csv", ".et"])
def test_other_formats_are_named_with_what_to_do(filled, suffix):
    fault = the_fault(read_workbook(filled.rename(filled.with_suffix(suffix))))
    assert suffix in fault.expected
    assert "另存为" in fault.expected


def test_an_old_xls_under_a_new_name(tmp_path):
    path = tmp_path / "old.xlsx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2048)
    assert ".xls 文件" in the_fault(read_workbook(path)).expected


def test_a_workbook_with_macros_under_a_new_name(filled):
    with zipfile.ZipFile(filled, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    assert "宏" in the_fault(read_workbook(filled)).expected


def test_a_package_that_is_no_workbook(tmp_path):
    path = tmp_path / "word.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<a/>")
    assert "不是 .xlsx" in the_fault(read_workbook(path)).expected


def test_a_package_that_unpacks_beyond_200_mb(filled):
    with zipfile.ZipFile(filled, "a", zipfile.ZIP_DEFLATED) as package, package.open("xl/media/a.bin", "w") as part:
        for _ in range(201):
            part.write(b"\0" * 2**20)
    assert filled.stat().st_size < 2**20
    assert "200 MB" in the_fault(read_workbook(filled)).expected


def test_a_header_that_understates_the_size_is_found_out(filled):
    with zipfile.ZipFile(filled) as package:
        entry = package.getinfo("xl/worksheets/sheet1.xml")
        size, sum_ = entry.file_size, entry.CRC
    lie = filled.read_bytes().replace(
        sum_.to_bytes(4, "little") + entry.compress_size.to_bytes(4, "little") + size.to_bytes(4, "little"),
        sum_.to_bytes(4, "little") + entry.compress_size.to_bytes(4, "little") + (10).to_bytes(4, "little"),
    )
    filled.write_bytes(lie)
    assert "损坏" in the_fault(read_workbook(filled)).expected


def test_entities_are_not_expanded(filled):
    def poison(name, content):
        if name != "xl/workbook.xml":
            return content
        return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + content.partition(b"?>")[2]

    assert "DOCTYPE" in the_fault(read_workbook(rewritten(filled, poison))).expected


def test_a_single_cell_far_away_does_not_fill_the_memory(tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet("就餐人数")
        page.write_row(0, 0, HEADINGS)
        page.write_string(1048575, 16383, "x")
    assert "1048576" in the_fault(read_workbook(path)).expected


@pytest.mark.parametrize("part", ["xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_a_package_with_a_part_missing(filled, part):
    reading = read_workbook(rewritten(filled, lambda name, content: None if name == part else content))
    assert reading.faults
    assert not reading.tables


def test_half_a_file(filled):
    filled.write_bytes(filled.read_bytes()[:1500])
    assert "损坏" in the_fault(read_workbook(filled)).expected


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path):
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as made:
        page = made.add_worksheet("就餐人数")
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, ["main", 46148 - 1462, "小一班", "午餐", 37])
    reading = read_workbook(path)
    assert not reading.faults
    assert f"{reading.frames['attendance']['date'].iloc[0]:%Y-%m-%d}" == "2026-05-06"


def test_a_workbook_of_charts_only_holds_nothing(tmp_path):
    path = write_template(tmp_path / "t.xlsx", ["attendance"])
    made = openpyxl.load_workbook(path)
    made.create_chartsheet("图表")
    made.save(path)
    assert "没有填任何数据" in the_fault(read_workbook(path)).expected


@pytest.mark.full
def test_two_hundred_thousand_rows_are_read(tmp_path):
    path = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as made:
        page = made.add_worksheet("就餐人数")
        page.write_row(0, 0, HEADINGS)
        for row in range(1, 200_001):
            page.write_row(row, 0, ["main", "2026-05-06", f"班{row}", "午餐", row % 40])
        page.write_string(200_000, 4, "多")
    reading = read_workbook(path)
    assert the_fault(reading).cell == "E200001"
    assert len(reading.frames["attendance"]) == 200_000
