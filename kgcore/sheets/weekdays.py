"""Days of the week that contradict the date beside them: a slip of one of both, which somebody must look at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

from kgcore.sheets.dates import WEEKDAYS, Moment, moments, read_moment, weekday_of
from kgcore.sheets.grid import Grid, plain
from kgcore.sheets.kinds import bare
from kgcore.sheets.result import TableReading
from kgcore.workbook.cells import address

DATE = r"(?P<date>(?:20\d{2}[年./-])?\d{1,2}[月./-]\d{1,2}[日号]?|\d{1,2}[日号])"
WEEKDAY = r"(?P<weekday>(?:星期|周|礼拜)[一二三四五六日天])"
BESIDE = (
    re.compile(rf"(?<!\d){DATE}\s*\(?\s*{WEEKDAY}"),
    re.compile(rf"(?<![第一二三四五六七八九十每本上下\d]){WEEKDAY}\s*\(?\s*{DATE}(?!\d)"),
)
"""A date and a day of the week in one cell, one behind the other."""
HEADINGS = ("星期", "周", "星期几")
DAYS = ("date", "onset", "found_on")


def tell_contradictions(grid: Grid, tables: Sequence[TableReading]) -> None:
    """Note as faults of the first table, by cell, the days of the week that contradict the date beside them.

    Parameters
    ----------
    tables : of the sheet; a date without its year is that of their rows.
    """
    days = {row[name] for table in tables for row in table.rows for name in DAYS if isinstance(row.get(name), dt.date)}
    faults: dict[str, str] = {}
    slips = set()
    for line, column, moment, weekday in _pairs(grid):
        day = _day(moment, days)
        if day is not None and day.weekday() != weekday:
            slips.add(day)
            where = address(line, column)
            faults[where] = f"{where}：{_told(day, weekday)}"
    for table in tables:
        starts = tuple(f"{day:%Y-%m-%d} 是星期" for day in slips)
        table.faults = [fault for fault in table.faults if not (starts and fault.startswith(starts))]
    if tables:
        tables[0].faults += faults.values()


def _told(day: dt.date, weekday: int) -> str:
    return f"{day:%Y-%m-%d} 是星期{WEEKDAYS[day.weekday()]}，表上写着星期{WEEKDAYS[weekday]}；请核对日期"


def _pairs(grid: Grid) -> Iterator[tuple[int, int, Moment, int]]:
    """Yield line and column of each date that has a day of the week in its cell or in one beside it, and both."""
    for line in range(grid.height):
        for column in grid.filled(line):
            value = grid.own(line, column)
            text = plain(value)
            if isinstance(value, str):
                for match in (match for pattern in BESIDE for match in pattern.finditer(text)):
                    moment = read_moment(match["date"]) or next(iter(moments(match["date"])), None)
                    weekday = weekday_of(match["weekday"])
                    if moment is not None and weekday is not None:
                        yield line, column, moment, weekday
            if isinstance(value, (int, float)) or (moment := read_moment(value)) is None:
                continue
            for row, place in ((line, column - 1), (line, column + 1), (line - 1, column), (line + 1, column)):
                weekday = _weekday_at(grid, row, place)
                if weekday is not None and weekday_of(text) is None:
                    yield line, column, moment, weekday


def _weekday_at(grid: Grid, line: int, column: int) -> int | None:
    """Return the day of the week that is all of a cell; one letter alone counts below a heading 星期."""
    if line < 0 or column < 0 or line >= grid.height or column >= grid.width:
        return None
    text = plain(grid.own(line, column))
    if re.fullmatch(WEEKDAY, text):
        return weekday_of(text)
    is_headed = any(bare(grid.own_text(row, column)) in HEADINGS for row in range(line))
    return weekday_of(text) if is_headed and len(text) == 1 else None


def _day(moment: Moment, days: Iterable[dt.date]) -> dt.date | None:
    """Return the day of a moment, its year or month taken from the days of the rows where they leave no doubt."""
    if moment.date is not None:
        return moment.date
    fitting = [day for day in days if day.day == moment.day and moment.month in (None, day.month)]
    return fitting[0] if len(fitting) == 1 else None


__all__ = ["tell_contradictions"]
