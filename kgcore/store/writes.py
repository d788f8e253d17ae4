"""Put checked rows into a table: what is new is inserted, what differs is changed, what is the same is left alone.

Each write returns a line for every row that it touched, so that the journal can take it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from kgcore import registers
from kgcore.registers import Register
from kgcore.registers.check import Fault
from kgcore.store.chain import Line, key_text, row_text
from kgcore.store.errors import StoreError
from kgcore.store.rows import Row, to_rows
from kgcore.store.tables import TABLES, guards, unguards


@dataclass(frozen=True)
class RowChanges:
    """How many rows of a register a write added, changed, found already there, and removed."""

    new_rows: int
    changed_rows: int
    same_rows: int
    removed_rows: int = 0


@dataclass(frozen=True)
class Written:
    """What a write did to a register: the counts, and a line for each row touched."""

    changes: RowChanges
    lines: tuple[Line, ...]


def put(connection: sa.Connection, name: str, frame: pd.DataFrame) -> Written:
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
    additions: list[Row] = []
    updates: list[Row] = []
    lines = []
    for cells in rows:
        former = current.get(tuple(cells[place] for place in places))
        row = with_lasting(register, cells, former)
        if former == row:
            continue
        (updates if former else additions).append(row)
        lines.append(line(name, former, row))
    if lines:
        upsert(connection, name, [*additions, *updates])
    changes = RowChanges(len(additions), len(updates), len(rows) - len(lines))
    return Written(changes, tuple(lines))


def with_lasting(register: type[Register], row: Row, former: Row | None) -> Row:
    """Return a row with what the kept one holds in columns that an empty cell does not clear."""
    if former is None:
        return row
    columns = registers.columns(register)
    return tuple(
        here if cell is None and column.lasting else cell
        for column, cell, here in zip(columns, row, former, strict=True)
    )


def swap(connection: sa.Connection, name: str, stands: pd.DataFrame, frame: pd.DataFrame) -> Written:
    """Take the rows that stand in a register away and put others there, within the caller's transaction."""
    register = registers.get(name)
    places = _key_places(register)
    old, new = to_rows(register, stands), to_rows(register, frame)
    old_by_key = {tuple(row[place] for place in places): row for row in old}
    new_by_key = {tuple(row[place] for place in places): row for row in new}
    removals = [row for key, row in old_by_key.items() if key not in new_by_key]
    updates = [row for key, row in new_by_key.items() if key in old_by_key and old_by_key[key] != row]
    additions = [row for key, row in new_by_key.items() if key not in old_by_key]
    remove(connection, name, removals)
    if additions or updates:
        upsert(connection, name, [*additions, *updates])
    lines = [
        *(line(name, row, None) for row in removals),
        *(line(name, old_by_key[tuple(row[place] for place in places)], row) for row in updates),
        *(line(name, None, row) for row in additions),
    ]
    same = len(new) - len(additions) - len(updates)
    return Written(RowChanges(len(additions), len(updates), same, len(removals)), tuple(lines))


def line(name: str, before: Row | None, after: Row | None) -> Line:
    """Return what a write did to one row of a register, for the journal.

    Parameters
    ----------
    name : the register.
    before, after : the row, None where there was or is none; not both.
    """
    register = registers.get(name)
    names = [column.name for column in registers.columns(register)]
    row = before if after is None else after
    if row is None:
        raise ValueError("a line needs a row before or after")
    key = key_text([row[place] for place in _key_places(register)])
    texts = (None if side is None else row_text(names, side) for side in (before, after))
    return Line(name, key, *texts)


def remove(connection: sa.Connection, name: str, rows: Sequence[Row]) -> None:
    """Delete rows of a register by their keys within the caller's transaction.

    Raises
    ------
    StoreError
        when the database lets the role that is connected see a row and not delete it.
    """
    if not rows:
        return
    table = TABLES[name]
    keys = [(place, column) for place, column in enumerate(table.columns) if column.primary_key]
    where = sa.and_(*(column == sa.bindparam(f"old_{column.name}") for _, column in keys))
    rows = referred_first(name, rows)[::-1]
    outcome = connection.execute(
        table.delete().where(where), [{f"old_{c.name}": row[place] for place, c in keys} for row in rows]
    )
    if outcome.rowcount != len(rows):
        title = registers.meta(registers.get(name)).title
        raise StoreError(
            f"《{title}》有 {len(rows)} 行要删去，只删得了 {max(outcome.rowcount, 0)} 行：其余的不是本园所的，"
            "当前的数据库角色没有权限，本次没有写入。请用管理数据库的角色"
        )


def referred_first(name: str, rows: Sequence[Row]) -> list[Row]:
    """Return rows of a register so that a row which others of them refer to by a foreign key goes before these.

    Examples
    --------
    >>> rows = [("annex", "分园", "main"), ("main", "本园", "main")]
    >>> [row[0] for row in referred_first("sites", rows)]
    ['main', 'annex']
    """
    names = [column.name for column in TABLES[name].columns]
    links = [
        (names.index(key.parent.name), names.index(key.column.name))
        for key in TABLES[name].foreign_keys
        if key.column.table is TABLES[name]
    ]
    if not links:
        return list(rows)
    queue, ordering = list(rows), []
    while queue:
        ahead = {(target, row[target]) for row in queue for _, target in links}
        free = [
            row
            for row in queue
            if all(row[place] == row[target] or (target, row[place]) not in ahead for place, target in links)
        ]
        ordering += free or queue  # rows that refer to each other have no order; the database says so
        queue = [row for row in queue if row not in free] if free else []
    return ordering


def new_entries(
    register: type[Register], frame: pd.DataFrame, ledger: pd.DataFrame
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows of a ledger that the store does not hold yet, and a fault for each known entry that differs."""
    places = _key_places(register)
    current = {tuple(row[place] for place in places): row for row in to_rows(register, ledger)}
    fresh, faults = [], []
    names = [column.name for column in registers.columns(register)]
    table_columns = registers.columns(register)
    for position, row in enumerate(to_rows(register, frame)):
        booked_row = current.get(tuple(row[place] for place in places))
        if booked_row is None:
            fresh.append(position)
        elif booked_row != row:
            place = next(i for i in range(len(row)) if row[i] != booked_row[i])
            booked_value = registers.as_written(table_columns[place], booked_row[place])
            message = (
                f"单号 {row[names.index('entry')]} 已登记，{table_columns[place].heading}原为 {booked_value}："
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


def upsert(connection: sa.Connection, name: str, rows: Sequence[Row], *, over_ledger: bool = False) -> None:
    """Insert rows of a register, or change those whose key it holds, within the caller's transaction.

    Parameters
    ----------
    connection, name : where to.
    rows : whole rows in declared order of columns.
    over_ledger : change entries of a ledger too; its guards must have been lifted.
    """
    table = TABLES[name]
    names = [column.name for column in table.columns]
    keys = [column.name for column in table.primary_key.columns]
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(table)
    fixed = registers.meta(registers.get(name)).ledger and not over_ledger
    if not fixed and len(keys) < len(names):
        values = {name: insert.excluded[name] for name in names if name not in keys}
        insert = insert.on_conflict_do_update(index_elements=keys, set_=values)
    connection.execute(insert, [dict(zip(names, row, strict=True)) for row in referred_first(name, rows)])


@contextmanager
def lifted(connection: sa.Connection, names: Iterable[str]) -> Iterator[None]:
    """Let entries of ledgers change within the caller's transaction; the journal keeps what they were.

    Only what the journal records may be done inside: taking an import back, renaming, deleting a child.
    """
    tables = [TABLES[name] for name in names if registers.meta(registers.get(name)).ledger]
    dialect = connection.dialect.name
    for statement in unguards(dialect, tables):
        connection.exec_driver_sql(statement)
    yield
    for statement in guards(dialect, tables) if tables else []:
        connection.exec_driver_sql(statement.replace("%", "%%") if dialect != "sqlite" else statement)


__all__ = [
    "RowChanges",
    "Written",
    "lifted",
    "line",
    "new_entries",
    "put",
    "referred_first",
    "remove",
    "swap",
    "upsert",
    "with_lasting",
]
