"""The password of a PostgreSQL server stays out of files, logs, notebooks and the list of processes."""

from __future__ import annotations

import os

import sqlalchemy as sa


def has_password(url: str) -> bool:
    """Return whether a database URL carries a password.

    Examples
    --------
    >>> has_password("postgresql+psycopg://kg@127.0.0.1/office"), has_password("office.db")
    (False, False)
    """
    return bool(_password(url))


def without_password(url: str) -> str:
    """Return a database URL without its password, which moves into PGPASSWORD, where the driver and kernels find it.

    Parameters
    ----------
    url : URL of a PostgreSQL database, or path of a SQLite file; without a password it is returned as it is.

    Examples
    --------
    >>> without_password("postgresql+psycopg://kg@127.0.0.1/office")
    'postgresql+psycopg://kg@127.0.0.1/office'
    """
    password = _password(url)
    if not password:
        return url
    os.environ["PGPASSWORD"] = password
    address = sa.make_url(url)
    bare = sa.URL.create(
        address.drivername, address.username, None, address.host, address.port, address.database, address.query
    )
    return bare.render_as_string()


def _password(url: str) -> str:
    if "://" not in url:
        return ""
    try:
        return str(sa.make_url(url).password or "")
    except sa.exc.ArgumentError:
        return ""  # opening it says what is wrong with the URL


__all__ = ["has_password", "without_password"]
