"""Meal fees: which daily fee of the register `fee_rates` holds on a day. Menu and money share the rule."""

from __future__ import annotations

import datetime as dt

import pandas as pd

_KEYS = ["site", "band"]


def fees_on(fee_rates: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return the daily fees that hold on a day: of each kindergarten and band the one that began last.

    Parameters
    ----------
    fee_rates : register `fee_rates`: site, valid_from, band, fee_fen (fen per child and day).
    day : the day asked for; a fee holds from its `valid_from` on.

    Returns
    -------
    Columns site, band, fee_fen; a band whose first fee begins later has no row.

    Examples
    --------
    >>> rates = pd.DataFrame({
    ...     "site": "main", "band": "小班", "fee_fen": [1500, 1600],
    ...     "valid_from": pd.to_datetime(["2026-02-01", "2026-05-11"]),
    ... })
    >>> [fees_on(rates, dt.date(2026, 5, day))["fee_fen"].item() for day in (10, 11)]
    [1500, 1600]
    """
    begun = fee_rates[fee_rates["valid_from"] <= pd.Timestamp(day)].sort_values("valid_from")
    return begun.drop_duplicates(_KEYS, keep="last")[[*_KEYS, "fee_fen"]]


def with_fee(rows: pd.DataFrame, fee_rates: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the daily fee that holds on each row's day, by the same rule as `fees_on`.

    Parameters
    ----------
    rows : columns site, band, date and any others.
    fee_rates : register `fee_rates`.

    Returns
    -------
    The rows in the order of their days with a column fee_fen, missing where no fee of the band had begun.

    Examples
    --------
    >>> rates = pd.DataFrame({
    ...     "site": "main", "band": "小班", "fee_fen": [1500, 1600],
    ...     "valid_from": pd.to_datetime(["2026-02-01", "2026-05-11"]),
    ... })
    >>> days = pd.DataFrame({"site": "main", "band": "小班", "date": pd.to_datetime(["2026-05-11", "2026-05-10"])})
    >>> with_fee(days, rates)["fee_fen"].tolist()
    [1500, 1600]
    """
    fees = fee_rates.rename(columns={"valid_from": "date"})[["site", "date", "band", "fee_fen"]]
    return pd.merge_asof(
        rows.astype({"date": "datetime64[ns]"}).sort_values("date", kind="stable"),
        fees.astype({"date": "datetime64[ns]"}).sort_values("date", kind="stable"),
        on="date",
        by=_KEYS,
    )


__all__ = ["fees_on", "with_fee"]
