"""Bad input of the logistics registers is refused on import and named by file, sheet and cell, in Chinese."""

import datetime as dt

import pandas as pd
import pytest

import kgcore
from kgcore.importing import import_files
from kgcore.workbook import write_workbook
from tests import demo_office

TODAY = dt.date(2026, 11, 1)
STANDING = ("sites", "classes", "staff", "indicators", "assets", "attendance")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = dict(demo_office.make_demo.frames(frozenset()))
    made["attendance"] = made["attendance"].tail(50)
    with kgcore.open(tmp_path_factory.mktemp("office") / "office.db") as opened:
        opened.write({name: made[name] for name in STANDING}, who="test")
        yield opened


def spoilt(register, **cells):
    rows = demo_office.make_demo.frames(frozenset())[register].head(1).copy()
    for column, value in cells.items():
        rows[column] = value
    return rows


def twice():
    """One loan entered twice under the number of one slip."""
    moves = demo_office.make_demo.frames(frozenset())["asset_moves"]
    return pd.concat([moves.head(1)] * 2, ignore_index=True)


@pytest.mark.parametrize(("register", "rows", "cell", "words"), [
    ("scores", spoilt("scores", staff="S999"), "C2", "《教职工》里没有“S999”；请先登记，或改正写法"),
    ("scores", spoilt("scores", score=99.0), "F2", "不得大于"),
    ("drills", spoilt("drills", date=pd.Timestamp("2027-03-20")), "B2", "这一天还没有到（今天是 2026-11-01）"),
    ("asset_moves", twice(), "B3", "与第 2 行（B2）重复"),
    ("visitors", spoilt("visitors", entered_at="10:00", left_at="09:00"), "E2", "离开时间早于进门时间"),
    ("asset_moves", spoilt("asset_moves", kind="借出", place="大一班", due_back=pd.Timestamp("2020-01-01")), "H2",
     "应还日期早于借出日期"),
    ("canteen_checks", spoilt("canteen_checks", fixed_on=pd.Timestamp("2020-01-01")), "H2", "整改日期早于检查日期"),
])  # fmt: skip
def test_bad_input_names_file_sheet_and_cell(office, tmp_path, register, rows, cell, words):
    path = write_workbook(tmp_path / "2026-09-后勤.xlsx", {register: rows})
    result = import_files(office, [path], who="test", today=TODAY)
    assert not result.written
    told = [fault for fault in result.faults if words in fault.expected]
    assert told, result.lines()
    title = kgcore.registers.meta(kgcore.registers.get(register)).title
    assert (told[0].file, told[0].sheet, told[0].cell) == ("2026-09-后勤.xlsx", title, cell)
    assert office.read(register).empty


def test_a_clock_set_wrong_does_not_refuse_what_the_attendance_has_reached(office, tmp_path):
    last = office.read("attendance")["date"].max()
    path = write_workbook(tmp_path / "a.xlsx", {"drills": spoilt("drills", date=last)})
    assert import_files(office, [path], who="test", today=dt.date(2020, 1, 1), dry_run=True).written
