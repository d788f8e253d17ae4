"""The room's review of a period: a month or a term of the meal account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgcore.money.month_review import MoneyMonth, month
from kgcore.money.term_review import MoneyTerm, term
from kgcore.periods import Period, PeriodError, parse

if TYPE_CHECKING:
    from kgcore.office import Office


def review(office: Office, period: str | Period) -> MoneyMonth | MoneyTerm:
    """Return the meal account of a month or of a term.

    Parameters
    ----------
    office : the kindergarten whose account it is.
    period : a month, as 2026-05, or a term, as 2026-spring.

    Raises
    ------
    PeriodError
        when the text is neither a month nor a term.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     may, spring = review(office, "2026-05"), review(office, "2026-spring")
    >>> may.measures["measure"].tolist(), spring.period.title
    (['meal_balance_rate', 'budget_use_rate'], '2026年春季学期')
    """
    span = parse(period)
    if span.unit == "month":
        return month(office, span)
    if span.unit == "term":
        return term(office, span)
    raise PeriodError(f"膳费按月或学期计算，“{span}”两者都不是，例如 2026-05 或 2026-spring")


__all__ = ["review"]
