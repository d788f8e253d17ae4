"""The journal keeps each row before and after a write, and a hash chain; a file taken back can be imported again.

Revision ID: 2
Revises: 1
"""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version

import sqlalchemy as sa
from alembic import op

from kgcore.store.chain import START, Line, entry_chain, key_text, row_text

revision = "2"
down_revision = "1"

OWN = ("kg_",)
"""Tables whose names begin so hold no rows of an office."""


def upgrade() -> None:
    """Rebuild the journal with its new columns; enter every row that is there as it stands now."""
    connection = op.get_bind()
    text = sa.Text(collation="C") if connection.dialect.name == "postgresql" else sa.Text()
    integer = sa.BigInteger() if connection.dialect.name == "postgresql" else sa.INTEGER()
    entries = connection.exec_driver_sql("SELECT id, at, who, file, sha256, kgcore FROM kg_journal ORDER BY id").all()
    counts = connection.exec_driver_sql(
        "SELECT journal, register, rows_new, rows_changed, rows_same FROM kg_journal_rows"
    ).all()
    op.drop_table("kg_journal_rows")
    op.drop_table("kg_journal")
    journal = op.create_table(
        "kg_journal",
        sa.Column("id", integer, primary_key=True, autoincrement=False),
        sa.Column("at", text, nullable=False),
        sa.Column("who", text, nullable=False),
        sa.Column("action", text, nullable=False),
        sa.Column("file", text),
        sa.Column("sha256", text),
        sa.Column("kgcore", text, nullable=False),
        sa.Column("undoes", integer, unique=True),
        sa.Column("chain", text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_kg_journal_sha256", "kg_journal", ["sha256"])
    rows = op.create_table(
        "kg_journal_rows",
        sa.Column("journal", integer, sa.ForeignKey("kg_journal.id"), primary_key=True),
        sa.Column("register", text, primary_key=True),
        sa.Column("rows_new", integer, nullable=False),
        sa.Column("rows_changed", integer, nullable=False),
        sa.Column("rows_same", integer, nullable=False),
        sa.Column("rows_removed", integer, nullable=False),
        sqlite_strict=True,
    )
    lines = op.create_table(
        "kg_journal_lines",
        sa.Column("journal", integer, sa.ForeignKey("kg_journal.id"), primary_key=True),
        sa.Column("line", integer, primary_key=True),
        sa.Column("register", text, nullable=False),
        sa.Column("key", text),
        sa.Column("before", text),
        sa.Column("after", text),
        sa.Column("sha256", text, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kg_roles",
        sa.Column("role", text, primary_key=True),
        sa.Column("site", text, nullable=False),
        sqlite_strict=True,
    )
    chain = START
    for entry in entries:
        columns = {**entry._mapping, "action": "import" if entry.file else "write", "undoes": None}
        chain = entry_chain(chain, columns, ())
        connection.execute(journal.insert(), columns | {"chain": chain})
    if counts:
        connection.execute(rows.insert(), [{**count._mapping, "rows_removed": 0} for count in counts])
    _snapshot(connection, journal, rows, lines, chain, entries[-1].id + 1 if entries else 1)


def _snapshot(
    connection: sa.Connection, journal: sa.Table, rows: sa.Table, lines: sa.Table, chain: str, number: int
) -> None:
    """Enter every row of every register: from here on the journal knows what each row was."""
    inspector = sa.inspect(connection)
    entries: list[Line] = []
    counts = []
    for name in sorted(inspector.get_table_names()):
        if name.startswith(OWN):
            continue
        names = [str(column["name"]) for column in inspector.get_columns(name)]
        key = inspector.get_pk_constraint(name)["constrained_columns"]
        places = [place for place, column in enumerate(names) if column in key]
        table = sa.table(name, *(sa.column(column) for column in names))
        found = [tuple(row) for row in connection.execute(sa.select(table).order_by(*(table.c[c] for c in key)))]
        entries += [Line(name, key_text([row[i] for i in places]), None, row_text(names, row)) for row in found]
        if found:
            counts.append((name, len(found)))
    if not entries:
        return
    entry = {
        "id": number,
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "who": "kgcore",
        "action": "upgrade",
        "file": None,
        "sha256": None,
        "kgcore": version("kgcore"),
        "undoes": None,
    }
    hashes = [line.sha256 for line in entries]
    connection.execute(journal.insert(), entry | {"chain": entry_chain(chain, entry, hashes)})
    connection.execute(
        rows.insert(),
        [
            {"journal": number, "register": name, "rows_new": 0, "rows_changed": 0, "rows_same": n, "rows_removed": 0}
            for name, n in counts
        ],
    )
    connection.execute(
        lines.insert(),
        [
            {
                "journal": number,
                "line": place,
                "register": line.register,
                "key": line.key,
                "before": line.before,
                "after": line.after,
                "sha256": line_hash,
            }
            for place, (line, line_hash) in enumerate(zip(entries, hashes, strict=True))
        ],
    )
