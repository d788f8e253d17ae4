"""A month's reconciliation: invoices ↔ book ↔ consumed ↔ paid, every difference with its amount and its entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kgcore.findings import Finding
from kgcore.money.invoices import standing_invoices
from kgcore.money.records import MoneyRecords, read
from kgcore.money.usage import usage
from kgcore.periods import Period, PeriodError, parse
from kgcore.registers import terms
from kgcore.registers.money import CHILDREN_MEALS, STAFF_FOOD
from kgcore.wording import first_few

if TYPE_CHECKING:
    from kgcore.office import Office

CATEGORY_OF_LEDGER = {terms.CHILDREN_LEDGER: CHILDREN_MEALS, terms.STAFF_LEDGER: STAFF_FOOD}
COLUMNS = ["ledger", "line", "supplier", "amount_fen", "explained", "entries"]
_NAMED = 3


def reconciliation(office: Office, month: str | Period) -> pd.DataFrame:
    """Return how a month's invoices, purchases, consumption and payments hang together, ledger by ledger.

    Parameters
    ----------
    office : one of the kitchen's kindergartens; invoices and stock are the kitchen's.
    month : as 2026-05.

    Returns
    -------
    Columns ledger, line, supplier (missing where a line is about no single one), amount_fen, explained, entries (those
    behind a difference, in one text). Lines `invoiced`, `booked`, `consumed` and `paid` are sums; what leads from one
    to the next stands between them: booked = invoiced + earlier + unexplained; consumed = booked - stock, of which
    lost, gained, missing and revalued; paid = invoiced - unpaid. `earlier`: the supplier's difference of the months
    before, settled now. An office that registers no invoices for food has `not_kept` instead of the first step.

    Raises
    ------
    PeriodError
        when the text is no month.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     lines = reconciliation(office, "2026-05").set_index("line")["amount_fen"]
    >>> bool(lines["invoiced"] == lines["booked"] == lines["paid"])
    True
    """
    span = parse(month) if isinstance(month, str) else month
    if span.unit != "month":
        raise PeriodError(f"对账按月进行，“{span}”不是月份，例如 2026-05")
    return chain(office, read(office, span), span)


def chain(office: Office, records: MoneyRecords, month: Period) -> pd.DataFrame:
    """Return the reconciliation of records already read; see `reconciliation`."""
    invoices = office.read("invoices", sites="all")
    invoices = standing_invoices(invoices[invoices["site"] == records.kitchen])
    invoices = invoices[invoices["date"] <= pd.Timestamp(month.end)]
    rows: list[tuple[str, str, str | None, int, bool, str]] = []
    for ledger, category in CATEGORY_OF_LEDGER.items():
        bills = invoices[invoices["category"] == category]
        entries = records.valuation[records.valuation["ledger"] == ledger]
        if len(entries):
            rows += [(ledger, *line) for line in _lines(bills, entries, month, ledger)]
    return pd.DataFrame(rows, columns=COLUMNS)


_Line = tuple[str, str | None, int, bool, str]


def _lines(bills: pd.DataFrame, entries: pd.DataFrame, month: Period, ledger: str) -> list[_Line]:
    first = pd.Timestamp(month.start)
    bills_now, entries_now = bills[bills["date"] >= first], entries[entries["date"] >= first]
    foods = usage(entries, month, ledger)
    total = {name: int(foods[name].sum()) for name in foods if str(name).endswith("_fen")}
    invoiced_fen, booked_fen = int(bills_now["amount_fen"].sum()), total["purchases_fen"]
    lines: list[_Line] = [("invoiced", None, invoiced_fen, True, "")]
    if len(bills):
        lines += _invoices_to_book(bills, entries, first)
    elif booked_fen:
        lines.append(("not_kept", None, booked_fen, True, ""))
    lines.append(("booked", None, booked_fen, True, ""))
    lines.append(("stock", None, total["opening_fen"] - total["closing_fen"], True, ""))
    kinds = {
        "lost": ("lost_fen", entries_now["kind"] == terms.LOSS),
        "gained": ("gained_fen", entries_now["counted_fen"] > 0),
        "missing": ("missing_fen", entries_now["counted_fen"] < 0),
        "revalued": ("revalued_fen", entries_now["revalued_fen"] != 0),
    }
    for line, (column, mask) in kinds.items():
        if total[column]:
            lines.append((line, None, total[column], True, _named(entries_now.loc[mask, "entry"])))
    lines.append(("consumed", None, total["consumption_fen"], True, ""))
    unpaid = bills_now[bills_now["paid_on"].isna()]
    if len(unpaid):
        lines.append(("unpaid", None, -int(unpaid["amount_fen"].sum()), True, _named(unpaid["entry"])))
    lines.append(("paid", None, int(bills_now.loc[bills_now["paid_on"].notna(), "amount_fen"].sum()), True, ""))
    return lines


def _invoices_to_book(bills: pd.DataFrame, entries: pd.DataFrame, first: pd.Timestamp) -> list[_Line]:
    """Return the differences between a month's purchases and invoices, supplier by supplier."""
    whose = _suppliers(entries)
    moves = entries.assign(supplier=whose)[entries["booked_fen"] != 0]
    lines: list[_Line] = []
    for supplier in sorted({*moves["supplier"], *bills["supplier"]}):
        of_moves, of_bills = moves[moves["supplier"] == supplier], bills[bills["supplier"] == supplier]
        now, then = of_moves["date"] >= first, of_bills["date"] >= first
        difference = int(of_moves.loc[now, "booked_fen"].sum()) - int(of_bills.loc[then, "amount_fen"].sum())
        if not difference:
            continue
        before = int(of_moves.loc[~now, "booked_fen"].sum()) - int(of_bills.loc[~then, "amount_fen"].sum())
        settles = difference == -before
        names = [*of_bills.loc[then, "entry"], *_behind(of_moves[now], difference)]
        line = "earlier" if settles else "unexplained"
        lines.append((line, supplier or None, difference, settles, first_few(names, _NAMED)))
    return lines


def _behind(moves: pd.DataFrame, difference: int) -> list[str]:
    """Return the stock entries behind a difference: the one of just that amount, else all of the month."""
    same = moves.loc[moves["booked_fen"].abs() == abs(difference), "entry"]
    return (same if len(same) else moves["entry"]).tolist()


def _suppliers(entries: pd.DataFrame) -> pd.Series:
    """Return each entry's supplier, a reversal's from the entry it takes back; empty where none is named."""
    by_entry = entries.set_index("entry")["supplier"]
    return entries["supplier"].fillna(entries["reverses"].map(by_entry)).fillna("")


def _named(entries: pd.Series) -> str:
    return first_few(entries.tolist(), _NAMED)


def chain_findings(lines: pd.DataFrame, month: Period) -> list[Finding]:
    """Return a finding for each ledger whose purchases and invoices differ without explanation.

    Parameters
    ----------
    lines : as `reconciliation` returns them.
    """
    findings = []
    for ledger, rows in lines[~lines["explained"].astype("bool")].groupby("ledger"):
        fields = zip(rows["supplier"].fillna("未写供应商"), rows["amount_fen"], rows["entries"], strict=True)
        texts = [f"{supplier} {fen / 100:+,.2f}元（{entries}）" for supplier, fen, entries in fields]
        findings.append(
            Finding(
                "money.unreconciled",
                "warning",
                f"{ledger}账对账",
                month.text,
                f"{ledger}账有{len(rows)}个供应商的本月入账与发票不符：{first_few(texts, _NAMED)}",
                measured=float(rows["amount_fen"].abs().sum() / 100),
                limit=0.0,
                unit="元",
                source="《出入库》《发票》",
                advice="与供应商逐笔核对；发票未到的催开，漏记的补记，记错的冲正后重记",
            )
        )
    return findings


__all__ = ["COLUMNS", "chain", "chain_findings", "reconciliation"]
