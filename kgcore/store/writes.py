"""Put checked rows into a table: what is new is inserted, what differs is changed, what is the same is left alone."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from kgcore import registers
from kgcore.registers import Register
from kgcore.registers.check import Fault
from kgcore.store.rows import Row, to_rows
from kgcore.store.tables import TABLES


@dataclass(frozen=True)
class RowChanges:
    """How many rows of a register a write added, changed or took away, and found already there."""

    new_rows: int
    changed_rows: int
    same_rows: int


def put(connection: sa.Connection, name: str, frame: pd.DataFrame) -> RowChanges:
    """Write the rows of one register within the caller's transaction.

    Parameters
    ----------
    connection : an open write transaction.
    name : the register.
    frame : rows as `check` returns them, free of faults.
    """
    register, table = registers.get(name), TABLES[name]
    rows = to_rows(register, frame)
    current = _stored(connection, register, table, frame)
    places = _key_places(register)
    additions, updates = [], []
    for row in rows:
        former = current.get(tuple(row[place] for place in places))
        if former is None:
            additions.append(row)
        elif former != row:
            updates.append(row)
    if additions or updates:
        _upsert(connection, table, [*additions, *updates])
    return RowChanges(len(additions), len(updates), len(rows) - len(additions) - len(updates))


def swap(connection: sa.Connection, name: str, stands: pd.DataFrame, frame: pd.DataFrame) -> tuple[int, int]:
    """Take the rows that stand in a register away and put others there; return how many stay and how many go."""
    register, table = registers.get(name), TABLES[name]
    old, new = to_rows(register, stands), to_rows(register, frame)
    removals = [row for row in old if row not in set(new)]
    if removals:
        keys = [(place, column) for place, column in enumerate(table.columns) if column.primary_key]
        where = sa.and_(*(column == sa.bindparam(f"old_{column.name}") for _, column in keys))
        values = [{f"old_{column.name}": row[place] for place, column in keys} for row in removals]
        connection.execute(table.delete().where(where), values)
    additions = [row for row in new if row not in set(old)]
    if additions:
        _upsert(connection, table, additions)
    return len(new) - len(additions), len(removals)


def new_entries(
    register: type[Register], frame: pd.DataFrame, ledger: pd.DataFrame
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows of a ledger that the store does not hold yet, and a fault for each known entry that differs."""
    places = _key_places(register)
    current = {tuple(row[place] for place in places): row for row in to_rows(register, ledger)}
    fresh, faults = [], []
    names = [column.name for column in registers.columns(register)]
    titles = [column.title for column in registers.columns(register)]
    for position, row in enumerate(to_rows(register, frame)):
        booked_row = current.get(tuple(row[place] for place in places))
        if booked_row is None:
            fresh.append(position)
        elif booked_row != row:
            place = next(i for i in range(len(row)) if row[i] != booked_row[i])
            booked_value = "空" if booked_row[place] is None else booked_row[place]
            message = (
                f"单号 {row[names.index('entry')]} 已登记，{titles[place]}原为 {booked_value}："
                "台账只增不改，错账请另填一张冲正单"
            )
            faults.append(Fault(position, names[place], row[place], message))
    return frame.iloc[fresh], faults


def _key_places(register: type[Register]) -> list[int]:
    return [place for place, column in enumerate(registers.columns(register)) if column.key]


def _stored(
    connection: sa.Connection, register: type[Register], table: sa.Table, frame: pd.DataFrame
) -> dict[Row, Row]:
    """Rows that could share a key with the frame's: same sites and, where the date is part of the key, same days."""
    query = sa.select(table).where(table.c.site.in_(sorted(frame["site"].unique())))
    date = registers.meta(register).date
    if date and date in registers.key_columns(register) and len(frame):
        first, last = frame[date].min(), frame[date].max()
        query = query.where(table.c[date] >= f"{first:%Y-%m-%d}", table.c[date] <= f"{last:%Y-%m-%d}")
    places = _key_places(register)
    rows = (tuple(row) for row in connection.execute(query))
    return {tuple(row[place] for place in places): row for row in rows}


def _upsert(connection: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    names = [column.name for column in table.columns]
    keys = [column.name for column in table.primary_key.columns]
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(table)
    if not registers.meta(registers.get(table.name)).ledger and len(keys) < len(names):
        values = {name: insert.excluded[name] for name in names if name not in keys}
        insert = insert.on_conflict_do_update(index_elements=keys, set_=values)
    connection.execute(insert, [dict(zip(names, row, strict=True)) for row in rows])


__all__ = ["RowChanges", "new_entries", "put", "swap"]
