"""Days written another way round: month and day in two columns, as in books of account, or 13/10 for 13 October."""

from __future__ import annotations

import re
from dataclasses import replace

from kgcore.sheets.amounts import read_number
from kgcore.sheets.grid import Grid, Value
from kgcore.sheets.kinds import bare

SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})")


def joined(grid: Grid) -> Grid:
    """Return a sheet with month and day in the column of the months, headed 日期; others as they are.

    A month holds until the next one; the year is that of the cell above both headings, where one stands there.

    Examples
    --------
    >>> sheet = Grid("a", "b", [["2026年", None, "品名"], ["月", "日", None], [10, 8, "大米"], [None, 9, "鸡蛋"]])
    >>> [row[0] for row in joined(sheet).values]
    ['2026年', '日期', '2026年10月8日', '2026年10月9日']
    """
    grid = _day_first(grid)
    for row in range(grid.height):
        for column in range(grid.width - 1):
            if bare(grid.own_text(row, column)) == "月" and bare(grid.own_text(row, column + 1)) == "日":
                return _joined(grid, row, column)
    return grid


def _day_first(grid: Grid) -> Grid:
    """Return a sheet with the month before the day where a column writes the day first: 8/10 and 13/10."""
    values: list[list[Value]] = [list(row) for row in grid.values]
    for column in range(grid.width):
        cells = {row: match for row in range(grid.height) if (match := SLASHED.fullmatch(grid.own_text(row, column)))}
        if any(int(match[1]) > 12 >= int(match[2]) for match in cells.values()):
            for row, match in cells.items():
                values[row][column] = f"{int(match[2])}月{int(match[1])}日"
    return replace(grid, values=values) if values != grid.values else grid


def _joined(grid: Grid, head: int, column: int) -> Grid:
    values: list[list[Value]] = [list(row) for row in grid.values]
    year = re.search(r"20\d{2}", grid.text(head - 1, column)) if head else None
    month = None
    for row in range(head + 1, grid.height):
        month = read_number(grid.own(row, column)) or month
        day = read_number(grid.own(row, column + 1))
        if month is None or day is None or not (1 <= month <= 12 and 1 <= day <= 31):
            continue
        values[row][column] = f"{f'{year[0]}年' if year else ''}{int(month)}月{int(day)}日"
        values[row][column + 1] = None
    values[head][column], values[head][column + 1] = "日期", None
    return replace(grid, values=values)


__all__ = ["joined"]
