"""考勤 by child and day: how many were there by class and day, and the leave of the others, without a name."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

from kgcore.registers import terms
from kgcore.sheets import marks
from kgcore.sheets.children import child_key, pseudonym
from kgcore.sheets.facts import put_pseudonym
from kgcore.sheets.kinds import ATTENDANCE
from kgcore.sheets.matrix_source import MatrixSource
from kgcore.sheets.records import TableSource, asked
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.roll import CLOSED, NAME, OPEN, Child, Roll, read_roll

MORNING, AFTERNOON = "按上午", "按下午"
"""Answers to which half of a day counts."""

WHOLE_DAY = "到园幼儿"
"""What is asked about when a sheet tells who was there and not who ate what."""


def rolls(sources: list[MatrixSource]) -> list[TableReading]:
    """Return who was there and who was not of the rolls of one sheet, which may go on in a second block."""
    readings: list[TableReading] = []
    before: Counter[tuple[str, int, str]] = Counter()
    for source in sources:
        roll = read_roll(source)
        if roll.children:
            readings += _readings(source, roll, before)
    return [reading for reading in readings if reading.rows or reading.asks or reading.faults]


def put_meals(row: Row, reading: TableReading, source: MatrixSource | TableSource) -> list[Row]:
    """Return a row for each meal that a child who is there eats; until that is answered, one row."""
    answer = source.names.answered("meal", WHOLE_DAY)
    if answer:
        return [row | {"meal": meal, "meal_basis": terms.DERIVED} for meal in re.split("[、,，]", answer)]
    meals = "、".join(source.names.meals)
    asked(row, "meal")
    reading.ask("meal", WHOLE_DAY, (meals, *source.names.meals))
    return [row | {"meal": meals}]


def _readings(source: MatrixSource, roll: Roll, before: Counter[tuple[str, int, str]]) -> list[TableReading]:
    diners = source.reading(ATTENDANCE, "attendance")
    leaves = source.reading(ATTENDANCE, "symptoms")
    leaves.faults = []
    name = source.matrix.label(NAME)
    diners.never = leaves.never = [] if name is None else [source.matrix.labels[name].rpartition("/")[2]]
    sure, unsure = _settle(roll, diners, leaves)
    meanings = roll.meanings | sure
    _count(source, roll, meanings, diners, unsure)
    _tell(source, roll, meanings, leaves, unsure)
    _check(roll, meanings, diners, before)
    return [diners, leaves]


def leave_out_closed_days(reading: TableReading) -> None:
    """Leave out the days on which nobody was in any class of a sheet: there was no school; the import tells them."""
    numbers: dict[dt.date | None, set[object]] = {}
    for row in reading.rows:
        numbers.setdefault(row["date"], set()).add(row["diners"])
    closed_days = [day for day, of_day in numbers.items() if day is not None and of_day == {0}]
    reading.rows = [row for row in reading.rows if row["date"] not in closed_days]
    reading.notes += [f"{day}：写的都是 0 人，按没有开园，不登记" for day in closed_days]


def _settle(roll: Roll, diners: TableReading, leaves: TableReading) -> tuple[dict[str, str], dict[str, bool]]:
    """Return what the open marks mean or are supposed to, and of those supposed whether it may change who was there."""
    signs = roll.open_marks()
    agreeing = roll.agreeing(signs)
    sure: dict[str, str] = {}
    unsure: dict[str, bool] = {}
    for sign in signs:
        sign_text = sign or marks.BLANK
        answer = roll.source.names.answered("mark", sign_text)
        fitting = list(dict.fromkeys(meanings[sign] for meanings in agreeing))
        if answer or len(fitting) == 1:
            sure[sign] = answer or fitting[0]
            continue
        proposals = _proposals(roll, sign, fitting)
        sure[sign] = proposals[0]
        unsure[sign] = not fitting or marks.PRESENT in fitting
        for reading in (diners, leaves):
            reading.ask("mark", sign_text, tuple(proposals))
    return sure, unsure


def _proposals(roll: Roll, sign: str, fitting: list[str]) -> list[str]:
    states_told = [marks.state(mark, roll.meanings) for child in roll.children for _, mark in child.cells if mark]
    usual: tuple[str, ...] = (
        terms.PRIVATE_LEAVE,
        terms.SICK_LEAVE,
        terms.OTHER_LEAVE,
        marks.PRESENT,
        marks.NOT_COUNTED,
    )
    if not sign:
        usual = (terms.OTHER_LEAVE, marks.NOT_COUNTED, marks.PRESENT, terms.PRIVATE_LEAVE, terms.SICK_LEAVE)
        if marks.PRESENT not in states_told:
            usual = (marks.PRESENT, *(state for state in usual if state != marks.PRESENT))
    elif marks.PRESENT not in states_told and sign in "√○●/":
        usual = (marks.PRESENT, *(state for state in usual if state != marks.PRESENT))
    first = [state for state in usual if state in fitting]
    return [*first, *(state for state in usual if state not in first)]


def _count(
    source: MatrixSource, roll: Roll, meanings: dict[str, str], reading: TableReading, unsure: dict[str, bool]
) -> None:
    cells: dict[tuple[str, dt.date], dict[int, list[tuple[str, str]]]] = {}
    for child in roll.children:
        for day, mark, state in roll.states(child, meanings):
            cells.setdefault((child.class_name, day), {}).setdefault(child.row, []).append((mark, state))
    opened = source.names.answered("school_day", source.context.place) == OPEN
    totals_agree = opened or (any(child.totals for child in roll.children) and roll.fits(meanings))
    for (class_name, day), marks_by_row in cells.items():
        row: Row = {}
        source.put_date(row, reading, day)
        source.put_class(row, reading, class_name)
        half = source.names.answered("half_day", source.context.form)
        place = -1 if half == AFTERNOON else 0
        row["diners"] = sum(1 for states in marks_by_row.values() if states[place][1] == marks.PRESENT)
        if any(unsure.get(mark) for states in marks_by_row.values() for mark, _ in states):
            asked(row, "diners")
        differ = any(len({state == marks.PRESENT for _, state in states}) > 1 for states in marks_by_row.values())
        if differ and half not in (MORNING, AFTERNOON):
            asked(row, "diners")
            reading.ask("half_day", source.context.form, (MORNING, AFTERNOON))
        if day in roll.supposed_days and not totals_agree:
            asked(row, "diners")
            reading.ask("school_day", source.context.place, (OPEN, CLOSED))
        reading.rows += put_meals(row, reading, source)


def _tell(
    source: MatrixSource, roll: Roll, meanings: dict[str, str], reading: TableReading, unsure: dict[str, bool]
) -> None:
    for child in roll.children:
        days = set()
        for day, mark, state in roll.states(child, meanings):
            if state not in terms.LEAVE_KINDS or day in days:
                continue
            days.add(day)
            row: Row = {}
            source.put_date(row, reading, day)
            source.put_class(row, reading, child.class_name)
            _put_child(source, row, reading, child)
            row["leave"] = state
            if mark in unsure:
                asked(row, "leave")
            reading.rows.append(row)


def _put_child(source: MatrixSource, row: Row, reading: TableReading, child: Child) -> None:
    """Put the code of a child into a row, or its pseudonym, which tells class and number in the list."""
    class_name = str(row["class_name"] or child.class_name)
    code = source.children.code(class_name, child.name) if child.name else None
    if code is not None:
        row["child"] = code
        return
    new = pseudonym(child.class_name, child.number)
    if child.name:
        source.children.names[new] = (class_name, child_key(child.name))
    put_pseudonym(row, reading, new, class_name, {})


def _check(roll: Roll, meanings: dict[str, str], reading: TableReading, before: Counter[tuple[str, int, str]]) -> None:
    """Compare the sheet_total totals with the marks; a second block may print those of the whole month."""
    for child in roll.children:
        own_days = Counter(state for _, _, state in roll.states(child, meanings))
        own_days["absent"] = sum(own_days[leave] for leave in terms.LEAVE_KINDS)
        for state, sheet_total, count in roll.disagreements(child, meanings):
            whole = count + before[child.class_name, child.number, state]
            if sheet_total != whole:
                row, _ = roll.source.matrix.place(child.row, 0)
                told = "缺勤" if state == "absent" else state
                place = f"第 {row + 1} 行" if not roll.source.matrix.turned else f"第 {child.number} 名幼儿"
                reading.faults.append(f"{place}：表上{told} {sheet_total} 天，逐日标记是 {whole} 天；请核对")
        for state, days in own_days.items():
            before[child.class_name, child.number, state] += days
    present = Counter(
        day for child in roll.children for day, _, state in roll.states(child, meanings) if state == marks.PRESENT
    )
    for day, sheet_total in roll.day_totals.items():
        if day in roll.days and sheet_total != present[day]:
            reading.faults.append(f"{day}：表上合计 {sheet_total} 人，逐人标记是 {present[day]} 人；请核对")


__all__ = ["Child", "leave_out_closed_days", "put_meals", "rolls"]
