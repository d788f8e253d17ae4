"""Sums that a sheet gives in 角, 分, 千元 or 万元, in the heading of a column or once for all: turned into yuan."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from kgcore.sheets.amounts import read_number
from kgcore.sheets.grid import Grid, Value, plain
from kgcore.sheets.origins import Origins
from kgcore.workbook.faults import CellFault

YUAN = {
    "角": Decimal("0.1"), "分": Decimal("0.01"), "百元": Decimal(100), "千元": Decimal(1000), "万元": Decimal(10000),
}  # fmt: skip
"""Yuan of one unit."""
UNIT = re.compile(r"(?<=[(/:\[])(角|分|百元|千元|万元)(?=[)/\]]|$)")
MONEY = re.compile("金额|价|款|费|收入|支出|余|库存|存货|结存|购入|合计|小计|总额|原值|净值|应收|实收|预收|应退|实退")
"""Words of headings and labels whose figures are sums: 分 beside others is a mark or a minute."""
SUMS = re.compile("金额|价|款|费")
PHASES = re.compile("期初|期末|入库|出库|消耗|耗用|发出|领用")
MEASURES = re.compile("数量|重量|人数|天数|公斤|千克|斤")
"""Words of headings whose figures are none."""
COMMON = re.compile(r"单位\s*[:：]?\s*(?:人民币)?\s*(角|分|百元|千元|万元)(?![\u4e00-\u9fff])")
"""The unit of all sums of a sheet."""


def in_yuan(grid: Grid) -> tuple[Grid, list[CellFault]]:
    """Return a sheet with its sums in yuan; a unit of all sums that no heading of sums takes up is a fault of its cell.

    Examples
    --------
    >>> sheet = Grid("a", "b", [["品名", "金额（角）"], ["大米", 2505]])
    >>> in_yuan(sheet)[0].values
    [['品名', '金额(元)'], ['大米', '250.5']]
    >>> [fault.cell for fault in in_yuan(Grid("a", "b", [["单位：角"], ["大米", 2505]]))[1]]
    ['A1']
    """
    cells = {
        (row, column): text
        for row in range(grid.height)
        for column in grid.filled(row)
        if read_number(grid.own(row, column)) is None and (text := re.sub(r"\s", "", grid.own_text(row, column)))
    }
    common = next(((place, match[1]) for place, text in cells.items() if (match := COMMON.search(text))), None)
    factors: dict[tuple[int, int], Decimal] = {}
    own_units = set()
    values: list[list[Value]] = [list(row) for row in grid.values]
    for (row, column), text in cells.items():
        match = UNIT.search(text) if MONEY.search(text) and not COMMON.search(text) else None
        if match is not None:
            values[row][column] = UNIT.sub("元", text)
            own_units.add(match[1])
            factors |= dict.fromkeys(_sums(grid, cells, row, column), YUAN[match[1]])
    faults: list[CellFault] = []
    if common is not None:
        heads = {place: text for place, text in cells.items() if place > common[0] and not MEASURES.search(text)}
        has_sums = any(SUMS.search(text) for text in heads.values())
        places: set[tuple[int, int]] = set()
        for (row, column), text in heads.items():
            is_sum = MONEY.search(text) or (not has_sums and PHASES.search(text))
            if is_sum and not re.search("元|[(/]", text):
                places |= _sums(grid, cells, row, column)
        factors = dict.fromkeys(places, YUAN[common[1]]) | factors
        if not places and common[1] not in own_units:
            rule = f"写的单位是{common[1]}，看不出是哪一栏的；请换算成元，或写在那一栏的标题里，如“金额（{common[1]}）”"
            faults.append(Origins(grid).fault(*common[0], rule))
        values[common[0][0]][common[0][1]] = COMMON.sub("单位：元", cells[common[0]])
    for (row, column), factor in factors.items():
        number = read_number(grid.own(row, column))
        if number is not None:
            values[row][column] = f"{(number * factor).normalize():f}"
    return (replace(grid, values=values) if values != grid.values else grid), faults


def _sums(grid: Grid, cells: dict[tuple[int, int], str], row: int, column: int) -> set[tuple[int, int]]:
    """Return the cells of sums below a heading, up to the next place; of a label, those right of it, up to a text."""
    end = grid.spans.get((row, column), (row, column))[1]
    right = [place for place in range(end + 1, grid.width) if grid.own_text(row, place)][:1]
    if right and read_number(grid.own(row, right[0])) is not None:
        return {(row, right[0])}
    places: set[tuple[int, int]] = set()
    for place in range(column, end + 1):
        for below in range(row + 1, grid.height):
            text = cells.get((below, place), "")
            if text and (MONEY.search(text) or MEASURES.search(text)):
                if not (end > column and below == row + 1 and MONEY.search(text)):
                    break
            elif read_number(grid.own(below, place)) is not None and not plain(grid.own(below, place)).endswith("元"):
                places.add((below, place))
    return places


__all__ = ["in_yuan"]
