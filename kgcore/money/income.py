"""Income of the meal account: what is due by attendance and fee, what was received and refunded."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.money.records import Records, read, standing
from kgcore.periods import Period, term_of

if TYPE_CHECKING:
    from kgcore.office import Office

PREPAID, STAFF_MEALS, COLLECTED = "预收膳费", "教工膳费", "代收龙马膳费"


def due(records: Records, period: Period) -> pd.DataFrame:
    """Return the fee due by site, band and daily fee.

    Returns
    -------
    Columns site, band, fee_fen, days (child-days of the meal that is charged), due_fen. Days of a class that the term
    does not have, or without a fee of the day, stand with band "未知" and no fee.
    """
    rows = records.attendance
    inside = rows["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))
    rows = rows[inside & (rows["meal"] == records.charged_meal)]
    term = rows["date"].map(lambda day: str(term_of(day.date()))).astype("str")
    bands = records.classes[["site", "term", "class_name", "band"]]
    rows = rows.assign(term=term).merge(bands, how="left", on=["site", "term", "class_name"])
    rows = rows.sort_values("date", kind="stable")
    fees = records.fee_rates.rename(columns={"valid_from": "date"})[["site", "date", "band", "fee_fen"]]
    rows["band"] = rows["band"].fillna("未知")
    rows = pd.merge_asof(
        rows.astype({"date": "datetime64[ns]"}),
        fees.astype({"date": "datetime64[ns]"}).sort_values("date", kind="stable"),
        on="date",
        by=["site", "band"],
    )
    grouped = rows.groupby(["site", "band", "fee_fen"], dropna=False)["diners"].sum().reset_index(name="days")
    grouped["days"] = grouped["days"].astype("int64")
    grouped["fee_fen"] = grouped["fee_fen"].astype("Int64")
    return grouped.assign(due_fen=(grouped["days"] * grouped["fee_fen"]).fillna(0).astype("int64"))


def received(records: Records, months: list[str], site: str) -> tuple[int, int]:
    """Return the meal money received for the months and what of it was refunded, of one site, in fen.

    A kindergarten that keeps no receipts of its own here paid what the kitchen collected from it.
    """
    receipts = records.receipts[records.receipts["month"].isin(months)]
    refunds = records.refunds[records.refunds["month"].isin(months) & (records.refunds["site"] == site)]
    own = receipts[(receipts["site"] == site) & (receipts["purpose"] == PREPAID)]
    keeps_books = ((records.receipts["site"] == site) & (records.receipts["purpose"] == PREPAID)).any()
    guests = [fed for fed in records.sites if fed != records.kitchen]
    if not keeps_books and guests == [site]:
        own = receipts[receipts["purpose"] == COLLECTED]
    return int(standing(own).sum()), int(standing(refunds).sum())


def collected(records: Records, months: list[str], purpose: str) -> int:
    """Return what the kitchen received for the months under another purpose, in fen."""
    rows = records.receipts[records.receipts["month"].isin(months) & (records.receipts["purpose"] == purpose)]
    return int(standing(rows).sum())


def fees_in_force(office: Office, day: dt.date) -> pd.DataFrame:
    """Return the daily fee of a day by kindergarten and band of the kitchen: site, band, fee_fen, children enrolled.

    Bands without a fee are left out.
    """
    records = read(office, Period(day, day, "week", str(day)))
    rates = records.fee_rates[records.fee_rates["valid_from"] <= pd.Timestamp(day)].sort_values("valid_from")
    rates = rates.drop_duplicates(["site", "band"], keep="last")[["site", "band", "fee_fen"]]
    term = str(term_of(day))
    enrolled = records.classes[records.classes["term"] == term].groupby(["site", "band"])["enrolled"].sum()
    heads = enrolled.rename("children").reset_index()
    return rates.merge(heads, on=["site", "band"]).astype({"fee_fen": "int64", "children": "int64"})
