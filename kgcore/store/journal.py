"""The journal: one entry for each write, with who, when, from which file, and each row before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version

import pandas as pd
import sqlalchemy as sa

from kgcore.store.chain import START, entry_chain
from kgcore.store.errors import StoreError
from kgcore.store.tables import JOURNAL, JOURNAL_LINES, JOURNAL_ROWS
from kgcore.store.writes import Written


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
    """Return the number of the entry that a file was imported under; None where it was not or was undone."""
    if sha256 is None:
        return None
    undone = sa.select(JOURNAL.c.undoes).where(JOURNAL.c.undoes.is_not(None))
    query = sa.select(sa.func.max(JOURNAL.c.id)).where(JOURNAL.c.sha256 == sha256, JOURNAL.c.id.not_in(undone))
    number = connection.execute(query).scalar_one()
    return None if number is None else int(number)


def add_entry(
    connection: sa.Connection,
    who: str,
    action: str,
    parts: Mapping[str, Written],
    *,
    file: str | None = None,
    sha256: str | None = None,
    undoes: int | None = None,
) -> int:
    """Enter a write into the journal and return the number of the entry.

    Parameters
    ----------
    connection : the write's open transaction.
    who : who entered the rows.
    action : what was done, one of `ACTIONS`.
    parts : what the write did, by register.
    file, sha256 : name and SHA-256 of the file the rows come from, None without a file.
    undoes : number of the entry that is taken back.
    """
    last = connection.execute(sa.text(_TAIL[connection.dialect.name])).first()
    number, chain = (1, START) if last is None else (int(last.id) + 1, str(last.chain))
    entry = {
        "id": number,
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "who": who,
        "action": action,
        "file": file,
        "sha256": sha256,
        "kgcore": version("kgcore"),
        "undoes": undoes,
    }
    lines = [line for part in parts.values() for line in part.lines]
    line_hashes = [line.sha256 for line in lines]
    connection.execute(JOURNAL.insert(), entry | {"chain": entry_chain(chain, entry, line_hashes)})
    counts = [
        {
            "journal": number,
            "register": name,
            "rows_new": part.changes.new_rows,
            "rows_changed": part.changes.changed_rows,
            "rows_same": part.changes.same_rows,
            "rows_removed": part.changes.removed_rows,
        }
        for name, part in parts.items()
    ]
    if counts:
        connection.execute(JOURNAL_ROWS.insert(), counts)
    if lines:
        rows = [
            {"journal": number, "line": place, **asdict(line), "sha256": line_hash}
            for place, (line, line_hash) in enumerate(zip(lines, line_hashes, strict=True))
        ]
        connection.execute(JOURNAL_LINES.insert(), rows)
    return number


_TAIL = {
    "sqlite": "SELECT id, chain FROM kg_journal ORDER BY id DESC LIMIT 1",
    "postgresql": "SELECT id, chain FROM kg_journal_tail()",  # the role of a site does not see the entries of others
}
ACTIONS = ("import", "write", "replace", "undo", "rename", "merge", "delete", "archive", "upgrade")
"""What an entry did: wrote rows of a file, wrote rows of a program, put rows in the place of others, took one back,
changed a name, made two names one, deleted a child, put an old term into a file, noted everything there when an older
database was upgraded."""


def entries(connection: sa.Connection) -> pd.DataFrame:
    """Return one row for each write and register, oldest first.

    Returns
    -------
    DataFrame
        journal (number of the entry), when (UTC), who, action (one of `ACTIONS`), file, sha256, kgcore (version),
        undoes (number of the entry taken back), undone (whether it was taken back), register, rows_new, rows_changed,
        rows_same, rows_removed.
    """
    columns = [
        JOURNAL.c.id.label("journal"),
        JOURNAL.c.at.label("when"),
        JOURNAL.c.who,
        JOURNAL.c.action,
        JOURNAL.c.file,
        JOURNAL.c.sha256,
        JOURNAL.c.kgcore,
        JOURNAL.c.undoes,
        JOURNAL_ROWS.c.register,
        JOURNAL_ROWS.c.rows_new,
        JOURNAL_ROWS.c.rows_changed,
        JOURNAL_ROWS.c.rows_same,
        JOURNAL_ROWS.c.rows_removed,
    ]
    query = sa.select(*columns).join(JOURNAL_ROWS).order_by(JOURNAL.c.id, JOURNAL_ROWS.c.register)
    rows = connection.execute(query).all()
    frame = pd.DataFrame(rows, columns=[column.name for column in columns])
    frame["when"] = pd.to_datetime(frame["when"], utc=True, format="ISO8601")
    frame["undoes"] = frame["undoes"].astype("Int64")
    frame.insert(list(frame.columns).index("undoes") + 1, "undone", frame["journal"].isin(frame["undoes"].dropna()))
    return frame


__all__ = ["ACTIONS", "add_entry", "entries", "entry_of_file", "require_name"]
