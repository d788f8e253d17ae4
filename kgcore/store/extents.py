"""How far a register reaches: rows, first and last day, counted by the database without reading the rows."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from kgcore import registers
from kgcore.store.connection import reading
from kgcore.store.periods import period_column
from kgcore.store.tables import TABLES


@dataclass(frozen=True)
class Extent:
    """Rows of a register for a site; `first` and `last` as its day, month or term is written, None where there is none.

    A standing list has rows and no days.
    """

    rows: int
    first: str | None = None
    last: str | None = None


def extent(engine: sa.Engine, register: str, site: str) -> Extent:
    """Return how many rows of a register a site has, and from when to when.

    Raises
    ------
    KeyError
        when there is no such register.
    """
    table, day = TABLES[register], period_column(registers.get(register))
    columns = [sa.func.count(), *((sa.func.min(table.c[day]), sa.func.max(table.c[day])) if day else ())]
    with reading(engine) as connection:
        rows, *ends = connection.execute(sa.select(*columns).where(table.c.site == site)).one()
    first, last = ends or (None, None)
    return Extent(int(rows), first and str(first), last and str(last))


__all__ = ["Extent", "extent"]
