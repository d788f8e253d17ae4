"""Sheets of a workbook that sum up its other sheets: their goods are the same goods, and are not registered again."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal

from kgcore.sheets.result import FileReading, SheetReading, TableReading

SUMMARY = re.compile("汇总|合计|总计|总表|统计")
ROUNDING = Decimal("0.05")


def leave_out_summaries(reading: FileReading) -> None:
    """Take goods without a day of their own out of a sheet named 汇总 beside others; name where they do not agree.

    Parameters
    ----------
    reading : of a file; tables of such sheets lose their rows and questions, and gain a fault or a note.

    Examples
    --------
    >>> rice = {"food": "大米", "quantity_kg": Decimal(20)}
    >>> days = SheetReading("12日", [TableReading("采购", "movements", rows=[rice])])
    >>> total = SheetReading("汇总", [TableReading("采购", "movements", rows=[rice | {"asked": ["date"]}])])
    >>> leave_out_summaries(FileReading("采购.xlsx", [days, total]))
    >>> total.tables[0].rows, total.tables[0].notes
    ([], ['与其他工作表的数相符，是同一批食物，没有再登记'])
    """
    summaries = [sheet for sheet in reading.sheets if SUMMARY.search(sheet.sheet)]
    details = [sheet for sheet in reading.sheets if sheet not in summaries]
    for table in (table for sheet in summaries for table in sheet.tables if table.register == "movements"):
        same = [row for row in _rows(details, table.kind) if row.get("date") or "asked" not in row]
        if not same or not table.rows or not all("date" in row.get("asked", ()) for row in table.rows):
            continue
        due, total = _kilograms(same), _kilograms(table.rows)
        differing = [food for food in total if abs(total[food] - due[food]) > ROUNDING]
        if differing:
            table.faults.append(f"{'、'.join(differing[:5])}：汇总的数与其他工作表相加不符；汇总没有登记，请核对")
        else:
            table.notes.append("与其他工作表的数相符，是同一批食物，没有再登记")
        table.rows, table.asks, table.made = [], [], []


def _rows(sheets: list[SheetReading], kind: str) -> list[dict[str, object]]:
    tables: list[TableReading] = [table for sheet in sheets for table in sheet.tables]
    return [row for table in tables if (table.register, table.kind) == ("movements", kind) for row in table.rows]


def _kilograms(rows: list[dict[str, object]]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        totals[str(row.get("food_written") or row.get("food"))] += Decimal(str(row.get("quantity_kg") or 0))
    return totals


__all__ = ["leave_out_summaries"]
