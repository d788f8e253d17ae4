"""Days written as 10/8/2026 or 26-10-8: which number is the year, which the month; asked where nothing tells.

Excel itself makes a day of 10/8/2026 by the order of its own country and leaves 13/10/2026 as text: where both stand
in one column, its days may have month and day exchanged, and that is asked too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kgcore.sheets.dates import moments, read_moment
from kgcore.sheets.grid import Grid, Value
from kgcore.sheets.kinds import bare
from kgcore.sheets.origins import Origins
from kgcore.sheets.result import Ask
from kgcore.workbook.faults import CellFault

MONTH_FIRST, DAY_FIRST, YEAR_FIRST = "先月后日", "先日后月", "先年后月日"
"""Answers to how the days of a column are written."""
AS_SHOWN, EXCHANGED = "就是表上显示的日子", "月和日要对调"
"""Answers to days that Excel has made already."""
WHOLE = re.compile(r"(20\d{2})[-/](\d{1,2})[-/](\d{1,2})(?: 0?0:00(?::00)?)?")
"""A day that Excel has made, or has written so into a .csv file."""
NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(20\d{2}|\d{1,2})(?!\d)\D*")
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})")
DAY_HEADING = re.compile("日期|时间")
YEARS = range(20, 40)
"""Years of the century that two digits may mean."""

Answered = Callable[[str, str], str | None]
Day = tuple[int | None, int, int]


@dataclass
class OrderReading:
    """A sheet with its days written out, cells that contradict the others, and what must be asked."""

    grid: Grid
    faults: list[CellFault] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)


def days_in_order(grid: Grid, answer_of: Answered) -> OrderReading:
    """Return a sheet in which days of three numbers, and days before months, are written out with year and month.

    One cell of a column that can be read in one way alone tells it for all; the month of a title tells it too. Where
    nothing does, it is asked once. 10/8 without a year is 8 October, as people write here, unless a cell forbids it.

    Examples
    --------
    >>> sheet = Grid("a", "b", [["日期"], ["10/8/2026"], ["13/10/2026"]])
    >>> [row[0] for row in days_in_order(sheet, lambda about, text: None).grid.values]
    ['日期', '2026年8月10日', '2026年10月13日']
    >>> sheet = Grid("a", "b", [["日期"], ["10/8/2026"], ["9/10/2026"]])
    >>> [ask.proposals for ask in days_in_order(sheet, lambda about, text: None).asks]
    [('先月后日', '先日后月')]
    """
    values: list[list[Value]] = [list(row) for row in grid.values]
    reading = OrderReading(grid)
    for column in range(grid.width):
        cells = {row: orders for row in range(grid.height) if (orders := _orders(grid.own_text(row, column)))}
        excel_days = _days_made(grid, column, cells)
        heads = [bare(grid.text(row, column)) for row in range(min(cells, default=0))]
        if not any(map(DAY_HEADING.search, heads)):
            # Elsewhere 10/8 may be anything: only whole days, and those of which choices has no such month, are days.
            cells = {
                row: choices
                for row, choices in cells.items()
                if re.search(r"20\d\d|^\d+/\d+$", grid.own_text(row, column))
            }
            if not all(map(_has_year, cells.values())) and not _is_day_first(cells):
                continue
        if _is_day_first(cells) or any(_has_year(choices) or len(choices) == 1 for choices in cells.values()):
            days = _settled(grid, column, cells, answer_of, reading)
        elif _may_be_turned(grid, cells):
            days = _asked(grid, column, cells, answer_of, reading, (MONTH_FIRST, DAY_FIRST))
        else:
            continue
        days |= _exchanged(grid, column, cells, days, excel_days, answer_of, reading)
        for row, (year, month, day) in days.items():
            values[row][column] = f"{f'{year}年' if year else ''}{month}月{day}日"
    if values != grid.values:
        reading.grid = replace(grid, values=values)
    return reading


def _orders(text: str) -> dict[str, Day]:
    """Return the days that a text may be, by the order of its numbers."""
    orders: dict[str, Day] = {}
    if match := SLASHED.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), None
    elif match := NUMBERS.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if first in YEARS and second <= 12 and 1 <= year <= 31:
            orders[YEAR_FIRST] = (2000 + first, second, year)
        if year < 100 and year not in YEARS:
            return orders
        year = year if year > 100 else 2000 + year
    else:
        return {}
    if 1 <= first <= 12 and 1 <= second <= 31:
        orders[MONTH_FIRST] = (year, first, second)
    if 1 <= second <= 12 and 1 <= first <= 31:
        orders[DAY_FIRST] = (year, second, first)
    return orders


def _has_year(orders: dict[str, Day]) -> bool:
    return any(year for year, _, _ in orders.values())


def _is_day_first(cells: dict[int, dict[str, Day]]) -> bool:
    return all(DAY_FIRST in one for one in cells.values()) and any(len(one) == 1 for one in cells.values())


def _settled(
    grid: Grid,
    column: int,
    cells: dict[int, dict[str, Day]],
    answer_of: Answered,
    reading: OrderReading,
) -> dict[int, Day]:
    """Return the days of a column by the one order that all cells allow; cells that allow another alone are faults."""
    common = [
        order for order in (YEAR_FIRST, MONTH_FIRST, DAY_FIRST) if all(order in choices for choices in cells.values())
    ]
    if not common:
        sure = [next(iter(choices)) for choices in cells.values() if len(choices) == 1]
        usual = max(sure, key=sure.count) if sure else MONTH_FIRST
        for row, choices in cells.items():
            if list(choices) != [usual]:
                rule = "这一栏的日期有的先写月、有的先写日，分不清；请都写成 2026年10月8日 的样子"
                reading.faults.append(Origins(grid).fault(row, column, rule))
        return {}
    if len(common) > 1:
        month = _month_of_titles(grid, min(cells))
        fitting = [order for order in common if all(choices[order][1] == month for choices in cells.values())]
        common = fitting if len(fitting) == 1 else common
    same = all(len({choices[order] for order in common}) == 1 for choices in cells.values())
    if len(common) == 1 or same:
        return {row: choices[common[0]] for row, choices in cells.items()}
    return _asked(grid, column, cells, answer_of, reading, tuple(common))


def _asked(
    grid: Grid,
    column: int,
    cells: dict[int, dict[str, Day]],
    answer_of: Answered,
    reading: OrderReading,
    orders: tuple[str, ...],
) -> dict[int, Day]:
    """Return the days of a column as somebody answered; the first order while nobody has."""
    question = f"{grid.own_text(min(cells), column)}（{grid.place}）"
    answer = answer_of("day_order", question)
    if answer not in orders:
        reading.asks.append(Ask("day_order", question, orders))
    order = answer if answer in orders else orders[0]
    return {row: one[order] for row, one in cells.items() if order in one}


def _may_be_turned(grid: Grid, cells: dict[int, dict[str, Day]]) -> bool:
    """Whether days without a year lie in several months as they are written, and in one alone the other way round."""
    if len(cells) < 2:
        return False
    months = [{one[order][1] for one in cells.values() if order in one} for order in (MONTH_FIRST, DAY_FIRST)]
    return len(months[0]) > 1 and len(months[1]) == 1 and _month_of_titles(grid, min(cells)) is None


def _month_of_titles(grid: Grid, first: int) -> int | None:
    """Return the month that what stands above a row, the sheet or the file names; None when none does."""
    titles = [grid.own_text(row, column) for row in range(first) for column in grid.filled(row)]
    return next((one.month for text in [*titles, grid.name, grid.file] for one in moments(text) if one.month), None)


def _days_made(grid: Grid, column: int, cells: dict[int, dict[str, Day]]) -> dict[int, Day]:
    """Return the days of a column, below its heading, that Excel may have made of 10/8/2026 by the other order."""
    if not any(YEAR_FIRST not in one and (_has_year(one) or list(one) == [DAY_FIRST]) for one in cells.values()):
        return {}
    head = max((row for row in range(grid.height) if DAY_HEADING.search(bare(grid.own_text(row, column)))), default=-1)
    days: dict[int, Day] = {}
    for row in range(head + 1, grid.height):
        value = grid.own(row, column)
        match = WHOLE.fullmatch(grid.own_text(row, column))
        moment = moments(match[0])[0] if match else None if isinstance(value, str) else read_moment(value)
        day = moment.date if moment else None
        if day is not None and day.day <= 12 and day.day != day.month:
            days[row] = (day.year, day.month, day.day)
    return days


def _exchanged(
    grid: Grid,
    column: int,
    cells: dict[int, dict[str, Day]],
    days: dict[int, Day],
    excel_days: dict[int, Day],
    answer_of: Answered,
    reading: OrderReading,
) -> dict[int, Day]:
    """Return days that Excel has made with month and day exchanged, where somebody says so; ask while nobody has.

    Those in the month of a title are as they should be.
    """
    first = min([*cells, *excel_days])
    if not excel_days or {month for _, month, _ in excel_days.values()} == {_month_of_titles(grid, first)}:
        return {}
    exchanged_days = {row: (year, day, month) for row, (year, month, day) in excel_days.items()}
    months = {month for _, month, _ in days.values()}
    fits = [sum(month in months for _, month, _ in one.values()) for one in (excel_days, exchanged_days)]
    shown = "{}-{:02d}-{:02d}".format(*excel_days[min(excel_days)])
    question = f"{shown}（同一栏里有文字 {grid.own_text(min(cells), column)}；{grid.place}）"
    answer = answer_of("day_order", question)
    choices = (EXCHANGED, AS_SHOWN) if fits[1] > fits[0] else (AS_SHOWN, EXCHANGED)
    if answer not in choices:
        reading.asks.append(Ask("day_order", question, choices))
    return exchanged_days if (answer if answer in choices else choices[0]) == EXCHANGED else {}


__all__ = ["AS_SHOWN", "DAY_FIRST", "EXCHANGED", "MONTH_FIRST", "YEAR_FIRST", "OrderReading", "days_in_order"]
