"""How a value is written for people and which number format a spreadsheet gets for it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

import pandas as pd

Format = Literal["text", "integer", "decimal1", "decimal2", "percent", "percent1", "yuan", "date"]
Plain = str | int | float | bool | None

MISSING = "—"
NUMERIC: dict[str, tuple[int, Decimal, str, str]] = {
    # format: decimals, factor, suffix on the page, format in the sheet
    "integer": (0, Decimal(1), "", "#,##0"),
    "decimal1": (1, Decimal(1), "", "#,##0.0"),
    "decimal2": (2, Decimal(1), "", "#,##0.00"),
    "percent": (0, Decimal(100), "%", "0%"),
    "percent1": (1, Decimal(100), "%", "0.0%"),
    "yuan": (2, Decimal("0.01"), "", "#,##0.00"),
}


def plain(value: Any) -> Plain:
    """Return a value as JSON can keep it: missing and infinite numbers become None, dates ISO text."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.datetime):
        return value.isoformat() if value.time() != dt.time.min else value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def shown(value: Plain, style: str) -> str:
    """Return a plain value as a person reads it in the given format; missing is a dash, never a zero."""
    if value is None or value == "" or value != value:
        return MISSING
    if isinstance(value, bool):
        return "是" if value else "否"
    if style in NUMERIC and isinstance(value, int | float):
        decimals, factor, suffix, _ = NUMERIC[style]
        # as a spreadsheet rounds: half away from zero, on the digits written, not on the binary fraction behind them
        exact = (Decimal(str(value)) * factor).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        text = f"{exact:,f}{suffix}"
        # a negative that rounds to nothing would read as -0.0
        return text.removeprefix("-") if not any(char in "123456789" for char in text) else text
    return str(value)


def sheet_value(value: Plain, style: str) -> Plain:
    """Return what a spreadsheet cell holds: fen become yuan, fractions stay fractions under a percent format."""
    if style == "yuan" and isinstance(value, int | float) and not isinstance(value, bool):
        return value / 100
    return value


def percent(rows: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return figures as they are written: in rows whose `unit` is empty, fractions, the named columns in percent."""
    fraction = rows["unit"] == ""
    values = {name: rows[name].astype("float64") for name in names}
    changed = {name: value.where(~fraction, value * 100) for name, value in values.items()}
    return rows.assign(**changed, unit=rows["unit"].where(~fraction, "%"))
