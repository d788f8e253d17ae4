"""What may be spent per child and day from a day on, so that the term ends at nothing or within the limit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.money.account import WHOLE, Account, MonthAccounts, month_accounts, total, unknown_use
from kgcore.money.forecast import Forecast, forecast
from kgcore.money.ledger import closing
from kgcore.money.price_trend import price_index
from kgcore.money.records import MoneyRecords, read
from kgcore.periods import Span, month_of, term_of
from kgcore.registers import terms

if TYPE_CHECKING:
    from kgcore.office import Office


DAILY_ISSUES = 0.5
"""Least share of days with an issue at which issues tell what was eaten that day; own choice."""


@dataclass(frozen=True)
class Purse:
    """What one kindergarten has for the rest of a term.

    Attributes
    ----------
    site, name : code and name of the kindergarten.
    until : the last day with attendance; where stocktakes tell what was eaten, the last one that closes attended days.
    surplus_fen : up to that day; the stock on hand counts as money.
    charges_per_day : what the permitted charges beside food took so far, in fen per child-day.
    outlook : the forecast of the term from that day on.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     (purse,), _ = purses(office, dt.date(2026, 6, 15))
    >>> purse.outlook.days_left
    5
    """

    site: str
    name: str
    until: dt.date
    surplus_fen: int
    charges_per_day: float
    outlook: Forecast


def corridor(office: Office, on: dt.date) -> Forecast | None:
    """Return the forecast of a kindergarten's term as it stands on the morning of a day; see `purses`.

    Parameters
    ----------
    office : the kindergarten whose account it is.
    on : first day to be planned.

    Returns
    -------
    Its `spend_low` to `spend_high` is what the days to come may cost, in fen per child-day. None before the first
    school day of the term.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     ahead = corridor(office, dt.date(2026, 6, 15))
    >>> ahead.days_left, ahead.spend_low < ahead.land_on_zero < ahead.spend_high
    (5, True)
    """
    outlooks = [purse.outlook for purse in purses(office, on)[0] if purse.site == office.site]
    return outlooks[0] if outlooks else None


def purses(office: Office, on: dt.date) -> tuple[tuple[Purse, ...], int]:
    """Return what every kindergarten of the kitchen has for the rest of the term, and the stock on hand in fen.

    Income is what was received less refunds for months that are over and settled, else the fee of the days attended
    (what is prepaid for days to come is not yet earned); expenditure what was eaten, so the stock on hand still counts
    as money. Days from the last attendance on are to come, whether they are over or not. Where stocktakes tell what was
    eaten, days from the last stocktake on are to come; a stocktake after school days without attendance does not count,
    for what was eaten on them would stand against no income. Kindergartens without attendance this term are left out;
    before the first school day, before the term's first such stocktake, and where food came but none was issued or
    purchases lack, all are.

    Parameters
    ----------
    office : one of the kitchen's kindergartens.
    on : first day to be planned.

    Returns
    -------
    One purse a kindergarten, and the worth of the kitchen's stock.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     (purse,), stock_fen = purses(office, dt.date(2026, 6, 15))
    >>> purse.name, purse.until, stock_fen > 0
    ('小小幼儿园', datetime.date(2026, 5, 29), True)
    """
    term = term_of(on)
    if on <= term.start:
        return (), 0
    records = read(office, term.cut(on - dt.timedelta(days=1)))
    days = records.attendance.loc[records.attendance["date"] >= pd.Timestamp(term.start), "date"]
    if days.empty:
        return (), 0
    until: dt.date = days.max().date()
    if records.profile.use_is_counted:
        counts = _closing_counts(records, term, until)
        if counts.empty:
            return (), 0
        until = counts.max().date()
    if unknown_use(records, month_accounts(records, month_of(until))):
        return (), 0
    records = records.up_to(until)
    months = [month_accounts(records, month) for month in term.months() if month.start <= until]
    accounts = total(months)
    if records.profile.use_is_counted and Account.of(accounts, WHOLE).lacks_entries:
        return (), 0
    known_purses = []
    for site in records.sites:
        account = Account.of(accounts, site)
        income = sum(_earned(month, site, until) for month in months)
        ahead = outlook(records.of(site), term, income, income - account.spent_fen)
        if ahead is not None:
            charges = account.charges_fen / account.days
            known_purses.append(Purse(site, records.names[site], until, income - account.spent_fen, charges, ahead))
    stock = closing(records.valuation)
    return tuple(known_purses), int(stock.loc[stock["ledger"] == terms.CHILDREN_LEDGER, "fen"].sum())


def _closing_counts(records: MoneyRecords, term: Span, last_day: dt.date) -> pd.Series:
    """Return the days of the term's stocktakes up to which the attendance of every school day is known.

    Parameters
    ----------
    last_day : with attendance.
    """
    counts = records.counts.loc[records.counts["date"] >= pd.Timestamp(term.start), "date"]
    days = school_days(records, term)
    to_come = days[days > pd.Timestamp(last_day)]
    return counts[counts < to_come.min()] if len(to_come) else counts


def _earned(month: MonthAccounts, site: str, until: dt.date) -> int:
    """Return the income of a month that is earned by a day, in fen: received and settled, else due by attendance."""
    account = Account.of(month.accounts, site)
    settled = month.period.end <= until and account.gross_fen > 0 and account.refunds_fen > 0
    return account.net_fen if settled else account.due_fen


def outlook(records: MoneyRecords, term: Span, net_income_fen: int, surplus_fen: int) -> Forecast | None:
    """Return the forecast of a term from its income and surplus so far; None before its first school day.

    The last day of the records seeds the draws, so that the same records give the same forecast.
    """
    meals = records.attendance[records.attendance["meal"] == records.charged_meal]
    everyone = meals.groupby("date")["diners"].sum().astype("float64")
    daily = _heads(records, meals[meals["site"] == records.site])
    rows = records.valuation[records.valuation["ledger"] == terms.CHILDREN_LEDGER]
    cost = rows.groupby("date")["consumed_fen"].sum().reindex(daily.index).fillna(0).astype("float64")
    if records.profile.use_is_counted or (cost > 0).sum() < len(cost) * DAILY_ISSUES:
        cost = _spread(cost, everyone)
    daily["cost_fen"] = cost * daily["children"] / everyone.reindex(daily.index)
    days = school_days(records, term)
    this_term = rows["date"].between(pd.Timestamp(term.start), pd.Timestamp(records.period.end))
    return forecast(
        daily,
        days[days > pd.Timestamp(records.period.end)],
        price_index(records.prices, rows[this_term].groupby("food")["consumed_fen"].sum()),
        first=pd.Timestamp(term.start),
        net_income_fen=net_income_fen,
        surplus_fen=surplus_fen,
        limit=records.profile.surplus_limit,
        seed=records.period.end.toordinal(),
    )


def _spread(cost: pd.Series[float], diners: pd.Series[float]) -> pd.Series[float]:
    """Return each month's cost spread over its child-days: what is known at a month's end was not eaten that day."""
    month = pd.DatetimeIndex(cost.index).to_period("M")
    heads = diners.reindex(cost.index)
    return cost.groupby(month).transform("sum") * heads / heads.groupby(month).transform("sum")


def _heads(records: MoneyRecords, meals: pd.DataFrame) -> pd.DataFrame:
    """Return children and enrolled by day; where classes lack in the register, enrolled is the term's fullest day."""
    children = meals.groupby("date")["diners"].sum().astype("float64")
    of_day = pd.Series([str(term_of(day.date())) for day in pd.DatetimeIndex(children.index)], index=children.index)
    classes = records.classes[records.classes["site"] == records.site]
    registered = of_day.map(classes.groupby("term")["enrolled"].sum()).astype("float64").fillna(0.0)
    fullest = children.groupby(of_day).transform("max")
    return pd.DataFrame({"children": children, "enrolled": registered.where(registered > fullest, fullest)})


def school_days(records: MoneyRecords, term: Span) -> pd.DatetimeIndex:
    """Return the school days of a term by the calendar of the account's kindergarten or its kitchen."""
    rows = records.calendar
    here = rows[rows["site"].isin((records.site, records.kitchen)) & rows["school_day"].astype(bool)]
    inside = here["date"].between(pd.Timestamp(term.start), pd.Timestamp(term.end))
    return pd.DatetimeIndex(here.loc[inside, "date"].drop_duplicates().sort_values())


__all__ = ["Purse", "corridor", "outlook", "purses", "school_days"]
