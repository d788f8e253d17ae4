"""What every part of the demonstration shares: the seed, the terms, the school days, how rows become frames."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import chinese_calendar
import numpy as np
import pandas as pd

from kgcore import registers
from kgcore.registers import terms

SEED = 20260225
FEE_FEN = 1550
STAFF_FEE_FEN = 1500
MAIN, LONGMA = "main", "longma"

Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Term:
    """A term with its first and last day of lessons, and the days its calendar covers."""

    name: str
    first: dt.date
    last: dt.date
    calendar_first: dt.date
    calendar_last: dt.date
    last_school_year_start: int


SPRING = Term(
    "2026-spring", dt.date(2026, 2, 25), dt.date(2026, 6, 30), dt.date(2026, 2, 1), dt.date(2026, 7, 31), 2025
)
AUTUMN = Term(
    "2026-autumn", dt.date(2026, 9, 1), dt.date(2026, 10, 31), dt.date(2026, 8, 1), dt.date(2026, 12, 31), 2026
)
TERMS = (SPRING, AUTUMN)
# Last year's days of lessons that the energy of the same months is held against; nothing else is kept of them.
LAST_YEAR = {
    "2025-spring": (dt.date(2025, 2, 17), dt.date(2025, 6, 30)),
    "2025-autumn": (dt.date(2025, 9, 1), dt.date(2025, 10, 31)),
}

SIZES: Mapping[str, Mapping[str, tuple[int, ...]]] = {
    MAIN: {terms.SMALL: (40,) * 3, terms.MIDDLE: (36,) * 8, terms.LARGE: (36, 36, 35, 35, 35, 35)},
    LONGMA: {terms.SMALL: (30, 30), terms.MIDDLE: (32, 32, 31), terms.LARGE: (32, 32, 31)},
}
NUMERALS = "一二三四五六七八"


def generator(part: str) -> np.random.Generator:
    """Return the random stream of one part, so that a change in one part does not reshuffle another."""
    return np.random.default_rng([SEED, *part.encode()])


def days(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return every day from `first` to `last`, both included."""
    return [first + dt.timedelta(n) for n in range((last - first).days + 1)]


@cache
def school_days(term: Term) -> tuple[dt.date, ...]:
    """Return the days of lessons of a term: the working days of the state calendar, make-up weekends included."""
    return tuple(day for day in days(term.first, term.last) if chinese_calendar.is_workday(day))


@cache
def all_school_days() -> tuple[dt.date, ...]:
    """Return the school days of both terms in order."""
    return tuple(day for term in TERMS for day in school_days(term))


def months() -> list[str]:
    """Return the months that hold school days, written 2026-05."""
    return sorted({f"{day:%Y-%m}" for day in all_school_days()})


def month_days(month: str) -> list[dt.date]:
    """Return the school days of a month."""
    return [day for day in all_school_days() if f"{day:%Y-%m}" == month]


def last_year_days(month: str) -> int:
    """Return the number of school days of a month of last year, written 2025-05."""
    return sum(
        f"{day:%Y-%m}" == month and chinese_calendar.is_workday(day)
        for first, last in LAST_YEAR.values() for day in days(first, last)
    )  # fmt: skip


def weeks(chosen: Sequence[dt.date]) -> list[list[dt.date]]:
    """Group days by ISO week, in order."""
    groups: dict[tuple[int, int], list[dt.date]] = {}
    for day in chosen:
        groups.setdefault(day.isocalendar()[:2], []).append(day)
    return list(groups.values())


def school_day_after(day: dt.date, count: int = 1) -> dt.date:
    """Return the `count`-th school day after a day, or the last known one."""
    later = [d for d in all_school_days() if d > day]
    return later[min(count, len(later)) - 1] if later else day


def class_names(site: str, band: str) -> list[str]:
    """Return the names of the classes of a band at a site."""
    return [f"{band[0]}{NUMERALS[n]}班" for n in range(len(SIZES[site][band]))]


def classes_of(site: str) -> list[str]:
    """Return the names of all classes of a site, youngest band first."""
    return [name for band in terms.BANDS for name in class_names(site, band)]


def frame(register: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Make a register's frame from rows; what a row does not say is missing, the site is `main` unless said.

    Raises
    ------
    KeyError
        a row holds a column that the register does not have.
    """
    names = [column.name for column in registers.columns(registers.get(register))]
    listed = list(rows)
    for row in listed:
        if unknown := set(row) - set(names):
            raise KeyError(f"{register}: {sorted(unknown)}")
    data = pd.DataFrame({name: [row.get(name, MAIN if name == "site" else None) for row in listed] for name in names})
    return typed(register, data)


def typed(register: str, data: pd.DataFrame) -> pd.DataFrame:
    """Give a frame the stored type of each column of its register."""
    kinds = {"date": "datetime64[ns]", "integer": "Int64", "number": "float64", "flag": "boolean"}
    for column in registers.columns(registers.get(register)):
        if column.kind == "date":
            data[column.name] = pd.to_datetime(data[column.name])
        else:
            data[column.name] = data[column.name].astype(kinds.get(column.kind, "str"))
    return data
