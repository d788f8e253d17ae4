"""The review of a term: its months, the balance that the 2 % limit binds, and what an auditor asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from kgcore import periods
from kgcore.money import duties, invoices, measures, tables, verdicts
from kgcore.money.account import Account, month_accounts, require_known_use, require_stock, total
from kgcore.money.records import read
from kgcore.money.term_outlook import school_days
from kgcore.money.usage import by_category, usage
from kgcore.periods import Period, parse
from kgcore.registers import terms
from kgcore.reviews import Review, measures_frame

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True, repr=False, eq=False)
class MoneyTerm(Review):
    """The meal account of a term so far; money in fen, rates fractions.

    Its measures: meal_balance_rate and budget_use_rate of the term.

    Attributes
    ----------
    site, name : code and name of the kindergarten whose account it is.
    limit : greatest |surplus| as a fraction of income.
    ended : whether no school day is left.
    account, accounts : the own account, and those of every party; see `tables.spans`.
    trend : month by month; see `tables.trend`.
    categories : the kitchen's stock account over the term; see `usage.by_category`.
    bases : the rates by every base seen in practice; see `tables.bases`.
    budget : budget against invoices by category; see `invoices.budget_table`.
    corrections : reversals of entries of earlier months; see `duties.corrections`.
    closes : month, closed_on.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     spring = term(office, "2026-spring")
    >>> spring.account.surplus_fen == spring.trend["surplus_fen"].sum()
    np.True_
    """

    title: ClassVar[str] = "膳费决算"

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

    def figures(self) -> list[tuple[str, str]]:
        """Return net income, expenditure, surplus and rate of the term, in words."""
        return self.account.figures()


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
    StockError
        when nobody knows what was used in a month of it, such as the last before a stocktake.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     spring = term(office, "2026-spring")
    >>> spring.trend["month"].tolist(), spring.ended
    (['2026-05'], False)
    """
    span = parse(period) if isinstance(period, str) else period
    if span.unit != "term":
        raise periods.PeriodError(f"膳费学期决算按学期计算，“{span}”不是学期；月份请用 money.month")
    require_stock(office)
    records = read(office, span)
    with_records = {*records.valuation["month"], *records.receipts["month"], *records.refunds["month"]}
    calendar_months = [month for month in span.months() if month.text in with_records] or span.months()[:1]
    months = [month_accounts(records, month) for month in calendar_months]
    require_known_use(records, months, span=span.title)
    parties = total(months)
    days = school_days(records, span)
    is_over = bool(len(days)) and bool(days.max() <= pd.Timestamp(calendar_months[-1].end))
    so_far = span.cut(calendar_months[-1].end)
    account = Account.of(parties, records.site)
    findings = [
        *verdicts.surplus_findings(records, parties, "本学期", final=is_over),
        *(finding for month in months for finding in verdicts.income_findings(records, month)),
        *(finding for month in months for finding in verdicts.settlement_findings(records, month)),
        *duties.duty_findings(records, so_far),
        *duties.close_findings(records, calendar_months, calendar_months[-1]),
        *invoices.invoice_findings(office, so_far),
    ]
    budget = invoices.budget_table(office.read("invoices", so_far), office.read("budgets", so_far))
    return MoneyTerm(
        period=span,
        findings=tuple(findings),
        unkept=office.profile.unkept,
        measures=measures_frame(measures.account_measures(account, budget)),
        site=records.site,
        name=records.names[records.site],
        limit=records.profile.surplus_limit,
        ended=is_over,
        account=account,
        accounts=tables.spans(records, {"term": parties}).droplevel("span"),
        trend=tables.trend(records, months),
        categories=by_category(usage(records.valuation, so_far, terms.CHILDREN_LEDGER)),
        bases=tables.bases(records, {"month": total(months[-1:]), "term": parties}),
        budget=budget,
        corrections=pd.concat([duties.corrections(records, month.period) for month in months], ignore_index=True),
        closes=records.closes.drop_duplicates("month")[["month", "closed_on"]].reset_index(drop=True),
    )


__all__ = ["MoneyTerm", "term"]
