"""Sheets made by code: a table of cells with merges, written as a workbook and read back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path

from openpyxl import Workbook

from kgcore.sheets.names import Names, names_of
from kgcore.sheets.reading import read_sheets
from kgcore.sheets.result import Row, TableReading
from kgcore.testing import tiny_office

TODAY = dt.date(2026, 11, 30)


@cache
def _names() -> Names:
    with tiny_office() as office:
        return names_of(office)


def names(**answers: dict[str, str]) -> Names:
    """Names of a small office with answers by what is asked."""
    pairs = {(about, word): reply for about, replies in answers.items() for word, reply in replies.items()}
    return replace(_names(), answers=pairs)


def written(path: Path, sheets: dict[str, list[list[object]]], merges: tuple[str, ...] = ()) -> Path:
    """Write rows of cells as the sheets of a workbook."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for area in merges:
            sheet.merge_cells(area)
    book.save(path)
    return path


def turned(rows: list[list[object]]) -> list[list[object]]:
    """Rows and columns exchanged."""
    width = max(len(row) for row in rows)
    return [[row[column] if column < len(row) else None for row in rows] for column in range(width)]


def read(
    path: Path,
    rows: list[list[object]],
    merges: tuple[str, ...] = (),
    sheet: str = "Sheet1",
    known: Names | None = None,
) -> list[TableReading]:
    """Write one sheet and read it back."""
    reading = read_sheets(written(path, {sheet: rows}, merges), known or names(), today=TODAY)
    assert not reading.faults
    return reading.sheets[0].tables


def rows_of(tables: list[TableReading], register: str) -> list[Row]:
    return [row for table in tables if table.register == register for row in table.rows]


def asks_of(tables: list[TableReading]) -> dict[str, list[str]]:
    """What is asked about, with the words."""
    asks: dict[str, list[str]] = {}
    for table in tables:
        for ask in table.asks:
            if ask.written not in asks.setdefault(ask.about, []):
                asks[ask.about].append(ask.written)
    return asks
