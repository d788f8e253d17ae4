"""Rows out of the database: those of a register, and those that rows about to be written may refer to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd
import sqlalchemy as sa

from kgcore import registers
from kgcore.store.periods import within
from kgcore.store.rows import to_frame
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
    return to_frame(register, connection.execute(query).all())


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
