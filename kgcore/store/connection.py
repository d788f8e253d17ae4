"""Open a database: set a new one up, upgrade one of an earlier version, read one that cannot be written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from kgcore.store import tables
from kgcore.store.errors import BusyError, SchemaError, StoreError
from kgcore.store.upgrade import Upgrade, needed, put_aside, run, upgrade

# How long a writer waits for another one before it gives up, in seconds.
BUSY_SECONDS = 60
# One number for all kgcore writers of a PostgreSQL database; any fixed number will do.
_ADVISORY_LOCK = 5_177_001
HEADER = b"SQLite format 3\0"
"""How every SQLite file begins."""


@dataclass(frozen=True)
class Opened:
    """A database as it was opened: its engine, whether it can only be read, and what an upgrade did."""

    engine: sa.Engine
    read_only: bool = False
    upgrade: Upgrade | None = None


def connect(url: str | Path) -> Opened:
    """Open a SQLite file (path) or a PostgreSQL URL; missing tables are created, an older database is upgraded.

    A SQLite file that cannot be written, or whose folder cannot, is opened for reading alone.

    Raises
    ------
    StoreError
        when the file or server cannot be opened, or the file is empty or damaged.
    SchemaError
        when a newer version of kgcore wrote the database, or an older one cannot be upgraded.
    """
    text = str(url).removeprefix("sqlite:///").replace("postgresql://", "postgresql+psycopg://", 1)
    server = text.startswith("postgresql")
    if "://" in text and not server:
        raise StoreError(
            f"不认识的数据库 {text.split('://')[0]}://。可写：SQLite 文件的路径，或 postgresql+psycopg:// 开头的网址"
        )
    if not server:
        return connect_file(Path(text))
    engine = _server(text)
    try:
        return _prepare(engine)
    except sa.exc.DatabaseError as error:
        engine.dispose()
        raise StoreError(_cannot_open(engine.url.render_as_string(), error)) from error
    except StoreError:
        engine.dispose()
        raise


def connect_file(path: Path) -> Opened:
    """Open a SQLite file as `connect` does."""
    if not path.absolute().parent.is_dir():
        raise StoreError(f"打不开数据库 {path}：文件夹 {path.absolute().parent} 不存在。请先建好文件夹，或改正路径")
    if path.is_file():
        _refuse_foreign(path)
    engine = _sqlite(path)
    try:
        return _prepare(engine)
    except sa.exc.DatabaseError as error:
        engine.dispose()
        if path.is_file() and _unwritable(error):
            return _open_to_read(path)
        raise StoreError(_cannot_open(str(path), error)) from error
    except StoreError as error:
        engine.dispose()
        if path.is_file() and isinstance(error.__cause__, sa.exc.DatabaseError) and _unwritable(error.__cause__):
            return _open_to_read(path)
        raise


def _refuse_foreign(path: Path) -> None:
    """Refuse a file that holds no office before SQLite may write into it; SQLite takes one byte for an empty database.

    Raises
    ------
    SchemaError
        when the file does not begin as a SQLite file does, or it has tables and none of them is kgcore's record of the
        version, or that is empty.
    """
    try:
        with path.open("rb") as file:
            start = file.read(len(HEADER))
    except OSError:
        return  # opening it says what is wrong
    if not start:
        raise SchemaError(
            f"打不开数据库 {path}：文件是空的（0 字节），里面没有任何台账。"
            "若数据丢失，请用 kg restore 从备份恢复；若要新建，请先删掉这个空文件"
        )
    if start != HEADER:
        raise SchemaError(
            f"打不开数据库 {path}：这个文件（{path.stat().st_size:,} 字节）不是 kgcore 数据库，或已损坏。"
            "请核对路径；若数据丢失，请用 kg restore 从备份恢复；若要新建，请先移开这个文件。文件没有改动"
        )
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            names = {str(row[0]) for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not names or (
                tables.SCHEMA.name in names and database.execute(f"SELECT 1 FROM {tables.SCHEMA.name}").fetchone()  # noqa: S608 - a fixed name
            ):
                return
    except sqlite3.Error:
        return  # opening it says what is wrong
    raise SchemaError(
        f"打不开数据库 {path}：这不是 kgcore 的数据库，或它的版本记录已损坏。"
        "请核对路径；若本来是，请用 kg restore 从备份恢复。文件没有改动"
    )


def _unwritable(error: sa.exc.DatabaseError) -> bool:
    said = str(error.orig)
    return any(words in said for words in ("readonly", "unable to open database file", "attempt to write"))


def _open_to_read(path: Path) -> Opened:
    """Open a file that may only be read: nothing is locked, and no file is made beside it."""
    file = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        creator=lambda: sqlite3.connect(file, uri=True),
        poolclass=sa.pool.NullPool,
        execution_options={"kg_read_only": True},
    )
    try:
        with engine.connect() as connection:
            before = needed(connection)
    except sa.exc.DatabaseError as error:
        engine.dispose()
        raise StoreError(_cannot_open(str(path), error)) from error
    if before is not None:
        engine.dispose()
        raise SchemaError(
            f"数据库 {path} 由 kgcore {before} 写成，要先升级，但它是只读的。请复制到可以写的文件夹再打开，数据没有改动"
        )
    return Opened(engine, read_only=True)


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Hold a connection that only reads.

    Raises
    ------
    StoreError
        when the database is damaged or its server is lost.
    """
    try:
        with engine.connect() as connection:
            yield connection
    except sa.exc.DatabaseError as error:
        where = str(engine.url.database) if engine.dialect.name == "sqlite" else engine.url.render_as_string()
        raise StoreError(_cannot_read(where, error)) from error


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
    except sa.exc.DatabaseError as error:
        raise _refused(error) from error


def _refused(error: sa.exc.DatabaseError) -> StoreError:
    """Return what a database said when it refused a write, as a Chinese sentence that says what to do."""
    message = str(error.orig).strip()
    if type(error.orig).__name__ == "InsufficientPrivilege":
        return StoreError(
            "当前的数据库角色没有权限这样做，本次没有写入：园所的角色只能写本园的记录；"
            "撤销流水、改名、升级要用管理数据库的角色"
        )
    if "readonly" in message:
        return StoreError(
            "数据库是只读的，只能查看和出报告，本次没有写入。请复制到可以写的文件夹，或去掉文件的“只读”属性"
        )
    if "locked" in message or "lock timeout" in message:
        return BusyError(f"等了 {BUSY_SECONDS} 秒，另一个程序仍在写数据库，本次没有写入。请等它写完，或关掉它后再试")
    if "malformed" in message or "not a database" in message:
        return StoreError(f"数据库已损坏（{message}），本次没有写入。请用 kg restore 从最近的备份恢复")
    if isinstance(error, sa.exc.IntegrityError) and "foreign key" in message.lower():
        return StoreError(
            "本次没有写入：有记录的园所没有登记，或要去掉的园所还有台账用着。请先在《园所》登记，或先改正用到它的记录"
        )
    if isinstance(error, sa.exc.OperationalError):
        return StoreError(f"数据库出错，本次没有写入：{message}。请检查磁盘空间、权限或服务器")
    return StoreError(
        f"数据库不接受，本次没有写入：{message}。请用 kg check --integrity 检查；还不行请把这句话发给开发者"
    )


def _sqlite(path: Path, *, foreign_keys: bool = True) -> sa.Engine:
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def configure(dbapi: sqlite3.Connection, _record: object) -> None:
        # The driver's own BEGIN comes late and never IMMEDIATE; ours is emitted below.
        dbapi.isolation_level = None
        dbapi.execute("PRAGMA journal_mode = WAL")
        dbapi.execute("PRAGMA synchronous = FULL")
        dbapi.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("kg_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _prepare(engine: sa.Engine) -> Opened:
    if sa.inspect(engine).has_table("kg_schema"):
        with engine.connect() as connection:
            before = needed(connection)
        return Opened(engine) if before is None else Opened(engine, upgrade=_upgrade(engine, before))
    with writing(engine) as connection:
        if not sa.inspect(connection).has_table("kg_schema"):
            _create(connection)
    return Opened(engine)


def _create(connection: sa.Connection) -> None:
    tables.METADATA.create_all(connection)
    run(connection, tables.guards(connection.dialect.name))
    connection.execute(tables.REVISION.insert(), {"version_num": str(tables.SCHEMA_VERSION)})
    connection.execute(
        tables.SCHEMA.insert(),
        {"version": tables.SCHEMA_VERSION, "declaration": tables.declaration(), "kgcore": version("kgcore")},
    )


def _upgrade(engine: sa.Engine, before: str) -> Upgrade:
    """Upgrade a database in one transaction, after a copy of a file was put aside."""
    copy, upgrading = None, engine
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        copy, upgrading = put_aside(path, before), _sqlite(path, foreign_keys=False)
    with writing(upgrading) as connection:
        if needed(connection) is not None:  # another program may have upgraded it meanwhile
            upgrade(connection)
            if broken := _broken_references(connection):
                raise SchemaError(
                    f"升级后 {broken} 的行对不上它引用的台账，没有升级。请把数据库发给开发者，数据没有改动"
                )
    if upgrading is not engine:
        upgrading.dispose()
    return Upgrade(before, version("kgcore"), copy)


def _broken_references(connection: sa.Connection) -> str:
    if connection.dialect.name != "sqlite":
        return ""
    return "、".join(sorted({str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}))


def _cannot_read(where: str, error: sa.exc.DatabaseError) -> str:
    said = str(error.orig)
    if "malformed" in said or "disk I/O" in said or "not a database" in said:
        return f"数据库 {where} 已损坏（{said}）。请不要再往里写，用 kg restore 从最近的备份恢复"
    return f"读数据库 {where} 时出错：{said}。请检查磁盘、权限，或服务器是否还在运行"


def _cannot_open(where: str, error: sa.exc.DatabaseError) -> str:
    said = str(error.orig)
    if "not a database" in said or "malformed" in said:
        return f"打不开数据库 {where}：这个文件不是 kgcore 数据库，或已损坏。请核对路径，或用 kg restore 从备份恢复"
    return f"打不开数据库 {where}：{said}。请核对路径、权限，或服务器是否已启动"


__all__ = ["BUSY_SECONDS", "Opened", "connect", "connect_file", "reading", "writing"]
