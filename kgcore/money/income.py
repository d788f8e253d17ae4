"""Income of the meal account: what is due by attendance and fee, what was received and refunded."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.meal_fees import fees_on, with_fee
from kgcore.money.records import MoneyRecords, read, signed_amounts
from kgcore.periods import Span, parse, term_of
from kgcore.registers.money import COLLECTED_FOR_GUESTS, PREPAID

if TYPE_CHECKING:
    from kgcore.office import Office

UNKNOWN_BAND = "unknown"
"""Band of the days of a class that the term's register of classes does not have."""


def due(records: MoneyRecords, period: Span) -> pd.DataFrame:
    """Return the fee due by site, band and daily fee.

    Returns
    -------
    Columns site, band, fee_fen, days (child-days of the meal that is charged), due_fen. Days of a class that the term
    does not have stand with UNKNOWN_BAND and no fee, days before the band's first fee without one.
    """
    rows = records.attendance
    inside = rows["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))
    rows = rows[inside & (rows["meal"] == records.charged_meal)]
    term = rows["date"].map(lambda day: str(term_of(day.date()))).astype("str")
    bands = records.classes[["site", "term", "class_name", "band"]]
    rows = rows.assign(term=term).merge(bands, how="left", on=["site", "term", "class_name"])
    rows = with_fee(rows.assign(band=rows["band"].fillna(UNKNOWN_BAND)), records.fee_rates)
    grouped = rows.groupby(["site", "band", "fee_fen"], dropna=False)["diners"].sum().reset_index(name="days")
    grouped["days"] = grouped["days"].astype("int64")
    grouped["fee_fen"] = grouped["fee_fen"].astype("Int64")
    return grouped.assign(due_fen=(grouped["days"] * grouped["fee_fen"]).fillna(0).astype("int64"))


def received(records: MoneyRecords, months: list[str], site: str) -> tuple[int, int]:
    """Return the meal money received for months, and what of it was refunded, of one site; both in fen.

    A kindergarten that keeps no receipts of its own here paid what the kitchen collected from it.

    Parameters
    ----------
    months : as the register writes them: 2026-05.
    site : code of the kindergarten. Where no receipts are kept, what is due by attendance counts as received.
    """
    if "receipts" in records.profile.unkept:
        fees = [due(records, parse(month)) for month in months]
        return sum(int(table.loc[table["site"] == site, "due_fen"].sum()) for table in fees), 0
    receipts = records.receipts[records.receipts["month"].isin(months)]
    refunds = records.refunds[records.refunds["month"].isin(months) & (records.refunds["site"] == site)]
    payments = receipts[(receipts["site"] == site) & (receipts["purpose"] == PREPAID)]
    keeps_books = ((records.receipts["site"] == site) & (records.receipts["purpose"] == PREPAID)).any()
    guests = [fed for fed in records.sites if fed != records.kitchen]
    if not keeps_books and guests == [site]:
        payments = receipts[receipts["purpose"] == COLLECTED_FOR_GUESTS]
    return int(signed_amounts(payments).sum()), int(signed_amounts(refunds).sum())


def collected(records: MoneyRecords, months: list[str], purpose: str) -> int:
    """Return what was received for months under one purpose of the receipts, in fen."""
    rows = records.receipts[records.receipts["month"].isin(months) & (records.receipts["purpose"] == purpose)]
    return int(signed_amounts(rows).sum())


def fees_in_force(office: Office, day: dt.date) -> pd.DataFrame:
    """Return the daily fees that hold on a day, with the children enrolled who pay them.

    Parameters
    ----------
    office : one of the kitchen's kindergartens.
    day : the day asked for; its term says which classes there are.

    Returns
    -------
    Columns site, band, fee_fen (fen per child and day), children (enrolled); bands without a fee or a class are left
    out.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     fees = fees_in_force(office, dt.date(2026, 5, 8))
    >>> sorted(fees[["fee_fen", "children"]].to_numpy().tolist())
    [[1500, 10], [1700, 10]]
    """
    records = read(office, Span(day, day))
    term = str(term_of(day))
    enrolled = records.classes[records.classes["term"] == term].groupby(["site", "band"])["enrolled"].sum()
    heads = enrolled.rename("children").reset_index()
    fees = fees_on(records.fee_rates, day).merge(heads, on=["site", "band"])
    return fees.astype({"fee_fen": "int64", "children": "int64"})


__all__ = ["UNKNOWN_BAND", "collected", "due", "fees_in_force", "received"]
