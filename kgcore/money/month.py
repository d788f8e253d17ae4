"""The surplus report of a month and of a term: every table and finding of 膳费盈亏 for one kindergarten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.findings import Finding
from kgcore.money import duties, invoices, tables, verdicts
from kgcore.money.account import Account, MonthAccounts, month_accounts, total
from kgcore.money.corridor import outlook, school_days
from kgcore.money.forecast import Forecast
from kgcore.money.plan import planned
from kgcore.money.presettle import checklist, presettlement
from kgcore.money.records import Records, read
from kgcore.money.refund_check import refund_findings, refund_table, refunds_due
from kgcore.money.stocktake import missed, stocktake
from kgcore.money.variance import variance
from kgcore.periods import Period, parse, term_of

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True)
class MoneyMonth:
    """Tables and findings of one month; money in fen, rates fractions (None where there is no income).

    `site` and `name`: whose account; `accounts` of span (month, term, year) and party (each kindergarten, 教工, 合计):
    gross, refunds, net, consumption, book, charges, spent, surplus, due (all _fen), days, rate, cost per child-day;
    `bases` the rates by every base seen in practice; `income` fees due by site and band; `categories` the kitchen's
    stock account by category, with the own share of consumption; `allocation` each category among kindergartens;
    `foods` the stock account by food; `against_plan`, `against_last` variances by food (None without a base);
    `stocktake` differences; `corrections` reversals of earlier months; `trend` of the term's months; `forecast`;
    `refunds` child by child; `presettlement` by category and `checklist` before the close: 月度预结算.
    """

    period: Period
    site: str
    name: str
    limit: float
    accounts: pd.DataFrame
    bases: pd.DataFrame
    income: pd.DataFrame
    categories: pd.DataFrame
    allocation: pd.DataFrame
    foods: pd.DataFrame
    against_plan: pd.DataFrame | None
    against_last: pd.DataFrame | None
    stocktake: pd.DataFrame
    corrections: pd.DataFrame
    trend: pd.DataFrame
    budget: pd.DataFrame
    refunds: pd.DataFrame
    presettlement: pd.DataFrame
    checklist: pd.DataFrame
    forecast: Forecast | None
    method: pd.DataFrame
    findings: tuple[Finding, ...]


def month(office: Office, period: str | Period) -> MoneyMonth:
    """Return the meal account of a month with the term and the year so far.

    Parameters
    ----------
    office : the kindergarten whose account it is; of a kitchen, its own children's share of the cost.
    period : a month, as 2026-05.

    Raises
    ------
    PeriodError
        when the text is no month.
    """
    span = parse(period) if isinstance(period, str) else period
    if span.unit != "month":
        raise periods.PeriodError(f"膳费月报按月计算，“{span}”不是月份；学期请用 money.term")
    records = read(office, span)
    term = term_of(span.start)
    months = _accounts(records, [m for m in term.months() if m.start <= span.start])
    current, last = months[-1], _accounts(records, [span.previous()])[0]
    year = [m for m in parse(str(span.start.year)).months() if m.start <= span.start]
    known = {m.period.text: m for m in months}
    sums = {
        "month": total([current]),
        "term": total(months),
        "year": total([known.get(m.text) or month_accounts(records, m) for m in year]),
    }
    accounts = tables.spans(records, sums)
    judged = {"term": "term", "month_cumulative": "term", "year": "year"}[records.profile.surplus_period]
    plan = planned(office, records, span)
    days = sum(current.weights.values())
    limit = records.profile.surplus_limit
    by_plan = variance(*plan, current.foods, days) if plan and plan[1] else None
    base_days = sum(last.weights.values()) if last.foods["consumption_fen"].any() else 0
    ahead = outlook(
        records,
        term,
        Account.of(sums["term"], records.site).net_fen,
        Account.of(sums["term"], records.site).surplus_fen,
    )
    taken = stocktake(records.counts, records.valued, span)
    left_out = missed(records.counts, records.valued, span)
    to_refund = refunds_due(office, records, span)
    word = "本学期累计" if judged == "term" else "本年累计"
    ended = records.profile.surplus_period == "month_cumulative" or _last_school_month(records, term, judged) <= span
    findings = [
        *verdicts.surplus_findings(records, sums[judged], word, final=ended),
        *verdicts.variance_findings(by_plan, Account.of(sums["month"], records.site), limit, span.text),
        *verdicts.forecast_findings(ahead, limit, records.names[records.site], span.text),
        *verdicts.income_findings(records, current),
        *verdicts.settlement_findings(records, current),
        *refund_findings(records, span, to_refund),
        *verdicts.stock_findings(taken, left_out, span),
        *duties.duty_findings(records, span),
        *duties.close_findings(records, [m.period for m in months], span),
        *invoices.invoice_findings(office, span),
    ]
    bills, budgets = office.read("invoices", span), office.read("budgets", span)
    return MoneyMonth(
        period=span,
        site=records.site,
        name=records.names[records.site],
        limit=limit,
        accounts=accounts,
        bases=tables.bases(records, sums),
        income=current.due.assign(name=current.due["site"].map(records.names)),
        categories=tables.categories(current, records.site),
        allocation=current.allocation,
        foods=current.foods,
        against_plan=by_plan,
        against_last=variance(last.foods, base_days, current.foods, days) if base_days else None,
        stocktake=taken,
        corrections=duties.corrections(records, span),
        trend=tables.trend(records, months),
        budget=invoices.budget_table(bills, budgets),
        refunds=refund_table(records, span, to_refund),
        presettlement=presettlement(bills, budgets),
        checklist=checklist(findings),
        forecast=ahead,
        method=tables.method(records),
        findings=tuple(findings),
    )


def _accounts(records: Records, months: list[Period]) -> list[MonthAccounts]:
    return [month_accounts(records, month) for month in months]


def _last_school_month(records: Records, term: Period, judged: str) -> Period:
    if judged == "year":
        return parse(f"{records.period.start.year}-12")
    days = school_days(records, term)
    return periods.month_of(days.max().date()) if len(days) else periods.month_of(term.end)
