"""伙食费收支 of several months, a line for each: 月份, 收入, 支出, 结余; figures to check against."""

from __future__ import annotations

from decimal import Decimal

from kgcore.sheets.amounts import read_number
from kgcore.sheets.context import Context, DayReader
from kgcore.sheets.dates import Moment, moments
from kgcore.sheets.grid import Grid, plain
from kgcore.sheets.meal_lines import figure_of, squeezed
from kgcore.sheets.result import Row, TableReading

MONTHS = ("月份", "月", "月度", "年月", "所属月份")
ROUNDING = Decimal("0.05")
LEAST = 2
"""Columns of figures that make such a list."""


def months_listed(grid: Grid, surroundings: Context, days: DayReader, reading: TableReading) -> bool:
    """Put the figures of each month that has a line of its own into a reading; return whether there are any.

    Parameters
    ----------
    grid, surroundings, days : the sheet, what stands around, and what tells the year.
    reading : gets a control for each month, a question for a year that is supposed, a fault for a line that is amiss.

    Examples
    --------
    >>> import datetime as dt
    >>> from kgcore.sheets.context import context
    >>> grid = Grid("a", "b", [["月份", "收入", "支出"], ["9月", 28600, 28000]])
    >>> around, reading = context(["2026年伙食收支"]), TableReading("伙食费收支", "receipts")
    >>> months_listed(grid, around, DayReader(around, dt.date(2026, 11, 1)), reading)
    True
    >>> reading.controls[0]["month"], reading.controls[0]["spent_yuan"]
    ('2026-09', Decimal('28000'))
    """
    for head in range(min(6, grid.height)):
        texts = {column: squeezed(grid.own_text(head, column)) for column in grid.filled(head)}
        column = next((place for place, text in texts.items() if text in MONTHS), None)
        names = {place: figure_of(text) or figure_of(f"本月{text}") for place, text in texts.items()}
        figures = {place: name for place, name in names.items() if name and name != "daily_fee_yuan"}
        if column is not None and len(set(figures.values())) == len(figures) >= LEAST:
            for row in range(head + 1, grid.height):
                _month(grid, row, column, figures, surroundings, days, reading)
            return bool(reading.controls)
    return False


def _month(
    grid: Grid,
    row: int,
    column: int,
    figures: dict[int, str],
    surroundings: Context,
    days: DayReader,
    reading: TableReading,
) -> None:
    text = plain(grid.own(row, column))
    moment = next((one for one in moments(text) if one.month), None)
    month = moment.month if moment else int(text) if text.isdigit() and 1 <= int(text) <= 12 else None
    control: Row = {
        name: number for place, name in figures.items() if (number := read_number(grid.own(row, place))) is not None
    }
    if month is None or not control:
        return
    day = days.day(Moment(moment.year if moment else None, month, 1))
    if days.supposed:
        reading.ask("year", surroundings.place, (str(day.year) if day else "",))
    reading.controls.append({"month": f"{day:%Y-%m}" if day else None, **control})
    parts = [control.get(name) for name in ("income_yuan", "spent_yuan", "month_balance_yuan")]
    income, spending, balance = parts
    if income is not None and spending is not None and balance is not None:
        due = income - spending
        if abs(due - balance) > ROUNDING:
            told = f"收入减支出是 {due.normalize():f} 元，表上结余是 {balance.normalize():f} 元；请核对"
            reading.faults.append(f"第 {row + 1} 行：{told}")


__all__ = ["months_listed"]
