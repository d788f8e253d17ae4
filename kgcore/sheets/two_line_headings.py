"""Headings on two lines whose upper one stands once for several columns and is not merged, as .csv files have them."""

from __future__ import annotations

import re
from dataclasses import replace

from kgcore.sheets.grid import Grid

LONGEST = 8
"""Letters of a heading of the lower line."""


def grouped(grid: Grid) -> Grid:
    """Return a sheet with the upper headings merged over the columns of the lower ones; others as they are.

    Examples
    --------
    >>> rows = [["班级", "10月12日", None], [None, "应到", "实到"], ["小一班", 25, 24]]
    >>> sorted(grouped(Grid("a", "b", rows)).spans.items())
    [((0, 0), (1, 0)), ((0, 1), (0, 2))]
    """
    row = next((row for row in range(grid.height - 2) if len(grid.filled(row)) > 1), None)
    if row is None or any(row <= first[0] <= row + 1 for first in grid.spans):
        return grid
    upper, lower = grid.filled(row), grid.filled(row + 1)
    own_columns = [column for column in upper if column not in lower]
    texts = [grid.own(row + 1, column) for column in lower]
    is_heading = all(isinstance(text, str) and re.fullmatch(rf"[^\d\s、，]{{1,{LONGEST}}}", text) for text in texts)
    orphans = [column for column in lower if column not in upper and column < upper[0]]
    below = set(grid.filled(row + 2))
    if not lower or not own_columns or own_columns[0] > lower[0] or orphans or not is_heading:
        return grid
    spans = {(row, column): (row + 1, column) for column in own_columns}
    groups = [column for column in upper if column in lower]
    for column in groups:
        last = column
        while last + 1 in lower and last + 1 not in upper:
            last += 1
        if last > column:
            spans[row, column] = (row, last)
    covered = {column for (_, first), (_, last) in spans.items() for column in range(first, last + 1)}
    is_wide = any(last > first for (_, first), (_, last) in spans.items())
    if not is_wide or not set(lower) <= covered | set(groups) or own_columns[0] not in below:
        return grid
    return replace(grid, spans={**grid.spans, **spans})


__all__ = ["grouped"]
