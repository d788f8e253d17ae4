"""Rows out of the database: those of a register, and those that rows about to be written may refer to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd
import sqlalchemy as sa

from kgcore import registers
from kgcore.store.periods import within
from kgcore.store.rows import Row, to_frame
from kgcore.store.tables import TABLES


def read(
    connection: sa.Connection,
    name: str,
    sites: Sequence[str] | None = None,
    start: dt.date | None = None,
    end: dt.date | None = None,
) -> pd.DataFrame:
    """Return rows of a register, typed as `check` returns them, ordered by key.

    Parameters
    ----------
    connection : an open connection or transaction.
    name : the register.
    sites : whose rows; None = all.
    start, end : first and last day, both included; None = open.
    """
    register, table = registers.get(name), TABLES[name]
    query = sa.select(table).where(*within(register, table, start, end))
    if sites is not None:
        query = query.where(table.c.site.in_(list(sites)))
    query = query.order_by(*table.primary_key.columns)
    rows = [tuple(row) for row in connection.execute(query)]
    if name == "children" and connection.dialect.name == "postgresql":
        rows += [row for row in _fed_children(connection) if sites is None or row[0] in sites]
        rows.sort(key=lambda row: (str(row[0]), str(row[1])))
    return to_frame(register, rows)


def _fed_children(connection: sa.Connection) -> list[Row]:
    """Return what the role of a kitchen's site reads of the children whom it feeds elsewhere; none for other roles."""
    asks = "SELECT kg_own_site() IS NOT NULL AND to_regprocedure('kg_fed_children()') IS NOT NULL"
    if not connection.execute(sa.text(asks)).scalar_one():
        return []
    columns = [column.name for column in registers.columns(registers.get("children"))]
    rows = connection.execute(sa.text("SELECT * FROM kg_fed_children()")).mappings()
    return [tuple(row.get(name) for name in columns) for row in rows]


class Referable:
    """What rows about to be written may refer to: one another, and the rows of the store.

    Called with a register's name it returns the rows known of it, those being written before those of the store. Each
    register is read once, and only for the sites concerned: those that are written for and those whose kitchen feeds
    them.
    """

    def __init__(self, connection: sa.Connection, frames: Mapping[str, pd.DataFrame]) -> None:
        self._connection = connection
        self._frames = frames
        self._cache: dict[str, pd.DataFrame] = {}
        self._sites: list[str] | None = None
        sites = self("sites")
        concerned = {site for frame in frames.values() for site in frame["site"].dropna().unique()}
        kitchens = set(sites.loc[sites["site"].isin(concerned), "kitchen"].dropna())
        self._sites = sorted(concerned | kitchens)

    def __call__(self, name: str) -> pd.DataFrame:
        """Return the rows known of a register."""
        if name not in self._cache:
            rows = read(self._connection, name, self._sites)
            key = list(registers.key_columns(registers.get(name)))
            if name in self._frames:
                rows = pd.concat([self._frames[name], rows]).drop_duplicates(key, keep="first")
            self._cache[name] = rows
        return self._cache[name]


__all__ = ["Referable", "read"]
