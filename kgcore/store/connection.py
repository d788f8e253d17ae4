"""Open a database, set it up, and refuse one that another version of kgcore wrote."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sa

from kgcore.store import tables
from kgcore.store.errors import BusyError, SchemaError, StoreError

# How long a writer waits for another one before it gives up, in seconds.
BUSY_SECONDS = 60
# One number for all kgcore writers of a PostgreSQL database; any fixed number will do.
_ADVISORY_LOCK = 5_177_001


def connect(url: str | Path) -> sa.Engine:
    """Return an engine for a SQLite file (path) or a PostgreSQL URL, its tables created if missing.

    Raises
    ------
    StoreError
        when the file or server cannot be opened.
    SchemaError
        when the database was written by another version of kgcore.
    """
    text = str(url).removeprefix("sqlite:///").replace("postgresql://", "postgresql+psycopg://", 1)
    server = text.startswith("postgresql")
    if "://" in text and not server:
        raise StoreError(
            f"不认识的数据库 {text.split('://')[0]}://。可写：SQLite 文件的路径，或 postgresql+psycopg:// 开头的网址"
        )
    engine = _server(text) if server else _sqlite(Path(text))
    try:
        _prepare(engine)
    except sa.exc.DatabaseError as error:
        engine.dispose()
        raise StoreError(_cannot_open(text if not server else engine.url.render_as_string(), error)) from error
    except StoreError:
        engine.dispose()
        raise
    return engine


def _server(url: str) -> sa.Engine:
    try:
        return sa.create_engine(url, pool_pre_ping=True)
    except ImportError as error:
        raise StoreError("连接 PostgreSQL 的组件没有安装；请运行 pip install 'kgcore[postgres]'") from error
    except sa.exc.ArgumentError as error:
        raise StoreError("PostgreSQL 网址写得不对；应如 postgresql+psycopg://用户:密码@主机:5432/库名") from error


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Hold the one write transaction of the database; a second writer waits its turn.

    Raises
    ------
    BusyError
        when another writer does not finish within `BUSY_SECONDS`.
    """
    try:
        with engine.connect().execution_options(kg_writes=True) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(sa.text(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'"))
                connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
            yield connection
    except sa.exc.OperationalError as error:
        if "locked" in str(error.orig) or "lock timeout" in str(error.orig):
            raise BusyError(
                f"等了 {BUSY_SECONDS} 秒，另一个程序仍在写数据库，本次没有写入。请等它写完，或关掉它后再试"
            ) from error
        raise StoreError(f"数据库出错，本次没有写入：{error.orig}。请检查磁盘空间、权限或服务器") from error


def _sqlite(path: Path) -> sa.Engine:
    if not path.absolute().parent.is_dir():
        raise StoreError(f"打不开数据库 {path}：文件夹 {path.absolute().parent} 不存在。请先建好文件夹，或改正路径")
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def configure(dbapi: sqlite3.Connection, _record: object) -> None:
        # The driver's own BEGIN comes late and never IMMEDIATE; ours is emitted below.
        dbapi.isolation_level = None
        dbapi.execute("PRAGMA journal_mode = WAL")
        dbapi.execute("PRAGMA synchronous = FULL")
        dbapi.execute("PRAGMA foreign_keys = ON")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("kg_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _prepare(engine: sa.Engine) -> None:
    if sa.inspect(engine).has_table("kg_schema"):
        with engine.connect() as connection:
            check_schema(connection)
        return
    with writing(engine) as connection:
        if sa.inspect(connection).has_table("kg_schema"):
            check_schema(connection)
            return
        tables.METADATA.create_all(connection)
        for statement in tables.guards(engine.dialect.name):
            connection.exec_driver_sql(statement.replace("%", "%%") if engine.dialect.name != "sqlite" else statement)
        connection.execute(
            tables.SCHEMA.insert(),
            {
                "version": tables.SCHEMA_VERSION,
                "declaration": tables.declaration(),
                "kgcore": version("kgcore"),
            },
        )


def check_schema(connection: sa.Connection) -> None:
    """Refuse a database whose tables are not those of this version.

    Raises
    ------
    SchemaError
        saying whether kgcore or the database is the older one.
    """
    schema = connection.execute(sa.select(tables.SCHEMA)).one_or_none()
    if schema is None:
        raise SchemaError("数据库没有版本记录，可能已损坏。请用 kg restore 从备份恢复")
    if schema.version > tables.SCHEMA_VERSION:
        raise SchemaError(
            f"数据库由更新的 kgcore {schema.kgcore} 写成（结构版本 {schema.version}，"
            f"本机只认到 {tables.SCHEMA_VERSION}）。请先升级本机的 kgcore，数据没有改动"
        )
    if schema.version < tables.SCHEMA_VERSION or schema.declaration != tables.declaration():
        raise SchemaError(
            f"数据库由 kgcore {schema.kgcore} 建立，台账的列与本机的 kgcore {version('kgcore')} 不同。"
            "请用原来的版本打开，或新建数据库后重新导入台账，数据没有改动"
        )


def _cannot_open(where: str, error: sa.exc.DatabaseError) -> str:
    if "not a database" in str(error.orig):
        return f"打不开数据库 {where}：这个文件不是 kgcore 数据库，或已损坏。请核对路径，或用 kg restore 从备份恢复"
    return f"打不开数据库 {where}：{error.orig}。请核对路径、权限，或服务器是否已启动"


__all__ = ["BUSY_SECONDS", "check_schema", "connect", "writing"]
