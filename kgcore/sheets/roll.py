"""The roll of a class: children by days, each cell a mark, and what the marks mean by legend and printed totals."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from dataclasses import dataclass, field

import chinese_calendar

from kgcore.registers import terms
from kgcore.sheets import marks
from kgcore.sheets.amounts import read_number
from kgcore.sheets.axes import CLASS_NAME, DAY, MEASURE, TOTAL, WEEKDAY
from kgcore.sheets.dates import moments
from kgcore.sheets.matrix_source import MatrixSource

STATISTICS = (
    (terms.SICK_LEAVE, re.compile(r"病")),
    (terms.PRIVATE_LEAVE, re.compile(r"事")),
    (terms.OTHER_LEAVE, re.compile(r"其他|其它|旷")),
    ("", re.compile(r"应|率|%|签|备注")),
    ("absent", re.compile(r"缺|请假|未到")),
    (marks.PRESENT, re.compile(r"实到|出勤|到园|出席|全勤|实际|入园天数|在园天数")),
)
NAME = r".*姓名.*|名字|幼儿|儿童|学生"
NUMBER = r"序号?|编号|学号|号|NO\.?|no\.?"
OPEN, CLOSED = "都上学", "都放假"
"""Answers to what working days without a mark were."""
HOLIDAY = re.compile(r"放假|休息|停课|假期|国庆|中秋|元旦|端午|清明|劳动节|春节")


@dataclass
class Child:
    """One child of a roll.

    Parameters
    ----------
    row : of the matrix.
    class_name, number : its class as written, its number in the list.
    name : for the mapping outside the database; never printed or stored.
    cells : its marks by day, in their order; empty where nothing stands.
    totals : the totals that the sheet prints, by state.
    """

    row: int
    class_name: str
    number: int
    name: str = field(default="", repr=False)
    cells: list[tuple[dt.date, str]] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)


@dataclass
class Roll:
    """The children of a matrix, what its marks mean, and on which days there was school."""

    source: MatrixSource
    children: list[Child]
    meanings: dict[str, str]
    days: list[dt.date]
    supposed_days: set[dt.date]
    """Days of school that no mark proves."""
    day_totals: dict[dt.date, int]

    def states(self, child: Child, meanings: dict[str, str]) -> list[tuple[dt.date, str, str]]:
        """Return day, mark and state of each day of school; after 退 an empty cell does not count.

        Parameters
        ----------
        child : one of `children`.
        meanings : of the marks that the legend leaves open; the state of a mark without one is empty.
        """
        begin, end = _stay(self.source, child)
        states: list[tuple[dt.date, str, str]] = []
        absent = False
        for day, mark in child.cells:
            if day not in self.days:
                continue
            state = marks.state(mark, meanings)
            if mark and state == marks.LEFT:
                absent = True
            if state == marks.JOINED:
                states = [(one, sign, marks.NOT_COUNTED if not sign else kind) for one, sign, kind in states]
            out = (absent or (end and day >= end) or (begin and day < begin)) and not mark
            if out or state == marks.LEFT:
                state = marks.NOT_COUNTED
            states.append((day, mark, marks.PRESENT if state == marks.JOINED else state or ""))
        return states

    def open_marks(self) -> list[str]:
        """Return the marks that neither legend nor custom explains, in their order; empty for the empty cell."""
        signs = [sign for child in self.children for _, sign, state in self.states(child, self.meanings) if not state]
        return list(dict.fromkeys(signs))

    def fits(self, meanings: dict[str, str]) -> bool:
        """Whether the printed totals of every child agree with what its marks would mean."""
        return all(not self.disagreements(child, meanings) for child in self.children)

    def disagreements(self, child: Child, meanings: dict[str, str]) -> list[tuple[str, int, int]]:
        """Return state, printed and counted number of days where they differ."""
        count = Counter(state for _, _, state in self.states(child, meanings))
        count["absent"] = sum(count[leave] for leave in terms.LEAVE_KINDS)
        return [(state, printed, count[state]) for state, printed in child.totals.items() if printed != count[state]]

    def agreeing(self, signs: list[str]) -> list[dict[str, str]]:
        """Return the meanings of open marks with which every printed total agrees; empty when none is printed."""
        if not signs or len(signs) > 3 or not any(child.totals for child in self.children):
            return []
        choices = itertools.product(marks.STATES, repeat=len(signs))
        return [
            dict(zip(signs, choice, strict=True))
            for choice in choices
            if self.fits(self.meanings | dict(zip(signs, choice, strict=True)))
        ]


def _stay(source: MatrixSource, child: Child) -> tuple[dt.date | None, dt.date | None]:
    """Return the day on which a child came and that from which it was gone, by a remark such as 10月15日退园."""
    begin = end = None
    matrix = source.matrix
    for column in matrix.labels:
        text = matrix.grid.own_text(child.row, column)
        state = marks.state_of(text)
        found = [moment for moment in moments(text) if moment.day]
        day = source.days.day(found[0]) if found and state in (marks.LEFT, marks.JOINED) else None
        if state == marks.LEFT:
            end = day
        elif state == marks.JOINED:
            begin = day
    return begin, end


def read_roll(source: MatrixSource) -> Roll:
    """Return the roll that a matrix holds."""
    matrix, grid = source.matrix, source.matrix.grid
    columns = [column for column, keys in matrix.columns.items() if {DAY, WEEKDAY} & set(keys)]
    texts = [*source.context.titles, *source.context.notes, *_loose_texts(source)]
    meanings = marks.legend(texts)
    children, numbers = [], Counter[str]()
    totals: dict[dt.date, int] = {}
    name, number = matrix.label(NAME), matrix.label(NUMBER)
    for row in matrix.rows:
        keys = matrix.row_keys.get(row, {})
        first = grid.own_text(row, grid.filled(row)[0])
        if TOTAL in keys or MEASURE in keys or _statistic(first):
            if TOTAL in keys or _statistic(first) == marks.PRESENT:
                totals |= _day_totals(source, row, columns)
            continue
        signs = [(column, marks.mark_of(grid.value(row, column))) for column in columns]
        if not any(sign for _, sign in signs) and not (name is not None and grid.own_text(row, name)):
            continue
        written = source.class_of(keys)
        numbers[written] += 1
        listed = read_number(grid.own(row, number)) if number is not None and CLASS_NAME not in matrix.axes else None
        child = Child(row, written, int(listed) if listed else numbers[written])
        child.name = grid.own_text(row, name) if name is not None else ""
        child.cells = [(day, sign) for column, sign in signs if (day := source.date(row, column)) is not None]
        if len({day for day, _ in child.cells}) == len(child.cells):
            child.totals = _printed(source, row, columns)
        children.append(child)
    days, supposed = _school_days(children, meanings)
    if source.names.answered("school_day", source.context.place) == CLOSED:
        days, supposed = [day for day in days if day not in supposed], set()
    return Roll(source, children, meanings, days, supposed, totals)


def _loose_texts(source: MatrixSource) -> list[str]:
    """Return the longer texts of the sheet outside the days: a legend may stand anywhere."""
    grid = source.grid
    return [
        text for row in range(grid.height) for column in grid.filled(row) if len(text := grid.own_text(row, column)) > 5
    ]


def _statistic(text: str) -> str:
    word = re.sub(r"\s", "", text.rpartition("/")[2])
    return next((state for state, pattern in STATISTICS if pattern.search(word)), "") if len(word) <= 8 else ""


def _printed(source: MatrixSource, row: int, days: list[int]) -> dict[str, int]:
    """Return the totals that stand behind the days of a child."""
    matrix = source.matrix
    headings = {column: next(iter(keys.values())).text for column, keys in matrix.columns.items() if column not in days}
    headings |= {column: text for column, text in matrix.labels.items() if column > max(days)}
    totals = {}
    for column, text in headings.items():
        number = read_number(matrix.grid.own(row, column))
        if number is not None and number == int(number) and (state := _statistic(text)):
            totals[state] = int(number)
    return totals


def _day_totals(source: MatrixSource, row: int, columns: list[int]) -> dict[dt.date, int]:
    totals = {}
    for column in columns:
        day, number = source.date(row, column), read_number(source.matrix.grid.own(row, column))
        if day is not None and number is not None:
            totals[day] = int(number)
    return totals


def _school_days(children: list[Child], meanings: dict[str, str]) -> tuple[list[dt.date], set[dt.date]]:
    """Return the days of school, and those of them that no mark proves.

    A day without any mark is none; but where an empty cell means that a child was there, a working day without a mark
    may be a day on which every child was there.
    """
    signs: dict[dt.date, list[str]] = {}
    for child in children:
        for day, sign in child.cells:
            signs.setdefault(day, []).append(sign)
    holidays = {day for day, signs_of_day in signs.items() if any(HOLIDAY.search(sign) for sign in signs_of_day)}
    certain_days = {
        day
        for day, signs_of_day in signs.items()
        if any(sign and marks.state(sign, meanings) != marks.NOT_COUNTED for sign in signs_of_day)
    } - holidays
    everyone = [marks.state(sign, meanings) for signs_of_day in signs.values() for sign in signs_of_day if sign]
    blank_present = meanings.get("") == marks.PRESENT or ("" not in meanings and marks.PRESENT not in everyone)
    supposed = {day for day in signs if day not in certain_days | holidays and blank_present and works_on(day)}
    return sorted(certain_days | supposed), supposed


def works_on(day: dt.date) -> bool:
    """Return whether people work on a day, by the public holidays and their make-up days as far as they are known.

    Examples
    --------
    >>> works_on(dt.date(2026, 10, 1)), works_on(dt.date(2026, 10, 8))
    (False, True)
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


__all__ = ["Child", "Roll", "read_roll", "works_on"]
