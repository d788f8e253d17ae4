"""A workbook with one sheet 就餐人数, written as a person would and read back."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from kgcore.workbook import listing, read_workbook

HEADINGS = ["园所", "日期", "班级", "餐次", "就餐人数（人）"]
GOOD = ["main", dt.date(2026, 5, 6), "小一班", "午餐", 37]
LATER = ["main", dt.date(2026, 5, 7), "小一班", "午餐", 36]


@pytest.fixture
def book(tmp_path: Path):
    """Write rows as the sheet 就餐人数 and read the workbook back."""

    def written(*rows, headings=HEADINGS, above=(), sheet="就餐人数", change=None, site=None, period=None):
        path = tmp_path / "filled.xlsx"
        made = openpyxl.Workbook()
        page = made.active
        page.title = sheet
        for row in (*above, headings, *rows):
            page.append(row)
        if change:
            change(page)
        made.save(path)
        return read_workbook(path, site=site, period=period)

    return written


def the_fault(reading):
    assert len(reading.faults) == 1, listing(reading.faults)
    return reading.faults[0]
