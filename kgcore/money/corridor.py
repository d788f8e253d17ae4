"""What may be spent per child and day from a day on, so that the term ends at nothing or within the limit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.money.account import Account, MonthAccounts, month_accounts, total
from kgcore.money.forecast import Forecast, forecast
from kgcore.money.ledger import closing
from kgcore.money.price_trend import price_index
from kgcore.money.records import Records, read
from kgcore.periods import Period, term_of
from kgcore.registers import terms

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True)
class Purse:
    """What one kindergarten has for the rest of a term; money in fen.

    `until` the last day with attendance; `surplus_fen` so far, the stock on hand counting as money; `outlook` the
    forecast from there; `charges_per_day` what the permitted charges beside food took per child-day so far.
    """

    site: str
    name: str
    until: dt.date
    surplus_fen: int
    charges_per_day: float
    outlook: Forecast


def corridor(office: Office, on: dt.date) -> Forecast | None:
    """Return the forecast of the term as it stands on the morning of a day; None before its first school day.

    `spend_low` to `spend_high` fen per child-day is what the days to come may cost; see `purses`.

    Parameters
    ----------
    office : the kindergarten whose account it is.
    on : first day to be planned.
    """
    own = [purse.outlook for purse in purses(office, on)[0] if purse.site == office.site]
    return own[0] if own else None


def purses(office: Office, on: dt.date) -> tuple[tuple[Purse, ...], int]:
    """Return what every kindergarten of the kitchen has for the rest of the term, and the stock on hand in fen.

    Income is what was received less refunds for months that are over and settled, else the fee of the days attended
    (what is prepaid for days to come is not yet earned); expenditure what was eaten, so the stock on hand still counts
    as money. Days from the last attendance on are to come, whether they are over or not. Kindergartens without
    attendance this term are left out; before the first school day all are.

    Parameters
    ----------
    office : one of the kitchen's kindergartens.
    on : first day to be planned.
    """
    term = term_of(on)
    if on <= term.start:
        return (), 0
    records = read(office, Period(term.start, on - dt.timedelta(days=1), "term", str(term)))
    seen = records.attendance.loc[records.attendance["date"] >= pd.Timestamp(term.start), "date"]
    if seen.empty:
        return (), 0
    until: dt.date = seen.max().date()
    records = records.up_to(until)
    months = [month_accounts(records, month) for month in term.months() if month.start <= until]
    accounts = total(months)
    found = []
    for site in records.sites:
        account = Account.of(accounts, site)
        income = sum(_earned(month, site, until) for month in months)
        ahead = outlook(records.of(site), term, income, income - account.spent_fen)
        if ahead is not None:
            charges = account.charges_fen / account.days
            found.append(Purse(site, records.names[site], until, income - account.spent_fen, charges, ahead))
    stock = closing(records.valued)
    return tuple(found), int(stock.loc[stock["ledger"] == terms.CHILDREN_LEDGER, "fen"].sum())


def _earned(month: MonthAccounts, site: str, until: dt.date) -> int:
    own = Account.of(month.accounts, site)
    settled = month.period.end <= until and own.gross_fen > 0 and own.refunds_fen > 0
    return own.net_fen if settled else own.due_fen


def outlook(records: Records, term: Period, net_income_fen: int, surplus_fen: int) -> Forecast | None:
    """Return the forecast of a term from its income and surplus so far, seeded by the day it is made on."""
    meals = records.attendance[records.attendance["meal"] == records.charged_meal]
    everyone = meals.groupby("date")["diners"].sum().astype("float64")
    daily = _heads(records, meals[meals["site"] == records.site])
    rows = records.valued[records.valued["ledger"] == terms.CHILDREN_LEDGER]
    cost = rows.groupby("date")["consumed_fen"].sum().reindex(daily.index).fillna(0).astype("float64")
    daily["cost_fen"] = cost * daily["children"] / everyone.reindex(daily.index)
    left = school_days(records, term)
    this_term = rows["date"].between(pd.Timestamp(term.start), pd.Timestamp(records.period.end))
    return forecast(
        daily,
        left[left > pd.Timestamp(records.period.end)],
        price_index(records.prices, rows[this_term].groupby("food")["consumed_fen"].sum()),
        first=pd.Timestamp(term.start),
        net_income_fen=net_income_fen,
        surplus_fen=surplus_fen,
        limit=records.profile.surplus_limit,
        seed=records.period.end.toordinal(),
    )


def _heads(records: Records, meals: pd.DataFrame) -> pd.DataFrame:
    """Return children and enrolled by day; where classes lack in the register, enrolled is the term's fullest day."""
    children = meals.groupby("date")["diners"].sum().astype("float64")
    of_day = pd.Series([str(term_of(day.date())) for day in pd.DatetimeIndex(children.index)], index=children.index)
    classes = records.classes[records.classes["site"] == records.site]
    registered = of_day.map(classes.groupby("term")["enrolled"].sum()).astype("float64").fillna(0.0)
    fullest = children.groupby(of_day).transform("max")
    return pd.DataFrame({"children": children, "enrolled": registered.where(registered > fullest, fullest)})


def school_days(records: Records, term: Period) -> pd.DatetimeIndex:
    """Return the school days of a term by the calendar of the account's kindergarten or its kitchen."""
    rows = records.calendar
    own = rows[rows["site"].isin((records.site, records.kitchen)) & rows["school_day"].astype(bool)]
    inside = own["date"].between(pd.Timestamp(term.start), pd.Timestamp(term.end))
    return pd.DatetimeIndex(own.loc[inside, "date"].drop_duplicates().sort_values())
