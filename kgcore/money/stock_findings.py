"""Findings about stock: months that nobody counted, openings, food that no stocktake names, what differs."""

from __future__ import annotations

import pandas as pd

from kgcore.counted_use import COUNTED, OPENING, has_count
from kgcore.findings import Finding
from kgcore.money.records import MoneyRecords
from kgcore.periods import Period
from kgcore.registers import terms
from kgcore.wording import first_few

_NAMED = 5


def merged_findings(months: list[Period], records: MoneyRecords, period: Period) -> list[Finding]:
    """Return that a month's spending holds what was used in months before it, because nobody counted at their end.

    Parameters
    ----------
    months : of the term, up to the month itself, which is the last.
    records, period : of the month.
    """
    if not records.profile.use_is_counted:
        return []
    with_entries = set(records.ledger.movements["date"].dt.strftime("%Y-%m"))
    gaps: list[str] = []
    for month in months[:-1]:
        gaps = [] if has_count(records.counts, month) else [*gaps, month.title] if month.text in with_entries else gaps
    if not gaps:
        return []
    names = "、".join(gaps)
    text = f"{names}没有月末盘点：那时用掉的算在{period.title}的支出里，本月的盈亏不能单看，学期累计不受影响"
    advice = f"有{names}底剩余的记录，就补录《盘点》"
    return [Finding("money.months_merged", "warning", names, str(period), text, source="账物相符", advice=advice)]


def opening_findings(entries: pd.DataFrame, name: str, period: Period) -> list[Finding]:
    """Return what must be said of stock that was counted before anything was written down.

    Parameters
    ----------
    entries : rows of the register `movements` with what stocktakes imply.
    name : of the kindergarten.
    period : the month; only stock counted in it or at the end of the month before is told.
    """
    since = pd.Timestamp(period.start) - pd.Timedelta(days=31)
    rows = entries[entries["entry"].astype("str").str.startswith(OPENING) & (entries["date"] >= since)]
    if rows.empty:
        return []
    foods = first_few(rows["food"].tolist(), _NAMED)
    text = (
        f"{name}{rows['date'].min():%Y-%m-%d}盘点的{foods}此前没有出入库：按盘点数作期初，"
        f"按以后第一次采购的单价计，共{rows['amount_fen'].sum() / 100:,.2f}元"
    )
    advice = "知道原来的金额，就录入期初（出入库，类型期初）"
    return [Finding("money.opening_counted", "notice", name, str(period), text, source="账物相符", advice=advice)]


def direct_use_findings(records: MoneyRecords, name: str, period: Period) -> list[Finding]:
    """Return which storable foods no stocktake names, so that all that came of them counts as used.

    Parameters
    ----------
    name : of the kindergarten.
    period : the month.
    """
    if not records.profile.use_is_counted or not has_count(records.counts, period):
        return []
    rows = records.ledger.movements
    inside = rows["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))
    issued_foods = rows.loc[
        (rows["kind"] == terms.ISSUE) & ~rows["entry"].astype("str").str.startswith(COUNTED), "food"
    ]
    storable = records.foods.index[records.foods["purchase"] == "store"]
    rows = rows[inside & (rows["kind"] == terms.PURCHASE) & rows["food"].isin(storable)]
    rows = rows[~rows["food"].isin(records.counts["item"]) & ~rows["food"].isin(issued_foods)]
    if rows.empty:
        return []
    amounts = rows.groupby("food")["amount_fen"].sum().sort_values(ascending=False, kind="stable")
    text = (
        f"{name}{len(amounts)}种耐存的食物没有盘点到，买来的{amounts.sum() / 100:,.2f}元全算用掉："
        f"{first_few(amounts.index.tolist(), _NAMED)}"
    )
    advice = "库里还有的，补录《盘点》（用完的盘为0），支出就少算多少"
    return [
        Finding(
            "money.direct_use", "notice", name, str(period), text, measured=float(amounts.sum()) / 100, unit="元",
            source="账物相符", advice=advice,
        )
    ]  # fmt: skip


def difference_findings(differences: pd.DataFrame, not_counted: pd.DataFrame, period: Period) -> list[Finding]:
    """Return the findings of stocktakes: what differs and its amount, what was not counted, counts too early.

    Parameters
    ----------
    differences, not_counted : as `stocktake.stocktake` and `stocktake.missed` return them.
    """
    findings = []
    early = differences[differences["first"].isna() | (differences["date"] < differences["first"])]
    for food, day in early[["food", "date"]].drop_duplicates("food").to_numpy().tolist():
        findings.append(
            Finding(
                "money.count_before_first",
                "warning",
                food,
                str(period),
                f"{pd.Timestamp(day):%Y-%m-%d}盘点了{food}，但此前没有它的出入库",
                source="账物相符",
                advice="补录期初或入库；品名写错的改正",
            )
        )
    real = differences[(differences["left_g"] != 0) & ~differences.index.isin(early.index)]
    latest = real.drop_duplicates(["ledger", "food"], keep="last")
    for ledger, rows in latest.groupby("ledger"):
        amount = rows["left_fen"].fillna(0)
        order = amount.abs().sort_values(ascending=False, kind="stable").index
        foods = [f"{rows.loc[place, 'food']} {rows.loc[place, 'left_g'] / 1000:+g} kg" for place in order]
        findings.append(
            Finding(
                "money.stock_differs",
                "warning",
                f"{ledger}账盘点",
                str(period),
                f"{ledger}账{len(rows)}种食物盘点与账面不符，合计{amount.sum() / 100:+.2f}元："
                f"{first_few(foods, _NAMED)}",
                measured=float(amount.sum() / 100),
                limit=0.0,
                unit="元",
                source="账物相符",
                advice="查明原因，经审批后登记《出入库》的盘盈或盘亏",
            )
        )
    for ledger, rows in not_counted.groupby("ledger"):
        findings.append(
            Finding(
                "money.stocktake_missed",
                "warning",
                f"{ledger}账盘点",
                str(period),
                f"{ledger}账{len(rows)}种有库存的食物没有月盘，账面{rows['fen'].sum() / 100:.2f}元："
                f"{first_few(rows['food'].tolist(), _NAMED, rest='')}",
                measured=float(rows["fen"].sum() / 100),
                limit=0.0,
                unit="元",
                source="日、周、月盘点",
                advice="补盘并登记",
            )
        )
    return findings


__all__ = ["difference_findings", "direct_use_findings", "merged_findings", "opening_findings"]
