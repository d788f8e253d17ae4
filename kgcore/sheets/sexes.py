"""Numbers of boys and girls side by side, with their sum or without it: of both together a class has one number."""

from __future__ import annotations

import re
from dataclasses import replace

from kgcore.sheets.amounts import read_number
from kgcore.sheets.grid import Grid, Value, plain
from kgcore.sheets.kinds import bare
from kgcore.workbook.cells import address
from kgcore.workbook.faults import CellFault

BOYS, GIRLS = re.compile("男[生孩童]?(?:人?数)?|男幼儿"), re.compile("女[生孩童]?(?:人?数)?|女幼儿")
SUMS = re.compile("合计|小计|共计|计|总数|总计|共|合")


def together(grid: Grid) -> tuple[Grid, list[CellFault]]:
    """Return a sheet with one column of numbers for boys and girls together, and a fault where their sum is wrong.

    The sum stands where the sheet has it, else in the first of both columns; the others are empty.

    Examples
    --------
    >>> sheet = Grid("a", "b", [["班级", "男", "女", "合计"], ["小一班", 12, 11, 23], ["小二班", 10, 9, 20]])
    >>> joint, faults = together(sheet)
    >>> joint.values
    [['班级', None, None, '合计'], ['小一班', None, None, 23], ['小二班', None, None, 20]]
    >>> [fault.cell for fault in faults]
    ['D3']
    """
    values: list[list[Value]] = [[*row, *[None] * (grid.width - len(row))] for row in grid.values]
    faults: list[CellFault] = []
    for row in range(grid.height):
        words = [bare(grid.own_text(row, column)) for column in range(grid.width)]
        column = 0
        while column < grid.width - 1:
            first, second = words[column : column + 2]
            if (BOYS.fullmatch(first) and GIRLS.fullmatch(second)) or (
                GIRLS.fullmatch(first) and BOYS.fullmatch(second)
            ):
                faults += _joined(grid, values, row, column, column + 1, words)
                column += 1
            column += 1
    return (replace(grid, values=values), faults) if values != grid.values else (grid, [])


def _joined(
    grid: Grid, values: list[list[Value]], head: int, first: int, second: int, words: list[str]
) -> list[CellFault]:
    """Join two columns below a heading; return the cells whose sum is another."""
    parent = grid.merged(head - 1, first) if head else (head, first)
    beside = [column for column in (first - 1, second + 1) if 0 <= column < grid.width]
    sums = [column for column in beside if SUMS.fullmatch(words[column])]
    if parent in grid.spans:
        sums = [column for column in sums if grid.merged(head - 1, column) == parent]
    faults: list[CellFault] = []
    for row in range(head + 1, grid.height):
        boys, girls = read_number(grid.own(row, first)), read_number(grid.own(row, second))
        if boys is None and girls is None:
            continue
        number = (boys or 0) + (girls or 0)
        values[row][first] = values[row][second] = None
        if not sums:
            values[row][first] = int(number)
            continue
        total = read_number(grid.own(row, sums[0]))
        if total is not None and total != number:
            text = f"男、女相加是 {int(number)}；请核对"
            faults.append(
                CellFault(grid.file, grid.name, address(row, sums[0]), "", plain(grid.own(row, sums[0])), text)
            )
        values[row][sums[0]] = int(total if total is not None else number)
    has_parent = parent in grid.spans or (head > 0 and bool(grid.own_text(head - 1, first)))
    values[head][first] = None if sums or has_parent else "人数"
    values[head][second] = None
    if sums and has_parent:
        values[head][sums[0]] = None
    return faults


__all__ = ["together"]
