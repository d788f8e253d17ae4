"""The term's meal account: its months, the balance that the 2 % binds, the audit sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.findings import Finding
from kgcore.money import duties, invoices, tables, verdicts
from kgcore.money.account import Account, month_accounts, total
from kgcore.money.corridor import school_days
from kgcore.money.records import read
from kgcore.money.usage import by_category, usage
from kgcore.periods import Period, parse
from kgcore.registers import terms

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True)
class MoneyTerm:
    """Tables and findings of a term so far; money in fen, rates fractions.

    `account` the own account, `accounts` those of every party; `trend` month by month; `categories` the kitchen's
    stock account over the term; `bases` the rates by every base; `budget` budget against invoices; `corrections`
    reversals of entries of earlier months; `closes` month, closed_on; `ended` says that no school day is left.
    """

    period: Period
    site: str
    name: str
    limit: float
    ended: bool
    account: Account
    accounts: pd.DataFrame
    trend: pd.DataFrame
    categories: pd.DataFrame
    bases: pd.DataFrame
    budget: pd.DataFrame
    corrections: pd.DataFrame
    closes: pd.DataFrame
    findings: tuple[Finding, ...]


def term(office: Office, period: str | Period) -> MoneyTerm:
    """Return the meal account of a term up to its last month with records.

    Parameters
    ----------
    office : the kindergarten whose account it is.
    period : a term, as 2026-spring.

    Raises
    ------
    PeriodError
        when the text is no term.
    """
    span = parse(period) if isinstance(period, str) else period
    if span.unit != "term":
        raise periods.PeriodError(f"膳费学期决算按学期计算，“{span}”不是学期；月份请用 money.month")
    records = read(office, span)
    known = {*records.valued["month"], *records.receipts["month"], *records.refunds["month"]}
    used = [month for month in span.months() if month.text in known] or span.months()[:1]
    months = [month_accounts(records, month) for month in used]
    summed = total(months)
    days = school_days(records, span)
    last = pd.Timestamp(used[-1].end)
    ended = bool(len(days)) and bool(days.max() <= last)
    so_far = Period(span.start, used[-1].end, span.unit, span.text)
    foods = usage(records.valued, so_far, terms.CHILDREN_LEDGER)
    findings = [
        *verdicts.surplus_findings(records, summed, "本学期", final=ended),
        *(finding for month in months for finding in verdicts.income_findings(records, month)),
        *(finding for month in months for finding in verdicts.settlement_findings(records, month)),
        *duties.duty_findings(records, so_far),
        *duties.close_findings(records, used, used[-1]),
        *invoices.invoice_findings(office, so_far),
    ]
    return MoneyTerm(
        period=span,
        site=records.site,
        name=records.names[records.site],
        limit=records.profile.surplus_limit,
        ended=ended,
        account=Account.of(summed, records.site),
        accounts=tables.spans(records, {"term": summed}).droplevel("span"),
        trend=tables.trend(records, months),
        categories=by_category(foods),
        bases=tables.bases(records, {"month": total(months[-1:]), "term": summed}),
        budget=invoices.budget_table(office.read("invoices", so_far), office.read("budgets", so_far)),
        corrections=pd.concat([duties.corrections(records, month.period) for month in months], ignore_index=True),
        closes=records.closes.drop_duplicates("month")[["month", "closed_on"]].reset_index(drop=True),
        findings=tuple(findings),
    )
