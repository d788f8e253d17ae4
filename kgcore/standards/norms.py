"""One norm of work or safety by its name: the figure, its unit and its source."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kgcore.standards.tables import load


@dataclass(frozen=True)
class Norm:
    """A prescribed figure: `limit` in `unit`, the bound that the rule names."""

    label: str
    limit: float
    unit: str
    source: str


def work_norm(item: str) -> Norm:
    """Return a norm of the table `work_norms`.

    Raises
    ------
    KeyError
        when there is no such item.

    Examples
    --------
    >>> norm = work_norm("scored_month_days")
    >>> norm.limit, norm.unit
    (10.0, 'days')
    """
    return _norm(load("work_norms"), item)


def safety_norm(item: str) -> Norm:
    """Return a norm of the table `safety_norms` that stands there in one scheme only.

    Raises
    ------
    KeyError
        when there is no such item, or more than one scheme, which a profile must choose from.

    Examples
    --------
    >>> norm = safety_norm("core_temperature")
    >>> norm.limit, norm.unit
    (70.0, '°C')
    """
    return _norm(load("safety_norms"), item)


def _norm(table: pd.DataFrame, item: str) -> Norm:
    rows = table[table["item"] == item]
    if len(rows) != 1:
        raise KeyError(f"{item}: {len(rows)} rows")
    row = rows.iloc[0]
    limit = row["high"] if pd.isna(row["low"]) else row["low"]
    return Norm(str(row["label"]), float(limit), str(row["unit"]), str(row["source"]))
