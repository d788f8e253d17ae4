"""The database tables, derived from the declared registers: one table each, append-only ledgers guarded by triggers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from kgcore import registers
from kgcore.registers import Register, RegisterColumn
from kgcore.registers.base import Kind

# The number of the last hand-written migration (migrations/versions), raised by one with each.
SCHEMA_VERSION = 3

METADATA = sa.MetaData()

# Byte order on both databases, so that both return rows in the same order.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INTEGER = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
REAL: sa.types.TypeEngine[Any] = sa.Double().with_variant(sqlite.REAL(), "sqlite")
TYPES: dict[Kind, sa.types.TypeEngine[Any]] = {
    "text": TEXT,
    "integer": INTEGER,
    "number": REAL,
    "date": TEXT,
    "time": TEXT,
    "flag": INTEGER,
}

SCHEMA = sa.Table(
    "kg_schema",
    METADATA,
    sa.Column("version", INTEGER, nullable=False),
    sa.Column("declaration", TEXT, nullable=False),
    sa.Column("kgcore", TEXT, nullable=False),
    sqlite_strict=True,
)
REVISION = sa.Table(
    "kg_revision",
    METADATA,
    sa.Column("version_num", TEXT, primary_key=True),
    sqlite_strict=True,
)
"""Where Alembic reads which migrations a database has seen."""
JOURNAL = sa.Table(
    "kg_journal",
    METADATA,
    sa.Column("id", INTEGER, primary_key=True, autoincrement=False),
    sa.Column("at", TEXT, nullable=False),
    sa.Column("who", TEXT, nullable=False),
    sa.Column("action", TEXT, nullable=False),
    sa.Column("file", TEXT),
    sa.Column("sha256", TEXT, index=True),
    sa.Column("kgcore", TEXT, nullable=False),
    sa.Column("undoes", INTEGER, unique=True),
    sa.Column("chain", TEXT, nullable=False),
    sqlite_strict=True,
)
JOURNAL_ROWS = sa.Table(
    "kg_journal_rows",
    METADATA,
    sa.Column("journal", INTEGER, sa.ForeignKey("kg_journal.id"), primary_key=True),
    sa.Column("register", TEXT, primary_key=True),
    sa.Column("rows_new", INTEGER, nullable=False),
    sa.Column("rows_changed", INTEGER, nullable=False),
    sa.Column("rows_same", INTEGER, nullable=False),
    sa.Column("rows_removed", INTEGER, nullable=False),
    sqlite_strict=True,
)
JOURNAL_LINES = sa.Table(
    "kg_journal_lines",
    METADATA,
    sa.Column("journal", INTEGER, sa.ForeignKey("kg_journal.id"), primary_key=True),
    sa.Column("line", INTEGER, primary_key=True),
    sa.Column("register", TEXT, nullable=False),
    sa.Column("key", TEXT),
    sa.Column("before", TEXT),
    sa.Column("after", TEXT),
    sa.Column("sha256", TEXT, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Each row that a write touched, before and after; see `chain`."""

ROLES = sa.Table(
    "kg_roles",
    METADATA,
    sa.Column("role", TEXT, primary_key=True),
    sa.Column("site", TEXT, nullable=False),
    sqlite_strict=True,
)
"""Which site a role of a PostgreSQL server belongs to; empty in a SQLite file."""


def _derive(name: str, register: type[Register]) -> sa.Table:
    about = registers.meta(register)
    key = registers.key_columns(register)
    parts: list[sa.schema.SchemaItem] = [
        sa.Column(c.name, TYPES[c.kind], *_foreign(c), nullable=c.nullable, primary_key=c.key, autoincrement=False)
        for c in registers.columns(register)
    ]
    if about.date and key[1:2] != (about.date,):
        parts.append(sa.Index(f"{name}_by_date", "site", about.date))
    if about.ledger:
        parts.append(sa.UniqueConstraint("site", "reverses", name=f"{name}_one_reversal"))
    return sa.Table(name, METADATA, *parts, sqlite_strict=True, sqlite_with_rowid=False)


def _foreign(column: RegisterColumn) -> Iterator[sa.ForeignKey]:
    # Other references reach across to the site of the kitchen, which a foreign key cannot say.
    if column.reference == "sites.site":
        yield sa.ForeignKey("sites.site")


TABLES: dict[str, sa.Table] = {name: _derive(name, register) for name, register in registers.REGISTERS.items()}


@cache
def declaration() -> str:
    """Return the SHA-256 of all declared tables: names, columns, types, keys."""
    lines = [
        f"{name}.{c.name}:{c.kind}:{c.nullable:d}{c.key:d}"
        for name, register in registers.REGISTERS.items()
        for c in registers.columns(register)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


FUNCTIONS = (
    "CREATE OR REPLACE FUNCTION kg_own_site() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER "
    "SET search_path = public AS $$ SELECT site FROM kg_roles WHERE role = session_user::text $$",
    "CREATE OR REPLACE FUNCTION kg_seen_sites() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER "
    "SET search_path = public AS $$ SELECT kg_own_site() UNION SELECT kitchen FROM sites WHERE site = kg_own_site() "
    "UNION SELECT site FROM sites WHERE kitchen = kg_own_site() $$",
    "CREATE OR REPLACE FUNCTION kg_fed_children() "
    "RETURNS TABLE (site text, child text, class_name text, allergens text, enrolled_on text, left_on text) "
    "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$ SELECT c.site::text, "
    "'X' || lpad((row_number() OVER (PARTITION BY c.site ORDER BY md5(c.site || c.child)))::text, 5, '0'), "
    "c.class_name::text, c.allergens::text, c.enrolled_on::text, c.left_on::text FROM children c "
    "WHERE c.site <> kg_own_site() AND c.site IN (SELECT s.site FROM sites s WHERE s.kitchen = kg_own_site()) $$",
    "CREATE OR REPLACE FUNCTION kg_journal_tail() RETURNS TABLE (id bigint, chain text) LANGUAGE sql STABLE "
    "SECURITY DEFINER SET search_path = public "
    "AS $$ SELECT j.id, j.chain FROM kg_journal j ORDER BY j.id DESC LIMIT 1 $$",
)
"""The site of the role that is connected, the sites that it may read, what a kitchen cooks by of the children whom it
feeds elsewhere (without pseudonym, sex and month of birth), and the last entry of the journal."""


def append_only() -> list[sa.Table]:
    """Return the tables whose rows may be added but never changed or removed."""
    ledgers = [t for name, t in TABLES.items() if registers.meta(registers.get(name)).ledger]
    return [*ledgers, JOURNAL, JOURNAL_ROWS, JOURNAL_LINES]


def guards(dialect: str, tables: Iterable[sa.Table] | None = None) -> list[str]:
    """Return the statements that make append-only tables refuse every change, for `sqlite` or `postgresql`.

    Parameters
    ----------
    dialect : name of the database's dialect.
    tables : which append-only tables; None = all.
    """
    tables = append_only() if tables is None else tables
    if dialect == "sqlite":
        return [statement for table in tables for statement in _sqlite_guard(table)]
    function = (
        "CREATE OR REPLACE FUNCTION kg_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% 只增不改：错账请用冲正', TG_TABLE_NAME; END $$"
    )
    return [function, *FUNCTIONS, *(statement for table in tables for statement in _postgres_guard(table))]


def unguards(dialect: str, tables: Iterable[sa.Table]) -> list[str]:
    """Return the statements that take the guards of some append-only tables away, for `sqlite` or `postgresql`."""
    return [
        f"DROP TRIGGER IF EXISTS {table.name}_no_{event}" + ("" if dialect == "sqlite" else f" ON {table.name}")
        for table in tables
        for event in GUARDED[dialect]
    ]


GUARDED = {"sqlite": ("update", "delete", "replace"), "postgresql": ("change", "truncate")}
"""What a guard of an append-only table refuses, as its trigger's name ends, by dialect."""


def _sqlite_guard(table: sa.Table) -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table.name} 只增不改：错账请用冲正'); END"
    for event in ("UPDATE", "DELETE"):
        yield f"CREATE TRIGGER {table.name}_no_{event.lower()} BEFORE {event} ON {table.name} {refuse}"
    # INSERT OR REPLACE removes the row in its way without firing the delete trigger.
    clashes = [" AND ".join(f"{c.name} = NEW.{c.name}" for c in table.primary_key.columns)]
    clashes += [
        " AND ".join(f"{c.name} = NEW.{c.name}" for c in unique.columns)
        for unique in table.constraints
        if isinstance(unique, sa.UniqueConstraint)
    ]
    # one look-up a key: of one condition with OR between them, SQLite makes a walk through all rows of the site
    taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table.name} WHERE {clash})" for clash in clashes)  # noqa: S608 - declared names only
    yield f"CREATE TRIGGER {table.name}_no_replace BEFORE INSERT ON {table.name} WHEN {taken} {refuse}"


def _postgres_guard(table: sa.Table) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table.name}_no_change BEFORE UPDATE OR DELETE ON {table.name} "
        "FOR EACH ROW EXECUTE FUNCTION kg_refuse()"
    )
    yield (
        f"CREATE TRIGGER {table.name}_no_truncate BEFORE TRUNCATE ON {table.name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION kg_refuse()"
    )


__all__ = [
    "GUARDED",
    "JOURNAL",
    "JOURNAL_LINES",
    "JOURNAL_ROWS",
    "METADATA",
    "REVISION",
    "ROLES",
    "SCHEMA",
    "SCHEMA_VERSION",
    "TABLES",
    "append_only",
    "declaration",
    "guards",
    "unguards",
]
