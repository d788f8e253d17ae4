"""What the reading of ordinary sheets found, as data: files, sheets, tables, rows, questions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kgcore.sheets.children import ChildList
from kgcore.sheets.grid import LONGEST_QUESTION, question_text
from kgcore.sheets.origins import Origins
from kgcore.workbook.faults import CellFault

Row = dict[str, Any]


@dataclass(frozen=True)
class Ask:
    """One question that must be answered before a sheet goes in.

    Parameters
    ----------
    about : what is asked: year, food, dish, supplier, class_name, kg, meal, direction, mark, child …
    written : as the sheet writes it.
    proposals : answers to choose from, the likeliest first; may be empty.
    """

    about: str
    written: str
    proposals: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Shorten what no register could keep, as `Names.answered` does when it looks for the answer."""
        if len(self.written) > LONGEST_QUESTION:
            object.__setattr__(self, "written", question_text(self.written))


@dataclass
class TableReading:
    """One table of a sheet, or that part of it that goes into one register."""

    kind: str
    register: str
    area: str = ""
    """The cells, such as A3:I23."""
    rows: list[Row] = field(default_factory=list)
    made: list[Row] = field(default_factory=list)
    """Rows of master registers that must exist first, each with its `register`."""
    controls: list[Row] = field(default_factory=list)
    """Totals that the sheet prints: computed figures are checked against them."""
    faults: list[str] = field(default_factory=list)
    """What does not agree; the rows stand all the same."""
    misreadings: list[CellFault] = field(default_factory=list)
    """Cells that hold something else than they should; described with the faults."""
    notes: list[str] = field(default_factory=list)
    """How rows were understood that are not what most are, such as returns; the import tells it."""
    unread: list[str] = field(default_factory=list)
    """Headings of columns that hold something and stand for nothing; described with what was skipped."""
    asks: list[Ask] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    """What is never kept, named by its heading and not by its value."""
    origins: Origins = field(default_factory=Origins, repr=False)
    """Where its rows stand; not described."""

    def ask(self, about: str, written: str, proposals: tuple[str, ...] = ()) -> None:
        """Note a question once."""
        asked = Ask(about, written, proposals)
        if asked not in self.asks:
            self.asks.append(asked)


@dataclass
class SheetReading:
    """One sheet: its tables, or why it has none."""

    sheet: str
    tables: list[TableReading] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    place: str = ""
    """The sheet as questions about its figures name it; not described."""


@dataclass
class FileReading:
    """One file: its sheets, or why it cannot be read."""

    file: str
    sheets: list[SheetReading] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    children: ChildList = field(default_factory=ChildList, repr=False)
    """The children whom it names; never described."""

    @property
    def waits(self) -> bool:
        """Whether a question is open."""
        return any(table.asks for sheet in self.sheets for table in sheet.tables)


UNTOLD = ("children", "place", "origins", "misreadings", "unread")
"""What of a reading is not described, or not under its own name."""


def described(value: object) -> Any:
    """Return a reading as a JSON value: days as ISO dates, decimals as numbers."""
    if isinstance(value, (FileReading, SheetReading, TableReading, Ask)):
        facts = {name: item for name, item in vars(value).items() if name not in UNTOLD}
        if isinstance(value, TableReading):
            facts["faults"] = [*(str(fault) for fault in value.misreadings), *value.faults]
            facts["skipped"] = [*(f"没有读入的栏目：{heading}" for heading in value.unread), *value.skipped]
        return {name: described(item) for name, item in facts.items()}
    if isinstance(value, dict):
        return {name: described(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [described(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else value


__all__ = ["Ask", "FileReading", "Row", "SheetReading", "TableReading", "described"]
