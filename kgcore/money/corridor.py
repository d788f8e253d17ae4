"""What may be spent per child and day from a day on, so that the term ends at nothing or within the limit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.money.account import Account, month_accounts, total
from kgcore.money.forecast import Forecast, forecast
from kgcore.money.records import Records, read
from kgcore.periods import Period, term_of
from kgcore.registers import terms

if TYPE_CHECKING:
    from kgcore.office import Office


def corridor(office: Office, on: dt.date) -> Forecast | None:
    """Return the forecast of the term as it stands on the morning of a day; None before its first school day.

    Income is the fee of the days attended so far (what is prepaid for days to come is not yet earned), expenditure
    what was eaten, so the stock on hand still counts as money. `spend_low` to `spend_high` fen per child-day is what
    the menus to come may cost.

    Parameters
    ----------
    office : the kindergarten whose account it is.
    on : first day to be planned.
    """
    term = term_of(on)
    if on <= term.start:
        return None
    records = read(office, Period(term.start, on - dt.timedelta(days=1), "term", str(term)))
    months = [month_accounts(records, month) for month in term.months() if month.start < on]
    own = Account.of(total(months), records.site)
    return outlook(records, term, own.due_fen, own.due_fen - own.spent_fen)


def outlook(records: Records, term: Period, net_income_fen: int, surplus_fen: int) -> Forecast | None:
    """Return the forecast of a term from its income and surplus so far, seeded by the day it is made on."""
    meals = records.attendance[records.attendance["meal"] == records.charged_meal]
    meals = meals[meals["date"].between(pd.Timestamp(term.start), pd.Timestamp(records.period.end))]
    children = meals[meals["site"] == records.site].groupby("date")["diners"].sum()
    everyone = meals.groupby("date")["diners"].sum()
    rows = records.valued[records.valued["ledger"] == terms.CHILDREN_LEDGER]
    cost = rows.groupby("date")["consumed_fen"].sum().reindex(children.index).fillna(0)
    shared = cost * children.astype("float64") / everyone.reindex(children.index).astype("float64")
    daily = pd.DataFrame({"children": children.astype("float64"), "cost_fen": shared.astype("float64")})
    left = school_days(records, term)
    return forecast(
        daily,
        left[left > pd.Timestamp(records.period.end)],
        net_income_fen=net_income_fen,
        surplus_fen=surplus_fen,
        limit=records.profile.surplus_limit,
        seed=records.period.end.toordinal(),
    )


def school_days(records: Records, term: Period) -> pd.DatetimeIndex:
    """Return the school days of a term by the calendar of the account's kindergarten or its kitchen."""
    rows = records.calendar
    own = rows[rows["site"].isin((records.site, records.kitchen)) & rows["school_day"].astype(bool)]
    inside = own["date"].between(pd.Timestamp(term.start), pd.Timestamp(term.end))
    return pd.DatetimeIndex(own.loc[inside, "date"].drop_duplicates().sort_values())
