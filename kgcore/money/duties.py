"""Findings about the entries themselves: who signed them, closed months, deliveries; and the list of corrections."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from kgcore.findings import Finding
from kgcore.money.records import MoneyRecords, dated_within
from kgcore.periods import Period
from kgcore.registers import stock, terms
from kgcore.wording import first_few

DUTIES = {
    "buyer": "采购人",
    "acceptor": "验收人",
    "storekeeper": "保管员",
    "bookkeeper": "记账人",
    "approver": "审批人",
}
_SEPARATION = "不相容岗位分离：采购、验收、保管、记账、审批不得由同一人兼任"
_STOCK_RULE = "账物相符、出入相符（后勤方案）"
_NAMED = 3
_CORRECTIONS = [
    "register",
    "date",
    "entry",
    "reverses",
    "original",
    "kind",
    "about",
    "booked_fen",
    "consumed_fen",
    "income_fen",
]


def duty_findings(records: MoneyRecords, period: Period) -> list[Finding]:
    """Return the findings about the stock entries of a period: duties, approval, acceptance, ledgers, prices."""
    rows = records.valuation[dated_within(records.valuation, period)]
    acceptance = records.acceptance.set_index("entry")[["delivered_g", "quality", "acceptor"]]
    rows = rows.join(acceptance, on="entry")
    purchases = rows[rows["kind"] == terms.PURCHASE]
    deliveries = purchases[~purchases["entry"].isin(records.valuation["reverses"].dropna())]
    return [
        *_same_hands(rows, str(period)),
        *_unapproved(rows, records, str(period)),
        *_deliveries(deliveries, str(period)),
        *_prices(deliveries, str(period)),
        *_faults(rows, str(period)),
        *_staff_food(rows, records, period),
    ]


def corrections(records: MoneyRecords, period: Period) -> pd.DataFrame:
    """Return the reversals of a period that take back entries of earlier months: 更正.

    Returns
    -------
    Columns register (movements, receipts, refunds), date, entry, reverses, original (day of the original entry, or the
    month it belonged to; missing when it is not among the records), kind (of the original movement, or purpose of the
    receipt; missing for refunds), about (food or child), booked_fen, consumed_fen, income_fen: what the correction adds
    to purchases, consumption and net income of its month.
    """
    return pd.concat(
        [
            _stock_corrections(records.valuation, period),
            _payment_corrections(records.receipts, "receipts", -1, period),
            _payment_corrections(records.refunds, "refunds", 1, period),
        ],
        ignore_index=True,
    )


def _stock_corrections(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    reversal = rows[dated_within(rows, period) & (rows["kind"] == terms.REVERSAL)]
    originals = rows.set_index("entry")[["date", "kind"]].rename(columns={"date": "original_date"})
    pairs = reversal.drop(columns="kind").join(originals, on="reverses")
    late = pairs[pairs["original_date"] < pairs["date"].dt.to_period("M").dt.start_time]
    day = late["original_date"].dt.strftime("%Y-%m-%d").astype("str")
    table = late.assign(register="movements", original=day, about=late["food"], income_fen=0)
    return pd.DataFrame(table[_CORRECTIONS])


def _payment_corrections(rows: pd.DataFrame, register: str, sign: int, period: Period) -> pd.DataFrame:
    reversal = rows[rows["reverses"].notna() & rows["month"].between(f"{period.start:%Y-%m}", f"{period.end:%Y-%m}")]
    keys = ["site", "entry"]
    originals = rows.set_index(keys)["month"].rename("original")
    pairs = reversal.join(originals, on=["site", "reverses"])
    late = pairs[pairs["original"].isna() | (pairs["original"] < pairs["month"])]
    table = late.assign(
        register=register,
        kind=late.get("purpose"),
        about=late["child"],
        booked_fen=0,
        consumed_fen=0,
        income_fen=sign * late["amount_fen"].astype("int64"),
    )
    return pd.DataFrame(table[_CORRECTIONS])


def close_findings(records: MoneyRecords, months: list[Period], today_in: Period) -> list[Finding]:
    """Return the findings about the closing of months that have entries.

    Parameters
    ----------
    months : the months looked at.
    today_in : the month that may still be open.
    """
    closes = records.closes.drop_duplicates("month").set_index("month")
    used = set(records.valuation["month"])
    findings = []
    for month in months:
        if month.text not in used:
            continue
        if month.text not in closes.index:
            last = month.text == today_in.text
            findings.append(
                Finding(
                    "money.month_open",
                    "notice" if last else "warning",
                    month.title,
                    month.text,
                    f"{month.title}有出入库，尚未月结",
                    source=_STOCK_RULE,
                    advice="核对盘点和账目后登记《月结》；结账后的更正一律在下月用冲正",
                )
            )
            continue
        row = closes.loc[month.text]
        if row["bookkeeper"] == row["approver"]:
            findings.append(
                Finding(
                    "money.close_same_person",
                    "warning",
                    month.title,
                    month.text,
                    f"{month.title}月结的记账人和审批人都是{row['approver']}",
                    source=_SEPARATION,
                    advice="由另一人审批月结",
                )
            )
        if row["closed_on"] <= pd.Timestamp(month.end):
            findings.append(
                Finding(
                    "money.closed_early",
                    "warning",
                    month.title,
                    month.text,
                    f"{month.title}在{row['closed_on']:%Y-%m-%d}就已结账，月末之前的业务可能没有入账",
                    source=_STOCK_RULE,
                    advice="月末盘点之后再结账",
                )
            )
    return findings


def _named(entries: pd.Series) -> str:
    return first_few(entries.tolist(), _NAMED)


def _same_hands(rows: pd.DataFrame, period: str) -> list[Finding]:
    findings = []
    for first, second in combinations(DUTIES, 2):
        same = rows[rows[first].notna() & (rows[first] == rows[second])]
        for person, entries in same.groupby(first)["entry"]:
            findings.append(
                Finding(
                    "money.same_person",
                    "severe",
                    str(person),
                    period,
                    f"{person}在{len(entries)}笔出入库上既是{DUTIES[first]}又是{DUTIES[second]}：{_named(entries)}",
                    measured=float(len(entries)),
                    limit=0.0,
                    unit="笔",
                    source=_SEPARATION,
                    advice="调整分工，由不同的人经手，并补办复核",
                )
            )
    return findings


def _unapproved(rows: pd.DataFrame, records: MoneyRecords, period: str) -> list[Finding]:
    open_ones = rows[rows["approver"].isna() | (rows["approver"] == "")]
    late = open_ones[open_ones["month"].isin(records.closes["month"])]
    if late.empty:
        return []
    return [
        Finding(
            "money.unapproved",
            "severe",
            "审批",
            period,
            f"已结账月份有{len(late)}笔出入库没有审批：{_named(late['entry'])}",
            measured=float(len(late)),
            limit=0.0,
            unit="笔",
            source=_SEPARATION,
            advice="查明原因，由审批人补签说明",
        )
    ]


def _deliveries(deliveries: pd.DataFrame, period: str) -> list[Finding]:
    findings = []
    without = deliveries[deliveries["delivered_g"].isna()]
    if len(without):
        findings.append(
            Finding(
                "money.not_accepted",
                "warning",
                "验收",
                period,
                f"{len(without)}笔采购没有验收记录：{_named(without['entry'])}",
                measured=float(len(without)),
                limit=0.0,
                unit="笔",
                source="食品进货查验记录",
                advice="补齐验收记录；没有验收的不得入库",
            )
        )
    weighed = deliveries["delivered_g"].notna()
    gap = deliveries[weighed & (deliveries["delivered_g"] != deliveries["quantity_g"])]
    for entry, food, accepted_g, quantity_g, fen in (
        gap[["entry", "food", "delivered_g", "quantity_g", "amount_fen"]].to_numpy().tolist()
    ):
        off = (quantity_g - accepted_g) * fen / quantity_g / 100
        findings.append(
            Finding(
                "money.delivery_differs",
                "severe",
                f"{food}（{entry}）",
                period,
                f"{entry} {food}验收{accepted_g / 1000:g} kg，入账{quantity_g / 1000:g} kg，相差约{off:.2f}元",
                measured=accepted_g / 1000,
                limit=quantity_g / 1000,
                unit="kg",
                source="出入相符",
                advice="与供应商核对，按验收数冲正更正",
            )
        )
    for entry, food in deliveries.loc[deliveries["quality"] == stock.BAD, ["entry", "food"]].to_numpy().tolist():
        findings.append(
            Finding(
                "money.rejected_kept",
                "severe",
                f"{food}（{entry}）",
                period,
                f"{entry} {food}验收不合格，仍在账上",
                source="食品进货查验记录",
                advice="退货或冲正，并查明去向",
            )
        )
    return findings


def _prices(purchases: pd.DataFrame, period: str) -> list[Finding]:
    free = purchases[purchases["amount_fen"] == 0]
    return [
        Finding(
            "money.price_zero",
            "warning",
            f"{food}（{entry}）",
            period,
            f"{entry} 采购{food}的金额是 0 元",
            measured=0.0,
            limit=None,
            unit="元",
            source="发票",
            advice="核对发票；确为赠送的在备注写明",
        )
        for entry, food in free[["entry", "food"]].to_numpy().tolist()
    ]


def _faults(rows: pd.DataFrame, period: str) -> list[Finding]:
    return [
        Finding(
            "money.entry_invalid",
            "severe",
            f"{food}（{entry}）",
            period,
            f"{ledger}账{food} {entry}：{fault}",
            source=_STOCK_RULE,
            advice="查漏记的入库或录错的数量，用冲正更正；更正前本账按现有库存计价",
        )
        for entry, ledger, food, fault in rows.loc[rows["fault"] != "", ["entry", "ledger", "food", "fault"]]
        .to_numpy()
        .tolist()
    ]


def _staff_food(rows: pd.DataFrame, records: MoneyRecords, period: Period) -> list[Finding]:
    findings = []
    for_staff = rows["note"].fillna("").str.contains(terms.STAFF_LEDGER)
    issues = rows[for_staff & (rows["ledger"] == terms.CHILDREN_LEDGER) & rows["kind"].eq(terms.ISSUE)]
    if len(issues):
        findings.append(
            Finding(
                "money.staff_from_children",
                "severe",
                "教工用料",
                str(period),
                f"{len(issues)}笔教工用料领自幼儿账：{_named(issues['entry'])}，"
                f"计{issues['consumed_fen'].sum() / 100:.2f}元",
                measured=float(issues["consumed_fen"].sum() / 100),
                limit=0.0,
                unit="元",
                source="师生伙食分开",
                advice="冲正后改从教工账领用，款项退回幼儿膳费",
            )
        )
    meals = records.staff_meals[dated_within(records.staff_meals, period)]
    ate = set(meals.loc[meals["diners"] > 0, "date"])
    issued = set(rows.loc[(rows["ledger"] == terms.STAFF_LEDGER) & (rows["kind"] == terms.ISSUE), "date"])
    if missing := sorted(ate - issued):
        days = first_few([f"{day:%m-%d}" for day in missing], _NAMED)
        findings.append(
            Finding(
                "money.staff_without_issue",
                "warning",
                "教工用料",
                str(period),
                f"{len(missing)}天有教工就餐而教工账没有领用：{days}",
                measured=float(len(missing)),
                limit=0.0,
                unit="天",
                source="师生伙食分开",
                advice="核对这些天教工吃的是哪本账的料",
            )
        )
    return findings


__all__ = ["DUTIES", "close_findings", "corrections", "duty_findings"]
