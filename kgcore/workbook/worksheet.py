"""One worksheet's XML into its values, row by row, and the facts that the values do not tell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kgcore.workbook.cells import LAST_COLUMN, LAST_ROW, place
from kgcore.workbook.container import BROKEN, MAIN, SAVE_AS, Container, Unreadable, event_parser
from kgcore.workbook.number_format import GENERAL, displayed

CELL_LIMIT = 20_000_000
VALUE_LIMIT = 4_000_000
MERGED_LIMIT = 100_000
YES = ("1", "true")
NUMBER = re.compile(r"\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*")
# Excel writes what XML cannot hold as _x000D_, and an underscore that would be read so as _x005F_.
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Rows = Sequence[Sequence[object]]


@dataclass
class SheetFacts:
    """What a sheet's XML says beyond its values; rows and columns are 0-based, merged_areas ranges are A1 ranges."""

    name: str
    hidden: bool = False
    merged_areas: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    without_value: set[tuple[int, int]] = field(default_factory=set)


class WorksheetReader:
    """Reads one sheet; an address is judged before memory is taken for it.

    Parameters
    ----------
    facts : is filled with merged_areas ranges, hidden rows and columns, failed and never calculated formulas (0-based).
    texts : the workbook's shared texts.
    formats : number format code of each cell style.
    epoch : day zero of the workbook's dates.
    """

    def __init__(self, facts: SheetFacts, texts: Sequence[str], formats: Sequence[str], epoch: dt.date) -> None:
        self._facts, self._texts, self._formats, self._epoch = facts, texts, formats, epoch
        self._rows: list[list[object]] = []
        self._row, self._column = -1, -1
        self._width, self._height, self._count = 0, 0, 0
        self._cell: dict[str, str] = {}
        self._has_formula, self._in_cell, self._phonetic = False, False, 0
        self._pieces: list[str] = []
        self._numbers: dict[tuple[str, str], object] = {}
        self._parser: Any = event_parser()
        self._starts = _by_tag(
            row=self._start_row, c=self._start_cell, f=self._formula, v=self._collect, t=self._collect, rPh=self._skip,
            col=self._hide_columns, mergeCell=self._merge,
        )  # fmt: skip
        self._ends = _by_tag(c=self._end_cell, v=self._pause, t=self._pause, rPh=self._resume)

    def read(self, container: Container, part: str) -> Rows:
        """Return the values from A1 on: text, number, truth value, moment, or `Formatted`; None where empty.

        Raises
        ------
        Unreadable
            when an address lies outside a sheet or the values fill more than a register can.
        """
        starts, ends = self._starts, self._ends

        def start(tag: str, attributes: dict[str, str]) -> None:
            action = starts.get(tag)
            if action:
                action(attributes)

        def end(tag: str) -> None:
            action = ends.get(tag)
            if action:
                action()

        container.feed(part, start, end, self._parser)
        return self._rows

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
        if not 0 <= row < LAST_ROW:
            raise Unreadable(f"工作表《{self._facts.name}》有第 {row + 1} 行，不合工作表的规格；{SAVE_AS}")
        self._row, self._column = row, -1
        if attributes.get("hidden") in YES or _is_zero(attributes.get("ht")):
            self._facts.hidden_rows.add(row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            at = place(attributes["r"])
            if at is None or at[0] != self._row:
                raise Unreadable(
                    f"工作表《{self._facts.name}》有单元格的地址（{attributes['r'][:20]}）不合规格；{SAVE_AS}"
                )
            self._column = at[1]
        else:
            self._column += 1
        self._cell, self._in_cell = attributes, True
        self._has_formula = False
        self._pieces.clear()

    def _formula(self, _: dict[str, str]) -> None:
        self._has_formula = True

    def _collect(self, _: dict[str, str]) -> None:
        if self._in_cell and not self._phonetic:
            self._parser.CharacterDataHandler = self._pieces.append

    def _pause(self) -> None:
        self._parser.CharacterDataHandler = None

    def _skip(self, _: dict[str, str]) -> None:
        self._phonetic += 1

    def _resume(self) -> None:
        self._phonetic -= 1

    def _end_cell(self) -> None:
        self._in_cell = False
        text = "".join(self._pieces)
        kind = self._cell.get("t", "n")
        if kind == "e":
            self._count_one()
            self._facts.errors[self._row, self._column] = text or "#ERROR"
        elif text:
            self._put(self._value(kind, text))
        elif self._has_formula:
            self._count_one()
            self._facts.without_value.add((self._row, self._column))

    def _value(self, kind: str, text: str) -> object:
        if kind == "n":
            style = self._cell.get("s", "0")
            key = (text, style)
            if key not in self._numbers:
                if not NUMBER.fullmatch(text):
                    raise Unreadable(BROKEN)
                code = self._formats[int(style)] if 0 <= int(style) < len(self._formats) else GENERAL
                self._numbers[key] = displayed(float(text), code, self._epoch)
            return self._numbers[key]
        if kind == "s":
            number = int(text)
            if not 0 <= number < len(self._texts):
                raise Unreadable(BROKEN)
            return self._texts[number]
        if kind in ("str", "inlineStr"):
            return unescaped(text)
        if kind == "b":
            return {"1": True, "true": True, "0": False, "false": False}[text.strip()]
        if kind == "d":
            return _moment(text.strip())
        raise Unreadable(BROKEN)

    def _count_one(self) -> None:
        """Count one more cell; refuse it before memory is taken when the sheet would be too large."""
        self._width = max(self._width, self._column + 1)
        self._height = max(self._height, self._row + 1)
        self._count += 1
        if self._height * self._width > CELL_LIMIT or self._count > VALUE_LIMIT:
            raise Unreadable(
                f"工作表《{self._facts.name}》用到第 {self._height} 行、第 {self._width} 列，远超台账所需；"
                "请删去表格以外的内容"
            )

    def _put(self, value: object) -> None:
        self._count_one()
        self._rows.extend([] for _ in range(self._row + 1 - len(self._rows)))
        row = self._rows[self._row]
        row.extend([None] * (self._column + 1 - len(row)))
        if row[self._column] is not None:
            raise Unreadable(BROKEN)
        row[self._column] = value

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in YES or _is_zero(attributes.get("width")):
            first, last = int(attributes["min"]), int(attributes["max"])
            self._facts.hidden_columns.update(range(max(first - 1, 0), min(last, LAST_COLUMN)))

    def _merge(self, attributes: dict[str, str]) -> None:
        if len(self._facts.merged_areas) == MERGED_LIMIT:
            raise Unreadable(f"工作表《{self._facts.name}》的合并单元格太多；请取消合并，每格单独填写")
        self._facts.merged_areas.append(attributes.get("ref", "").upper())


def unescaped(text: str) -> str:
    """Return a text with the letters that Excel writes as _x000D_."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _is_zero(size: str | None) -> bool:
    return size is not None and float(size) == 0


def _moment(text: str) -> dt.datetime | dt.time:
    """Read an ISO 8601 date, date-time or time, as strict OOXML writes it."""
    if re.match(r"\d{4}-", text):
        return dt.datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=None)
    return dt.time.fromisoformat(text.removeprefix("T"))


def _by_tag(**actions: Callable[..., None]) -> dict[str, Callable[..., None]]:
    return {f"{space} {name}".strip(): action for space in MAIN for name, action in actions.items()}


__all__ = ["Rows", "SheetFacts", "WorksheetReader", "unescaped"]
