"""Turn what a frame holds into the type a register's column declares, marking what cannot be read."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd

from kgcore.registers.base import Kind, RegisterColumn

DTYPES: dict[Kind, Any] = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "date": "datetime64[us]",
    "time": "str",
    "flag": "boolean",
}
FIRST_DAY, LAST_DAY = pd.Timestamp("1900-01-01"), pd.Timestamp("2199-12-31")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAFE_INTEGER = 2**53


def coerce(column: RegisterColumn, raw: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read a column's cells.

    Parameters
    ----------
    column : the declaration.
    raw : cells of any dtype; None, NaN, NaT, NA and blank text are missing.

    Returns
    -------
    The cells in the declared dtype, and where a cell could not be read (it is missing in the first).
    """
    if str(raw.dtype) == DTYPES[column.kind] and column.kind in ("integer", "flag"):
        return raw, pd.Series(False, index=raw.index)
    if column.kind in ("text", "time"):
        return _text(raw)
    if column.kind == "date":
        return _date(raw)
    if column.kind == "flag":
        return _flag(raw)
    return _number(raw, whole=column.kind == "integer")


def _blank(raw: pd.Series) -> pd.Series:
    missing = raw.isna()
    if raw.dtype == object or str(raw.dtype) == "str":
        missing |= raw.map(lambda cell: isinstance(cell, str) and not cell.strip()).astype(bool)
    return missing


def _text(raw: pd.Series) -> tuple[pd.Series, pd.Series]:
    cells: dict[object, str | None] = {}
    for cell in raw[~raw.isna()].unique():
        if isinstance(cell, dt.time):
            cells[cell] = f"{cell:%H:%M}"
        elif isinstance(cell, (int, np.integer)) and not isinstance(cell, bool):
            cells[cell] = str(cell)
        elif isinstance(cell, str) and not _UNPRINTABLE.search(cell):
            cells[cell] = cell.strip()
        else:
            cells[cell] = None
    values = raw.astype(object).map(cells)
    bad = values.isna() & ~raw.isna()
    return values.mask(values == "").astype("str"), bad


def _number(raw: pd.Series, *, whole: bool) -> tuple[pd.Series, pd.Series]:
    missing = _blank(raw)
    usable = raw.where(~missing)
    if raw.dtype == object:
        usable = usable.map(lambda cell: None if isinstance(cell, (bool, np.bool_)) else cell)
    if raw.dtype == bool or str(raw.dtype) in ("boolean", "datetime64[ns]", "datetime64[us]"):
        usable = pd.Series(np.nan, index=raw.index)
    values = pd.to_numeric(usable, errors="coerce").astype("Float64").astype("float64")
    bad = (values.isna() & ~missing) | np.isinf(values)
    if not whole:
        return values.mask(bad), bad
    # Beyond 2^53 a float no longer holds every integer; no count, mass or sum of money here comes near.
    bad |= values.notna() & ((values % 1 != 0) | (values.abs() > _SAFE_INTEGER))
    return values.mask(bad).astype("Int64"), bad


def _date(raw: pd.Series) -> tuple[pd.Series, pd.Series]:
    missing = _blank(raw)
    if str(raw.dtype).startswith("datetime64"):
        values = raw
    else:
        cells = {cell: _day(cell) for cell in raw[~missing].unique()}
        values = pd.to_datetime(raw.where(~missing).map(cells), errors="coerce")
    if getattr(values.dt, "tz", None) is not None:
        return pd.Series(pd.NaT, index=raw.index).astype(DTYPES["date"]), ~missing
    values = values.astype(DTYPES["date"])
    bad = values.isna() & ~missing
    bad |= values.notna() & ((values != values.dt.normalize()) | (values < FIRST_DAY) | (values > LAST_DAY))
    return values.mask(bad), bad


def _day(cell: object) -> dt.datetime | None:
    if isinstance(cell, dt.datetime):
        return cell.replace(tzinfo=None) if cell.tzinfo is None else None
    if isinstance(cell, dt.date):
        return dt.datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, str) and _ISO_DAY.fullmatch(cell.strip()):
        try:
            return dt.datetime.fromisoformat(cell.strip())
        except ValueError:
            return None
    return None


def _flag(raw: pd.Series) -> tuple[pd.Series, pd.Series]:
    missing = _blank(raw)
    known = {True: True, False: False}
    readable = raw.map(lambda cell: isinstance(cell, (bool, np.bool_, int, np.integer, float)) and cell in known)
    values = raw.where(readable.astype(bool) & ~missing).map(lambda cell: None if pd.isna(cell) else bool(cell))
    return values.astype("boolean"), values.isna() & ~missing


__all__ = ["DTYPES", "coerce"]
