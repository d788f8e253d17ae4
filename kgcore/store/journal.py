"""The journal: one entry for each write, with who, when, from which file, and how many rows of which register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from importlib.metadata import version

import pandas as pd
import sqlalchemy as sa

from kgcore.store.errors import StoreError
from kgcore.store.tables import JOURNAL, JOURNAL_ROWS
from kgcore.store.writes import RowChanges


def require_name(who: str) -> None:
    """Refuse a write that nobody answers for.

    Raises
    ------
    StoreError
        when `who` is empty or blank.
    """
    if not who.strip():
        raise StoreError("没有写明是谁录入的（who），未写入")


def entry_of_file(connection: sa.Connection, sha256: str | None) -> int | None:
    """Return the number of the entry that a file was imported under; None where it was not, or is not a file."""
    if sha256 is None:
        return None
    number = connection.execute(sa.select(JOURNAL.c.id).where(JOURNAL.c.sha256 == sha256)).scalar_one_or_none()
    return None if number is None else int(number)


def add_entry(
    connection: sa.Connection, who: str, file: str | None, sha256: str | None, changes: Mapping[str, RowChanges]
) -> int:
    """Enter a write into the journal and return the number of the entry.

    Parameters
    ----------
    connection : the write's open transaction.
    who : who entered the rows.
    file, sha256 : name and SHA-256 of the file they come from, None without a file.
    changes : what the write did, by register.
    """
    last = connection.execute(sa.select(sa.func.max(JOURNAL.c.id))).scalar_one()
    number = 1 if last is None else int(last) + 1
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    entry = {"id": number, "at": at, "who": who, "file": file, "sha256": sha256, "kgcore": version("kgcore")}
    connection.execute(JOURNAL.insert(), entry)
    rows = [
        {
            "journal": number,
            "register": name,
            "rows_new": count.new_rows,
            "rows_changed": count.changed_rows,
            "rows_same": count.same_rows,
        }
        for name, count in changes.items()
    ]
    if rows:
        connection.execute(JOURNAL_ROWS.insert(), rows)
    return number


def entries(connection: sa.Connection) -> pd.DataFrame:
    """Return one row for each write and register, oldest first.

    Returns
    -------
    DataFrame
        journal (number of the entry), when (UTC), who, file, sha256, kgcore (version), register, rows_new,
        rows_changed, rows_same.
    """
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
    rows = connection.execute(query).all()
    frame = pd.DataFrame(rows, columns=[column.name for column in columns])
    frame["when"] = pd.to_datetime(frame["when"], utc=True, format="ISO8601")
    return frame


__all__ = ["add_entry", "entries", "entry_of_file", "require_name"]
