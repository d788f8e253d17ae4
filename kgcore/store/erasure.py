"""A child deleted on request: its rows go, money stays without the code, and the journal keeps hashes for its lines."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from kgcore import registers
from kgcore.registers.base import ANONYMOUS_CHILD
from kgcore.store import journal, space, upgrade, writes
from kgcore.store.chain import Line, key_text, voucher
from kgcore.store.connection import writing
from kgcore.store.errors import StoreError
from kgcore.store.rows import Row
from kgcore.store.store import Receipt, Store
from kgcore.store.tables import JOURNAL, JOURNAL_LINES, TABLES, guards, unguards
from kgcore.store.writes import RowChanges, Written

CHILD = "children.child"


def forget_child(store: Store, child: str, *, site: str, who: str) -> Receipt:
    """Delete a child everywhere in a store, in one transaction, and wipe what the file still holds of it.

    Everywhere is each kindergarten that the child was at, see `kindergartens_of`. Rows that name the child go, and
    those of its special cases; entries of ledgers stay with their amounts and lose the code (`ANONYMOUS_CHILD`, or
    empty where it may be); texts that hold the code hold `ANONYMOUS_CHILD`. Lines of the journal that hold the code
    keep their hash alone; names of imported files that hold it hold `ANONYMOUS_CHILD`, and the entry of the deletion
    vouches for the entries so changed.

    Parameters
    ----------
    store : the store.
    child : code of the child.
    site : whose child.
    who : who deletes, for the journal.

    Raises
    ------
    StoreError
        when no row names the child; nothing is changed.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     receipt = forget_child(office.store, "C00001", site="main", who="S001")
    ...     "C00001" in set(office.read("children")["child"])
    False
    """
    journal.require_name(who)
    with writing(store.engine) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        sites = _kindergartens_of(connection, child, site)[0]
        removals, updates = _concerned(connection, child, sites)
        if not removals and not updates:
            raise StoreError(f"园所 {site} 的台账里没有幼儿 {child}，什么也没有删除；请核对编号和 --site")
        names = [name for name in registers.REGISTERS if name in removals or name in updates]
        parts: dict[str, Written] = {}
        with writes.lifted(connection, names):
            for name in names:
                rows_out, changes = removals.get(name, []), updates.get(name, [])
                writes.remove(connection, name, [*rows_out, *(before for before, _ in changes)])
                if changes:
                    writes.upsert(connection, name, [row for _, row in changes], over_ledger=True)
                # what the rows were is not kept: it holds the code
                lines = tuple(writes.line(name, None, row) for _, row in changes)
                parts[name] = Written(RowChanges(0, len(changes), 0, len(rows_out)), lines)
        _wipe_lines(connection, child, sites, removals)
        if vouchers := _mask_files(connection, child, site):
            first = parts[names[0]]
            parts[names[0]] = Written(first.changes, (*first.lines, *vouchers))
        number = journal.add_entry(connection, who, "delete", parts)
    space.rewrite(store.engine, [*names, JOURNAL.name, JOURNAL_LINES.name])
    return Receipt(number, {name: part.changes for name, part in parts.items()})


def kindergartens_of(store: Store, child: str, site: str) -> tuple[list[str], list[str]]:
    """Return the kindergartens that a child was at, and those where its code is of another child.

    A child that moved keeps its pseudonym: it is enrolled the day after it left, with the same sex and month of birth.
    Where the rolls do not say so, the code is taken for another child's.

    Parameters
    ----------
    store : the store.
    child : code of the child.
    site : a kindergarten that the child was at; the first of those returned.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     kindergartens_of(office.store, "C00001", "main")
    (['main'], [])
    """
    with store.engine.connect() as connection:
        return _kindergartens_of(connection, child, site)


def _kindergartens_of(connection: sa.Connection, child: str, site: str) -> tuple[list[str], list[str]]:
    table = TABLES["children"]
    stays = {row.site: row for row in connection.execute(sa.select(table).where(table.c.child == child))}
    sites = [site]
    while neighbours := [
        other for other in stays if other not in sites and any(_follows(stays, other, at) for at in sites)
    ]:
        sites += sorted(neighbours)
    holders: set[str] = set()
    for name, register in registers.REGISTERS.items():
        for column in registers.columns(register):
            if column.reference == CHILD or (name, column.name) == ("children", "child"):
                rows = TABLES[name]
                query = sa.select(rows.c.site).where(rows.c[column.name] == child).distinct()
                holders.update(connection.execute(query).scalars())
    return sites, sorted(holders - set(sites))


def _follows(stays: dict[str, sa.Row[tuple[object, ...]]], here: str, there: str) -> bool:
    """Return whether the rolls of two kindergartens have one child, first at one of them and then at the other."""
    if here not in stays or there not in stays:
        return False
    former, later = sorted((stays[here], stays[there]), key=lambda row: row.enrolled_on)
    return (
        (former.sex, former.birth_month) == (later.sex, later.birth_month)
        and former.left_on is not None
        and _day(former.left_on) + dt.timedelta(days=1) == _day(later.enrolled_on)
    )


def _day(value: object) -> dt.date:
    return dt.date.fromisoformat(str(value)[:10])


@dataclass(frozen=True)
class _Code:
    """A child's code within texts: C00012 is not in C000123."""

    child: str

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![A-Za-z0-9]){re.escape(self.child)}(?![0-9])")

    def replaced(self, cell: object) -> object:
        return self.pattern.sub(ANONYMOUS_CHILD, cell) if isinstance(cell, str) else cell


def _concerned(
    connection: sa.Connection, child: str, sites: list[str]
) -> tuple[dict[str, list[Row]], dict[str, list[tuple[Row, Row]]]]:
    """Return the rows that go and the rows that lose the code, before and after, by register."""
    code = _Code(child)
    removals: dict[str, list[Row]] = {}
    updates: dict[str, list[tuple[Row, Row]]] = {}
    cases: set[tuple[object, object]] = set()
    for name, register in registers.REGISTERS.items():
        table = TABLES[name]
        columns = registers.columns(register)
        ledger = registers.meta(register).ledger
        texts = [table.c[column.name] for column in columns if column.kind == "text"]
        query = sa.select(table).where(table.c.site.in_(sites), sa.or_(*(text.contains(child) for text in texts)))
        if name == "case_visits":
            numbers = [case for _, case in cases]
            query = sa.select(table).where(
                table.c.site.in_(sites), sa.or_(*(text.contains(child) for text in texts), table.c.case.in_(numbers))
            )
        for row in map(tuple, connection.execute(query)):
            cells = {column.name: cell for column, cell in zip(columns, row, strict=True)}
            names_child = any(
                cells[c.name] == child
                for c in columns
                if c.reference == CHILD or (name, c.name) == ("children", "child")
            )
            if (names_child and not ledger) or (name == "case_visits" and (cells["site"], cells["case"]) in cases):
                removals.setdefault(name, []).append(row)
                if name == "special_cases":
                    cases.add((cells["site"], cells["case"]))
                continue
            after = tuple(
                None if cell == child and c.reference == CHILD and c.nullable else code.replaced(cell)
                for c, cell in zip(columns, row, strict=True)
            )
            if after != row:
                updates.setdefault(name, []).append((row, after))
    return removals, updates


def _wipe_lines(connection: sa.Connection, child: str, sites: list[str], removals: dict[str, list[Row]]) -> None:
    """Take the texts of all lines of the journal that hold the code, or are of rows that go."""
    keys = {
        (name, key_text([row[at] for at, c in enumerate(registers.columns(registers.get(name))) if c.key]))
        for name, rows in removals.items()
        for row in rows
    }
    pattern = _Code(child).pattern
    query = sa.select(JOURNAL_LINES).where(
        JOURNAL_LINES.c.key.is_not(None),
        sa.or_(
            *(JOURNAL_LINES.c[name].contains(child) for name in ("key", "before", "after")),
            JOURNAL_LINES.c.register.in_([*removals, "special_cases", "case_visits"]),
        ),
    )
    cases = {tuple(json.loads(key)[:2]) for name, key in keys if name == "special_cases"}
    lines = connection.execute(query).all()
    for row in lines:
        if row.register == "special_cases" and _holds(pattern, row) and json.loads(row.key)[0] in sites:
            cases.add(tuple(json.loads(row.key)[:2]))
    places = [
        {"number": row.journal, "place": row.line}
        for row in lines
        if json.loads(row.key)[0] in sites
        and (
            _holds(pattern, row)
            or (row.register, row.key) in keys
            or (row.register == "case_visits" and any({*case} <= {*json.loads(row.key)} for case in cases))
        )
    ]
    dialect = connection.dialect.name
    upgrade.run(connection, unguards(dialect, [JOURNAL_LINES]))
    if places:
        where = (JOURNAL_LINES.c.journal == sa.bindparam("number")) & (JOURNAL_LINES.c.line == sa.bindparam("place"))
        connection.execute(JOURNAL_LINES.update().where(where).values(key=None, before=None, after=None), places)
    upgrade.run(connection, guards(dialect, [JOURNAL_LINES]))


def _mask_files(connection: sa.Connection, child: str, site: str) -> list[Line]:
    """Take the code out of the names of imported files; return a line for each entry so changed, to vouch for it."""
    code = _Code(child)
    query = sa.select(JOURNAL).where(JOURNAL.c.file.contains(child)).order_by(JOURNAL.c.id)
    entries = [dict(row) for row in connection.execute(query).mappings() if code.pattern.search(str(row["file"]))]
    dialect = connection.dialect.name
    upgrade.run(connection, unguards(dialect, [JOURNAL]))
    vouchers = []
    for entry in entries:
        entry["file"] = code.replaced(entry["file"])
        connection.execute(JOURNAL.update().where(JOURNAL.c.id == entry["id"]).values(file=entry["file"]))
        vouchers.append(voucher(site, entry))
    upgrade.run(connection, guards(dialect, [JOURNAL]))
    return vouchers


def _holds(pattern: re.Pattern[str], row: sa.Row[tuple[object, ...]]) -> bool:
    texts: Iterable[object] = (row.key, row.before, row.after)
    return any(pattern.search(str(text)) for text in texts if text is not None)


__all__ = ["forget_child", "kindergartens_of"]
