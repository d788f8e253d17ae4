"""When lamps were lit and put out, in two columns below one heading: one time from begin to end."""

from __future__ import annotations

import re
from dataclasses import replace

from kgcore.sheets.grid import Grid, Value, plain
from kgcore.sheets.kinds import DISINFECTION, bare, fields

BEGIN, END = (
    re.compile("开(?:灯|机|启|始)?(?:时间)?|起(?:始时间)?"),
    re.compile("关(?:灯|机|闭)?(?:时间)?|结束(?:时间)?|止"),
)
CLOCK = re.compile(r"\d{1,2}:\d{2}")


def spans_joined(grid: Grid) -> Grid:
    """Return a sheet of disinfection with begin and end in the column of the begin; others as they are.

    Both columns are headed as the heading above them is.

    Examples
    --------
    >>> rows = [["紫外线消毒", None], ["开", "关"], ["17:30", "18:30"]]
    >>> spans_joined(Grid("a", "b", rows, {(0, 0): (0, 1)})).values
    [['紫外线消毒', None], ['紫外线消毒', '紫外线消毒'], ['17:30-18:30', None]]
    """
    values: list[list[Value]] = [[*row, *[None] * (grid.width - len(row))] for row in grid.values]
    for row in range(1, grid.height):
        for column in range(grid.width - 1):
            first, second = (bare(grid.own_text(row, place)) for place in (column, column + 1))
            parent = grid.merged(row - 1, column)
            is_pair = BEGIN.fullmatch(first) and END.fullmatch(second) and parent == grid.merged(row - 1, column + 1)
            if is_pair and re.search("消毒|紫外|灯", f"{grid.own_text(*parent)} {grid.name} {grid.own_text(0, 0)}"):
                heading = grid.own(*parent)
                # 开始 and 结束 below 早餐后 are the times of that round.
                is_round = any(field.name == "tick" for field in fields(DISINFECTION).get(bare(plain(heading)), []))
                values[row][column] = f"{plain(heading)}消毒时间" if is_round else heading
                values[row][column + 1] = None if is_round else heading
                for below in range(row + 1, grid.height):
                    begin, end = (plain(grid.own(below, place)) for place in (column, column + 1))
                    if CLOCK.fullmatch(begin) and CLOCK.fullmatch(end):
                        values[below][column], values[below][column + 1] = f"{begin}-{end}", None
    return replace(grid, values=values) if values != grid.values else grid


__all__ = ["spans_joined"]
