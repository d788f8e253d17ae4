"""Small ordinary workbooks, written by code: the same records in several layouts."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from kgcore.names import DishNames, FoodNames
from kgcore.sheets import Names, TableReading, read_sheets
from kgcore.sheets.names import class_word
from kgcore.sheets.result import described

TODAY = dt.date(2026, 11, 30)
DISHES = ("牛奶", "饼干", "米饭", "红烧肉", "清炒青菜", "番茄蛋汤", "苹果")
FOODS = ("牛奶", "饼干", "大米", "五花肉", "鹌鹑蛋", "青菜", "番茄", "鸡蛋", "苹果", "燕麦", "油", "盐")
CLASSES = ("小一班", "小二班", "中一班", "大一班", "托一班")


def office_names(answers: dict[tuple[str, str], str] | None = None, **more: Any) -> Names:
    """Return the names of an office with a few foods, dishes and classes."""
    foods = pd.DataFrame({"food": FOODS, "guide_group": "", "kind": "", "edible_pct": 100.0, "aliases": None})
    food_names = FoodNames(foods.assign(table_name=None, code=None))
    columns = {"dish": DISHES, "course": None, "method": None, "main_ingredient": None, "aliases": None}
    return Names(
        food_names,
        DishNames(pd.DataFrame(columns), food_names),
        dict.fromkeys(DISHES),
        {class_word(name): name for name in CLASSES},
        {},
        answers or {},
        **more,
    )


def book(
    path: Path,
    rows: Sequence[Sequence[Any]],
    *,
    sheet: str = "Sheet1",
    merge: Sequence[str] = (),
    sheets: dict[str, Sequence[Sequence[Any]]] | None = None,
) -> Path:
    """Write rows into a workbook (or .csv) and return its path."""
    if path.suffix == ".csv":
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows([["" if cell is None else cell for cell in row] for row in rows])
        return path
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, content in (sheets or {sheet: rows}).items():
        page = workbook.create_sheet(name)
        for row in content:
            page.append(list(row))
        for area in merge:
            page.merge_cells(area)
    workbook.save(path)
    return path


def title(rows: Sequence[Sequence[Any]], text: str) -> tuple[list[list[Any]], list[str]]:
    """Return rows below a title over all columns, and the area to merge."""
    width = max(len(row) for row in rows)
    return [[text, *[None] * (width - 1)], *map(list, rows)], [f"A1:{get_column_letter(width)}1"]


def tables(path: Path, names: Names | None = None) -> list[TableReading]:
    """Return the tables that are read of a workbook."""
    reading = read_sheets(path, names or office_names(), today=TODAY)
    assert not reading.faults
    return [table for sheet in reading.sheets for table in sheet.tables]


def one(path: Path, register: str, names: Names | None = None) -> TableReading:
    """Return the one table that is read of a workbook for a register."""
    found = [table for table in tables(path, names) if table.register == register]
    assert len(found) == 1, [(table.kind, table.register) for table in tables(path, names)]
    return found[0]


def values(table: TableReading, *columns: str) -> list[tuple[Any, ...]]:
    """Return columns of the rows of a table as they are told."""
    return [tuple(described(row.get(column)) for column in columns) for row in table.rows]


def every_text(path: Path, names: Names | None = None) -> str:
    """Return all that a reading tells, as one text."""
    return str(described(read_sheets(path, names or office_names(), today=TODAY)))
