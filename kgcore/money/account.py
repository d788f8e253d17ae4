"""The accounts: every kindergarten that the kitchen feeds, the staff, the kitchen as a whole, month by month."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kgcore.money.allocation import allocate
from kgcore.money.income import STAFF_MEALS, collected, due, received
from kgcore.money.records import Records
from kgcore.money.usage import by_category, usage
from kgcore.periods import Period, term_of
from kgcore.registers import terms

STAFF, WHOLE = "教工", "合计"
FIGURES = ["gross_fen", "refunds_fen", "consumption_fen", "book_fen", "charges_fen", "due_fen", "days"]


@dataclass(frozen=True)
class MonthAccounts:
    """Accounts of one calendar month.

    `accounts` indexed by site (and 教工): the FIGURES in fen and child-days; `allocation` by category: the kitchen's
    consumption_fen and each kindergarten's share of it; `foods` the children's stock account by food; `due` fees due;
    `weights` person-days × meal share of each kindergarten, in per mille.
    """

    period: Period
    accounts: pd.DataFrame
    allocation: pd.DataFrame
    foods: pd.DataFrame
    due: pd.DataFrame
    weights: dict[str, int]


@dataclass(frozen=True)
class Account:
    """The account of one party over one span: FIGURES in fen and child-days, and what follows from them."""

    gross_fen: int
    refunds_fen: int
    consumption_fen: int
    book_fen: int
    charges_fen: int
    due_fen: int
    days: int

    @classmethod
    def of(cls, accounts: pd.DataFrame, party: str) -> Account:
        """Take one party's row of accounts."""
        return cls(*(int(figure) for figure in accounts.loc[[party], FIGURES].to_numpy()[0]))

    @property
    def net_fen(self) -> int:
        """Income less refunds."""
        return self.gross_fen - self.refunds_fen

    @property
    def spent_fen(self) -> int:
        """Consumption and permitted charges."""
        return self.consumption_fen + self.charges_fen

    @property
    def surplus_fen(self) -> int:
        """Net income less what was spent."""
        return self.net_fen - self.spent_fen

    @property
    def rate(self) -> float | None:
        """Surplus / net income, None without income."""
        return self.surplus_fen / self.net_fen if self.net_fen > 0 else None


def month_accounts(records: Records, month: Period) -> MonthAccounts:
    """Return the accounts of a month; the kitchen's cost is divided by person-days × meal share, losing no fen.

    Consumption, purchases and permitted charges of the children's ledger are divided category by category; the staff
    eat from a ledger of their own.
    """
    foods = usage(records.valued, month, terms.CHILDREN_LEDGER)
    staff = usage(records.valued, month, terms.STAFF_LEDGER)
    weights = _weights(records, month)
    totals = by_category(foods)
    used = _divided(totals["consumption_fen"], weights)
    bought = _divided(totals["purchases_fen"], weights)
    charged = allocate(permitted_charges(records, month.text), weights)
    fees = due(records, month)
    rows = {}
    for site in records.sites:
        gross, refunds = received(records, [month.text], site)
        own = fees[fees["site"] == site]
        rows[site] = [
            gross, refunds, int(used[site].sum()), int(bought[site].sum()), charged[site],
            int(own["due_fen"].sum()), int(own["days"].sum()),
        ]  # fmt: skip
    staff_rows = records.staff_meals
    fed = staff_rows[_within(staff_rows, month) & (staff_rows["meal"] == records.charged_meal)]["diners"].sum()
    paid = collected(records, [month.text], STAFF_MEALS)
    used_by_staff, bought_for_staff = int(staff["consumption_fen"].sum()), int(staff["purchases_fen"].sum())
    rows[STAFF] = [paid, 0, used_by_staff, bought_for_staff, 0, paid, int(fed)]
    accounts = pd.DataFrame.from_dict(rows, orient="index", columns=FIGURES, dtype="int64")
    allocation = totals[["consumption_fen"]].join(used)
    return MonthAccounts(month, accounts, allocation, foods, fees, weights)


def total(months: list[MonthAccounts]) -> pd.DataFrame:
    """Return the accounts summed over months, with the balance; 合计 is all kindergartens without the staff.

    Adds net_fen = gross - refunds, spent_fen = consumption + permitted charges, surplus_fen = net - spent.
    """
    summed = pd.concat([month.accounts for month in months]).groupby(level=0, sort=False).sum()
    summed.loc[WHOLE] = summed.drop(index=STAFF).sum()
    summed["net_fen"] = summed["gross_fen"] - summed["refunds_fen"]
    summed["spent_fen"] = summed["consumption_fen"] + summed["charges_fen"]
    return summed.assign(surplus_fen=summed["net_fen"] - summed["spent_fen"])


def permitted_charges(records: Records, month: str) -> int:
    """Return what the profile lets the meal money bear beyond food in a month, in fen."""
    rows = records.charges[(records.charges["month"] == month)]
    return int(rows.loc[rows["item"].isin(records.profile.charge_categories), "amount_fen"].sum())


def _divided(fen: pd.Series, weights: dict[str, int]) -> pd.DataFrame:
    shares = {category: allocate(int(amount), weights) for category, amount in fen.items()}
    return pd.DataFrame.from_dict(shares, orient="index", columns=list(weights), dtype="int64")


def _within(rows: pd.DataFrame, period: Period) -> pd.Series:
    return rows["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))


def _weights(records: Records, month: Period) -> dict[str, int]:
    rows = records.attendance[_within(records.attendance, month)]
    weighted = rows["diners"].astype("int64") * rows["meal"].map(records.meal_weights).fillna(0).astype("int64")
    eaten = weighted.groupby(rows["site"]).sum()
    found = {site: int(eaten.get(site, 0)) for site in records.sites}
    if sum(found.values()):
        return found
    # nobody ate: what was lost or thrown away is borne by those enrolled
    classes = records.classes[records.classes["term"] == str(term_of(month.start))]
    enrolled = classes.groupby("site")["enrolled"].sum()
    found = {site: int(enrolled.get(site, 0)) for site in records.sites}
    return found if sum(found.values()) else {site: int(site == records.kitchen) for site in records.sites}


__all__ = ["FIGURES", "STAFF", "WHOLE", "Account", "MonthAccounts", "month_accounts", "permitted_charges", "total"]
