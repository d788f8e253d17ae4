"""Where the rows of a table stand in their sheet, so that faults and notices name file, sheet and cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from kgcore.sheets.dates import ambiguous_moments
from kgcore.sheets.grid import Grid
from kgcore.workbook.cells import address
from kgcore.workbook.faults import CellFault, shown

LEAVE_OUT = "不要"
"""The answer that refuses a row."""
GAINS = ("rows", "controls", "asks", "made", "faults", "misreadings")
"""What a reading gains while an item is worked on."""
DAYS = ("date", "found_on", "onset")
"""Days that every row needs; a word in any other may be its answer, such as 立即 or 未返园, and is only asked."""
SUFFIXES = ("_kg", "_g", "_yuan", "_fen", "_on", "_at", "_cm", "_l", "_mg")
FIELDS = {
    "quantity": ("used", "accepted", "quantity", "delivered", "counted"), "amount": ("amount", "unit_price"),
    "unit_cost": ("unit_price", "amount"), "delivered": ("delivered", "quantity"), "diners": ("present",),
    "absent_days": ("absent_days", "attended"), "hb_g": ("haemoglobin",), "contact_minutes": ("minutes", "begin"),
    "onset": ("onset",), "net_g_small": ("g_small", "grams"), "net_g_middle": ("g_middle", "grams"),
    "net_g_large": ("g_large", "grams"), "passed": ("verdict", "yes", "no"),
}  # fmt: skip
"""Columns of registers, without their unit, and the fields of lists that hold them; others have the same name."""


Item = TypeVar("Item")


@dataclass
class Origins:
    """Where the rows of a table come from; of use to faults and notices, and never described.

    Parameters
    ----------
    grid : the sheet.
    fields : the columns of each field of a list, counted from 0.
    """

    grid: Grid | None = None
    fields: dict[str, list[int]] = field(default_factory=dict)
    _lines: dict[int, int] = field(default_factory=dict)
    _columns: dict[int, int] = field(default_factory=dict)

    def note(self, row: dict[str, Any], line: int, column: int | None = None) -> None:
        """Note the line of the sheet from which a row comes, and its cell where it comes from one; both from 0."""
        self._lines[id(row)] = line
        if column is not None:
            self._columns[id(row)] = column

    def line(self, row: dict[str, Any]) -> int | None:
        """Return the line of a row as people count, from 1; None where it comes from several cells."""
        line = self._lines.get(id(row))
        return None if line is None else line + 1

    def cell(self, row: dict[str, Any], column: str | None) -> tuple[str, str, str]:
        """Return the cell that holds a column of a row: its address, its heading, what is written in it.

        Without such a cell, the cells of the whole row; all empty where the row comes from several lines.
        """
        line = self._lines.get(id(row))
        if line is None or self.grid is None:
            return "", "", ""
        place = self._columns.get(id(row), self._column(line, column))
        if place is not None:
            return address(line, place), "", shown(self.grid.text(line, place))
        columns = self.grid.filled(line)
        return (f"{address(line, columns[0])}:{address(line, columns[-1])}" if columns else ""), "", ""

    def fault(self, line: int, column: int, rule: str) -> CellFault:
        """Return a fault of a cell and the rule for what it holds; its line and column are counted from 0."""
        if self.grid is None:
            return CellFault("", "", "", "", "", rule)
        value = shown(self.grid.text(line, column))
        return CellFault(self.grid.file, self.grid.name, address(line, column), "", value, rule)

    def unread_days(self, rows: list[dict[str, Any]]) -> list[CellFault]:
        """Return a fault for each filled cell of which no day could be made; its row says so by what is asked."""
        cells: dict[tuple[int, int], str] = {}
        for row in rows:
            line = self._lines.get(id(row))
            for column in row.get("asked", ()):
                is_day = column in DAYS and row.get(column) is None
                place = self._column(line, column) if line is not None and is_day else None
                if self.grid is None or line is None or place is None:
                    continue
                if not ambiguous_moments(self.grid.value(line, place)):
                    cells[line, place] = column
        return [self.fault(*place, "应为日期，如 2026年10月8日 或 10月8日") for place in cells]

    def _column(self, line: int, column: str | None) -> int | None:
        """Return the first column of the sheet that holds a column of a register and is filled in a line."""
        if column is None or self.grid is None:
            return None
        name = column
        while suffix := next((one for one in SUFFIXES if name.endswith(one) and name not in FIELDS), ""):
            name = name.removesuffix(suffix)
        places = [place for one in (column, *FIELDS.get(name, (name,))) for place in self.fields.get(one, [])]
        return next((place for place in places if self.grid.value(line, place) is not None), None)


class HasRows(Protocol):
    """A reading: rows, where they come from, and what else it gains (`GAINS`)."""

    rows: list[dict[str, Any]]
    origins: Origins


def noted(
    items: Iterable[Item],
    readings: Sequence[HasRows],
    place: Callable[[Item], tuple[int, int | None]],
    remember: Callable[[Item, bool], None] | None = None,
) -> Iterator[Item]:
    """Yield items; note for each row that readings gain while an item is worked on that it comes from there.

    An item of which every row is refused by an answer (不要) asks nothing else, makes nothing and has no faults.

    Parameters
    ----------
    items : records of a list or cells of a matrix.
    readings : of the table, those to come included.
    place : tells line and column of an item in the sheet, from 0.
    remember : is told of each item whether readings gained anything while it was worked on.
    """
    for item in items:
        before = {id(reading): {name: len(getattr(reading, name)) for name in GAINS} for reading in readings}
        yield item
        gains = {id(reading): before.get(id(reading), dict.fromkeys(GAINS, 0)) for reading in readings}
        if remember is not None:
            remember(item, any(_size(reading) > sum(gains[id(reading)].values()) for reading in readings))
        new_rows = [row for reading in readings for row in reading.rows[gains[id(reading)]["rows"] :]]
        for reading in readings:
            for row in reading.rows[gains[id(reading)]["rows"] :]:
                reading.origins.note(row, *place(item))
        if new_rows and all(LEAVE_OUT in row.values() for row in new_rows):
            for reading in readings:
                for name in GAINS[2:]:
                    del getattr(reading, name)[gains[id(reading)][name] :]


def _size(reading: HasRows) -> int:
    return sum(len(getattr(reading, name)) for name in GAINS)


__all__ = ["LEAVE_OUT", "Origins", "noted"]
