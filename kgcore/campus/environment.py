"""Environment checks: zones by month, waste sorting, dead corners and whether they were cleared."""

from __future__ import annotations

import datetime as dt

import pandas as pd


def zones(checks: pd.DataFrame) -> pd.DataFrame:
    """Return each zone's checks, mean and lowest score, sorted_rate (checks with waste sorted ÷ checks), corners."""
    if checks.empty:
        return pd.DataFrame(columns=["zone", "checks", "score", "lowest", "sorted_rate", "corners"])
    table = checks.assign(
        sorted_right=checks["waste_sorted"].astype("float64"), corner=checks["dead_corner"].notna()
    ).groupby("zone", as_index=False)
    return table.agg(
        checks=("score", "size"),
        score=("score", "mean"),
        lowest=("score", "min"),
        sorted_rate=("sorted_right", "mean"),
        corners=("corner", "sum"),
    ).sort_values("score", kind="stable", ignore_index=True)


def corners(checks: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return every dead corner seen up to a day: date, zone, corner, repaired_on, days (to repair, or open since)."""
    day = pd.Timestamp(on)
    dirty = checks[checks["dead_corner"].notna() & (checks["date"] <= day)]
    repair = dirty["repaired_on"].where(dirty["repaired_on"] <= day)
    table = pd.DataFrame(
        {
            "date": dirty["date"],
            "zone": dirty["zone"],
            "corner": dirty["dead_corner"],
            "repaired_on": repair,
            "days": (repair.fillna(day) - dirty["date"]).dt.days,
        }
    )
    return table.sort_values("date", kind="stable", ignore_index=True)


def unchecked(checks: pd.DataFrame, usual: set[str], months: list[str]) -> pd.DataFrame:
    """Return the zones of the usual round that a month's check left out: month, zone."""
    seen = set(zip(checks["date"].dt.strftime("%Y-%m"), checks["zone"], strict=True))
    rows = [(month, zone) for month in months for zone in sorted(usual) if (month, zone) not in seen]
    return pd.DataFrame(rows, columns=["month", "zone"])
