"""The accounts: every kindergarten that the kitchen feeds, the staff, the kitchen as a whole, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import counted_use
from kgcore.kitchens import other_kitchen
from kgcore.money.allocation import allocate
from kgcore.money.income import collected, due, received
from kgcore.money.ledger import StockError
from kgcore.money.records import MoneyRecords, dated_within
from kgcore.money.usage import by_category, usage
from kgcore.periods import Period, term_of
from kgcore.registers import terms
from kgcore.registers.money import STAFF_MEALS

if TYPE_CHECKING:
    from kgcore.office import Office

STAFF, WHOLE = "_staff", "_all"
"""Parties beside the kindergartens; the code of a site never begins with an underscore."""
POSSIBLE_USE = 0.5
"""Share of the income below which spending says that purchases were not entered; own choice."""
STOCK_FIGURES = ("purchases_fen", "consumption_fen", "closing_fen")
FIGURES = ["gross_fen", "refunds_fen", "consumption_fen", "book_fen", "charges_fen", "due_fen", "days"]


@dataclass(frozen=True)
class MonthAccounts:
    """Accounts of one calendar month.

    Attributes
    ----------
    period : the month.
    accounts : indexed by party (site, or STAFF): the FIGURES, in fen and child-days.
    allocation : indexed by category: the kitchen's consumption_fen, and a column for each site's share of it in fen.
    foods : the children's stock account, indexed by food, as `usage.usage` returns it.
    due : the fees due, as `income.due` returns them.
    weights : site → person-days × meal share, in per mille.
    """

    period: Period
    accounts: pd.DataFrame
    allocation: pd.DataFrame
    foods: pd.DataFrame
    due: pd.DataFrame
    weights: dict[str, int]


@dataclass(frozen=True)
class Account:
    """The account of one party over one span: FIGURES in fen and child-days, and what follows from them.

    Examples
    --------
    >>> account = Account(
    ...     gross_fen=25000, refunds_fen=5000, consumption_fen=19700, book_fen=20000, charges_fen=0, due_fen=20000,
    ...     days=20,
    ... )
    >>> account.net_fen, account.surplus_fen, account.rate
    (20000, 300, 0.015)
    """

    gross_fen: int
    refunds_fen: int
    consumption_fen: int
    book_fen: int
    charges_fen: int
    due_fen: int
    days: int

    @classmethod
    def of(cls, accounts: pd.DataFrame, party: str) -> Account:
        """Return the account of one party (site, STAFF or WHOLE) from a frame indexed by party."""
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
    def lacks_entries(self) -> bool:
        """Whether so little was spent of the income that purchases lack, where stocktakes tell what was used."""
        return self.spent_fen < POSSIBLE_USE * self.net_fen

    @property
    def rate(self) -> float | None:
        """Surplus / net income, None without income."""
        return self.surplus_fen / self.net_fen if self.net_fen > 0 else None

    def figures(self) -> list[tuple[str, str]]:
        """Return what one asks of an account first: label and value in words."""
        yuan = {"收款减退费": self.net_fen, "实际支出": self.spent_fen, "盈亏": self.surplus_fen}
        rate = "无收入" if self.rate is None else f"{self.rate:+.2%}"
        return [*((label, f"{fen / 100:,.2f}元") for label, fen in yuan.items()), ("盈亏率", rate)]


def month_accounts(records: MoneyRecords, month: Period) -> MonthAccounts:
    """Return the accounts of a month; the kitchen's cost is divided by person-days × meal share, losing no fen.

    Consumption, purchases and permitted charges of the children's ledger are divided category by category; the staff
    eat from a ledger of their own.
    """
    foods = usage(records.valuation, month, terms.CHILDREN_LEDGER)
    staff = usage(records.valuation, month, terms.STAFF_LEDGER)
    weights = _weights(records, month)
    totals = by_category(foods)
    consumption = _divided(totals["consumption_fen"], weights)
    purchases = _divided(totals["purchases_fen"], weights)
    charges = allocate(permitted_charges(records, month.text), weights)
    fees = due(records, month)
    rows = {}
    for site in records.sites:
        gross, refunds = received(records, [month.text], site)
        of_site = fees[fees["site"] == site]
        rows[site] = [
            gross, refunds, int(consumption[site].sum()), int(purchases[site].sum()), charges[site],
            int(of_site["due_fen"].sum()), int(of_site["days"].sum()),
        ]  # fmt: skip
    staff_rows = records.staff_meals
    diners = staff_rows[dated_within(staff_rows, month) & (staff_rows["meal"] == records.charged_meal)]["diners"].sum()
    payments = collected(records, [month.text], STAFF_MEALS)
    staff_use, staff_purchases = int(staff["consumption_fen"].sum()), int(staff["purchases_fen"].sum())
    rows[STAFF] = [payments, 0, staff_use, staff_purchases, 0, payments, int(diners)]
    accounts = pd.DataFrame.from_dict(rows, orient="index", columns=FIGURES, dtype="int64")
    allocation = totals[["consumption_fen"]].join(consumption)
    return MonthAccounts(month, accounts, allocation, foods, fees, weights)


def unknown_use(records: MoneyRecords, accounts: MonthAccounts) -> str | None:
    """Return why nobody knows what was used in a month, so that its balance cannot be told, and what to enter.

    None where it is known. A month without purchases in which nobody ate needs no stocktake.
    """
    purchases, consumption = (int(accounts.foods[name].sum()) for name in ("purchases_fen", "consumption_fen"))
    if not purchases and not accounts.accounts["days"].sum():
        return None
    is_counted = counted_use.has_count(records.counts, accounts.period)
    return counted_use.unknown_use(
        records.profile, accounts.period, purchases, has_issues=consumption != 0, is_counted=is_counted
    )


def require_stock(office: Office) -> None:
    """Refuse a kindergarten that a kitchen feeds whose stock is kept elsewhere: what its children ate has no cost here.

    Raises
    ------
    StockError
        naming the kitchen.
    """
    kitchen = other_kitchen(office)
    if kitchen and not kitchen.is_here:
        raise StockError(f"{kitchen.kindergarten}由{kitchen.name}供餐，食材的账在那里，本园不算膳费盈亏")


def require_known_use(
    records: MoneyRecords, months: list[MonthAccounts], owes_refunds: bool = False, span: str = ""
) -> None:
    """Refuse months of which nothing is known, or not what was used or due: their surplus would be nonsense.

    Parameters
    ----------
    months : in order; where stocktakes tell what was used, that of the last month tells it of those before.
    owes_refunds : whether refunds are due in the last month, which then has something to account for.
    span : what the months are together, as a sentence about nothing at all names it; the last month where empty.

    Raises
    ------
    StockError
        with what to enter.
    """
    last = months[-1]
    has_figures = last.accounts[FIGURES].to_numpy().any() or last.foods[[*STOCK_FIGURES]].to_numpy().any()
    if not has_figures and not owes_refunds:
        raise StockError(
            f"{span or last.period.title}没有就餐人数（考勤）、采购、收费，也没有库存，盈亏和公示没有可算的。"
            "请先导入考勤（或《就餐人数》）和采购"
        )
    for accounts in months[-1:] if records.profile.use_is_counted else months:
        if sentence := unknown_use(records, accounts):
            raise StockError(sentence)
    if "receipts" in records.profile.unkept and last.foods["purchases_fen"].any() and not last.accounts["days"].any():
        raise StockError(f"{last.period.title}没有登记就餐人数，应收膳费不知道，盈亏算不出来。请导入考勤或《就餐人数》")


def total(months: list[MonthAccounts]) -> pd.DataFrame:
    """Return the accounts summed over months, with the balance; WHOLE is all kindergartens without the staff.

    Returns
    -------
    Indexed by party: the FIGURES, net_fen = gross - refunds, spent_fen = consumption + permitted charges,
    surplus_fen = net - spent.
    """
    totals = pd.concat([month.accounts for month in months]).groupby(level=0, sort=False).sum()
    totals.loc[WHOLE] = totals.drop(index=STAFF).sum()
    totals["net_fen"] = totals["gross_fen"] - totals["refunds_fen"]
    totals["spent_fen"] = totals["consumption_fen"] + totals["charges_fen"]
    return totals.assign(surplus_fen=totals["net_fen"] - totals["spent_fen"])


def permitted_charges(records: MoneyRecords, month: str) -> int:
    """Return what the profile lets the meal money bear beyond food in a month, in fen."""
    rows = records.charges[(records.charges["month"] == month)]
    return int(rows.loc[rows["item"].isin(records.profile.charge_categories), "amount_fen"].sum())


def _divided(fen: pd.Series, weights: dict[str, int]) -> pd.DataFrame:
    shares = {category: allocate(int(amount), weights) for category, amount in fen.items()}
    return pd.DataFrame.from_dict(shares, orient="index", columns=list(weights), dtype="int64")


def _weights(records: MoneyRecords, month: Period) -> dict[str, int]:
    rows = records.attendance[dated_within(records.attendance, month)]
    weighted = rows["diners"].astype("int64") * rows["meal"].map(records.meal_weights).fillna(0).astype("int64")
    eaten = weighted.groupby(rows["site"]).sum()
    weights = {site: int(eaten.get(site, 0)) for site in records.sites}
    if sum(weights.values()):
        return weights
    # nobody ate: what was lost or thrown away is borne by those enrolled
    classes = records.classes[records.classes["term"] == str(term_of(month.start))]
    enrolled = classes.groupby("site")["enrolled"].sum()
    heads = {site: int(enrolled.get(site, 0)) for site in records.sites}
    return heads if sum(heads.values()) else {site: int(site == records.kitchen) for site in records.sites}


__all__ = [
    "FIGURES",
    "STAFF",
    "WHOLE",
    "Account",
    "MonthAccounts",
    "month_accounts",
    "permitted_charges",
    "require_known_use",
    "require_stock",
    "total",
    "unknown_use",
]
