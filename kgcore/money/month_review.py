"""The review of a month: every table and finding of 膳费盈亏 for one kindergarten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from kgcore import evidence, periods
from kgcore.findings import Finding
from kgcore.money import duties, invoices, measures, stock_findings, tables, verdicts
from kgcore.money.account import (
    Account,
    MonthAccounts,
    month_accounts,
    require_known_use,
    require_stock,
    total,
    unknown_use,
)
from kgcore.money.controls import control_findings, controls
from kgcore.money.cost_variance import variance
from kgcore.money.forecast import Forecast
from kgcore.money.month_chain import chain, chain_findings
from kgcore.money.plan import planned
from kgcore.money.presettle import checklist, presettlement
from kgcore.money.records import MoneyRecords, read
from kgcore.money.refund_check import refund_findings, refund_table, refunds_due
from kgcore.money.stocktake import missed, stocktake
from kgcore.money.term_outlook import outlook, school_days
from kgcore.periods import Period, parse, term_of
from kgcore.reviews import Review, measures_frame
from kgcore.standards import Profile

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True, repr=False, eq=False)
class MoneyMonth(Review):
    """The meal account of one month; money in fen, rates fractions (None where there is no income).

    Its measures: meal_balance_rate of the year so far, budget_use_rate and month_balance_rate of the month.

    Attributes
    ----------
    site, name : code and name of the kindergarten whose account it is.
    limit, profile : greatest |surplus| as a fraction of income, and the profile that sets it.
    accounts : by span (month, term, year) and party (each kindergarten, `account.STAFF`, `account.WHOLE`); see
        `tables.spans`.
    bases : the rates by every base seen in practice; see `tables.bases`.
    income : fees due by site, name and band; see `income.due`.
    categories : the kitchen's stock account by category, with own_fen, the own share of consumption.
    allocation : consumption of each category, and its parts by kindergarten.
    foods : the stock account by food; see `usage.usage`.
    against_plan, against_last : variance by food against the posted menu and against last month; None without a base.
    stocktake : counts beside the book; see `stocktake.stocktake`.
    corrections : reversals of entries of earlier months; see `duties.corrections`.
    trend : the term's months; see `tables.trend`.
    budget : budget against invoices by category; see `invoices.budget_table`.
    refunds : child by child; see `refund_check.refund_table`.
    reconciliation : invoices, book, consumption and payments; see `month_chain.reconciliation`.
    controls : totals that the office's own sheets print beside the computed ones; see `controls.controls`.
    presettlement, checklist : what the month will have cost when all is paid, and what is open before its close.
    forecast : where the term will end; None before its first school day and where purchases lack.
    method : the rules used, by code; see `tables.method`.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     may = month(office, "2026-05")
    >>> may.name, [label for label, _ in may.figures()]
    ('小小幼儿园', ['收款减退费', '实际支出', '盈亏', '盈亏率'])
    >>> may.account("term").surplus_fen == may.trend["surplus_fen"].sum()
    np.True_
    """

    title: ClassVar[str] = "膳费盈亏"

    site: str
    name: str
    limit: float
    profile: Profile
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
    reconciliation: pd.DataFrame
    controls: pd.DataFrame
    forecast: Forecast | None
    method: pd.DataFrame

    def account(self, span: str = "month") -> Account:
        """Return the own account of a span: month, term or year."""
        return Account.of(pd.DataFrame(self.accounts.xs(span)), self.site)

    def figures(self) -> list[tuple[str, str]]:
        """Return net income, expenditure, surplus and rate of the month, in words."""
        return self.account().figures()


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
    StockError
        when another kitchen keeps the stock, or nobody knows what was used in it: food came and none was issued, or it
        has no stocktake.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     may = month(office, "2026-05")
    >>> may.account().days, may.account().net_fen
    (358, 573000)
    """
    span = parse(period) if isinstance(period, str) else period
    if span.unit != "month":
        raise periods.PeriodError(f"膳费月报按月计算，“{span}”不是月份；学期请用 money.term")
    require_stock(office)
    records = read(office, span)
    months = _accounts(records, [m for m in term_of(span.start).months() if m.start <= span.start])
    to_refund = refunds_due(office, records, span)
    owes_refunds = to_refund is not None and bool(to_refund["amount_fen"].any())
    require_known_use(records, months, owes_refunds)
    current, last = months[-1], _accounts(records, [span.previous()])[0]
    sums = _sums(records, span, months)
    own_sums = {name: Account.of(parties, records.site) for name, parties in sums.items()}
    person_days, last_person_days = sum(current.weights.values()), sum(last.weights.values())
    plan = planned(office, records, span)
    by_plan = variance(*plan, current.foods, person_days) if plan and plan[1] else None
    comparable = last_person_days and last.foods["consumption_fen"].any()
    by_last = variance(last.foods, last_person_days, current.foods, person_days) if comparable else None
    so_far = own_sums["term"]
    ahead = None
    if not (records.profile.use_is_counted and so_far.lacks_entries):
        ahead = outlook(records, term_of(span.start), so_far.net_fen, so_far.surplus_fen)
    differences = stocktake(records.counts, records.valuation, span)
    chain_lines = chain(office, records, span)
    sheet_totals = office.read("control_figures")
    control_table = controls(
        sheet_totals[sheet_totals["month"] == span.text], Account.of(total([current]), records.site), current.foods
    )
    limit, name = records.profile.surplus_limit, records.names[records.site]
    findings = [
        *_surplus_findings(records, sums, span),
        *stock_findings.merged_findings([m.period for m in months], records, span),
        *verdicts.variance_findings(by_plan, own_sums["month"], limit, span.text),
        *verdicts.forecast_findings(ahead, limit, name, span.text),
        *verdicts.income_findings(records, current),
        *verdicts.settlement_findings(records, current),
        *refund_findings(records, span, to_refund),
        *stock_findings.opening_findings(records.ledger.movements, name, span),
        *stock_findings.direct_use_findings(records, name, span),
        *stock_findings.difference_findings(differences, missed(records.counts, records.valuation, span), span),
        *duties.duty_findings(records, span),
        *duties.close_findings(records, [m.period for m in months], span),
        *invoices.invoice_findings(office, span),
        *chain_findings(chain_lines, span),
        *control_findings(control_table, span),
    ]
    unkept = office.profile.unkept
    findings = list(evidence.judged(findings, unkept))
    bills, budgets = office.read("invoices", span), office.read("budgets", span)
    budget = invoices.budget_table(bills, budgets)
    return MoneyMonth(
        period=span,
        findings=tuple(findings),
        unkept=unkept,
        measures=measures_frame(measures.account_measures(own_sums["year"], budget)),
        site=records.site,
        name=name,
        limit=limit,
        profile=records.profile,
        accounts=tables.spans(records, sums),
        bases=tables.bases(records, sums),
        income=current.due.assign(name=current.due["site"].map(records.names)),
        categories=tables.categories(current, records.site),
        allocation=current.allocation,
        foods=current.foods,
        against_plan=by_plan,
        against_last=by_last,
        stocktake=differences,
        corrections=duties.corrections(records, span),
        trend=tables.trend(records, months),
        budget=budget,
        refunds=refund_table(records, span, to_refund),
        presettlement=presettlement(bills, budgets),
        checklist=checklist(findings, unkept),
        reconciliation=chain_lines,
        controls=control_table,
        forecast=ahead,
        method=tables.method(records),
    )


def month_balance_rate(office: Office, period: str | Period) -> float | None:
    """Return |surplus| ÷ net income of one month's own account; None without income or where use is not known.

    Parameters
    ----------
    office : the kindergarten whose account it is.
    period : a month, as 2026-05.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     round(month_balance_rate(office, "2026-05"), 4)
    0.4748
    """
    span = parse(period) if isinstance(period, str) else period
    records = read(office, span)
    months = _accounts(records, [span])
    rate = Account.of(total(months), records.site).rate
    return None if rate is None or unknown_use(records, months[0]) else abs(rate)


def _accounts(records: MoneyRecords, months: list[Period]) -> list[MonthAccounts]:
    return [month_accounts(records, month) for month in months]


def _sums(records: MoneyRecords, span: Period, months: list[MonthAccounts]) -> dict[str, pd.DataFrame]:
    """Return the accounts summed over the month, the term and the year so far.

    Parameters
    ----------
    months : the term's months up to the month itself, which is the last.
    """
    by_text = {accounts.period.text: accounts for accounts in months}
    year = [m for m in parse(str(span.start.year)).months() if m.start <= span.start]
    return {
        "month": total([months[-1]]),
        "term": total(months),
        "year": total([by_text.get(m.text) or month_accounts(records, m) for m in year]),
    }


def _surplus_findings(records: MoneyRecords, sums: dict[str, pd.DataFrame], span: Period) -> list[Finding]:
    """Return the verdict on the balance over the profile's period of judgement, final once that is over."""
    judgement = records.profile.surplus_period
    over_year = judgement == "year"
    final = judgement == "month_cumulative" or _last_school_month(records, over_year=over_year) <= span
    if over_year:
        return verdicts.surplus_findings(records, sums["year"], "本年累计", final=final)
    return verdicts.surplus_findings(records, sums["term"], "本学期累计", final=final)


def _last_school_month(records: MoneyRecords, *, over_year: bool) -> Period:
    if over_year:
        return parse(f"{records.period.start.year}-12")
    term = term_of(records.period.start)
    days = school_days(records, term)
    return periods.month_of(days.max().date()) if len(days) else periods.month_of(term.end)


__all__ = ["MoneyMonth", "month", "month_balance_rate"]
