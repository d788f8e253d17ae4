"""An import writes whole workbooks or nothing, and checks them against what the office already knows."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

import kgcore
from kgcore.importing import import_files
from kgcore.office import Office
from kgcore.workbook import write_workbook


@pytest.fixture
def office(tmp_path: Path, base_frames):
    with kgcore.open(tmp_path / "office.db") as opened:
        days = pd.date_range("2026-05-01", "2026-05-10")
        calendar = pd.DataFrame(
            {"site": "main", "date": days, "term": "2026-spring", "school_day": days.day > 5, "note": "劳动节"}
        )
        opened.write({**base_frames, "calendar": calendar}, who="test")
        yield opened


def attendance(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["site", "date", "class_name", "meal", "diners"])


def put(path: Path, **frames: pd.DataFrame) -> Path:
    return write_workbook(path, frames)


def test_an_import_is_kept_once(office: Office, tmp_path):
    path = put(tmp_path / "a.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "小一班", "午餐", 37)))
    first = import_files(office, [path], who="test")
    assert first.written == {"a.xlsx": {"attendance": 1}}
    assert len(office.read("attendance", "2026-05")) == 1
    again = import_files(office, [path], who="test")
    assert again.unchanged == ["a.xlsx"]
    assert not again.written


def test_dry_run_writes_nothing(office: Office, tmp_path):
    path = put(tmp_path / "a.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "小一班", "午餐", 37)))
    assert import_files(office, [path], who="test", dry_run=True).written
    assert office.read("attendance", "2026-05").empty


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (("main", dt.date(2026, 5, 6), "小九班", "午餐", 3), "C2", "《班级》里没有“小九班”"),
        (("main", dt.date(2026, 5, 6), "小一班", "午餐", 41), "E2", "不得大于"),
        (("main", dt.date(2026, 5, 1), "小一班", "午餐", 3), "B2", "不开园（劳动节）"),
        (("main", dt.date(2026, 5, 20), "小一班", "午餐", 3), "B2", "不在校历"),
    ],
)
def test_a_fault_against_the_office_names_its_cell(office: Office, tmp_path, row, cell, words):
    good = ("main", dt.date(2026, 5, 7), "小一班", "午餐", 3)
    result = import_files(office, [put(tmp_path / "a.xlsx", attendance=attendance(row, good))], who="test")
    assert [fault.cell for fault in result.faults] == [cell]
    assert words in result.faults[0].expected
    assert office.read("attendance", "2026-05").empty, "one fault and nothing is written"


def test_a_duplicate_key_names_both_rows(office: Office, tmp_path):
    row = ("main", dt.date(2026, 5, 6), "小一班", "午餐", 3)
    result = import_files(office, [put(tmp_path / "a.xlsx", attendance=attendance(row, row))], who="test")
    assert result.faults[0].cell.endswith("3")
    assert "第 2 行" in result.faults[0].expected


def test_a_fault_in_one_file_stops_the_others(office: Office, tmp_path):
    good = put(tmp_path / "a.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "小一班", "午餐", 3)))
    bad = put(tmp_path / "b.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "大九班", "午餐", 3)))
    assert not import_files(office, [good, bad], who="test").written
    assert office.read("attendance", "2026-05").empty


def test_references_reach_from_file_to_file(office: Office, tmp_path):
    classes = pd.DataFrame(
        {"site": ["main"], "term": ["2026-spring"], "class_name": ["中一班"], "band": ["中班"], "enrolled": [30]}
    )
    rows = put(tmp_path / "a.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "中一班", "午餐", 30)))
    result = import_files(office, [rows, put(tmp_path / "z.xlsx", classes=classes)], who="test")
    assert not result.faults
    assert len(office.read("attendance", "2026-05")) == 1
