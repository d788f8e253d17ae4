"""Whole copies of a SQLite store: out while it is in use, back in one step."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from kgcore.store.connection import check_schema
from kgcore.store.errors import StoreError


def backup(engine: sa.Engine, path: Path) -> None:
    """Copy the store to `path`; an older backup there is replaced only by a copy found whole.

    Raises
    ------
    StoreError
        when the copy is damaged or cannot be written.
    """
    source = _file(engine)
    if not path.absolute().parent.is_dir():
        raise StoreError(f"无法备份到 {path}：文件夹不存在。请先建好文件夹，或改正路径")
    if path.exists() and path.samefile(source):
        raise StoreError(f"备份文件不能就是数据库本身：{path}。请换一个文件名")
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
            live.backup(copy)
            # A backup is one file: no -wal and -shm beside it that could be forgotten.
            copy.execute("PRAGMA journal_mode = DELETE")
            _whole(copy, path)
        part.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"备份到 {path} 失败：{error}。请检查磁盘空间和权限") from error
    finally:
        part.unlink(missing_ok=True)


def restore(engine: sa.Engine, path: Path) -> None:
    """Replace the store's content by the backup at `path` in one transaction.

    Raises
    ------
    StoreError
        when the backup is missing, damaged or not of this version; the store is then as it was.
    """
    target = _file(engine)
    if not path.is_file():
        raise StoreError(f"找不到备份文件 {path}。请核对路径")
    if path.samefile(target):
        raise StoreError(f"备份文件不能就是数据库本身：{path}。请换一个文件名")
    source = sa.create_engine(sa.URL.create("sqlite", database=str(path)))
    try:
        with source.connect() as connection:
            check_schema(connection)
    except sa.exc.DatabaseError as error:
        raise StoreError(f"{path} 不是 kgcore 的备份，或已损坏，没有恢复。请换一份备份") from error
    finally:
        source.dispose()
    engine.dispose()
    try:
        with closing(sqlite3.connect(path)) as copy, closing(sqlite3.connect(target)) as live:
            _whole(copy, path)
            copy.backup(live)
    except sqlite3.Error as error:
        raise StoreError(f"从 {path} 恢复失败：{error}。数据库保持原样；请关掉其他正在使用它的程序后再试") from error


def _whole(connection: sqlite3.Connection, path: Path) -> None:
    problems = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    if problems:
        raise StoreError(f"备份 {path} 不完整：{problems[0]}。请换一份备份，或检查磁盘")


def _file(engine: sa.Engine) -> Path:
    if engine.dialect.name != "sqlite":
        raise StoreError("PostgreSQL 数据库请用服务器自带的 pg_dump 备份、pg_restore 恢复")
    return Path(str(engine.url.database))


__all__ = ["backup", "restore"]
