"""月月清退: the refunds paid, held against what the rule gives for the absences recorded."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.findings import Finding
from kgcore.meal_fees import with_fee
from kgcore.money.income import UNKNOWN_BAND
from kgcore.money.records import MoneyRecords, signed_amounts
from kgcore.money.refunds import ChildDay, compare, refund_of
from kgcore.periods import Period, Span, term_of
from kgcore.wording import first_few

if TYPE_CHECKING:
    from kgcore.office import Office

_NAMED = 5
_RUN_DAYS = 92
"""Days before a month within which an absence that lasts into it is followed back."""


def refunds_due(office: Office, records: MoneyRecords, month: Period) -> pd.DataFrame | None:
    """Return the refunds due to the own children; None without absences and leavers, or without a calendar.

    Every day counts by itself: absent while enrolled, the class on the register of absences of that day (else that of
    the roll on that day), the fee of its band on that day, and the school days after the child left, which were paid in
    advance. What is due to a child with a day to refund for which there is no class or no fee is not known.

    Returns
    -------
    Columns child, absent_days (of the month), amount_fen (missing where it is not known), after_leaving_fen (fees of
    the days after leaving).
    """
    span = Span(month.start - dt.timedelta(days=_RUN_DAYS), month.end)
    days = _school_days(records, office.read("calendar", span, sites="all"))
    first, end = pd.Timestamp(month.start), pd.Timestamp(month.end)
    absences = office.read("symptoms", span)
    absences = absences[absences["date"].isin(days)].drop_duplicates(["child", "date"], keep="last")
    children = office.roll_on(month.end).set_index("child")
    leavers = children.index[children["left_on"].between(first, end, inclusive="left")]
    concerned = sorted({*absences.loc[absences["date"] >= first, "child"], *leavers})
    if not concerned or not len(days) or days[-1] < first:
        return None
    table = pd.MultiIndex.from_product([concerned, days], names=["child", "date"]).to_frame(index=False)
    table = table.merge(absences[["child", "date", "class_name"]], how="left", on=["child", "date"])
    table = table.join(children[["enrolled_on", "left_on", "class_name"]].add_prefix("own_"), on="child")
    table["absent"] = table["class_name"].notna()
    table["left"] = table["date"] > table["own_left_on"]
    table = table[~(table["date"] < table["own_enrolled_on"])].reset_index(drop=True)
    known = table.groupby("child")["class_name"].transform(lambda names: names.ffill().bfill())
    known = _class_of_day(table, office.stays()).fillna(known).fillna(table["own_class_name"])
    table["class_name"] = table["class_name"].fillna(known)
    table = _with_fees(table, records)
    rows: list[tuple[str, int, int | None, int]] = []
    for child, of_child in table.groupby("child"):
        inside = of_child["date"] >= first
        absent_days = int((of_child["absent"] & inside & ~of_child["left"]).sum())
        if (of_child["fee_fen"].isna() & (of_child["absent"] | of_child["left"])).any():
            rows.append((str(child), absent_days, None, 0))
            continue
        fees = of_child["fee_fen"].fillna(0).astype("int64")
        flags = (of_child["absent"], fees, of_child["left"], ~inside)
        own_days = [ChildDay(*day) for day in zip(*(flag.tolist() for flag in flags), strict=True)]
        after_leaving = int(fees[of_child["left"] & inside].sum())
        rows.append((str(child), absent_days, refund_of(own_days, records.profile), after_leaving))
    dues = pd.DataFrame(rows, columns=["child", "absent_days", "amount_fen", "after_leaving_fen"])
    return dues.astype({"amount_fen": "Int64"})


def _class_of_day(table: pd.DataFrame, stays: pd.DataFrame) -> pd.Series:
    """Return the class of each row (child, date) of a child that changed class; missing for the others."""
    moved = stays[stays["child"].duplicated(keep=False)]
    starts = moved[["child", "enrolled_on", "class_name"]].sort_values("enrolled_on")
    days = table[["child", "date"]].reset_index().sort_values("date")
    pairs = pd.merge_asof(days, starts, left_on="date", right_on="enrolled_on", by="child")
    return pairs.set_index("index")["class_name"].reindex(table.index)


def _school_days(records: MoneyRecords, calendar: pd.DataFrame) -> pd.DatetimeIndex:
    """Return the school days of the own calendar, of the kitchen's where the kindergarten keeps none."""
    open_days = calendar[calendar["school_day"].astype("bool")]
    for site in (records.site, records.kitchen):
        days = open_days.loc[open_days["site"] == site, "date"]
        if len(days):
            return pd.DatetimeIndex(days.sort_values())
    return pd.DatetimeIndex([])


def _with_fees(table: pd.DataFrame, records: MoneyRecords) -> pd.DataFrame:
    """Return rows (child, date, class_name) with the fee of the class's band on each day, by child and day."""
    classes = records.classes.loc[records.classes["site"] == records.site, ["term", "class_name", "band"]]
    term_of_day = {day: str(term_of(day.date())) for day in table["date"].unique()}
    rows = table.assign(term=table["date"].map(term_of_day)).merge(classes, how="left", on=["term", "class_name"])
    rows = rows.assign(site=records.site, band=rows["band"].fillna(UNKNOWN_BAND))
    return with_fee(rows, records.fee_rates).sort_values(["child", "date"], ignore_index=True)


def refund_table(records: MoneyRecords, month: Period, due: pd.DataFrame | None) -> pd.DataFrame:
    """Return the month's refunds of the own children beside those the rule gives, child by child.

    Parameters
    ----------
    due : as `refunds_due` returns it.

    Returns
    -------
    Columns child, absent_days (recorded), due_fen, paid_fen (reversals negative), difference_fen; `paid_fen` adds up to
    the refunds of the ledger. Without records of absence, or without the fee of a day, `due_fen` and the difference are
    missing.
    """
    paid = records.refunds[(records.refunds["month"] == month.text) & (records.refunds["site"] == records.site)]
    table = pd.DataFrame({"paid_fen": signed_amounts(paid).groupby(paid["child"]).sum()})
    if due is None:
        unknown = pd.Series(pd.NA, index=table.index, dtype="Int64")
        table = table.assign(absent_days=unknown, due_fen=unknown)
    else:
        by_child = due.set_index("child")
        due_columns = by_child[["absent_days", "amount_fen"]].rename(columns={"amount_fen": "due_fen"})
        table = table.join(due_columns, how="outer").fillna(0)
        table.loc[by_child.index[by_child["amount_fen"].isna()], "due_fen"] = pd.NA
    table = table.astype({"paid_fen": "Int64", "due_fen": "Int64", "absent_days": "Int64"}).rename_axis("child")
    table["difference_fen"] = table["paid_fen"] - table["due_fen"]
    columns = ["child", "absent_days", "due_fen", "paid_fen", "difference_fen"]
    return table.sort_index().reset_index()[columns]


def refund_findings(records: MoneyRecords, month: Period, due: pd.DataFrame | None) -> list[Finding]:
    """Return whether the month's refunds are those that the profile's rule gives (`refunds_due`), child by child."""
    if due is None:
        return []
    paid = records.refunds[(records.refunds["month"] == month.text) & (records.refunds["site"] == records.site)]
    unknown = due.loc[due["amount_fen"].isna(), "child"]
    due, paid = due[~due["child"].isin(unknown)], paid[~paid["child"].isin(unknown)]
    wrong = compare(due, paid.assign(amount_fen=signed_amounts(paid)))
    after_leaving = wrong["child"].map(due.set_index("child")["after_leaving_fen"]).fillna(0)
    # who paid only up to the day of leaving has nothing of the days after it to get back
    wrong = wrong[~wrong["difference_fen"].between(-after_leaving, 0)]
    if wrong.empty:
        return []
    order = wrong["difference_fen"].abs().sort_values(ascending=False, kind="stable").index
    lines = [f"{wrong.loc[n, 'child']} {wrong.loc[n, 'difference_fen'] / 100:+.2f}元" for n in order]
    total = int(wrong["difference_fen"].sum())
    return [
        Finding(
            "money.refund_differs",
            "warning",
            records.names[records.site],
            month.text,
            f"{len(wrong)}名幼儿的退费与缺勤记录按退费办法算出的不同，合计{total / 100:+,.2f}元："
            f"{first_few(lines, _NAMED)}",
            measured=float(len(wrong)),
            limit=0.0,
            unit="人",
            source=f"{records.profile.cite('refund_rule')}；《缺勤排查》",
            advice="逐人核对缺勤天数，多退的冲正，少退的补退",
        )
    ]


__all__ = ["refund_findings", "refund_table", "refunds_due"]
