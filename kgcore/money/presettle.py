"""月度预结算: a month's account when all at hand is paid, and what stands in the way of its close."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from kgcore import evidence
from kgcore.findings import Finding
from kgcore.money.invoices import standing_invoices

CHECKS = {
    "stocktake": ("money.stocktake_missed", "money.stock_differs", "money.count_before_first"),
    "movements": ("money.entry_invalid", "money.unapproved", "money.price_zero", "money.staff_without_issue"),
    "acceptance": ("money.not_accepted", "money.delivery_differs", "money.rejected_kept"),
    "duties": ("money.same_person", "money.staff_from_children"),
    "receipts": ("money.class_unknown", "money.income_differs", "money.refund_above_paid", "money.refund_differs"),
    "settlement": ("money.settlement_differs",),
    "charges": ("money.undue_charge",),
    "invoices": (
        "money.unsigned_paid",
        "money.signed_by_other",
        "money.invoice_twice",
        "money.invoice_alike",
        "money.unreconciled",
    ),
    "budget": ("money.over_budget",),
}
"""What is looked at before a month is closed → codes of the findings that say it is not in order."""


def presettlement(invoices: pd.DataFrame, budgets: pd.DataFrame) -> pd.DataFrame:
    """Return the month's money by category as it will stand when every invoice at hand is paid.

    Parameters
    ----------
    invoices, budgets : registers of the month.

    Returns
    -------
    DataFrame
        Indexed by category: budget_fen, paid_fen, signed_fen (signed, to be paid), unsigned_fen (must be signed
        before it is paid), left_fen = budget - the three.
    """
    rows = standing_invoices(invoices)
    amount = rows["amount_fen"].astype("int64")
    paid = rows["paid_on"].notna()
    signed = rows["approved_on"].notna() & ~paid
    parts = {"paid_fen": paid, "signed_fen": signed, "unsigned_fen": ~paid & ~signed}
    table = pd.DataFrame(
        {
            "budget_fen": budgets.groupby("category")["amount_fen"].sum(),
            **{name: amount[mask].groupby(rows.loc[mask, "category"]).sum() for name, mask in parts.items()},
        }
    )
    table = table.fillna(0).astype("int64").rename_axis("category")
    return table.assign(left_fen=table["budget_fen"] - table[[*parts]].sum(axis=1))


def checklist(findings: Sequence[Finding], unkept: Collection[str] = ()) -> pd.DataFrame:
    """Return what is looked at before a month is closed.

    Parameters
    ----------
    findings : of the month.
    unkept : registers that the office does not keep; what rests on them alone is left out.

    Returns
    -------
    Columns item (a key of CHECKS), ready (in order), text (what is not, in Chinese; the first two findings).
    """
    rows = []
    for item, codes in CHECKS.items():
        if all(not evidence.needed(code).isdisjoint(unkept) for code in codes):
            continue
        texts = [finding.text for finding in findings if finding.code in codes]
        rows.append((item, not texts, "；".join(texts[:2]) + _more(len(texts) - 2)))
    return pd.DataFrame(rows, columns=["item", "ready", "text"])


def _more(others: int) -> str:
    return f"；另有 {others} 项" if others > 0 else ""


__all__ = ["CHECKS", "checklist", "presettlement"]
