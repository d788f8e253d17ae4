"""伙食费收支: what a month took in, spent and kept, as figures to check against; none of them becomes an entry."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import dataclass
from decimal import Decimal

from kgcore.sheets.amounts import read_number
from kgcore.sheets.context import DayReader, context
from kgcore.sheets.grid import Grid, plain
from kgcore.sheets.kinds import KINDS, MEAL_MONEY
from kgcore.sheets.meal_lines import INCOME, SPENT, Lines, figure_of, meal_lines, squeezed
from kgcore.sheets.money_months import months_listed
from kgcore.sheets.names import Names
from kgcore.sheets.result import Row, TableReading
from kgcore.workbook.cells import address

ROUNDING = Decimal("0.05")
"""Differences of rounding."""
STAFF = re.compile(r"教职?工|职工|教师|员工")
FORMULA = re.compile(r"(\d+(?:\.\d+)?)人[*×xX](\d+(?:\.\d+)?)元(?:/[人天日]+)?[*×xX](\d+(?:\.\d+)?)天")


@dataclass(frozen=True)
class _Label:
    row: int
    column: int
    text: str
    section: str


def month_totals(grid: Grid, file: str, siblings: list[str], names: Names, today: dt.date) -> list[TableReading]:
    """Return the figures of a month that a sheet prints, as one control row; empty when it is no such sheet.

    Parameters
    ----------
    grid, file, siblings : the sheet, the file's name and the titles of its other sheets, for the year.
    names : what was answered before.
    today : the year is supposed by it when nothing tells it, and asked.
    """
    cells = [(row, column) for row in range(min(4, grid.height)) for column in grid.filled(row)]
    # A sum such as 2033 is no year.
    top = [grid.own_text(*cell) for cell in cells if read_number(grid.own(*cell)) is None]
    words = re.sub(r"\s", "", " ".join([*top, grid.name, file]))
    if not any(word in words for word in KINDS[MEAL_MONEY].titles):
        return []
    surroundings = context(top, (), grid.name, file, siblings, grid.place)
    reading = TableReading(MEAL_MONEY, KINDS[MEAL_MONEY].register, f"A1:{address(grid.height - 1, grid.width - 1)}")
    days = DayReader(surroundings, today, names.answers)
    if months_listed(grid, surroundings, days, reading):
        return [reading]
    figures: Row = {}
    lines = meal_lines(grid)
    _listed(lines, figures)
    _labelled(grid, figures)
    _formulas(grid, figures)
    categories = lines.items[SPENT]
    if categories:
        figures["spent_by_category_yuan"] = categories
    if len(figures) < 3 and not lines.totals:
        return []
    month = days.month()
    _check(reading, figures, lines)
    reading.controls.append({"month": month or None, **figures})
    if not month:
        reading.ask("month", grid.place)
    elif days.supposed:
        reading.ask("year", grid.place, (month[:4],))
    return [reading]


def _labels(grid: Grid) -> list[_Label]:
    labels = []
    for row in range(grid.height):
        for column in grid.filled(row):
            if text := squeezed(grid.own_text(row, column)):
                labels.append(_Label(row, column, text, _section(grid, row, column)))
    return labels


def _section(grid: Grid, row: int, column: int) -> str:
    """Return the nearest text above a cell that is merged over several columns but not over the whole sheet."""
    for above in range(row - 1, -1, -1):
        corner = grid.merged(above, column)
        end = grid.spans.get(corner, corner)[1]
        text = grid.own_text(*corner)
        part = end > corner[1] and (corner[1] > 0 or end < grid.width - 2)
        if part and text and not re.search(r"\d", text):
            return squeezed(text)
    return ""


def _labelled(grid: Grid, figures: Row) -> None:
    """Put the figures that stand right of their labels, in the same cell, or below them."""
    for label in _labels(grid):
        staff = "staff_" if STAFF.search(label.section) or STAFF.match(label.text) else ""
        text = STAFF.sub("", label.text) if staff else label.text
        match = re.match(r"([^\d¥￥=+-]+?)([-+]?[¥￥]?\d[\d,.]*%?)$", text)
        number = read_number(match[2]) if match else None
        name = figure_of(match[1] if match else text)
        if name is None:
            continue
        number = number if match else _value(grid, label.row, label.column)
        if number is not None:
            key = f"{staff}{name}"
            figures.setdefault(key, [number] if name == "daily_fee_yuan" else number)


def _value(grid: Grid, row: int, column: int) -> Decimal | None:
    """Return the number right of a label, before any other text; where none stands there, the one below."""
    end = grid.spans.get((row, column), (row, column))[1]
    for right in range(end + 1, min(end + 4, grid.width)):
        value = grid.own(row, right)
        if value is None:
            continue
        number = read_number(re.sub(r"元.*$|人$", "", plain(value)))
        if number is not None:
            return number
        break
    below = grid.own(row + 1, column)
    return read_number(re.sub(r"元.*$|人$", "", plain(below))) if below is not None else None


def _listed(lines: Lines, figures: Row) -> None:
    """Put what the lists of income and of spending come to."""
    if not lines.count:
        return
    sums = {"opening_stock_yuan": lines.stocks.get("opening"), "closing_stock_yuan": lines.stocks.get("closing")}
    sums |= {"bought_yuan": lines.stocks.get("bought"), "spent_yuan": lines.sum_of(SPENT)}
    sums["income_yuan"] = lines.sum_of(INCOME)
    figures |= {name: value for name, value in sums.items() if value is not None}


def _formulas(grid: Grid, figures: Row) -> None:
    """Put the figures of a sum that is written out: 183人*15元/天*17天+2人*6元/天*17天=46869."""
    for row, column in itertools.product(range(grid.height), range(grid.width)):
        parts = FORMULA.findall(re.sub(r"\s", "", grid.own_text(row, column)))
        if not parts:
            continue
        numbers = [tuple(map(Decimal, part)) for part in parts]
        figures["diner_days"] = sum((people * days for people, _, days in numbers), Decimal(0))
        figures["daily_fee_yuan"] = [fee for _, fee, _ in numbers]
        figures.setdefault("income_yuan", sum((a * b * c for a, b, c in numbers), Decimal(0)))


def _check(reading: TableReading, figures: Row, lines: Lines) -> None:
    """Note printed figures that do not agree with one another, and lines of which nothing tells the side."""
    expense: Decimal | None = figures.get("spent_yuan")
    income: Decimal | None = figures.get("income_yuan")
    balance: Decimal | None = figures.get("month_balance_yuan")
    start: Decimal | None = figures.get("balance_carried_yuan")
    end: Decimal | None = figures.get("cumulated_yuan")
    for side, word, figure in ((INCOME, "收入", income), (SPENT, "支出", expense)):
        total = sum(lines.items[side].values(), Decimal(0))
        if lines.items[side] and figure is not None and abs(total - figure) > ROUNDING:
            reading.faults.append(f"各类{word}相加是 {total:f} 元，表上合计是 {figure:f} 元；请核对")
    if lines.loose:
        reading.faults.append(f"{'、'.join(lines.loose[:5])}：看不出是收入还是支出，没有计入；请写在“收入”或“支出”下面")
    difference = None if expense is None or income is None else income - expense
    if balance is None:
        return
    if difference is not None and start is not None and end is None and abs(start + difference - balance) <= ROUNDING:
        # What is called the balance of the month is what was carried over with it.
        figures["cumulated_yuan"], figures["month_balance_yuan"] = balance, difference
        return
    if difference is not None and abs(difference - balance) > ROUNDING:
        reading.faults.append(
            f"收入 {income:f} 元减支出 {expense:f} 元是 {difference:f} 元，表上本月结余是 {balance:f} 元；请核对"
        )
    if start is not None and end is not None and abs(start + balance - end) > ROUNDING:
        total = start + balance
        reading.faults.append(
            f"上月结余 {start:f} 元加本月结余 {balance:f} 元是 {total:f} 元，表上累计结余是 {end:f} 元；请核对"
        )


__all__ = ["month_totals"]
