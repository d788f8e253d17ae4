"""Which column places a row of a register in time, and the database condition for a range of days."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from kgcore import periods
from kgcore.registers import Register, columns, meta


def period_column(register: type[Register]) -> str | None:
    """Return the column that places a row in time: its date, else its month, else its term; None for standing lists.

    Examples
    --------
    >>> from kgcore import registers
    >>> [period_column(registers.get(name)) for name in ("attendance", "classes", "foods")]
    ['date', 'term', None]
    """
    names = {column.name for column in columns(register)}
    return meta(register).date or next((name for name in ("month", "term") if name in names), None)


def within(
    register: type[Register], table: sa.Table, start: dt.date | None, end: dt.date | None
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that keep the rows from `start` to `end` (both included, None = open)."""
    name = period_column(register)
    if name is None or (start is None and end is None):
        return []
    column = table.c[name]
    if name == "term":
        return [column.in_(_terms(start or dt.date(1990, 1, 1), end or dt.date(2200, 1, 1)))]
    size = len("2026-05") if name == "month" else len("2026-05-06")
    bounds = []
    if start is not None:
        bounds.append(column >= start.isoformat()[:size])
    if end is not None:
        bounds.append(column <= end.isoformat()[:size])
    return bounds


def _terms(start: dt.date, end: dt.date) -> list[str]:
    terms, term = [], periods.term_of(start)
    while term.start <= end:
        terms.append(str(term))
        term = periods.term_of(term.end + dt.timedelta(days=1))
    return terms


__all__ = ["period_column", "within"]
