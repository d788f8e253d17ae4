"""Month totals that the office's own sheets print, held against what its registers give for that month."""

from __future__ import annotations

import pandas as pd

from kgcore.findings import Finding
from kgcore.money.account import Account
from kgcore.periods import Period
from kgcore.registers import intake
from kgcore.registers.intake import CONTROLS

COLUMNS = ["figure", "printed", "computed", "difference", "unit", "file"]
FEN, PERSONS = "fen", "persons"
ROUNDING_FEN = 100
"""Differences up to one yuan are rounding."""


def controls(sheet_totals: pd.DataFrame, account: Account, foods: pd.DataFrame) -> pd.DataFrame:
    """Return printed totals beside computed ones.

    Parameters
    ----------
    sheet_totals : rows of the register control_figures, of one month.
    account : of the kindergarten and that month.
    foods : the stock account of that month by food, as `usage.usage` returns it.

    Returns
    -------
    Columns figure (code), printed, computed, difference (printed less computed), unit (FEN or PERSONS), file. A total
    of which the registers hold nothing at all is left out: nothing can be checked.

    Examples
    --------
    >>> totals = pd.DataFrame({"figure": ["spent"], "amount_fen": [19800], "persons": [None], "file": ["收支.xlsx"]})
    >>> account = Account(
    ...     gross_fen=25000, refunds_fen=5000, consumption_fen=19700, book_fen=20000, charges_fen=0, due_fen=20000,
    ...     days=20,
    ... )
    >>> controls(totals, account, pd.DataFrame())[["figure", "printed", "computed", "difference"]].values.tolist()
    [['spent', 19800, 19700, 100]]
    """
    ledger_totals = {
        intake.INCOME: account.gross_fen,
        intake.SPENT: account.spent_fen,
        intake.MONTH_BALANCE: account.surplus_fen if account.gross_fen and account.spent_fen else 0,
        intake.DINER_DAYS: account.days,
    }
    for figure, name in (
        (intake.BOUGHT, "purchases_fen"),
        (intake.OPENING_STOCK, "opening_fen"),
        (intake.CLOSING_STOCK, "closing_fen"),
    ):
        ledger_totals[figure] = int(foods[name].sum()) if name in foods else 0
    rows = []
    for figure, amount, persons, file in sheet_totals[["figure", "amount_fen", "persons", "file"]].itertuples(
        index=False
    ):
        is_count = figure == intake.DINER_DAYS
        sheet_total = persons if is_count else amount
        if pd.isna(sheet_total) or not ledger_totals[figure]:
            continue
        difference = int(sheet_total) - ledger_totals[figure]
        rows.append((figure, int(sheet_total), ledger_totals[figure], difference, PERSONS if is_count else FEN, file))
    return pd.DataFrame(rows, columns=COLUMNS)


def control_findings(table: pd.DataFrame, month: Period) -> list[Finding]:
    """Return a finding for each printed total that differs from the computed one.

    Parameters
    ----------
    table : as `controls` returns it.
    """
    findings = []
    for figure, sheet_total, ledger_total, difference, unit, file in table[COLUMNS].itertuples(index=False):
        if abs(difference) <= (0 if unit == PERSONS else ROUNDING_FEN):
            continue
        scale, word = (1, "人次") if unit == PERSONS else (100, "元")
        findings.append(
            Finding(
                "money.control_differs",
                "warning",
                CONTROLS[figure],
                month.text,
                f"{file or '本园的表'}写{CONTROLS[figure]} {sheet_total / scale:,.{2 if scale > 1 else 0}f} {word}，"
                f"台账算出 {ledger_total / scale:,.{2 if scale > 1 else 0}f} {word}，"
                f"差 {difference / scale:,.{2 if scale > 1 else 0}f} {word}",
                measured=ledger_total / scale,
                limit=sheet_total / scale,
                unit=word,
                source="《月度对照数》",
                advice="核对漏记、重记的单据；表上写错的，改正后再导入",
            )
        )
    return findings


__all__ = ["control_findings", "controls"]
