"""Whether tables agree with what is known: references, aliases, bounds, the calendar, and one another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from kgcore import registers
from kgcore.registers.check import Fault, check_references
from kgcore.workbook import cells
from kgcore.workbook.faults import CellFault
from kgcore.workbook.names import Everyday, Lookup, alias_clashes, question
from kgcore.workbook.reading import Reading
from kgcore.workbook.sheet_rows import SheetRows

# Comparing a value with every known one takes milliseconds; a column wrong throughout needs no more hints.
SUGGESTED = 100


def disagreements(reading: Reading, lookup: Lookup, today: dt.date) -> Iterator[CellFault]:
    """Yield every value that refers to nothing known, exceeds its bound, or is dated on a day off or not yet come.

    A register that holds nothing at all is named once, not once for every row that refers to it.
    """
    for table in reading.tables.values():
        register = registers.get(table.register)
        empty = _empty_registers(table, lookup)
        for name in empty:
            title = registers.meta(registers.get(name)).title
            yield CellFault(
                reading.file, table.sheet, "", "", "",
                f"缺少《{title}》：还没有任何记录，无法核对；请先导入，或把这张工作表一并放进工作簿",
            )  # fmt: skip
        unjudged = {c.name for c in registers.columns(register) if (c.reference or "").split(".")[0] in empty}
        faults = [fault for fault in check_references(register, table.frame, lookup) if fault.column not in unjudged]
        faults += _off_days(table, lookup)
        faults += _not_yet(table, lookup, today)
        faults += alias_clashes(table, lookup)
        for fault in _with_suggestions(table.register, faults, lookup):
            yield table.fault(reading.file, fault)


def _empty_registers(table: SheetRows, lookup: Lookup) -> list[str]:
    sources = [
        column.reference.split(".")[0]
        for column in registers.columns(registers.get(table.register))
        if column.reference and table.frame[column.name].notna().any()
    ]
    if registers.meta(registers.get(table.register)).school_days_only:
        sources.append("calendar")
    return [name for name in dict.fromkeys(sources) if lookup(name).empty]


def _with_suggestions(register: str, faults: Iterable[Fault], lookup: Lookup) -> Iterator[Fault]:
    references = {c.name: c.reference for c in registers.columns(registers.get(register)) if c.reference}
    hints: dict[tuple[str, object], str] = {}
    everyday = Everyday(lookup)
    for fault in faults:
        reference = references.get(fault.column or "")
        if reference is None:
            yield fault
            continue
        key = (reference, fault.value)
        if key not in hints:
            name, target = reference.split(".")
            names = set(lookup(name)[target].dropna()) if len(hints) < SUGGESTED else set()
            hints[key] = "" if fault.value in names else _hint(str(fault.value), reference, names, everyday)
        yield replace(fault, message=fault.message + hints[key])


def _hint(word: str, reference: str, names: set[str], everyday: Everyday) -> str:
    """Return what may be meant by a word that no row of the register is named after, as the end of a message."""
    understanding = everyday.understand(reference, word) if names else None
    if understanding is not None:
        return question(word, understanding)
    near = cells.nearest(word, sorted(names))
    return f"；是否“{near}”？" if near else ""


def _off_days(table: SheetRows, lookup: Lookup) -> Iterator[Fault]:
    """Yield rows dated outside every term or, where the register is kept on school days, on a day off."""
    about = registers.meta(registers.get(table.register))
    calendar = lookup("calendar").dropna(subset=["site", "date", "school_day"])
    if not about.school_days_only or about.date is None or calendar.empty:
        return
    sites = lookup("sites")
    kitchens = dict(zip(sites["site"], sites["kitchen"], strict=True))
    days: dict[object, dict[dt.date, tuple[bool, str]]] = {}
    parts = (calendar["site"], calendar["date"].dt.date, calendar["school_day"], calendar["note"].fillna(""))
    for site, day, is_open, note in zip(*parts, strict=True):
        days.setdefault(site, {})[day] = (bool(is_open), note)
    for at, (site, day) in enumerate(zip(table.frame["site"], table.frame[about.date].dt.date, strict=True)):
        site_days = days.get(site) or days.get(kitchens.get(site, ""), {})
        if pd.isna(day) or (day in site_days and site_days[day][0]):
            continue
        if day not in site_days:
            yield Fault(at, about.date, day, "不在校历的任何学期内；请核对日期，或先补《校历》")
        else:
            because = f"（{site_days[day][1]}）" if site_days[day][1] else ""
            yield Fault(at, about.date, day, f"这一天不开园{because}；请核对日期")


def _not_yet(table: SheetRows, lookup: Lookup, today: dt.date) -> Iterator[Fault]:
    """Yield rows of what has happened dated after today and after the last attendance, in case a clock is wrong."""
    about = registers.meta(registers.get(table.register))
    if not about.happened or about.date is None:
        return
    last = max(pd.Timestamp(today), lookup("attendance")["date"].max())
    for at, day in enumerate(table.frame[about.date]):
        if day > last:
            yield Fault(
                at, about.date, day.date(), f"这一天还没有到（今天是 {today}）；发生过的才登记，请核对年份和月份"
            )


def contradictions(readings: Sequence[Reading]) -> Iterator[CellFault]:
    """Yield rows that give a key another content than the first workbook of the same call that has the key."""
    for name, register in registers.REGISTERS.items():
        holding = [reading for reading in readings if name in reading.tables]
        if len(holding) > 1:
            yield from _contradicting(holding, name, list(registers.key_columns(register)))


def _contradicting(holding: Sequence[Reading], name: str, key: list[str]) -> Iterator[CellFault]:
    parts = {number: reading.tables[name].frame for number, reading in enumerate(holding)}
    rows = pd.concat(parts, names=["book", "row"]).reset_index().dropna(subset=key)
    firsts, others = rows.drop_duplicates(key), rows[rows.duplicated(key)]
    pairs = others.merge(firsts, on=key, suffixes=("", "_first"))
    differs = pd.Series(False, index=pairs.index)
    for column in rows.columns.difference([*key, "book", "row"]):
        values, before = pairs[column], pairs[f"{column}_first"]
        differs |= ~((values == before).fillna(False).astype(bool) | (values.isna() & before.isna()))
    told = pairs.loc[differs & (pairs["book"] != pairs["book_first"])]
    for book, row, first_book, first_row, value in told[["book", "row", "book_first", "row_first", key[-1]]].itertuples(
        index=False, name=None
    ):
        first = holding[first_book]
        place = f"{first.file}《{first.tables[name].sheet}》第 {first.tables[name].lines[first_row] + 1} 行"
        message = f"与 {place}的键相同而内容不同；请只保留一处"
        yield holding[book].tables[name].fault(holding[book].file, Fault(row, key[-1], value, message))
