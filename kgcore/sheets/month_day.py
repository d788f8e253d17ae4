"""Two columns that tell one thing: month and day, as in books of account; 斤 and 两, or 公斤 and 克."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from kgcore.sheets.amounts import read_number
from kgcore.sheets.grid import Grid, Value
from kgcore.sheets.kinds import bare

PAIRS = {("斤", "两"): 10, ("市斤", "两"): 10, ("公斤", "克"): 1000, ("千克", "克"): 1000, ("公斤", "两"): 20}
"""Headings of two columns that tell one weight, and how many of the second make one of the first."""


def joined(grid: Grid) -> Grid:
    """Return a sheet with month and day in the column of the months, headed 日期; others as they are.

    A month holds until the next one; the year is that of the cell above both headings, where one stands there.

    Examples
    --------
    >>> sheet = Grid("a", "b", [["2026年", None, "品名"], ["月", "日", None], [10, 8, "大米"], [None, 9, "鸡蛋"]])
    >>> [row[0] for row in joined(sheet).values]
    ['日期', None, '2026年10月8日', '2026年10月9日']
    """
    grid = _weighed(grid)
    for row in range(grid.height):
        for column in range(grid.width - 1):
            if bare(grid.own_text(row, column)) == "月" and bare(grid.own_text(row, column + 1)) == "日":
                return _joined(grid, row, column)
    return grid


def _weighed(grid: Grid) -> Grid:
    """Return a sheet with what two columns of a large and a small unit tell in the first, as one number."""
    values: list[list[Value]] = [list(row) for row in grid.values]
    for row in range(grid.height):
        for column in range(grid.width - 1):
            pair = bare(grid.own_text(row, column)), bare(grid.own_text(row, column + 1))
            if pair not in PAIRS:
                continue
            for below in range(row + 1, grid.height):
                large, small = read_number(grid.own(below, column)), read_number(grid.own(below, column + 1))
                if large is not None or small is not None:
                    values[below][column] = f"{(large or Decimal(0)) + (small or Decimal(0)) / PAIRS[pair]:f}"
                    values[below][column + 1 : column + 2] = [None]
            values[row][column], values[row][column + 1] = f"数量({pair[0]})", None
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
    if head and not _has_others(grid, head, column):
        # The other headings stand in the line above, and no merged cell brings them down.
        values[head - 1][column], values[head][column] = "日期", None
    return replace(grid, values=values)


def _has_others(grid: Grid, head: int, column: int) -> bool:
    """Whether a line of headings has more than the pair in two columns, of its own or merged from above."""
    others = [other for other in range(grid.width) if other not in (column, column + 1)]
    return any(grid.text(head, other) for other in others)


__all__ = ["joined"]
