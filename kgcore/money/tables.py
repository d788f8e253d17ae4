"""The tables of an account, with codes for labels; present/money/labels.py has the words."""

from __future__ import annotations

from itertools import product

import pandas as pd

from kgcore.counted_use import has_count
from kgcore.money.account import Account, MonthAccounts, total
from kgcore.money.records import CATEGORIES, MoneyRecords
from kgcore.money.usage import by_category

PROFILE_RULES = (
    "surplus_period", "surplus_base", "surplus_numerator", "refund_rule", "stock_valuation", "consumption",
    "charge_categories", "surplus_limit",
)  # fmt: skip
"""Choices and figures of the profile that the meal account rests on, in the profile's order."""
ROOM_RULES = ("income", "consumption", "rate", "cost_per_day", "shared_kitchen", "variance", "forecast")
"""Rules of this room beside the profile."""


def spans(records: MoneyRecords, sums: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the accounts of every span and party with rate and cost per child-day.

    Parameters
    ----------
    sums : span → accounts summed over it, as `account.total` gives them.

    Returns
    -------
    Indexed by span and party: the columns of `account.total`, name (of the kindergarten; STAFF and WHOLE have their
    code), rate, cost_per_day_fen.
    """
    frames = []
    for span, parties in sums.items():
        rate = parties["surplus_fen"] / parties["net_fen"].where(parties["net_fen"] > 0)
        per_day = parties["consumption_fen"] / parties["days"].where(parties["days"] > 0)
        rows = parties.assign(
            span=span,
            party=parties.index,
            name=[records.names.get(str(party), str(party)) for party in parties.index],
            rate=rate.astype("float64"),
            cost_per_day_fen=per_day.astype("float64"),
        )
        frames.append(rows.set_index(["span", "party"]))
    return pd.concat(frames)


def bases(records: MoneyRecords, sums: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the rate of the own account by every base seen in practice.

    Parameters
    ----------
    sums : month and term (and year) → accounts summed over it, as `account.total` gives them.

    Returns
    -------
    Columns span, numerator (consumption, book, cumulative_consumption), denominator (net_income, gross_income,
    month_gross_income), surplus_fen, base_fen, rate (None without income). The last row is the cumulative balance over
    the income of the last month alone, as some public sheets print it.
    """
    rows = []
    for span, parties in sums.items():
        account = Account.of(parties, records.site)
        spending = {"consumption": account.spent_fen, "book": account.book_fen + account.charges_fen}
        incomes = {"net_income": account.net_fen, "gross_income": account.gross_fen}
        for (numerator, spent_fen), (denominator, income) in product(spending.items(), incomes.items()):
            surplus = account.net_fen - spent_fen
            rows.append((span, numerator, denominator, surplus, income, surplus / income if income > 0 else None))
    month_gross = Account.of(sums["month"], records.site).gross_fen
    so_far = Account.of(sums["term"], records.site).surplus_fen
    rows.append(
        ("term", "cumulative_consumption", "month_gross_income", so_far, int(month_gross),
         so_far / month_gross if month_gross > 0 else None)
    )  # fmt: skip
    return pd.DataFrame(rows, columns=["span", "numerator", "denominator", "surplus_fen", "base_fen", "rate"])


def categories(current: MonthAccounts, site: str) -> pd.DataFrame:
    """Return the stock account by category with the own share of consumption, in the order of a fee sheet."""
    table = by_category(current.foods)
    table["own_fen"] = current.allocation[site]
    order = [name for name in CATEGORIES if name in table.index]
    return table.loc[order]


def trend(records: MoneyRecords, months: list[MonthAccounts]) -> pd.DataFrame:
    """Return the own account month by month and cumulative; months before the first record are left out.

    Where stocktakes tell what was used, a month without one is one row with the months up to the next stocktake.

    Returns
    -------
    Columns month (2026-10, or 2026-09～2026-10),
    net_fen, spent_fen, surplus_fen, cumulative_fen (surplus so far), rate, cumulative_rate.
    """
    rows, since = [], 0
    for n, current in enumerate(months, start=1):
        if n < len(months) and records.profile.use_is_counted and not has_count(records.counts, current.period):
            continue
        together, since = months[since:n], n
        while together and not _has_entries(together[0], records.site):
            together = together[1:]
        if not together:
            continue
        account, so_far = (Account.of(total(span), records.site) for span in (together, months[:n]))
        rows.append(
            {
                "month": "～".join(dict.fromkeys((together[0].period.text, together[-1].period.text))),
                "net_fen": account.net_fen,
                "spent_fen": account.spent_fen,
                "surplus_fen": account.surplus_fen,
                "cumulative_fen": so_far.surplus_fen,
                "rate": account.rate,
                "cumulative_rate": so_far.rate,
            }
        )
    columns = ["month", "net_fen", "spent_fen", "surplus_fen", "cumulative_fen", "rate", "cumulative_rate"]
    return pd.DataFrame(rows, columns=columns)


def _has_entries(month: MonthAccounts, site: str) -> bool:
    account = Account.of(total([month]), site)
    return bool(account.gross_fen or account.spent_fen)


def method(records: MoneyRecords) -> pd.DataFrame:
    """Return the rules that the account rests on, by code.

    Returns
    -------
    Columns rule and choice: first the profile's choices and figures (PROFILE_RULES) with what was chosen, then the
    rules of this room (ROOM_RULES), of which only cost_per_day has a choice: the meal whose diners are counted.
    """
    choices = {rule: _as_text(getattr(records.profile, rule)) for rule in PROFILE_RULES}
    choices |= dict.fromkeys(ROOM_RULES, "") | {"cost_per_day": records.charged_meal}
    return pd.DataFrame(choices.items(), columns=["rule", "choice"])


def _as_text(choice: object) -> str:
    return ",".join(choice) if isinstance(choice, tuple) else str(choice)


__all__ = ["PROFILE_RULES", "ROOM_RULES", "bases", "categories", "method", "spans", "trend"]
