"""Rows of a register as a typed frame and as the plain values that the database holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kgcore.registers import Register, RegisterColumn, columns
from kgcore.registers.coercion import DTYPES

Row = tuple[object, ...]
_CELL_END = ",\n"
"""Between two cells: JSON writes a line break within a text as \\n, so that this stands nowhere else."""
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(_CELL_END, ": ")).encode


def to_rows(register: type[Register], frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a checked frame as plain values: str, int, float or None; days as ISO text, flags as 0/1."""
    parts = [_plain(column, frame[column.name]) for column in columns(register)]
    return list(zip(*parts, strict=True))


def to_frame(register: type[Register], rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """Return database rows as a frame with the declared dtypes."""
    declared = columns(register)
    found = list(rows)
    parts = list(zip(*found, strict=True)) if found else [()] * len(declared)
    return pd.DataFrame({column.name: _typed(column, part) for column, part in zip(declared, parts, strict=True)})


def digest(register: type[Register], frame: pd.DataFrame) -> str:
    """Return the SHA-256 of the rows of a frame, each a JSON list, independent of their order."""
    if frame.empty:
        return hashlib.sha256().hexdigest()
    # a column in one call: a call for each row would take three times as long
    cells = (_ENCODE(_plain(column, frame[column.name]))[1:-1].split(_CELL_END) for column in columns(register))
    lines = sorted(f"[{', '.join(row)}]" for row in zip(*cells, strict=True))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _plain(column: RegisterColumn, values: pd.Series) -> list[object]:
    if column.kind == "date":
        days = np.datetime_as_string(values.to_numpy(dtype="datetime64[D]"))
        return [None if day == "NaT" else str(day) for day in days.tolist()]
    if column.kind == "flag":
        values = values.astype("Int64")
    cells: list[object] = values.astype(object).where(values.notna(), None).tolist()
    return cells


def _typed(column: RegisterColumn, part: Sequence[Any]) -> pd.Series:
    if column.kind == "date":
        return pd.Series(np.array(part, dtype="datetime64[D]").astype("datetime64[us]"))
    if column.kind == "flag":
        return pd.Series(part, dtype="Int64").astype("boolean")
    values: pd.Series = pd.Series(part, dtype=DTYPES[column.kind])
    return values


__all__ = ["Row", "digest", "to_frame", "to_rows"]
