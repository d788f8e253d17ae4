"""A matrix with all that its conversion needs: its titles, its dates, the names that the office keeps."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kgcore.sheets.axes import CLASS_NAME, DAY, STAFF, WEEKDAY
from kgcore.sheets.children import ChildList
from kgcore.sheets.context import Context, DayReader, context
from kgcore.sheets.grid import Grid, Value, plain
from kgcore.sheets.matrix import Keys, SheetMatrix
from kgcore.sheets.matrix_days import Dates, dates_of
from kgcore.sheets.names import Match, Names
from kgcore.sheets.origins import Origins, noted
from kgcore.sheets.records import PERSONS, asked, dated, named, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.workbook.cells import address


@dataclass
class MatrixSource:
    """A matrix, what stands around it, and the names that the office keeps."""

    grid: Grid
    """The sheet as it is."""
    matrix: SheetMatrix
    context: Context
    days: DayReader
    names: Names
    omissions: list[str] = field(default_factory=list)
    children: ChildList = field(default_factory=ChildList, repr=False)
    readings: list[TableReading] = field(default_factory=list, repr=False)
    idle_columns: dict[int, bool] = field(default_factory=dict, repr=False)
    """Each column with something in it: whether nothing came of it."""

    def cells(self) -> Iterator[tuple[int, int, Value, Keys]]:
        """Yield the cells of the matrix; what readings gain while one is worked on is noted to come from it."""
        return noted(
            self.matrix.cells(), self.readings, lambda cell: self.matrix.place(cell[0], cell[1]), self._remember
        )

    def _remember(self, cell: tuple[int, int, Value, Keys], has_gain: bool) -> None:
        _, column, value, _ = cell
        if plain(value) not in ("", "0"):
            self.idle_columns[column] = self.idle_columns.get(column, True) and not has_gain

    def tell_unread(self, readings: list[TableReading]) -> None:
        """Tell in the first reading of which columns nothing came, where something came of others."""
        idle = [column for column, is_idle in self.idle_columns.items() if is_idle]
        if not readings or len(idle) == len(self.idle_columns):
            return
        reading = readings[0]
        for column in sorted(idle):
            keys = self.matrix.columns.get(column, {})
            heading = "" if {DAY, WEEKDAY} & set(keys) else " ".join(key.text for key in keys.values())
            if heading and heading not in (*reading.unread, *reading.never) and not PERSONS.search(heading):
                reading.unread.append(heading)

    @cached_property
    def _dates(self) -> tuple[bool, Dates, dict[int, dt.date | None]]:
        across = bool({DAY, WEEKDAY} & self.matrix.across)
        keys = self.matrix.columns if across else self.matrix.row_keys
        places = sorted(place for place, found in keys.items() if {DAY, WEEKDAY} & set(found))
        told = self.names.answered("date", self.context.place)
        dates = dates_of([keys[place] for place in places], self.days, told)
        return across, dates, dict(zip(places, dates.dates, strict=True))

    @property
    def has_days(self) -> bool:
        """Whether headings name days."""
        return bool({DAY, WEEKDAY} & self.matrix.axes)

    @property
    def dates(self) -> Dates:
        """The dates of its headings, and how sure they are."""
        return self._dates[1]

    def date(self, row: int, column: int) -> dt.date | None:
        """Return the date of a cell; where no heading names days, that of the titles."""
        if not self.has_days:
            return self.days.day(self.context.moment)
        across, _, dates = self._dates
        return dates.get(column if across else row)

    def reading(self, kind: str, register: str) -> TableReading:
        """Return an empty reading of this matrix, with the faults of its dates."""
        places = [
            self.matrix.place(row, column)
            for row in (self.matrix.head[0], *self.matrix.rows)
            for column in (*self.matrix.columns, *self.matrix.labels)
        ]
        first = address(min(row for row, _ in places), min(column for _, column in places))
        last = address(max(row for row, _ in places), max(column for _, column in places))
        reading = TableReading(kind, register, f"{first}:{last}", skipped=self.omissions, origins=Origins(self.grid))
        self.readings.append(reading)
        if self.has_days:
            reading.faults += self.dates.faults
        for text in self.matrix.below:
            told = re.split(r"[:：“]", text)[0][:20]
            if told and told not in self.omissions:
                self.omissions.append(told)
        return reading

    def put_date(self, row: Row, reading: TableReading, day: dt.date | None) -> None:
        """Put a date into a row; where it was supposed, ask once for the sheet."""
        if self.has_days and self.dates.proposals:
            row["date"] = day
            asked(row, "date")
            reading.ask("date", self.context.place, self.dates.proposals)
        else:
            dated(row, reading, "date", day, self, "")

    def class_of(self, keys: Keys) -> str:
        """Return the class of a cell as written, STAFF for the staff; empty when nothing names one."""
        key = keys.get(CLASS_NAME)
        if key is not None:
            return STAFF if key.value == STAFF else key.text
        return self.context.class_name

    def put_class(self, row: Row, reading: TableReading, word: str) -> None:
        """Put a class into a row; one that is not certain is asked."""
        clean = re.sub(r"\([^()]*人[^()]*\)", "", plain(word)).strip()
        sheet_class = self.names.class_name(self.context.sheet)
        if not clean and sheet_class.name is None:
            # Whoever answers for this sheet does not answer for others of its name.
            row["class_name"], row["class_name_written"] = None, ""
            settle(row, reading, self.names, "class_name", "class_name", self.context.place, sheet_class.proposals)
            return
        match = self.names.class_name(clean) if clean else sheet_class
        if match.name is None and re.fullmatch(r"[托小中大]班", clean):
            band = tuple(name for name in self.names.classes.values() if name.startswith(clean[0]))
            match = Match(None, band or match.proposals)
        named(row, reading, "class_name", clean or self.context.sheet, match)


def source_of(
    grid: Grid, matrix: SheetMatrix, file: str, siblings: list[str], names: Names, today: dt.date, children: ChildList
) -> MatrixSource:
    """Return a matrix with its context; a label in one cell counts for the value in the next."""
    surroundings = context(matrix.above, matrix.below, grid.name, file, siblings, grid.place)
    for first, second in itertools.pairwise(matrix.above):
        label = re.sub(r"[\s:：]", "", first)
        if re.fullmatch(r"班级|班别|餐次|餐别|日期|年月|场所|地点", label):
            surroundings.labels.setdefault(label, second)
    return MatrixSource(
        grid, matrix, surroundings, DayReader(surroundings, today, names.answers), names, children=children
    )


__all__ = ["MatrixSource", "source_of"]
