"""A sheet of any workbook as a grid of plain values, whatever the file's format."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import cast

from kgcore.glyphs import visible
from kgcore.workbook.cells import place
from kgcore.workbook.container import Unreadable
from kgcore.workbook.number_format import Formatted
from kgcore.workbook.spreadsheet import read_spreadsheet

Value = str | int | float | dt.date | dt.datetime | dt.time | bool | None
ENCODINGS = ("utf-8-sig", "gb18030")


LONGEST_QUESTION, LONGEST_KEPT = 120, 102
"""Letters of a question that a register keeps, and of the beginning of one that is longer."""


@dataclass(frozen=True)
class Grid:
    """One sheet: values from A1 on, and the merged areas; rows and columns are counted from 0.

    Parameters
    ----------
    file, name : of the file and of the sheet.
    values : rows of values; None where a cell is empty.
    spans : the last row and column of each merged area, by its first cell.
    """

    file: str
    name: str
    values: list[list[Value]]
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def _corners(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The first cell of the merged area around each cell that lies in one."""
        return {
            (row, column): first
            for first, (last_row, last_column) in self.spans.items()
            for row in range(first[0], last_row + 1)
            for column in range(first[1], last_column + 1)
        }

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.values)

    @property
    def width(self) -> int:
        """Number of columns."""
        return max((len(row) for row in self.values), default=0)

    @cached_property
    def place(self) -> str:
        """What tells this very sheet from others, those of the same name included: file, sheet, mark of its contents.

        What is asked about the figures of one sheet is remembered by it, so that next month's sheet is asked anew.
        """
        mark = hashlib.sha256(repr(self.values).encode()).hexdigest()[:4].upper()
        return f"{Path(self.file).stem}《{plain(self.name)}》{mark}"

    def own(self, row: int, column: int) -> Value:
        """Return what the cell itself holds; None inside a merged area but at its first cell."""
        if 0 <= row < self.height and 0 <= column < len(self.values[row]):
            return self.values[row][column]
        return None

    def merged(self, row: int, column: int) -> tuple[int, int]:
        """Return the first cell of the merged area around a cell, or the cell."""
        return self._corners.get((row, column), (row, column))

    def value(self, row: int, column: int) -> Value:
        """Return what the cell shows: of a merged area, what its first cell holds."""
        return self.own(*self.merged(row, column))

    def text(self, row: int, column: int) -> str:
        """Return the cell as text; empty where nothing stands."""
        return plain(self.value(row, column))

    def own_text(self, row: int, column: int) -> str:
        """Return the cell's own text; empty inside a merged area but at its first cell."""
        return plain(self.own(row, column))

    def filled(self, row: int) -> list[int]:
        """Return the columns of a row in which something stands of its own."""
        return [column for column in range(self.width) if self.own_text(row, column)]


def plain(value: Value) -> str:
    """Return a value as text: half-width, without invisible marks, blanks at the ends cut off.

    Examples
    --------
    >>> plain("　大米（东北） "), plain(3.0), plain(None)
    ('大米(东北)', '3', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d" if value.time() == dt.time() else "%Y-%m-%d %H:%M")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return visible(unicodedata.normalize("NFKC", str(value))).strip()


def question_text(text: str) -> str:
    """Return what a question names, short enough to be kept as a key; what is cut off stands as a mark of its own.

    Examples
    --------
    >>> question_text("大米（东北）"), len(question_text("很长的栏目名" * 40))
    ('大米(东北)', 112)
    """
    text = plain(text)
    if len(text) <= LONGEST_QUESTION:
        return text
    return f"{text[:LONGEST_KEPT]}~{hashlib.sha256(text.encode()).hexdigest()[:8].upper()}等"


def read_grids(path: Path) -> list[Grid]:
    """Read every visible sheet of an .xlsx, .xls or .csv file.

    Raises
    ------
    Unreadable
        when the file is none of these, or damaged.
    """
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return [_csv(path)]
    if suffix == ".xls":
        return _xls(path)
    book = read_spreadsheet(path)
    grids = []
    for facts, rows in book.sheets:
        values: list[list[Value]] = [[_shown(value) for value in row] for row in rows]
        if not facts.hidden:
            grids.append(Grid(path.name, facts.name, values, dict(map(_corners, facts.merged_areas))))
    return grids


def _shown(value: object) -> Value:
    """Return a number with a format of its own as the number, or as it looks where words stand beside it."""
    if isinstance(value, Formatted):
        return value.number if value.is_number or not value.look else value.look
    if isinstance(value, str):
        return value if value.strip() else None
    return cast("Value", value)


def _corners(area: str) -> tuple[tuple[int, int], tuple[int, int]]:
    first, _, last = area.partition(":")
    begin, end = place(first), place(last or first)
    if begin is None or end is None:
        raise Unreadable("合并单元格的地址不对；请用 Excel 打开后另存")
    return begin, end


def decoded(data: bytes) -> str:
    """Return the text of a .csv file, whatever of the usual encodings it has.

    Raises
    ------
    Unreadable
        when it has none of them.
    """
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("不是 UTF-8 或 GB18030 编码的文字；请用 Excel 另存为 .xlsx")


def _csv(path: Path) -> Grid:
    text = decoded(path.read_bytes())
    if "\0" in text:
        raise Unreadable("不是文字文件；请用 Excel 另存为 .xlsx")
    separator = "\t" if text.partition("\n")[0].count("\t") > text.partition("\n")[0].count(",") else ","
    rows: list[list[Value]] = [
        [cell if cell.strip() else None for cell in row] for row in csv.reader(io.StringIO(text), delimiter=separator)
    ]
    return Grid(path.name, path.stem, rows)


def _xls(path: Path) -> list[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(str(path))
        grids = []
        for facts in book.sheets_metadata:
            if facts.visible != SheetVisibleEnum.Visible:
                continue
            sheet = book.get_sheet_by_name(facts.name)
            rows: list[list[Value]] = [
                [None if cell == "" or isinstance(cell, dt.timedelta) else cell for cell in row]
                for row in sheet.to_python(skip_empty_area=False)
            ]
            spans = dict(sheet.merged_cell_ranges or ())
            grids.append(Grid(path.name, facts.name, rows, spans))
        return grids
    except CalamineError as error:
        raise Unreadable("不是 Excel 文件，或者已损坏；请用 Excel 打开后另存为 .xlsx") from error
