"""The registers' home: SQLite file by default, PostgreSQL by URL; transactions; the journal of who entered what."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

import pandas as pd
import sqlalchemy as sa

from kgcore import registers
from kgcore.registers.check import Fault, check, check_references
from kgcore.store import backups, writes
from kgcore.store.closes import FROZEN, frozen_faults
from kgcore.store.connection import connect, writing
from kgcore.store.errors import BusyError, FaultsError, LedgerError, SchemaError, StoreError
from kgcore.store.ledger import reversal_faults
from kgcore.store.periods import period_column, within
from kgcore.store.rows import digest, to_frame
from kgcore.store.tables import JOURNAL, JOURNAL_ROWS, TABLES
from kgcore.store.writes import Changes


@dataclass(frozen=True)
class Receipt:
    """What a write did: the journal entry, and rows new, changed and the same by register.

    `unchanged` is True when nothing was written because this very file was imported before.
    """

    journal: int
    rows: Mapping[str, Changes] = field(default_factory=dict)
    unchanged: bool = False


class Store:
    """All registers of an office in one database; a context manager that closes it."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str | Path) -> Self:
        """Open a SQLite file (path) or a PostgreSQL database (`postgresql+psycopg://…`); missing tables are created.

        Raises
        ------
        StoreError
            when it cannot be opened; SchemaError when another version of kgcore wrote it.
        """
        return cls(connect(url))

    def close(self) -> None:
        """Release the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(
        self,
        register: str,
        *,
        sites: Sequence[str] | None = None,
        start: dt.date | None = None,
        end: dt.date | None = None,
    ) -> pd.DataFrame:
        """Return rows of a register, typed as `check` returns them, ordered by key.

        Parameters
        ----------
        register : name of the register.
        sites : whose rows; None = all.
        start, end : first and last day, both included; for a register kept by month or term, those they touch.
        """
        with self.engine.connect() as connection:
            return _read(connection, register, sites, start, end)

    def write(
        self,
        frames: Mapping[str, pd.DataFrame],
        *,
        who: str,
        file: str | None = None,
        sha256: str | None = None,
        closes: pd.DataFrame | None = None,
    ) -> Receipt:
        """Write rows of one or more registers in one transaction, all or nothing.

        Standing registers are updated by key; ledgers only grow: an identical entry is left alone.

        Parameters
        ----------
        frames : register → rows in stored units; the nullable columns may be absent.
        who : who enters them, for the journal.
        file, sha256 : the file they come from; a file seen before changes nothing.
        closes : register `month_closes` before an import of several files began; None = as it stands before this write.

        Raises
        ------
        FaultsError
            when any row is at fault (types, limits, rules, keys, references); `faults` names all of them.
        LedgerError
            when a known ledger entry would change, a reversal does not fit, or an entry counts to a month that was
            closed before this write.
        BusyError
            when another writer does not finish.
        """
        _signed(who)
        checked: dict[str, pd.DataFrame] = {}
        faults: dict[str, list[Fault]] = {}
        for name, frame in frames.items():
            checked[name], faults[name] = check(registers.get(name), frame)
        if any(fault.row is None for found in faults.values() for fault in found):
            raise FaultsError(faults)
        with writing(self.engine) as connection:
            if (before := _imported(connection, sha256)) is not None:
                return Receipt(before, unchanged=True)
            known = _Known(connection, checked)
            for name, frame in checked.items():
                faults[name] += check_references(registers.get(name), frame, known)
            if any(faults.values()):
                raise FaultsError(faults)
            _refuse_ledger_faults(connection, checked, closes)
            done = {
                name: writes.put(connection, name, checked[name]) for name in registers.REGISTERS if name in checked
            }
            return Receipt(_enter(connection, who, file, sha256, done), done)

    def swap(
        self,
        name: str,
        rows: pd.DataFrame,
        *,
        was: pd.DataFrame,
        site: str,
        start: dt.date,
        end: dt.date,
        who: str,
        file: str | None = None,
    ) -> Receipt:
        """Put rows in the place of what a standing register kept by date holds for some days of a site.

        Parameters
        ----------
        name : a standing register whose key holds the date; a ledger only grows.
        rows : what is to stand there; empty to take back what does.
        was : what stands there to the caller's knowledge, as `read` returned it.
        start, end : first and last day, both included.
        who, file : for the journal, which counts what was taken away as changed.

        Raises
        ------
        FaultsError
            when any row is at fault.
        StoreError
            when something else stands there by now, or nobody is named; nothing is written.
        """
        register = registers.get(name)
        if registers.meta(register).ledger or registers.meta(register).date not in registers.key_columns(register):
            raise ValueError(f"{name} is a ledger or not kept by date")
        _signed(who)
        checked, faults = check(register, rows)
        with writing(self.engine) as connection:
            if not any(fault.row is None for fault in faults):
                faults += check_references(register, checked, _Known(connection, {name: checked}))
            if faults:
                raise FaultsError({name: faults})
            stands = _read(connection, name, [site], start, end)
            if digest(register, stands) != digest(register, was):
                title = registers.meta(register).title
                raise StoreError(f"《{title}》{start} 至 {end} 刚被别人改过，本次没有写入。请看过现在的内容再试")
            kept, taken = writes.swap(connection, name, stands, checked)
            changes = Changes(len(checked) - kept, taken, kept)
            return Receipt(_enter(connection, who, file, None, {name: changes}), {name: changes})

    def frozen(self, name: str, frame: pd.DataFrame) -> list[Fault]:
        """Name the rows of a register that are new and count to a month closed by now; nothing is written.

        Parameters
        ----------
        name : the register.
        frame : rows as `check` returns them.
        """
        with self.engine.connect() as connection:
            faults = _frozen(connection, name, frame)
            if not faults:
                return []
            known = _read(connection, name, sorted(frame["site"].unique()), None, None)
            new = set(writes.new_entries(registers.get(name), frame, known)[0].index)
        return [fault for fault in faults if fault.row in new]

    def journal(self) -> pd.DataFrame:
        """Return one row per write and register: when (UTC), who, file, sha256, register and the rows it touched."""
        columns = [
            JOURNAL.c.id.label("journal"),
            JOURNAL.c.at.label("when"),
            JOURNAL.c.who,
            JOURNAL.c.file,
            JOURNAL.c.sha256,
            JOURNAL.c.kgcore,
            JOURNAL_ROWS.c.register,
            JOURNAL_ROWS.c.rows_new,
            JOURNAL_ROWS.c.rows_changed,
            JOURNAL_ROWS.c.rows_same,
        ]
        query = sa.select(*columns).join(JOURNAL_ROWS).order_by(JOURNAL.c.id, JOURNAL_ROWS.c.register)
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        frame = pd.DataFrame(rows, columns=[column.name for column in columns])
        frame["when"] = pd.to_datetime(frame["when"], utc=True, format="ISO8601")
        return frame

    def fingerprint(
        self,
        names: Sequence[str],
        *,
        sites: Sequence[str] | None = None,
        start: dt.date | None = None,
        end: dt.date | None = None,
    ) -> str:
        """Return the SHA-256 of the named registers' rows, the same on SQLite and PostgreSQL."""
        parts = [
            f"{name}:{digest(registers.get(name), self.read(name, sites=sites, start=start, end=end))}"
            for name in sorted(names)
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def backup(self, path: Path) -> None:
        """Write a whole, checked copy of a SQLite store to `path` while it is in use.

        Raises
        ------
        StoreError
            when the copy is not whole, or the store is a PostgreSQL database.
        """
        backups.backup(self.engine, path)

    def restore(self, path: Path) -> None:
        """Replace everything in a SQLite store by the backup at `path`, all or nothing.

        Raises
        ------
        StoreError
            when the backup is missing, damaged or of another version, or the store is a PostgreSQL database.
        """
        backups.restore(self.engine, path)


class _Known:
    """What may be referred to: the rows being written over those of the store, read once for the sites concerned."""

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
        if name not in self._cache:
            stored = _read(self._connection, name, self._sites, None, None)
            key = list(registers.key_columns(registers.get(name)))
            if name in self._frames:
                stored = pd.concat([self._frames[name], stored]).drop_duplicates(key, keep="first")
            self._cache[name] = stored
        return self._cache[name]


def _read(
    connection: sa.Connection,
    name: str,
    sites: Sequence[str] | None,
    start: dt.date | None,
    end: dt.date | None,
) -> pd.DataFrame:
    register, table = registers.get(name), TABLES[name]
    query = sa.select(table).where(*within(register, table, start, end))
    if sites is not None:
        query = query.where(table.c.site.in_(list(sites)))
    query = query.order_by(*table.primary_key.columns)
    return to_frame(register, connection.execute(query).all())


def _refuse_ledger_faults(
    connection: sa.Connection, checked: Mapping[str, pd.DataFrame], closes: pd.DataFrame | None
) -> None:
    faults: dict[str, list[Fault]] = {}
    for name, frame in checked.items():
        register = registers.get(name)
        if not registers.meta(register).ledger:
            continue
        known = _read(connection, name, sorted(frame["site"].unique()), None, None)
        new, faults[name] = writes.new_entries(register, frame, known)
        faults[name] += [*reversal_faults(register, new, known), *_frozen(connection, name, new, closes)]
    if any(faults.values()):
        raise LedgerError(faults)


def _frozen(connection: sa.Connection, name: str, new: pd.DataFrame, closes: pd.DataFrame | None = None) -> list[Fault]:
    if name not in FROZEN or new.empty:
        return []
    sites = _read(connection, "sites", None, None, None)
    kitchens = dict(zip(sites["site"], sites["kitchen"], strict=True))
    before = _read(connection, "month_closes", None, None, None) if closes is None else closes
    return frozen_faults(name, new, before, kitchens)


def _imported(connection: sa.Connection, sha256: str | None) -> int | None:
    if sha256 is None:
        return None
    found = connection.execute(sa.select(JOURNAL.c.id).where(JOURNAL.c.sha256 == sha256)).scalar_one_or_none()
    return None if found is None else int(found)


def _signed(who: str) -> None:
    if not who.strip():
        raise StoreError("没有写明是谁录入的（who），未写入")


def _enter(
    connection: sa.Connection, who: str, file: str | None, sha256: str | None, done: Mapping[str, Changes]
) -> int:
    last = connection.execute(sa.select(sa.func.max(JOURNAL.c.id))).scalar_one()
    number = 1 if last is None else int(last) + 1
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    entry = {"id": number, "at": at, "who": who, "file": file, "sha256": sha256, "kgcore": version("kgcore")}
    connection.execute(JOURNAL.insert(), entry)
    rows = [
        {
            "journal": number,
            "register": name,
            "rows_new": changes.new,
            "rows_changed": changes.changed,
            "rows_same": changes.same,
        }
        for name, changes in done.items()
    ]
    if rows:
        connection.execute(JOURNAL_ROWS.insert(), rows)
    return number


__all__ = [
    "BusyError", "Changes", "FaultsError", "LedgerError", "Receipt", "SchemaError", "Store", "StoreError",
    "period_column",
]  # fmt: skip
