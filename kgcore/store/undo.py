"""Take an entry of the journal back: rows it added go, rows it changed or removed become what they were."""

from __future__ import annotations

import json

import pandas as pd
import sqlalchemy as sa

from kgcore import registers
from kgcore.registers.references import kitchen_of
from kgcore.store import queries, writes
from kgcore.store.chain import Line
from kgcore.store.closes import frozen_faults
from kgcore.store.differences import refuse_dangling
from kgcore.store.errors import StoreError
from kgcore.store.history import lines_of, own_site, row_of, stored_row
from kgcore.store.rows import Row, to_frame
from kgcore.store.tables import JOURNAL, JOURNAL_ROWS, TABLES
from kgcore.store.writes import RowChanges, Written

NAMING = ("rename", "merge")
"""Actions that change names and no figures."""


def last_import(connection: sa.Connection) -> int:
    """Return the number of the last import that was not taken back.

    Raises
    ------
    StoreError
        when there is none.
    """
    undone = sa.select(JOURNAL.c.undoes).where(JOURNAL.c.undoes.is_not(None))
    query = sa.select(sa.func.max(JOURNAL.c.id)).where(JOURNAL.c.action == "import", JOURNAL.c.id.not_in(undone))
    number = connection.execute(query).scalar_one()
    if number is None:
        raise StoreError("没有可以撤销的导入：还没有导入过文件，或都已撤销")
    return int(number)


def take_back(connection: sa.Connection, number: int) -> dict[str, Written]:
    """Undo an entry within the caller's write transaction and return what that did, by register.

    Parameters
    ----------
    connection : an open write transaction.
    number : of the entry.

    Raises
    ------
    StoreError
        when there is no such entry, it was taken back before, its rows have been changed since, other rows refer to
        what it added, or an entry of it counts to a closed month.
    """
    require_undoable(connection, number)
    by_register: dict[str, list[Line]] = {}
    for line in lines_of(connection, number):
        by_register.setdefault(line.register, []).append(line)
    _require_own(connection, number, [line for lines in by_register.values() for line in lines])
    names = [name for name in TABLES if name in by_register]
    parts: dict[str, Written] = {}
    with writes.lifted(connection, names):
        removals = {name: _removals(connection, name, by_register[name]) for name in names}
        for name in names:
            parts[name] = _register_back(connection, name, by_register[name], len(removals[name]))
        # what refers goes before what it refers to, and sites last: the database itself refuses to lose one in use
        for name in reversed(names):
            if name == "sites":
                refuse_dangling(connection, name, removals[name], "撤销")
            writes.remove(connection, name, removals[name])
    action = connection.execute(sa.select(JOURNAL.c.action).where(JOURNAL.c.id == number)).scalar_one()
    for name in reversed(names):
        gone = [row_of(name, line.after) for line in by_register[name] if line.before is None and line.after]
        refuse_dangling(connection, name, gone, "撤销")
        if action not in NAMING:  # a name may change in closed months, and change back: no figure does
            _refuse_frozen(connection, name, [*gone, *_restored(name, by_register[name])])
    return parts


def _require_own(connection: sa.Connection, number: int, lines: list[Line]) -> None:
    """Refuse an entry of which the role that is connected sees or may write only a part.

    Raises
    ------
    StoreError
        saying who can take it back.
    """
    site = own_site(connection)
    if site is None:
        return
    counts = (JOURNAL_ROWS.c.rows_new, JOURNAL_ROWS.c.rows_changed, JOURNAL_ROWS.c.rows_removed)
    query = sa.select(sum(counts[1:], counts[0])).where(JOURNAL_ROWS.c.journal == number)
    total = sum(connection.execute(query).scalars())
    is_naming = sa.select(JOURNAL.c.action.in_(NAMING)).where(JOURNAL.c.id == number)
    others = any(json.loads(str(line.key))[0] != site for line in lines)
    if others or len(lines) != total or connection.execute(is_naming).scalar_one():
        raise StoreError(
            f"第 {number} 号录入记录不只是园所 {site} 的行（改名、合并也算），这个数据库角色不能撤销它的一部分。"
            "请用管理数据库的角色撤销。什么也没有改动"
        )


def require_undoable(connection: sa.Connection, number: int) -> None:
    """Refuse an entry that does not exist, was taken back before, or kept no rows.

    Raises
    ------
    StoreError
        saying which.
    """
    entry = connection.execute(sa.select(JOURNAL).where(JOURNAL.c.id == number)).one_or_none()
    if entry is None:
        raise StoreError(f"没有第 {number} 号录入记录。请用 kg journal 查看有哪些")
    by = connection.execute(sa.select(JOURNAL.c.id).where(JOURNAL.c.undoes == number)).scalar_one_or_none()
    if by is not None:
        raise StoreError(f"第 {number} 号录入记录已由第 {by} 号撤销，不能再撤销一次")
    if entry.action in ("upgrade", "delete"):
        raise StoreError(f"第 {number} 号录入记录是{'升级' if entry.action == 'upgrade' else '删除幼儿'}，不能撤销")
    if entry.action == "archive":
        raise StoreError(f"第 {number} 号录入记录是归档；要取回请用 kg unarchive {entry.file}")
    lines = lines_of(connection, number)
    if any(line.key is None for line in lines):
        raise StoreError(f"第 {number} 号录入记录里有已删除的幼儿或已归档的行，原值没有留下，不能撤销")
    if not lines:
        raise StoreError(f"第 {number} 号录入记录没有留下原值（升级前写入，或没有改动任何一行），不能撤销")


def _removals(connection: sa.Connection, name: str, lines: list[Line]) -> list[Row]:
    """Return the rows that an entry added, as they are.

    Raises
    ------
    StoreError
        when a row that the entry touched is not as it left it.
    """
    rows = {line.key: stored_row(connection, line) for line in lines}
    for line in lines:
        wanted = None if line.after is None else row_of(name, line.after)
        if rows[line.key] != wanted:
            title = registers.meta(registers.get(name)).title
            key = "、".join(str(part) for part in json.loads(str(line.key))[1:]) or str(line.key)
            raise StoreError(f"《{title}》{key} 这一行后来又被改过，不能撤销。请先撤销后来的那次（见 kg journal）")
    return [row for line in lines if line.before is None and (row := rows[line.key]) is not None]


def _register_back(connection: sa.Connection, name: str, lines: list[Line], removals: int) -> Written:
    """Put the rows back that an entry changed or removed; those that it added, `removals` of them, stay for now."""
    back = _restored(name, lines)
    if back:
        writes.upsert(connection, name, back, over_ledger=True)
    reversed_lines = tuple(Line(name, line.key, line.after, line.before) for line in lines)
    added = sum(line.after is None for line in lines)
    return Written(RowChanges(added, len(back) - added, 0, removals), reversed_lines)


def _restored(name: str, lines: list[Line]) -> list[Row]:
    return [row_of(name, line.before) for line in lines if line.before is not None]


def _refuse_frozen(connection: sa.Connection, name: str, rows: list[Row]) -> None:
    frame = to_frame(registers.get(name), rows)
    closes: pd.DataFrame = queries.read(connection, "month_closes")
    if faults := frozen_faults(name, frame, closes, kitchen_of(queries.read(connection, "sites"))):
        title = registers.meta(registers.get(name)).title
        raise StoreError(
            f"不能撤销：《{title}》有 {len(faults)} 条记在已月结的月份里（{faults[0].value}）。错账请用冲正"
        )


__all__ = ["last_import", "require_undoable", "take_back"]
