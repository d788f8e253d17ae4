"""Whole, checked copies of a store: out while it is in use, back in one step, also over a damaged file.

A backup is always one SQLite file, of a PostgreSQL database too; every later version can restore it.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from kgcore import disk
from kgcore.store import tables, writes
from kgcore.store.connection import connect, connect_file, writing
from kgcore.store.errors import BusyError, StoreError
from kgcore.store.upgrade import needed, run

BATCH_ROWS = 10_000
NAME = re.compile(r"office-\d{8}-\d{6}(-\d+)?\.db")
"""Backups that rotation may remove: those that it named itself."""


@dataclass(frozen=True)
class Restored:
    """What a restore did: where what was there before lies (None: nothing was there), and whether it was damaged."""

    former_file: Path | None
    damaged: bool = False


def backup(engine: sa.Engine, path: Path) -> None:
    """Copy a store to `path`; an older backup there is replaced only by a copy found whole.

    Raises
    ------
    StoreError
        when the copy is damaged or cannot be written.
    """
    if not path.absolute().parent.is_dir():
        raise StoreError(f"无法备份到 {path}：文件夹不存在。请先建好文件夹，或改正路径")
    source = _file(engine)
    if source is not None and path.exists() and path.samefile(source):
        raise StoreError(f"备份文件不能就是数据库本身：{path}。请换一个文件名")
    try:
        with disk.replacing(path) as part:
            if source is None:
                _copy_rows(engine, part)
            else:
                read_only = engine.get_execution_options().get("kg_read_only", False)
                with closing(_read_alone(source) if read_only else _live(source)) as live:
                    _copy_file(live, part)
            with closing(sqlite3.connect(part)) as copy:
                _whole(copy, path, source)
    except OSError as error:
        raise StoreError(f"备份到 {path} 失败：{disk.said(error)}") from error
    except (sqlite3.Error, sa.exc.DatabaseError) as error:
        if _is_damage(error):
            raise StoreError(_damaged(source, path)) from error
        raise StoreError(f"备份到 {path} 失败：{error}。请检查磁盘空间和权限，或有没有别的程序占着数据库") from error


def _live(path: Path) -> sqlite3.Connection:
    """Open the file of a store in use, to read."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _is_damage(error: Exception) -> bool:
    return any(words in str(error) for words in ("malformed", "not a database"))


def _damaged(source: Path | None, path: Path) -> str:
    return (
        f"数据库 {source or ''} 已损坏，没有备份到 {path}。请不要再往里写，也不要删去以前的备份，"
        "用 kg restore 从最近的备份恢复"
    )


def rotate(engine: sa.Engine, folder: Path, keep: int, now: dt.datetime) -> tuple[Path, list[Path]]:
    """Write a new backup into a folder, named by its time, and remove the oldest of those beyond `keep`.

    Parameters
    ----------
    engine : the store.
    folder : where backups lie; files with other names are left alone.
    keep : how many backups stay, at least 1; none is removed unless the new one is whole. Where no row is in those that
        would stay, the newest that opens and holds rows stays too.
    now : the time that names the new one.

    Returns
    -------
    tuple
        the new backup, and the backups removed.

    Raises
    ------
    StoreError
        when the new backup cannot be written; then nothing is removed.

    Examples
    --------
    >>> import tempfile
    >>> from kgcore.testing import tiny_office
    >>> with tempfile.TemporaryDirectory() as folder, tiny_office() as office:
    ...     for day in (1, 2, 3):
    ...         newest, removed = rotate(office.store.engine, Path(folder), 2, dt.datetime(2026, 5, day, 18))
    >>> newest.name, [path.name for path in removed]
    ('office-20260503-180000.db', ['office-20260501-180000.db'])
    """
    if keep < 1:
        raise StoreError("备份至少要留 1 份")
    stem = f"office-{now:%Y%m%d-%H%M%S}"
    path, number = folder / f"{stem}.db", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.db"
    backup(engine, path)
    backups = sorted((p for p in folder.iterdir() if NAME.fullmatch(p.name)), key=lambda p: p.name)
    surplus = [p for p in backups if p != path][: max(len(backups) - keep, 0)]
    if not any(has_rows(p) for p in reversed(backups) if p not in surplus):
        last = next((p for p in reversed(surplus) if has_rows(p)), None)
        surplus = [p for p in surplus if p != last]
    for old in surplus:
        old.unlink()
    return path, surplus


def has_rows(path: Path) -> bool:
    """Return whether a backup opens, is whole and holds a row of any register.

    Examples
    --------
    >>> import tempfile
    >>> from kgcore.testing import tiny_office
    >>> with tempfile.TemporaryDirectory() as folder, tiny_office() as office:
    ...     office.store.backup(Path(folder) / "saved.db")
    ...     has_rows(Path(folder) / "saved.db")
    True
    """
    try:
        with closing(_read_alone(path)) as copy:
            names = {str(row[0]) for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            holds_row = any(
                copy.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()  # noqa: S608 - declared names
                for name in tables.TABLES
                if name in names
            )
            return holds_row and copy.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    except sqlite3.Error:
        return False


def _read_alone(path: Path) -> sqlite3.Connection:
    """Open a file that nobody writes; nothing is written beside it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def restore(engine: sa.Engine, path: Path) -> None:
    """Replace the content of a store that is open by the backup at `path`, in one transaction.

    Raises
    ------
    StoreError
        when the backup is missing, damaged or of a newer version; the store is then as it was.
    """
    target = _file(engine)
    _check(path)
    if target is None:
        _restore_rows(engine, path)
        return
    if path.samefile(target):
        raise StoreError(f"备份文件不能就是数据库本身：{path}。请换一个文件名")
    engine.dispose()
    try:
        with closing(sqlite3.connect(path)) as copy, closing(sqlite3.connect(target)) as live:
            copy.backup(live)
    except sqlite3.Error as error:
        raise StoreError(f"从 {path} 恢复失败：{error}。数据库保持原样；请关掉其他正在使用它的程序后再试") from error
    connect_file(target).engine.dispose()  # a backup of an earlier version is upgraded at once


def restore_over(url: str, path: Path) -> Restored:
    """Put a backup in the place of a database, whatever is there: a healthy, damaged, truncated, empty or foreign file.

    What was there is kept beside it as office.db.before-restore (or -2 … where that is taken).

    Parameters
    ----------
    url : path of a SQLite file, or URL of a PostgreSQL database.
    path : the backup.

    Raises
    ------
    StoreError
        when the backup is missing, damaged or of a newer version; what was there is then as it was.

    Examples
    --------
    >>> import tempfile
    >>> from kgcore.testing import tiny_office
    >>> with tempfile.TemporaryDirectory() as folder, tiny_office() as office:
    ...     saved, target = Path(folder) / "saved.db", Path(folder) / "office.db"
    ...     office.store.backup(saved)
    ...     size = target.write_bytes(b"not a database")
    ...     restore_over(str(target), saved).damaged
    True
    """
    if "://" in url:
        engine = connect(url).engine
        try:
            restore(engine, path)
        finally:
            engine.dispose()
        return Restored(None)
    target = Path(url)
    _check(path)
    if not target.absolute().parent.is_dir():
        raise StoreError(f"无法恢复到 {target}：文件夹 {target.absolute().parent} 不存在。请先建好文件夹，或改正路径")
    if target.is_dir():
        raise StoreError(f"无法恢复到 {target}：它是文件夹，要写数据库文件的名字，如 {target / 'office.db'}")
    if not target.exists():
        _place(path, target)
        return Restored(None)
    if path.samefile(target):
        raise StoreError(f"备份文件不能就是数据库本身：{path}。请换一个文件名")
    aside = _free(target.with_name(target.name + ".before-restore"))
    try:
        engine = connect_file(target).engine
        try:
            backup(engine, aside)
            restore(engine, path)
        finally:
            engine.dispose()
        return Restored(aside)
    except BusyError:
        raise
    except StoreError:
        aside.unlink(missing_ok=True)
    _place(path, target, aside)
    return Restored(aside, damaged=True)


def _check(path: Path) -> None:
    """Refuse what is no whole backup of this or an earlier version."""
    if not path.is_file():
        raise StoreError(f"找不到备份文件 {path}。请核对路径")
    source = sa.create_engine("sqlite://", creator=lambda: sqlite3.connect(path), poolclass=sa.pool.NullPool)
    try:
        with source.connect() as connection:
            needed(connection)
        with closing(sqlite3.connect(path)) as copy:
            _whole(copy, path)
    except (sa.exc.DatabaseError, sqlite3.Error) as error:
        raise StoreError(f"{path} 不是 kgcore 的备份，或已损坏，没有恢复。请换一份备份") from error


def _whole(connection: sqlite3.Connection, path: Path, source: Path | None = None) -> None:
    """Refuse a damaged copy; the database `source` that it was just made of is damaged then."""
    problems = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    if problems and source is not None:
        raise StoreError(_damaged(source, path))
    if problems:
        raise StoreError(f"备份 {path} 不完整：{problems[0]}。请换一份备份，或检查磁盘")


def _copy_file(live: sqlite3.Connection, part: Path) -> None:
    with closing(sqlite3.connect(part)) as copy:
        live.backup(copy)
        # A backup is one file: no -wal and -shm beside it that could be forgotten.
        copy.execute("PRAGMA journal_mode = DELETE")


def _copy_rows(engine: sa.Engine, part: Path) -> None:
    """Write all tables of a PostgreSQL database into a new SQLite file, as they are at one moment."""
    target = connect_file(part).engine
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as source, writing(target) as copy:
            _replace_rows(source, copy)
    finally:
        target.dispose()
    with closing(sqlite3.connect(part)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")


def _restore_rows(engine: sa.Engine, path: Path) -> None:
    """Replace all rows of a PostgreSQL database by those of a backup, of which a copy is upgraded first."""
    with tempfile.TemporaryDirectory(prefix="kgcore-restore-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "office.db"
        _place(path, file)
        copy = connect_file(file)
        try:
            with copy.engine.connect() as source, writing(engine) as target:
                _replace_rows(source, target)
        finally:
            copy.engine.dispose()


def _replace_rows(source: sa.Connection, target: sa.Connection) -> None:
    run(target, tables.unguards(target.dialect.name, tables.append_only()))
    for table in reversed(tables.METADATA.sorted_tables):
        target.execute(table.delete())
    for table in tables.METADATA.sorted_tables:
        if table.name == "sites":  # a site refers to that of its kitchen, which goes before it
            rows = writes.referred_first(table.name, [tuple(row) for row in source.execute(sa.select(table))])
            names = [column.name for column in table.columns]
            if rows:
                target.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in rows])
            continue
        result = source.execution_options(yield_per=BATCH_ROWS).execute(sa.select(table))
        for batch in result.mappings().partitions(BATCH_ROWS):
            target.execute(table.insert(), [dict(row) for row in batch])
    run(target, tables.guards(target.dialect.name))


def _place(path: Path, target: Path, aside: Path | None = None) -> None:
    """Copy a backup to where no readable database is, all or nothing.

    Parameters
    ----------
    path, target : the backup, and where it goes.
    aside : where a damaged file that is at the target is kept, with what belongs to it; None = there is none.
    """
    try:
        with disk.replacing(target) as part:
            with closing(sqlite3.connect(path)) as source:
                _copy_file(source, part)
            if aside is not None:
                _keep(target, aside)
    except (OSError, sqlite3.Error) as error:
        said = disk.said(error) if isinstance(error, OSError) else f"{error}。请关掉正在使用 {target} 的程序，再试一次"
        raise StoreError(f"从 {path} 恢复失败：{said}") from error


def _keep(target: Path, aside: Path) -> None:
    """Copy a damaged file aside, then remove its logs, which must not be played into the file that replaces it."""
    logs = [target.with_name(target.name + suffix) for suffix in ("-wal", "-shm")]
    for file in (target, *(log for log in logs if log.exists())):
        with disk.replacing(aside.with_name(aside.name + file.name.removeprefix(target.name))) as copy:
            shutil.copyfile(file, copy)
    for log in logs:
        log.unlink(missing_ok=True)


def _free(path: Path) -> Path:
    """Return the path, with -2, -3 … behind it where it is taken."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def _file(engine: sa.Engine) -> Path | None:
    """Return the file of a SQLite store; None for a PostgreSQL database."""
    return Path(str(engine.url.database)) if engine.dialect.name == "sqlite" else None


__all__ = ["Restored", "backup", "has_rows", "restore", "restore_over", "rotate"]
