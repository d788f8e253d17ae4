"""The file of a store written anew, so that it holds nothing of rows that went and is as small as it can be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import sqlalchemy as sa

from kgcore.store.errors import StoreError


def rewrite(engine: sa.Engine, names: Iterable[str]) -> None:
    """Write the file of a SQLite store anew; of a server the tables named.

    Parameters
    ----------
    engine : the store, outside of any transaction.
    names : tables that lost rows or texts.

    Raises
    ------
    StoreError
        when there is no room for it, or somebody else holds the database; every row is then as it was.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     rewrite(office.store.engine, ["attendance"])
    """
    try:
        if engine.dialect.name == "sqlite":
            engine.dispose()
            with engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None
                raw.execute("VACUUM")
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in names:
                connection.exec_driver_sql(f"VACUUM (FULL) {name}")
    except (sqlite3.Error, sa.exc.DatabaseError) as error:
        raise StoreError(
            f"记录已按要求改好，但数据库文件没有重写，删去的内容可能还留在文件里：{error}。"
            "请关掉正在使用数据库的程序、检查磁盘空间，再用 kg backup 备份、kg restore 换回"
        ) from error


__all__ = ["rewrite"]
