"""Greening against its contract, and what the planting garden showed."""

from __future__ import annotations

import pandas as pd

from kgcore.registers.campus import GARDEN_OBSERVED, HARVESTED


def against_contract(greening: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """Return work under the contract by month, place and kind: times agreed, times done.

    Parameters
    ----------
    greening : register greening from the first month on to which the contract applies.
    months : months to judge, written 2026-05.

    Returns
    -------
    DataFrame
        month, place, work, agreed, done, short (agreed − done, not below 0). The contract's times of a month are those
        written in it; work of which a month has no row at all is due as often as in the month before it.
    """
    rows = greening[greening["contract_times"].notna()]
    rows = rows.assign(month=rows["date"].dt.strftime("%Y-%m"))
    keys = ["place", "work"]
    agreed = rows.pivot_table(index="month", columns=keys, values="contract_times", aggfunc="max")
    agreed = agreed.astype("float64").reindex(sorted({*agreed.index, *months})).ffill()
    times = rows[rows["done"].fillna(False).astype(bool)].groupby(["month", *keys]).size()
    long = agreed.reindex(months).rename_axis(index="month").melt(ignore_index=False, value_name="agreed")
    table = long.dropna(subset="agreed").reset_index()
    table["agreed"] = table["agreed"].astype("int64")
    counted = [times.get(key, 0) for key in zip(table["month"], table["place"], table["work"], strict=True)]
    table["done"] = pd.Series(counted, dtype="int64")
    table["short"] = (table["agreed"] - table["done"]).clip(lower=0)
    return table.sort_values(["month", *keys], kind="stable", ignore_index=True)


def garden(greening: pd.DataFrame) -> pd.DataFrame:
    """Return what was observed and harvested: date, place, work, note."""
    noted = greening[greening["work"].isin([GARDEN_OBSERVED, HARVESTED])]
    return noted[["date", "place", "work", "note"]].sort_values("date", kind="stable", ignore_index=True)
