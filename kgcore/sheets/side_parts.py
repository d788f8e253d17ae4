"""Parts of a table side by side under headings that repeat: which of them record, and which total the others."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kgcore.sheets.amounts import read_number
from kgcore.sheets.grid import Grid
from kgcore.sheets.kinds import ASSET, Field
from kgcore.sheets.table_lines import TOTAL

OPENING, CLOSING = re.compile("期初|年初|上[年期月]|初数"), re.compile("期末|年末|月末|现有|实有|结存|末数")
MORE, LESS = re.compile("增加|增|购置|调入|购入|新增"), re.compile("减少|减|报废|处置|调出")
"""Words above parts that tell what there was, what came, what went and what there is now."""
ROUNDING = Decimal("0.05")


@dataclass(frozen=True)
class SheetColumn:
    """A column of a table: its field, and the unit in the brackets of its heading."""

    index: int
    field: Field
    heading: str
    unit: str


Part = tuple[dict[str, list[SheetColumn]], str]
"""The columns of a part, and what stands above them."""


def recorded(parts: Sequence[Part], kind: str) -> tuple[list[int], tuple[str, ...]]:
    """Return the places of the parts that record something, and what stands above the others.

    合计 beside days tells the days again. Of assets, what came and went within a year and what there is at its end are
    one thing told twice: the end counts.

    Parameters
    ----------
    parts : of one table, from left to right.
    kind : of the table.

    Examples
    --------
    >>> recorded([({}, "10月12日"), ({}, "10月13日"), ({}, "合计")], "采购/入库/验收/送货")
    ([0, 1], ('合计',))
    >>> recorded([({}, "2025年末数"), ({}, "本年增加"), ({}, "本年减少"), ({}, "期末数")], "固定资产")
    ([3], ('2025年末数', '本年增加', '本年减少'))
    """
    places = list(range(len(parts)))
    record_places = [place for place in places if not TOTAL.match(_squeezed(parts[place][1]))]
    if kind == ASSET and any(MORE.search(parts[place][1]) or LESS.search(parts[place][1]) for place in record_places):
        record_places = [place for place in record_places if CLOSING.search(parts[place][1])][-1:]
    record_places = record_places or places
    return record_places, tuple(parts[place][1] for place in places if place not in record_places)


def disagreements(
    grid: Grid, body: Sequence[int], parts: Sequence[Part], record_places: Sequence[int]
) -> tuple[str, ...]:
    """Return where the parts that are no records do not come to what those that are tell.

    Parameters
    ----------
    grid, body : the sheet and the rows of the table.
    parts, record_places : as in `recorded`, and what it returns.

    Examples
    --------
    >>> need = Field("quantity", "quantity", False)
    >>> quantity = [{"quantity": [SheetColumn(place, need, "数量", "")]} for place in range(3)]
    >>> parts = list(zip(quantity, ["12日", "13日", "合计"], strict=True))
    >>> disagreements(Grid("a", "b", [[10, 20, 35]]), [0], parts, [0, 1])
    ('第 1 行：各栏相加的数量是 30，合计写的是 35；请核对',)
    """
    total_places = [place for place in range(len(parts)) if place not in record_places]
    if not total_places:
        return ()
    if any(TOTAL.match(_squeezed(parts[place][1])) for place in total_places):
        total_place, signs = total_places[-1], dict.fromkeys(record_places, 1)
    else:
        total_place = record_places[-1]
        signs = {place: -1 if LESS.search(parts[place][1]) else 1 for place in total_places}
        if not any(OPENING.search(parts[place][1]) or CLOSING.search(parts[place][1]) for place in total_places):
            return ()
    faults = []
    for row, (name, columns) in itertools.product(body, parts[total_place][0].items()):
        total = _number(grid, row, columns)
        numbers = {place: _number(grid, row, parts[place][0].get(name)) or Decimal(0) for place in signs}
        due = sum((sign * numbers[place] for place, sign in signs.items()), Decimal(0))
        if total is not None and (columns[0].field.need or name == "amount") and abs(due - total) > ROUNDING:
            title = f"各栏相加的{columns[0].heading.rpartition('/')[2]}是 {due.normalize():f}"
            faults.append(f"第 {row + 1} 行：{title}，{parts[total_place][1]}写的是 {total.normalize():f}；请核对")
    return tuple(faults)


def _number(grid: Grid, row: int, columns: Sequence[SheetColumn] | None) -> Decimal | None:
    return read_number(grid.own(row, columns[0].index)) if columns else None


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


__all__ = ["Part", "SheetColumn", "disagreements", "recorded"]
