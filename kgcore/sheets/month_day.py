"""Days whose month and day stand in two columns, as in books of account: 2026年 | 月 | 日."""

from __future__ import annotations

import re
from dataclasses import replace

from kgcore.sheets.amounts import read_number
from kgcore.sheets.grid import Grid, Value
from kgcore.sheets.kinds import bare


def joined(grid: Grid) -> Grid:
    """Return a sheet with month and day in the column of the months, headed 日期; others as they are.

    A month holds until the next one; the year is that of the cell above both headings, where one stands there.

    Examples
    --------
    >>> sheet = Grid("a", "b", [["2026年", None, "品名"], ["月", "日", None], [10, 8, "大米"], [None, 9, "鸡蛋"]])
    >>> [row[0] for row in joined(sheet).values]
    ['2026年', '日期', '2026年10月8日', '2026年10月9日']
    """
    for row in range(grid.height):
        for column in range(grid.width - 1):
            if bare(grid.own_text(row, column)) == "月" and bare(grid.own_text(row, column + 1)) == "日":
                return _joined(grid, row, column)
    return grid


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
