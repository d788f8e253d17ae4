"""The store: all registers of an office in one database, read by site and day, written in one transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import pandas as pd
import sqlalchemy as sa

from kgcore import registers
from kgcore.periods import Span
from kgcore.registers.check import Fault, check, check_references
from kgcore.store import backups, differences, history, journal, queries, tables, undo, upgrade, writes
from kgcore.store.archived import ArchivedTerm, archived_terms
from kgcore.store.connection import connect, reading, writing
from kgcore.store.differences import Comparison
from kgcore.store.errors import FaultsError, StoreError
from kgcore.store.refusals import checked, frozen, refuse_faults
from kgcore.store.rows import digest
from kgcore.store.upgrade import Upgrade
from kgcore.store.writes import RowChanges


@dataclass(frozen=True)
class Receipt:
    """What a write did: the journal entry, and rows new, changed and the same by register.

    `unchanged` is True when nothing was written because this very file was imported before.
    """

    journal: int
    rows: Mapping[str, RowChanges] = field(default_factory=dict)
    unchanged: bool = False


class Store:
    """All registers of an office in one database; a context manager that closes it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> sites = pd.DataFrame({"site": ["main"], "name": ["示范幼儿园"], "kitchen": ["main"]})
    >>> with TemporaryDirectory() as folder, Store.open(Path(folder) / "office.db") as store:
    ...     receipt = store.write({"sites": sites}, who="园长")
    ...     store.read("sites")["name"].tolist(), receipt.rows["sites"].new_rows
    (['示范幼儿园'], 1)
    """

    def __init__(self, engine: sa.Engine, *, read_only: bool = False, upgrade: Upgrade | None = None) -> None:
        self.engine = engine
        self.read_only = read_only
        self.upgrade = upgrade

    def __repr__(self) -> str:
        url = self.engine.url.set(query={})  # options after the ? may hold a password, which only the first part masks
        return f"<Store {url.render_as_string()}{'（只读）' if self.read_only else ''}>"

    @classmethod
    def open(cls, url: str | Path) -> Self:
        """Open a SQLite file (path) or a PostgreSQL database (`postgresql+psycopg://…`).

        Missing tables are created; a database of an earlier version is upgraded, and `upgrade` says how; a file that
        cannot be written is opened with `read_only`.

        Raises
        ------
        StoreError
            when it cannot be opened; SchemaError when a newer version of kgcore wrote it.
        """
        opened = connect(url)
        return cls(opened.engine, read_only=opened.read_only, upgrade=opened.upgrade)

    @property
    def folder(self) -> Path | None:
        """The folder that holds the file of a SQLite store; None for a PostgreSQL database."""
        return Path(str(self.engine.url.database)).parent if self.engine.dialect.name == "sqlite" else None

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
        with reading(self.engine) as connection:
            return queries.read(connection, register, sites, start, end)

    def write(
        self,
        frames: Mapping[str, pd.DataFrame],
        *,
        who: str,
        file: str | None = None,
        sha256: str | None = None,
        closes: pd.DataFrame | None = None,
        replace: Span | None = None,
        removals: Mapping[str, pd.DataFrame] | None = None,
        words: Mapping[str, Sequence[str]] | None = None,
        again: bool = False,
    ) -> Receipt:
        """Write rows of one or more registers in one transaction, all or nothing.

        Standing registers are updated by key; ledgers only grow: an identical entry is left alone.

        Parameters
        ----------
        frames : register → rows in stored units; the nullable columns may be absent.
        who : who enters them, for the journal.
        file, sha256 : the file they come from; a file seen before changes nothing.
        closes : register `month_closes` before an import of several files began; None = as it stands before this write.
        replace : days for which the frames are the truth: a row that a register kept by date holds for them and for the
            sites of its frame, and that the frame lacks, is removed; None = nothing is removed.
        removals : rows of standing registers, as `read` returned them, to be taken out in the same transaction.
        words : key of the office's profile → the values that it has; None = any.
        again : write a file seen before too, unless all its rows stand.

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
        journal.require_name(who)
        valid, faults = checked(frames, words)
        with writing(self.engine) as connection:
            before = journal.entry_of_file(connection, sha256)
            if before is not None and not again:
                return Receipt(before, unchanged=True)
            refuse_faults(connection, valid, faults, closes)
            parts = {name: writes.put(connection, name, valid[name]) for name in registers.REGISTERS if name in valid}
            if replace is not None:
                parts = {
                    name: differences.remove_absent(connection, name, valid[name], replace, part)
                    for name, part in parts.items()
                }
            for name, rows in (removals or {}).items():
                parts[name] = differences.take_out(connection, name, rows, parts.get(name))
            if before is not None and not any(part.lines for part in parts.values()):
                return Receipt(before, unchanged=True)
            action = "import" if file else "write"
            number = journal.add_entry(connection, who, action, parts, file=file, sha256=sha256)
            return Receipt(number, {name: part.changes for name, part in parts.items()})

    def refuse_faults(
        self, frames: Mapping[str, pd.DataFrame], words: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """Refuse rows for the reasons for which `write` would; nothing is written.

        Parameters
        ----------
        frames, words : as `write` takes them.

        Raises
        ------
        FaultsError, LedgerError
            as `write` raises them.
        """
        valid, faults = checked(frames, words)
        with reading(self.engine) as connection:
            refuse_faults(connection, valid, faults, None)

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
        """Put rows in the place of what a standing register same by date holds for some days of a site.

        Parameters
        ----------
        name : a standing register whose key holds the date; a ledger only grows.
        rows : what is to stand there; empty to take back what does.
        was : what stands there to the caller's knowledge, as `read` returned it.
        start, end : first and last day, both included.
        who, file : for the journal.

        Raises
        ------
        FaultsError
            when any row is at fault.
        StoreError
            when something else stands there by now, or nobody is named; nothing is written.
        """
        register = registers.get(name)
        if registers.meta(register).ledger or registers.meta(register).date not in registers.key_columns(register):
            raise ValueError(f"{name} is a ledger or not same by date")
        journal.require_name(who)
        valid, faults = check(register, rows)
        with writing(self.engine) as connection:
            if not any(fault.row is None for fault in faults):
                faults += check_references(register, valid, queries.Referable(connection, {name: valid}))
            if faults:
                raise FaultsError({name: faults})
            stands = queries.read(connection, name, [site], start, end)
            if digest(register, stands) != digest(register, was):
                title = registers.meta(register).title
                raise StoreError(f"《{title}》{start} 至 {end} 刚被别人改过，本次没有写入。请看过现在的内容再试")
            written = writes.swap(connection, name, stands, valid)
            number = journal.add_entry(connection, who, "replace", {name: written}, file=file)
            return Receipt(number, {name: written.changes})

    def compare(self, name: str, frame: pd.DataFrame, span: Span | None = None) -> Comparison:
        """Return how rows of a register would change the store, as `differences.compare` does; nothing is written."""
        with reading(self.engine) as connection:
            return differences.compare(connection, name, frame, span)

    def frozen(self, name: str, frame: pd.DataFrame) -> list[Fault]:
        """Name the rows of a register that are new and count to a month closed by now; nothing is written.

        Parameters
        ----------
        name : the register.
        frame : rows as `check` returns them.
        """
        with reading(self.engine) as connection:
            faults = frozen(connection, name, frame)
            if not faults:
                return []
            stored_rows = queries.read(connection, name, sorted(frame["site"].unique()))
            new = set(writes.new_entries(registers.get(name), frame, stored_rows)[0].index)
        return [fault for fault in faults if fault.row in new]

    def journal(self) -> pd.DataFrame:
        """Return one row per write and register: when (UTC), who, file, sha256, register and the rows it touched."""
        with reading(self.engine) as connection:
            return journal.entries(connection)

    def files(self, name: str, rows: pd.DataFrame) -> list[str | None]:
        """Return the file of the import that wrote each row of a register last; None where no import did.

        Parameters
        ----------
        name : the register.
        rows : as `read` returns them.
        """
        with reading(self.engine) as connection:
            return history.files_of(connection, name, rows)

    def altered(self, sha256: str) -> int:
        """Return how many rows of the last import of a file are no longer as it left them; 0 where there was none."""
        with reading(self.engine) as connection:
            number = journal.entry_of_file(connection, sha256)
            return 0 if number is None else history.altered(connection, number)

    def undo(self, *, who: str, entry: int | None = None) -> Receipt:
        """Take an entry of the journal back, all or nothing; the entry and what it wrote stay readable in the journal.

        Parameters
        ----------
        who : who takes it back, for the journal.
        entry : its number; None = the last import not taken back yet.

        Raises
        ------
        StoreError
            when there is nothing to take back, its rows have been changed since, other rows refer to what it added,
            or an entry of it counts to a closed month; nothing is written.
        """
        journal.require_name(who)
        with writing(self.engine) as connection:
            number = undo.last_import(connection) if entry is None else entry
            written = undo.take_back(connection, number)
            written = {name: written[name] for name in registers.REGISTERS if name in written}
            receipt = journal.add_entry(connection, who, "undo", written, undoes=number)
            return Receipt(receipt, {name: part.changes for name, part in written.items()})

    def undoable(self, entry: int | None = None) -> int:
        """Return the number of the entry that `undo` would take back: the one named, or the last import.

        Raises
        ------
        StoreError
            when it cannot be taken back for a reason that shows without trying.
        """
        with reading(self.engine) as connection:
            number = undo.last_import(connection) if entry is None else entry
            undo.require_undoable(connection, number)
            return number

    def history(self, entry: int) -> pd.DataFrame:
        """Return the rows that an entry of the journal touched: register, key, before, after (JSON texts, or missing).

        Parameters
        ----------
        entry : its number.
        """
        with reading(self.engine) as connection:
            lines = history.lines_of(connection, int(entry))  # a number read from a table is NumPy's
        return pd.DataFrame(
            [vars(line) for line in lines], columns=["register", "key", "before", "after"], dtype=object
        )

    def discrepancies(self) -> pd.DataFrame:
        """Return what was changed past kgcore: rows and journal entries, as `history.discrepancies` does."""
        with reading(self.engine) as connection:
            return history.discrepancies(connection)

    def guard(self) -> None:
        """Put back the triggers of append-only tables that somebody took away; rows are not touched.

        Raises
        ------
        StoreError
            when the database cannot be written, or the role that is connected may not.
        """
        with writing(self.engine) as connection:
            names = set(history.unguarded(connection))
            parts = [table for table in tables.append_only() if table.name in names]
            dialect = connection.dialect.name
            upgrade.run(connection, [*tables.unguards(dialect, parts), *tables.guards(dialect, parts)])

    def archived(self) -> list[ArchivedTerm]:
        """Return the terms that were archived and not taken back, in the order in which they were archived."""
        with reading(self.engine) as connection:
            return archived_terms(connection)

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
        """Write a whole, checked copy to `path`, one SQLite file, while the store is in use.

        Raises
        ------
        StoreError
            when the copy is not whole or cannot be written.
        """
        backups.backup(self.engine, path)

    def restore(self, path: Path) -> None:
        """Replace everything in the store by the backup at `path`, all or nothing.

        Raises
        ------
        StoreError
            when the backup is missing, damaged or of a newer version; the store is then as it was.
        """
        backups.restore(self.engine, path)


__all__ = ["Receipt", "Store"]
