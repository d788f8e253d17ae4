"""Bring a database of an earlier version to this one's tables: hand-written migrations first, then what is derived.

Derived are registers that are new, new columns that may be empty, and columns that may be empty now; whatever else a
declaration changes needs a migration. A SQLite file is copied aside before; everything happens in one transaction.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sa

from kgcore import disk, registers
from kgcore.store import tables
from kgcore.store.errors import SchemaError


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade did: the version that wrote the database before, this one, and where the copy lies."""

    before: str
    now: str
    copy: Path | None

    def __str__(self) -> str:
        """Return it as a Chinese sentence."""
        copy = f"，升级前的文件另存为 {self.copy}" if self.copy else ""
        if self.before == self.now:
            return f"数据库已补上 kgcore {self.now} 新增的台账和栏目{copy}"
        return f"数据库已从 kgcore {self.before} 升级到 {self.now}{copy}"


def needed(connection: sa.Connection) -> str | None:
    """Return the version that wrote a database that this one has to upgrade, None where it is up to date.

    Raises
    ------
    SchemaError
        when a newer version wrote it, or its version is not recorded.
    """
    schema = connection.execute(sa.select(tables.SCHEMA)).one_or_none()
    if schema is None:
        raise SchemaError("数据库没有版本记录，可能已损坏。请用 kg restore 从备份恢复")
    differs = schema.declaration != tables.declaration()
    if schema.version > tables.SCHEMA_VERSION or (differs and _number(schema.kgcore) > _number(version("kgcore"))):
        raise SchemaError(
            f"数据库由更新的 kgcore {schema.kgcore} 写成（结构版本 {schema.version}，"
            f"本机的 kgcore {version('kgcore')} 只认到 {tables.SCHEMA_VERSION}）。请先升级本机的 kgcore，数据没有改动"
        )
    return str(schema.kgcore) if differs or schema.version < tables.SCHEMA_VERSION else None


def _number(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())


def put_aside(path: Path, before: str) -> Path:
    """Copy a SQLite file to office.db.before-0.2.0 (or -2 … where that is taken) and return where.

    Raises
    ------
    SchemaError
        when the copy cannot be written; the database is then as it was.
    """
    name = f"{path.name}.before-{version('kgcore')}"
    target = path.with_name(name)
    number = 1
    while target.exists():
        number += 1
        target = path.with_name(f"{name}-{number}")
    try:
        with (
            disk.replacing(target) as draft,
            closing(sqlite3.connect(path)) as live,
            closing(sqlite3.connect(draft)) as copy,
        ):
            live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except (OSError, sqlite3.Error) as error:
        raise SchemaError(
            f"数据库由 kgcore {before} 写成，要先升级，但升级前的副本 {target} 写不下：{error}。"
            "请检查磁盘空间和权限，数据没有改动"
        ) from error
    return target


def upgrade(connection: sa.Connection) -> None:
    """Bring the tables to this version within the caller's write transaction.

    Foreign keys must not be enforced on the connection: tables are rebuilt under rows that refer to them.

    Raises
    ------
    SchemaError
        when a declared column cannot be derived and no migration made it.
    """
    # imported only here: most databases need no upgrade, and Alembic takes a while to load
    from alembic import command
    from alembic.config import Config

    dialect = connection.dialect.name
    present = set(sa.inspect(connection).get_table_names())
    for statement in tables.unguards(dialect, [table for table in tables.append_only() if table.name in present]):
        connection.exec_driver_sql(statement)
    if tables.REVISION.name not in present:
        tables.REVISION.create(connection)
        number = connection.execute(sa.select(tables.SCHEMA.c.version)).scalar_one()
        connection.execute(tables.REVISION.insert(), {"version_num": str(number)})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    _derive(connection)
    run(connection, tables.guards(dialect))
    connection.execute(
        tables.SCHEMA.update().values(
            version=tables.SCHEMA_VERSION, declaration=tables.declaration(), kgcore=version("kgcore")
        )
    )


def run(connection: sa.Connection, statements: list[str]) -> None:
    """Execute statements as they are: a % in them is no placeholder."""
    for statement in statements:
        text = statement if connection.dialect.name == "sqlite" else statement.replace("%", "%%")
        connection.exec_driver_sql(text)


def _derive(connection: sa.Connection) -> None:
    """Create registers that are missing and columns that may be empty.

    Raises
    ------
    SchemaError
        when another difference to the declaration is left.
    """
    inspector = sa.inspect(connection)
    present = set(inspector.get_table_names())
    for name, table in tables.TABLES.items():
        if name not in present:
            table.create(connection)
            continue
        columns = {str(column["name"]): column for column in inspector.get_columns(name)}
        title = registers.meta(registers.get(name)).title
        for column in table.columns:
            if column.name not in columns:
                if not column.nullable:
                    raise SchemaError(f"《{title}》新增的必填列 {column.name} 没有迁移脚本，不能升级；数据没有改动")
                kind = column.type.compile(connection.dialect)
                connection.exec_driver_sql(f'ALTER TABLE {name} ADD COLUMN "{column.name}" {kind}')
            elif columns[column.name]["nullable"] and not column.nullable and not column.primary_key:
                raise SchemaError(f"《{title}》的列 {column.name} 改成了必填，没有迁移脚本，不能升级；数据没有改动")
        if unknown := sorted(set(columns) - {column.name for column in table.columns}):
            raise SchemaError(
                f"数据库的《{title}》有本机 kgcore {version('kgcore')} 不认识的列 {'、'.join(unknown)}，"
                "可能由更新的 kgcore 写成。请先升级本机的 kgcore，数据没有改动"
            )
        required = {place for place, column in columns.items() if not column["nullable"]}
        _allow_empty(connection, table, [c.name for c in table.columns if c.nullable and c.name in required])
        indexes = {str(index["name"]) for index in sa.inspect(connection).get_indexes(name)}
        for index in table.indexes:
            if index.name not in indexes:
                index.create(connection)


def _allow_empty(connection: sa.Connection, table: sa.Table, columns: list[str]) -> None:
    """Let columns be empty that had to be filled; SQLite knows no such change, so the table is written anew."""
    if not columns:
        return
    name = table.name
    if connection.dialect.name != "sqlite":
        for column in columns:
            connection.exec_driver_sql(f'ALTER TABLE {name} ALTER COLUMN "{column}" DROP NOT NULL')
        return
    definition = str(sa.schema.CreateTable(table).compile(connection)).strip()
    connection.exec_driver_sql(definition.replace(f"CREATE TABLE {name} ", f"CREATE TABLE {name}__new ", 1))
    listing = ", ".join(f'"{column.name}"' for column in table.columns)
    connection.exec_driver_sql(f"INSERT INTO {name}__new ({listing}) SELECT {listing} FROM {name}")  # noqa: S608 - declared names
    connection.exec_driver_sql(f"DROP TABLE {name}")
    connection.exec_driver_sql(f"ALTER TABLE {name}__new RENAME TO {name}")


__all__ = ["Upgrade", "needed", "put_aside", "run", "upgrade"]
