"""Rows of an old term out of the working database into one file, a whole backup, and back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from kgcore import disk, registers
from kgcore.store import backups, journal, space, upgrade, writes
from kgcore.store.chain import Line, key_text
from kgcore.store.connection import writing
from kgcore.store.differences import refuse_dangling
from kgcore.store.errors import StoreError
from kgcore.store.history import lines_of, row_of
from kgcore.store.rows import Row, to_rows
from kgcore.store.store import Receipt, Store
from kgcore.store.tables import JOURNAL, JOURNAL_LINES, TABLES, guards, unguards
from kgcore.store.writes import RowChanges, Written


def last_entry(store: Store) -> int:
    """Return the number of the last entry of the journal, 0 where there is none."""
    with store.engine.connect() as connection:
        return _last_number(connection)


def archive(
    store: Store,
    path: Path,
    removals: Mapping[str, pd.DataFrame],
    additions: Mapping[str, pd.DataFrame],
    *,
    last_number: int,
    who: str,
) -> Receipt:
    """Write the whole store into one file, then take rows out of it, in one transaction.

    The journal notes the file, its SHA-256, and the key of every row that went; older lines of these rows lose their
    texts and keep their hashes, so that the chain still holds. The file has the texts. What they took of the disk is
    given back.

    Parameters
    ----------
    store : the store.
    path : the file, its name ends in the term; nothing may be there.
    removals : register → rows that go, as read.
    additions : register → rows that stand in their stead.
    last_number : `last_entry` when the rows were read.
    who : who archives, for the journal.

    Raises
    ------
    StoreError
        when something was written since, the file cannot be written, or rows that stay refer to rows that would go;
        the store is then as it was.
    """
    journal.require_name(who)
    if path.exists():
        raise StoreError(f"{path} 已经有了，归档不覆盖。请换一个文件名")
    try:
        with writing(store.engine) as connection:
            if _last_number(connection) != last_number:
                raise StoreError("归档时别人写入了新的记录，没有归档。请再试一次")
            backups.backup(store.engine, path)
            rows = {name: to_rows(registers.get(name), frame) for name, frame in removals.items()}
            parts: dict[str, Written] = {}
            with writes.lifted(connection, rows):
                for name in registers.REGISTERS:
                    if name in rows:
                        parts[name] = _exchange(connection, name, rows[name], additions.get(name))
            for name in rows:
                refuse_dangling(connection, name, rows[name], "归档")
            _wipe(connection, {(name, _key(name, row)) for name, part in rows.items() for row in part})
            digest = disk.file_digest(path)
            number = journal.add_entry(connection, who, "archive", parts, file=path.name, sha256=digest)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    path.chmod(0o444)
    with suppress(StoreError):  # what could not be given back to the disk is filled by later rows
        space.rewrite(store.engine, [*parts, JOURNAL_LINES.name])
    return Receipt(number, {name: part.changes for name, part in parts.items()})


def take_back(store: Store, path: Path, *, who: str) -> Receipt:
    """Put the rows that an archive took out of a store back, and take out those that stood in their stead.

    Parameters
    ----------
    store : the store that it was made of.
    path : the archive.
    who : who takes it back, for the journal.

    Raises
    ------
    StoreError
        when the file is not as it was written, or is no archive of this store, or was taken back before.
    """
    journal.require_name(who)
    if not path.is_file():
        raise StoreError(f"找不到档案 {path}。请核对路径")
    with Store.open(path) as copy, writing(store.engine) as connection:
        number = _entry_of(connection, copy)
        if number is None:
            raise StoreError(f"{path} 不是这个数据库的档案，或已经取回。没有改动")
        if len(faults := copy.discrepancies()):
            raise StoreError(f"{path} 归档后被改动过，有 {len(faults)} 处与录入记录不符。没有改动；请用另存的档案")
        by_register: dict[str, list[Line]] = {}
        for line in lines_of(connection, number):
            if line.key is not None:
                by_register.setdefault(line.register, []).append(line)
        parts: dict[str, Written] = {}
        with writes.lifted(connection, by_register):
            for name in registers.REGISTERS:
                if name in by_register:
                    parts[name] = _back(connection, copy, name, by_register[name])
        entry = journal.add_entry(connection, who, "undo", parts, undoes=number)
    return Receipt(entry, {name: part.changes for name, part in parts.items()})


def _last_number(connection: sa.Connection) -> int:
    return int(connection.execute(sa.select(sa.func.max(JOURNAL.c.id))).scalar_one() or 0)


def _entry_of(connection: sa.Connection, copy: Store) -> int | None:
    """Return the number of the entry that wrote an archive: the one after the archive's last; None: there is none."""
    with copy.engine.connect() as file:
        query = sa.select(JOURNAL.c.id, JOURNAL.c.chain).order_by(JOURNAL.c.id.desc())
        last = file.execute(query).first()
    if last is None:
        return None
    undone = sa.select(JOURNAL.c.undoes).where(JOURNAL.c.undoes.is_not(None))
    here = sa.select(JOURNAL.c.id).where(JOURNAL.c.id == last.id, JOURNAL.c.chain == last.chain)
    entry = sa.select(JOURNAL.c.id).where(
        JOURNAL.c.id == last.id + 1, JOURNAL.c.action == "archive", JOURNAL.c.id.not_in(undone), sa.exists(here)
    )
    number = connection.execute(entry).scalar_one_or_none()
    return None if number is None else int(number)


def _key(name: str, row: Row) -> str:
    places = [place for place, column in enumerate(registers.columns(registers.get(name))) if column.key]
    return key_text([row[place] for place in places])


def _exchange(connection: sa.Connection, name: str, rows: list[Row], additions: pd.DataFrame | None) -> Written:
    writes.remove(connection, name, rows)
    openings = [] if additions is None else to_rows(registers.get(name), additions)
    if openings:
        writes.upsert(connection, name, openings, over_ledger=True)
    lines = [Line(name, _key(name, row), None, None) for row in rows]
    lines += [writes.line(name, None, row) for row in openings]
    return Written(RowChanges(len(openings), 0, 0, len(rows)), tuple(lines))


def _back(connection: sa.Connection, copy: Store, name: str, lines: list[Line]) -> Written:
    openings = [row_of(name, line.after) for line in lines if line.after is not None]
    writes.remove(connection, name, openings)
    keys = {line.key for line in lines if line.after is None}
    register = registers.get(name)
    present = {_key(name, tuple(row)) for row in connection.execute(sa.select(TABLES[name]))} if keys else set()
    rows = [row for row in to_rows(register, copy.read(name)) if _key(name, row) in keys - present] if keys else []
    if rows:
        writes.upsert(connection, name, rows, over_ledger=True)
    touched = [writes.line(name, row, None) for row in openings] + [writes.line(name, None, row) for row in rows]
    return Written(RowChanges(len(rows), 0, 0, len(openings)), tuple(touched))


def _wipe(connection: sa.Connection, keys: set[tuple[str, str]]) -> None:
    """Take the texts of the journal's lines of rows that went; their hashes stay."""
    names = sorted({name for name, _ in keys})
    query = sa.select(JOURNAL_LINES.c.journal, JOURNAL_LINES.c.line, JOURNAL_LINES.c.register, JOURNAL_LINES.c.key)
    places = [
        {"number": row.journal, "place": row.line}
        for row in connection.execute(query.where(JOURNAL_LINES.c.register.in_(names)))
        if (row.register, row.key) in keys
    ]
    if not places:
        return
    dialect = connection.dialect.name
    upgrade.run(connection, unguards(dialect, [JOURNAL_LINES]))
    where = (JOURNAL_LINES.c.journal == sa.bindparam("number")) & (JOURNAL_LINES.c.line == sa.bindparam("place"))
    connection.execute(JOURNAL_LINES.update().where(where).values(key=None, before=None, after=None), places)
    upgrade.run(connection, guards(dialect, [JOURNAL_LINES]))


__all__ = ["archive", "last_entry", "take_back"]
