"""A name of a master row changed, or two made one: every row that names it follows, in one transaction.

Followed are the references that registers declare and the texts that may mention the name, ledgers too, at the site and
at the sites that its kitchen feeds. A site that holds the name itself keeps its own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from kgcore import registers
from kgcore.periods import term_of
from kgcore.registers import RegisterColumn
from kgcore.registers.check import check
from kgcore.store import journal, writes
from kgcore.store.chain import Line
from kgcore.store.connection import writing
from kgcore.store.errors import StoreError
from kgcore.store.rows import Row, to_frame
from kgcore.store.store import Receipt, Store
from kgcore.store.tables import TABLES
from kgcore.store.writes import RowChanges, Written

MASTERS: Mapping[str, str] = {
    "foods": "food",
    "dishes": "dish",
    "classes": "class_name",
    "suppliers": "supplier",
    "staff": "staff",
}
"""Registers whose rows can be renamed and merged → the column that names a row."""
COMPOSITION: Mapping[str, str] = {"dishes": "dish_ingredients"}
"""Register → the register that says what its rows consist of: of two rows merged, only the composition kept stays."""
VALUES = ("prices",)
"""Registers of values of a master row: where both rows have one under a key, the one kept stays."""
SEPARATORS = re.compile(r"[;；,，、]")
SHOWN = 5

Cells = dict[str, object]
Change = tuple[Row, Row | None]
"""A row before and after; None: it goes."""


def rename(
    store: Store, register: str, old: str, new: str, *, site: str, who: str, since: dt.date | None = None
) -> Receipt:
    """Give a master row another name; the old one becomes an alias of it.

    Parameters
    ----------
    store : the store.
    register : one of `MASTERS`.
    old, new : the name, as it stands in the register, and the one it gets.
    site : whose row.
    who : who renames, for the journal.
    since : only of a class: the first day of the new name. Rows dated before keep the old one; the class of that term
        is then kept under both names, and the old one says what it is called since.

    Raises
    ------
    StoreError
        when there is no such row, the new name is taken or not allowed, or rows would clash; nothing is written.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     receipt = rename(office.store, "suppliers", "V01", "V07", site="main", who="S001")
    ...     receipt.rows["invoices"].changed_rows
    1
    """
    journal.require_name(who)
    if since is not None and register != "classes":
        raise StoreError("只有班级可以从某一天起改名（--from）；其他台账改名通用于全部记录，请去掉 --from")
    with writing(store.engine) as connection:
        pass_on = _Passing(connection, register, old, new, site)
        pass_on.require_row(old)
        if pass_on.exists(new, since):
            title = registers.meta(registers.get(register)).title
            raise StoreError(f"《{title}》里已经有“{new}”，不能把“{old}”改成它；两个其实是一个时请用 kg merge")
        pass_on.require_free_alias()
        changes = pass_on.followers(since)
        changes[register] = [*changes.get(register, []), *pass_on.masters(since)]
        additions = pass_on.second_names(since) if since else []
        return _write(connection, who, "rename", changes, {register: additions})


def merge(store: Store, register: str, old: str, new: str, *, site: str, who: str) -> Receipt:
    """Make two master rows one: everything that names `old` names `new`, which keeps its own values.

    Prices and composition of the row kept stay; rows of the other that would fall on the same key go when they are of
    these, or equal. `old` becomes an alias.

    Raises
    ------
    StoreError
        when one of the rows is missing, or other rows would fall on the same key; nothing is written.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     another = office.read("suppliers").assign(supplier="V02")
    ...     receipt = office.write({"suppliers": another}, who="S001")
    ...     receipt = merge(office.store, "suppliers", "V02", "V01", site="main", who="S001")
    ...     office.read("suppliers")[["supplier", "aliases"]].to_numpy().tolist()
    [['V01', 'V02']]
    """
    journal.require_name(who)
    if old == new:
        raise StoreError("两个名字相同，没有什么可以合并")
    with writing(store.engine) as connection:
        pass_on = _Passing(connection, register, old, new, site)
        pass_on.require_row(old)
        pass_on.require_row(new)
        changes = pass_on.followers(None)
        composition = COMPOSITION.get(register)
        if composition:
            field = MASTERS[register]
            changes[composition] = [(row, None) for row, _ in pass_on.rows(composition, (field,), None)]
        changes[register] = [*changes.get(register, []), *pass_on.merged_masters()]
        return _write(connection, who, "merge", changes, {})


@dataclass(frozen=True)
class _Passing:
    """One name that passes to another: which rows of which sites are concerned."""

    connection: sa.Connection
    register: str
    old: str
    new: str
    site: str

    @property
    def field(self) -> str:
        return MASTERS[self.register]

    def require_row(self, name: str) -> None:
        if not self.exists(name, None):
            title = registers.meta(registers.get(self.register)).title
            elsewhere = self._holders(name)
            hint = f"；它登记在园所 {'、'.join(elsewhere)}，请写 --site" if elsewhere else "；请核对写法"
            raise StoreError(f"园所 {self.site} 的《{title}》里没有“{name}”{hint}")

    def exists(self, name: str, since: dt.date | None) -> bool:
        """Return whether the site has a row of that name; of a class renamed from a day on, in that term or later."""
        table = TABLES[self.register]
        query = sa.select(sa.func.count()).where(table.c.site == self.site, table.c[self.field] == name)
        if since is not None:
            query = query.where(table.c.term >= str(term_of(since)))
        return bool(self.connection.execute(query).scalar_one())

    def _holders(self, name: str) -> list[str]:
        table = TABLES[self.register]
        query = sa.select(table.c.site).where(table.c[self.field] == name).distinct().order_by(table.c.site)
        return [str(value) for value in self.connection.execute(query).scalars()]

    def require_free_alias(self) -> None:
        """Refuse a new name that is the alias of another row."""
        table = TABLES[self.register]
        query = sa.select(table.c[self.field], table.c.aliases).where(
            table.c.site == self.site, table.c[self.field] != self.old, table.c.aliases.is_not(None)
        )
        for name, names in self.connection.execute(query):
            if self.new in SEPARATORS.split(names):
                title = registers.meta(registers.get(self.register)).title
                raise StoreError(
                    f"“{self.new}”已是《{title}》“{name}”的别名，不能再作“{self.old}”的新名；请先删去那个别名"
                )

    def sites(self) -> list[str]:
        """Return the site and those its kitchen feeds, but for those that hold the old name themselves."""
        table = TABLES["sites"]
        fed = self.connection.execute(sa.select(table.c.site).where(table.c.kitchen == self.site)).scalars()
        holders = set(self._holders(self.old))
        return [self.site, *(str(each) for each in fed if each != self.site and each not in holders)]

    def rows(self, name: str, fields: Iterable[str], since: dt.date | None) -> list[tuple[Row, Cells]]:
        """Return the rows of a register that hold the old name in one of the fields, and what they become."""
        table, fields = TABLES[name], tuple(fields)
        names = [column.name for column in table.columns]
        query = sa.select(table).where(
            table.c.site.in_(self.sites()), sa.or_(*(table.c[field] == self.old for field in fields))
        )
        if since is not None:
            date = registers.meta(registers.get(name)).date
            if date:
                query = query.where(table.c[date] >= since.isoformat())
            elif "left_on" in names:
                query = query.where(table.c.left_on.is_(None) | (table.c.left_on >= since.isoformat()))
        pairs = []
        for row in self.connection.execute(query):
            cells = dict(zip(names, row, strict=True))
            cells |= {field: self.new for field in fields if cells[field] == self.old}
            pairs.append((tuple(row), cells))
        return pairs

    def followers(self, since: dt.date | None) -> dict[str, list[Change]]:
        """Return the changes of all rows that name the master row, by register."""
        target = f"{self.register}.{self.field}"
        changes: dict[str, list[Change]] = {}
        for name, register in registers.REGISTERS.items():
            fields = [c.name for c in registers.columns(register) if target in (c.reference, c.mentions)]
            if fields and name != self.register:
                changes[name] = [(row, tuple(cells.values())) for row, cells in self.rows(name, fields, since)]
        return changes

    def _own(self, name: str) -> list[tuple[Row, Cells]]:
        table = TABLES[self.register]
        names = [column.name for column in table.columns]
        query = sa.select(table).where(table.c.site == self.site, table.c[self.field] == name)
        return [(tuple(row), dict(zip(names, row, strict=True))) for row in self.connection.execute(query)]

    def masters(self, since: dt.date | None) -> list[Change]:
        """Return the change of the master rows themselves; the class of the term of `since` keeps its row."""
        changes: list[Change] = []
        for row, cells in self._own(self.old):
            if since is not None and str(cells["term"]) < str(term_of(since)):
                continue
            if since is not None and cells["term"] == str(term_of(since)):
                changes.append((row, tuple((cells | {"ended_on": since.isoformat(), "successor": self.new}).values())))
                continue
            former = [self.old] if since is None else []  # else the class of the term of `since` still has that name
            names = _aliases(cells["aliases"], add=former, remove=[self.new])
            changes.append((row, tuple((cells | {self.field: self.new, "aliases": names}).values())))
        if self.register == "classes" and since is None:
            changes += self._successors()
        return changes

    def _successors(self) -> list[Change]:
        """Return the changes of classes that were renamed to the old name within a term."""
        table = TABLES[self.register]
        query = sa.select(table).where(table.c.site == self.site, table.c.successor == self.old)
        names = [column.name for column in table.columns]
        rows = [(tuple(row), dict(zip(names, row, strict=True))) for row in self.connection.execute(query)]
        return [(row, tuple((cells | {"successor": self.new}).values())) for row, cells in rows]

    def second_names(self, since: dt.date) -> list[Row]:
        """Return the class of the term of `since` under its new name.

        Raises
        ------
        StoreError
            when the class is not registered in that term, or was renamed within it before.
        """
        rows = [cells for _, cells in self._own(self.old) if cells["term"] == str(term_of(since))]
        if not rows:
            raise StoreError(f"《班级》里 {term_of(since).title}没有“{self.old}”，不能从 {since} 起改名；请核对日期")
        if rows[0]["successor"] is not None:
            raise StoreError(f"“{self.old}”已从 {rows[0]['ended_on']} 起改称“{rows[0]['successor']}”；请改写现在的班名")
        return [tuple((rows[0] | {self.field: self.new, "ended_on": None, "successor": None}).values())]

    def merged_masters(self) -> list[Change]:
        """Return the changes of the master rows: the old ones go, or take the new name where it is free."""
        key_place = [c.name for c in TABLES[self.register].primary_key.columns if c.name != self.field]
        kept = {tuple(cells[name] for name in key_place): (row, cells) for row, cells in self._own(self.new)}
        changes: list[Change] = []
        for row, cells in self._own(self.old):
            twin = kept.get(tuple(cells[name] for name in key_place))
            names = [self.old, *_split(cells["aliases"])]
            if twin is None:
                text = _aliases(cells["aliases"], add=[self.old], remove=[self.new])
                changes.append((row, tuple((cells | {self.field: self.new, "aliases": text}).values())))
                continue
            text = _aliases(twin[1]["aliases"], add=names, remove=[self.new])
            changes += [(row, None), (twin[0], tuple((twin[1] | {"aliases": text}).values()))]
        return [*changes, *(self._successors() if self.register == "classes" else [])]


def _split(text: object) -> list[str]:
    return [name for name in SEPARATORS.split(str(text)) if name] if text else []


def _aliases(text: object, *, add: Iterable[str], remove: Iterable[str]) -> str | None:
    names = [name for name in dict.fromkeys([*_split(text), *add]) if name not in set(remove)]
    return ";".join(names) or None


def _write(
    connection: sa.Connection,
    who: str,
    action: str,
    changes: Mapping[str, list[Change]],
    additions: Mapping[str, list[Row]],
) -> Receipt:
    """Write changes of rows and new rows, all or nothing, under one entry of the journal."""
    parts: dict[str, Written] = {}
    clashes: list[str] = []
    names = [name for name in registers.REGISTERS if changes.get(name) or additions.get(name)]
    outcomes = {name: _settled(connection, name, changes.get(name, []), clashes) for name in names}
    if clashes:
        more = [f"……另有 {len(clashes) - SHOWN} 处"] if len(clashes) > SHOWN else []
        raise StoreError(
            "\n".join(["有记录会撞在一起，什么也没有改动。请先改正或删去其中一条：", *clashes[:SHOWN], *more])
        )
    with writes.lifted(connection, names):
        for name in names:
            parts[name] = _apply(connection, name, outcomes[name], additions.get(name, []))
    number = journal.add_entry(connection, who, action, parts)
    return Receipt(number, {name: part.changes for name, part in parts.items()})


def _key_of(name: str) -> Callable[[Row], Row]:
    places = [at for at, column in enumerate(registers.columns(registers.get(name))) if column.key]
    return lambda row: tuple(row[at] for at in places)


def _settled(connection: sa.Connection, name: str, changes: list[Change], clashes: list[str]) -> list[Change]:
    """Return the changes with rows dropped that equal the one in their place, or give way to it; note the others.

    Raises
    ------
    StoreError
        when a changed row breaks a rule of its register.
    """
    register = registers.get(name)
    after = to_frame(register, [row for _, row in changes if row is not None])
    if faults := check(register, after)[1]:
        title = registers.meta(register).title
        raise StoreError(
            f"改名后《{title}》有 {len(faults)} 条不合规定，什么也没有改动：{faults[0].value}，{faults[0].message}"
        )
    key = _key_of(name)
    leavers = {key(row) for row, _ in changes}
    arrivals: dict[Row, Row] = {}
    result: list[Change] = []
    for before, row in changes:
        if row is None:
            result.append((before, None))
            continue
        place = key(row)
        stands = arrivals.get(place)
        if stands is None and place not in leavers:
            stands = _stored(connection, name, place)
        if stands is None:
            arrivals[place] = row
            result.append((before, row))
        elif stands == row or name in VALUES:
            result.append((before, None))
        else:
            clashes.append(_clash(name, place, stands, row))
    return result


def _stored(connection: sa.Connection, name: str, key: Row) -> Row | None:
    table = TABLES[name]
    query = sa.select(table).where(*(c == value for c, value in zip(table.primary_key.columns, key, strict=True)))
    row = connection.execute(query).one_or_none()
    return None if row is None else tuple(row)


def _clash(name: str, key: Row, stands: Row, row: Row) -> str:
    register = registers.get(name)
    differences: list[tuple[RegisterColumn, object, object]] = [
        (column, stands[at], row[at])
        for at, column in enumerate(registers.columns(register))
        if stands[at] != row[at] and not column.key
    ]
    said = "、".join(f"{column.title}一为 {here}，一为 {there}" for column, here, there in differences[:3])
    return f"《{registers.meta(register).title}》{'、'.join(str(part) for part in key[1:])}：{said}"


def _apply(connection: sa.Connection, name: str, changes: list[Change], additions: list[Row]) -> Written:
    key = _key_of(name)
    movers = [(before, row) for before, row in changes if row is None or key(before) != key(row)]
    writes.remove(connection, name, [before for before, _ in movers])
    rows = [row for _, row in changes if row is not None] + additions
    if rows:
        writes.upsert(connection, name, rows, over_ledger=True)
    lines: list[Line] = [writes.line(name, before, None) for before, _ in movers]
    for before, row in changes:
        if row is not None:
            lines.append(writes.line(name, before if key(before) == key(row) else None, row))
    lines += [writes.line(name, None, row) for row in additions]
    gone = sum(row is None for _, row in changes)
    return Written(RowChanges(len(additions), len(changes) - gone, 0, gone), tuple(lines))


__all__ = ["COMPOSITION", "MASTERS", "VALUES", "merge", "rename"]
