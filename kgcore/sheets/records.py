"""The records of a table: one row after the other, with what is no record named and left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from kgcore.sheets.amounts import read_number
from kgcore.sheets.children import ChildList
from kgcore.sheets.context import Context, DayReader
from kgcore.sheets.dates import likely_days, read_moment
from kgcore.sheets.grid import Grid, Value, plain
from kgcore.sheets.kinds import KINDS, RECIPE_MENU, TOLD_AS
from kgcore.sheets.names import LEAVE_OUT, Match, Names
from kgcore.sheets.origins import Origins, noted
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.side_parts import SheetColumn
from kgcore.sheets.table_lines import is_text, is_total
from kgcore.sheets.tables import SheetTable
from kgcore.wording import first_few
from kgcore.workbook.cells import address
from kgcore.workbook.days import Wrong, read_time
from kgcore.workbook.privacy import is_personal

# Fields in which people write what they like.
FREE_WORDS = (
    "note",
    "description",
    "symptom",
    "treatment",
    "day_symptom",
    "day_treatment",
    "purpose",
    "met",
    "derived",
)
DAYS = {"date", "found_on", "due_on", "fixed_on", "bought_on", "reported_on", "returned_on", "onset"}
FLAGS = {"passed", "certificate_seen", "certificate"}
TIMES = {"entered_at", "left_at"}
NUMBERS = {
    "quantity_kg", "pieces", "unit_value_yuan", "kept_hours", "grams", "absent_days", "checked", "abnormal",
    "height_cm", "weight_kg", "hb_g_l", "strength_mg_l", "contact_minutes", "temperature_c",
    "amount_yuan",
}  # fmt: skip
"""Columns whose answers are days, yes or no, clock times, numbers; those of all others are words."""
NOTHING = "没有"
"""The answer that leaves a cell empty."""
PERSONS = re.compile("签[字名收]|盖章|(?:[经采保领交接送收验审管值负操监记填制]\\w{0,2}[人员])$|姓名$|电话|手机|身份证")
"""Headings of columns that name persons, whatever the kind."""
DASH = re.compile(r"[-—–/\\／无]*")


class Surroundings(Protocol):
    """What a date needs to be told or asked about."""

    context: Context
    days: DayReader
    names: Names


QUIET = frozenset({"never", "child", "birth"})
"""Fields that are told otherwise."""
COMPUTED = re.compile(
    "^(序号?|编号|星期|周次|[合小]计|.*类别?|分类)$|率|%|金额|单价|差|盈|亏|结存|结余|库存|均|总|增长|[年月]龄|bmi"
)
"""Headings of columns that only number or sort the lines, or that follow from others."""


@dataclass
class Record:
    """One row: values by field, and the category row above it, such as 蔬菜类."""

    row: int
    values: dict[str, list[Value]]
    category: str = ""
    uses: set[tuple[str, int]] = field(default_factory=set, repr=False)
    """Fields that a conversion asked for, each with the place among its columns."""

    def value(self, *names: str) -> Value:
        """Return the first value that stands in the named fields; None when none does."""
        for name in names:
            for place, value in enumerate(self.values.get(name, [])):
                self.uses.add((name, place))
                if value is not None:
                    return value
        return None

    def every(self, name: str) -> list[Value]:
        """Return what stands in each column of a field, empty ones included."""
        values = self.values.get(name, [])
        self.uses |= {(name, place) for place in range(len(values))}
        return values

    def words(self, *names: str) -> str:
        """Return the first value of the named fields as it is written.

        Empty when none stands, when only a dash does, or when it holds a telephone number and the like.
        """
        value = self.value(*names)
        if is_personal(value):
            return ""
        return value.strip() if isinstance(value, str) and self.text(*names) else self.text(*names)

    def text(self, *names: str) -> str:
        """Return the first value of the named fields as text; empty when none stands or only a dash does."""
        text = plain(self.value(*names))
        return "" if DASH.fullmatch(text) else text


@dataclass
class TableSource:
    """A table with all that its conversion needs.

    Parameters
    ----------
    grid, table, context : where it stands and what stands around it.
    days : turns written days into days.
    names : that the office keeps.
    children : whom the file names.
    """

    grid: Grid
    table: SheetTable
    context: Context
    days: DayReader
    names: Names
    children: ChildList = field(default_factory=ChildList, repr=False)
    omissions: list[str] = field(default_factory=list)
    readings: list[TableReading] = field(default_factory=list, repr=False)
    past_records: list[Record] = field(default_factory=list, repr=False)
    idle_lines: dict[int, bool] = field(default_factory=dict, repr=False)
    """Each line of a record: whether nothing came of it."""

    def reading(self, kind: str, register: str) -> TableReading:
        """Return an empty reading of this table, with what is never kept."""
        first, previous = self.table.head[0], max([self.table.head[1], *self.table.body])
        columns = [column for columns in self.table.columns.values() for column in columns]
        area = f"{address(first, min(c.index for c in columns))}:{address(previous, max(c.index for c in columns))}"
        personal = [column for name in ("never", "child") for column in self.table.columns.get(name, [])]
        never = [self.heading(column) for column in sorted(personal, key=lambda column: column.index)]
        # The month of a birth is kept on purpose; only a day is left out.
        births = [column for column in self.table.columns.get("birth", []) if self._tells_days(column)]
        never += [f"{self.heading(column)}里的“日”" for column in births]
        never += self._personal_columns({column.index: column.field.name for column in columns})
        heads = [re.sub(r"\s", "", self.grid.text(self.table.head[1], one)) for one in range(self.grid.width)]
        never += [head for head in heads if PERSONS.search(head) and head not in map(self.heading, columns)]
        reading = TableReading(kind, register, area, never=list(dict.fromkeys(never)), skipped=self.omissions)
        places = {name: [column.index for column in columns] for name, columns in self.table.columns.items()}
        reading.origins = Origins(self.grid, places)
        reading.unread = list(dict.fromkeys(self.unread_columns.values()))
        if not self.readings:
            reading.faults += self.table.disagreements
            reading.notes += [
                f"“{heading}”几栏与其余各栏说的是同一件事，只用来核对，没有再登记" for heading in self.table.sums
            ]
        self.readings.append(reading)
        if self.table.rivals:
            rivals = (KINDS[self.table.kind].name, *self.table.rivals)
            reading.ask(
                "kind",
                self.context.form,
                tuple(dict.fromkeys(TOLD_AS.get(name, name) for name in rivals)),
            )
        return reading

    def _tells_days(self, column: SheetColumn) -> bool:
        cells = (self.grid.own(row, column.index) for row in self.table.body)
        return any((moment := read_moment(cell)) is not None and moment.day is not None for cell in cells)

    def _personal_columns(self, names: dict[int, str]) -> list[str]:
        """Return the headings of columns in which telephone numbers and the like stand, whatever they are called."""
        headings = []
        for column in range(min(names), max(names) + 1):
            cells = [self.grid.own(row, column) for row in self.table.body]
            if names.get(column, "note") in FREE_WORDS and any(map(is_personal, cells)):
                headings.append(re.sub(r"\s", "", self.grid.text(self.table.head[1], column)) or f"第 {column + 1} 列")
        return headings

    @cached_property
    def unread_columns(self) -> dict[int, str]:
        """The headings of columns that stand for no field and hold something beside records, by column.

        Columns of persons and signatures are no part of them.
        """
        names = {column.index: column.field.name for columns in self.table.columns.values() for column in columns}
        first, last = self.table.spans[0] if self.table.spans else (0, self.grid.width - 1)
        records = [row for row in self.table.body if not is_total(self.grid, row) and not is_text(self.grid, row)]
        columns: dict[int, str] = {}
        for column in range(first, last + 1):
            cells = [self.grid.own(row, column) for row in records]
            if column in names or all(plain(cell) == "" for cell in cells) or any(map(is_personal, cells)):
                continue
            heading = re.sub(r"\s", "", self.grid.text(self.table.head[1], column)) or f"第 {column + 1} 列"
            if not PERSONS.search(heading):
                columns[column] = heading
        return columns

    def is_shared(self, row: int, column: int) -> bool:
        """Whether a cell is merged with the same column of other records: its figure is that of all of them."""
        first = self.grid.merged(row, column)
        last = self.grid.spans.get(first, first)
        return last[0] > first[0] and any(first[0] <= other <= last[0] for other in self.table.body if other != row)

    def heading(self, column: SheetColumn) -> str:
        """Return the lowest heading of a column, without blanks."""
        return re.sub(r"\s", "", self.grid.text(self.table.head[1], column.index) or column.heading)

    def records(self) -> Iterator[Record]:
        """Yield the rows that are records; totals, notes and empty numbered rows are left out.

        What readings gain while a record is worked on is noted to come from its line.
        """
        return noted(self._records(), self.readings, lambda record: (record.row, None), self.remember)

    def remember(self, record: Record, has_gain: bool) -> None:
        """Note a record and whether anything came of it."""
        self.past_records.append(record)
        self.idle_lines[record.row] = self.idle_lines.get(record.row, True) and not has_gain

    def tell_unread(self, readings: list[TableReading]) -> None:
        """Tell in the first reading which columns nothing was taken from, and of which lines nothing came."""
        uses = set().union(*(record.uses for record in self.past_records))
        if not readings or not uses or self.table.kind == RECIPE_MENU:  # it is read cell by cell
            return
        records = [row for row in self.idle_lines if not is_total(self.grid, row)]
        unread = [
            self.heading(column)
            for name, columns in self.table.columns.items()
            for place, column in enumerate(columns)
            if name not in QUIET
            and not COMPUTED.search(self.heading(column))
            and (name, place) not in uses
            and any(plain(self.grid.own(row, column.index)) for row in records)
        ]
        reading = readings[0]
        known = {*reading.unread, *reading.never}
        reading.unread += [heading for heading in dict.fromkeys(unread) if heading not in known]
        idle = [row + 1 for row, is_idle in self.idle_lines.items() if is_idle]
        if idle and len(idle) < len(self.idle_lines) / 2:
            reading.notes.append(f"没有读入的行：{first_few(sorted(idle), 5, '等{n}行')}")

    def _records(self) -> Iterator[Record]:
        previous: dict[tuple[str, int], Value] = {}
        category = ""
        need = {column.index for columns in self.table.columns.values() for column in columns if column.field.need}
        for row in self.table.body:
            filled_columns = self.grid.filled(row)
            if is_total(self.grid, row):
                self._skip(row)
                continue
            alone = len({self.grid.merged(row, column) for column in filled_columns}) == 1
            if alone and self.table.kind == RECIPE_MENU:
                # A food alone in its row is none.
                alone = bool(self.names.meal(self.grid.own_text(row, filled_columns[0])).name)
            if is_text(self.grid, row) or (alone and len(need) > 1 and filled_columns[0] <= 1):
                category = self.grid.own_text(row, filled_columns[0])
                self._skip(row)
                continue
            values: dict[str, list[Value]] = {}
            for name, columns in self.table.columns.items():
                for column in columns:
                    value = self.grid.value(row, column.index)
                    key = (name, column.index)
                    if column.field.fill:
                        previous[key] = value = value if value is not None else previous.get(key)
                    values.setdefault(name, []).append(value)
            if any(self.grid.value(row, column) is not None for column in need):
                yield Record(row, values, category)
        for row in self.table.below:
            self._skip(row)

    def totals(self) -> Iterator[Record]:
        """Yield the rows that tell totals of the whole table or sheet, such as 合计, but no 小计."""
        for row in [*self.table.body, *self.table.below]:
            texts = [self.grid.own_text(row, column) for column in self.grid.filled(row)]
            if is_total(self.grid, row) and "小计" not in "".join(texts[:3]):
                values = {
                    name: [self.grid.own(row, column.index) for column in columns]
                    for name, columns in self.table.columns.items()
                }
                yield Record(row, values, " ".join(texts))

    def _skip(self, row: int) -> None:
        text = next((self.grid.own_text(row, column) for column in self.grid.filled(row)), "")
        # A line may hold names and telephone numbers: only what stands before them is told.
        told = re.split(r"[:：]", text)[0][:20]
        if told and f"{row + 1}：{told}" not in self.omissions:
            self.omissions.append(f"{row + 1}：{told}")


def named(row: Row, reading: TableReading, column: str, word: str, match: Match, about: str = "") -> None:
    """Put a name beside what was written; where it is not certain, ask and carry the first proposal.

    Parameters
    ----------
    row : gets `column`, `<column>_written`, and `asked` where the name is not certain.
    reading : gets the question.
    about : what is asked; the column itself unless told.
    """
    row[f"{column}_written"] = word
    row[column] = match.name or next((name for name in match.proposals if name != LEAVE_OUT), None)
    if match.is_new and (new := {"register": "dishes", "dish": match.name}) not in reading.made:
        reading.made.append(new)
    if match.name is None:
        asked(row, column)
        reading.ask(about or column, word, match.proposals)


def settle(
    row: Row,
    reading: TableReading,
    names: Names,
    column: str,
    about: str,
    question: str,
    proposals: Sequence[object] = (),
) -> bool:
    """Put what somebody answered into a column; while nobody has, keep what stands there as a proposal, and ask.

    Parameters
    ----------
    about, question, proposals : what is asked, about what, as in `Ask`.

    Returns
    -------
    Whether it is settled. An answer that the column cannot hold, such as a word for a day, settles nothing.

    Examples
    --------
    >>> from kgcore.sheets.result import TableReading
    >>> from kgcore.testing import tiny_office
    >>> from kgcore.sheets.names import names_of
    >>> row, reading = {"left_at": None}, TableReading("访客", "visitors")
    >>> with tiny_office() as office:
    ...     names = names_of(office, {("left_at", "第 3 行"): "15:40"})
    ...     settle(row, reading, names, "left_at", "left_at", "第 3 行"), row["left_at"], reading.asks
    (True, '15:40', [])
    """
    answer = names.answered(about, question)
    value = read_answer(column, answer) if answer else None
    if value is not None or answer == NOTHING:
        row[column] = value
        return True
    asked(row, column)
    reading.ask(about, question, tuple(str(proposal) for proposal in proposals if proposal is not None))
    return False


def read_answer(column: str, answer: str) -> object:
    """Return an answer as a column holds it; None when it cannot be one.

    Examples
    --------
    >>> read_answer("due_on", "2026年10月15日"), read_answer("passed", "是"), read_answer("pieces", "六")
    (datetime.date(2026, 10, 15), True, None)
    """
    if column in DAYS:
        moment = read_moment(answer)
        return moment.date if moment else None
    if column in FLAGS:
        return {"是": True, "否": False}.get(answer)
    if column in TIMES:
        time = read_time(answer)
        return None if isinstance(time, Wrong) else time
    return read_number(answer) if column in NUMBERS else answer


def asked(row: Row, column: str) -> None:
    """Note that a column of a row rests on an open question."""
    columns = row.setdefault("asked", [])
    if column not in columns:
        columns.append(column)


def unask(row: Row, column: str) -> None:
    """Note that a column of a row rests on no open question any more."""
    row["asked"] = [name for name in row.get("asked", []) if name != column]
    if not row["asked"]:
        del row["asked"]


def dated(row: Row, reading: TableReading, column: str, day: object, source: Surroundings, word: str) -> None:
    """Put a day into a row; ask where it cannot be told, or where its year had to be supposed."""
    row[column] = day
    place = source.context.place
    if day is None:
        likely = likely_days(word, source.context.moment)
        settle(row, reading, source.names, column, "date", f"{word}（{place}）" if word else place, likely)
    elif source.days.supposed:
        asked(row, column)
        reading.ask("year", place, (str(getattr(day, "year", "")),))


__all__ = ["NOTHING", "Record", "TableSource", "asked", "dated", "named", "read_answer", "settle", "unask"]
