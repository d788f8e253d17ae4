"""The office's money beyond meals: invoices signed before they are paid, no invoice twice, budgets kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kgcore.findings import Finding, Severity
from kgcore.periods import Period
from kgcore.registers import terms
from kgcore.wording import first_few

if TYPE_CHECKING:
    from kgcore.office import Office

_NAMED = 3
_SIGNED = "发票须经园长签字后付款（后勤方案）"


def standing_invoices(invoices: pd.DataFrame) -> pd.DataFrame:
    """Return the invoices that hold: no reversal and none that was reversed."""
    cancelled = set(invoices["reverses"].dropna())
    return invoices[invoices["reverses"].isna() & ~invoices["entry"].isin(cancelled)]


def budget_table(invoices: pd.DataFrame, budgets: pd.DataFrame) -> pd.DataFrame:
    """Return by category: budget_fen, invoiced_fen, left_fen, used (fraction of the budget, NaN without one).

    Parameters
    ----------
    invoices, budgets : registers of the months compared.
    """
    spent = standing_invoices(invoices).groupby("category")["amount_fen"].sum()
    planned = budgets.groupby("category")["amount_fen"].sum()
    table = pd.DataFrame({"budget_fen": planned, "invoiced_fen": spent}).fillna(0).astype("int64")
    used = table["invoiced_fen"] / table["budget_fen"].where(table["budget_fen"] > 0)
    return table.assign(left_fen=table["budget_fen"] - table["invoiced_fen"], used=used.astype("float64"))


def invoice_findings(office: Office, period: Period) -> list[Finding]:
    """Return the findings about a period's invoices: signature, payment, duplicates (against all earlier), budget."""
    invoices = standing_invoices(office.read("invoices"))
    inside = invoices[invoices["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))]
    roles = office.read("staff").drop_duplicates("staff").set_index("staff")["role"]
    table = budget_table(inside, office.read("budgets", period))
    return [
        *_unsigned(inside, str(period)),
        *_signer(inside, roles, str(period)),
        *_duplicates(invoices, inside, str(period)),
        *_overspent(table, str(period)),
    ]


def _unsigned(rows: pd.DataFrame, period: str) -> list[Finding]:
    late = rows["paid_on"].notna() & (rows["approved_on"].isna() | (rows["approved_on"] > rows["paid_on"]))
    columns = ["entry", "number", "amount_fen", "paid_on", "approved_on"]
    return [
        Finding(
            "money.unsigned_paid",
            "severe",
            entry,
            period,
            f"{entry}（发票{number}）{fen / 100:,.2f}元在{paid_on:%Y-%m-%d}付款时"
            + ("没有园长签字" if signed_on is pd.NaT else f"尚未签字（签于{signed_on:%Y-%m-%d}）"),
            measured=fen / 100,
            limit=None,
            unit="元",
            source=_SIGNED,
            advice="停付同类款项，补办审批，查明经手人",
        )
        for entry, number, fen, paid_on, signed_on in zip(*(rows.loc[late, name] for name in columns), strict=True)
    ]


def _signer(rows: pd.DataFrame, roles: pd.Series, period: str) -> list[Finding]:
    signatures = rows[rows["approved_by"].notna()]
    role = signatures["approved_by"].map(roles)
    by_others = signatures[role.notna() & (role != terms.PRINCIPAL)]
    if by_others.empty:
        return []
    return [
        Finding(
            "money.signed_by_other",
            "warning",
            "签字",
            period,
            f"{len(by_others)}张发票不是园长签字：{first_few(by_others['entry'].tolist(), _NAMED, rest='')}",
            measured=float(len(by_others)),
            limit=0.0,
            unit="张",
            source=_SIGNED,
            advice="由园长补签；授权他人的附授权书",
        )
    ]


def _duplicates(invoices: pd.DataFrame, inside: pd.DataFrame, period: str) -> list[Finding]:
    findings = []
    kinds: tuple[tuple[list[str], str, str, Severity], ...] = (
        (["number"], "money.invoice_twice", "发票号相同", "severe"),
        (["supplier", "amount_fen", "date"], "money.invoice_alike", "供应商、金额、日期都相同", "warning"),
    )
    for keys, code, word, severity in kinds:
        same = invoices[invoices.duplicated(keys, keep=False)]
        for _, group in same.groupby(keys):
            if code == "money.invoice_alike" and len(set(group["number"])) == 1:
                continue  # told by the number already
            if group["entry"].isin(inside["entry"]).any():
                findings.append(
                    Finding(
                        code,
                        severity,
                        group["entry"].iloc[-1],
                        period,
                        f"{'、'.join(group['entry'])}的{word}，{_each(group['amount_fen'])}",
                        measured=float(len(group)),
                        limit=1.0,
                        unit="张",
                        source=_SIGNED,
                        advice="核对原件；重复登记的冲正，重复付款的追回",
                    )
                )
    return findings


def _each(amounts: pd.Series) -> str:
    """Return the amounts of several invoices in words, once where they are the same."""
    if len(set(amounts)) == 1:
        return f"各{amounts.iloc[0] / 100:,.2f}元"
    return "分别为" + "、".join(f"{fen / 100:,.2f}元" for fen in amounts)


def _overspent(table: pd.DataFrame, period: str) -> list[Finding]:
    over = table[table["invoiced_fen"] > table["budget_fen"]]
    return [
        Finding(
            "money.over_budget",
            "warning",
            str(category),
            period,
            f"{category}开支{fen / 100:,.2f}元，超出预算{(fen - budget) / 100:,.2f}元"
            + ("（没有预算）" if not budget else ""),
            measured=fen / 100,
            limit=budget / 100,
            unit="元",
            source="《预算》",
            advice="说明原因；需要的办理预算调整",
        )
        for category, budget, fen in zip(over.index, over["budget_fen"], over["invoiced_fen"], strict=True)
    ]
