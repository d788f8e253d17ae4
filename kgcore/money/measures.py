"""The measures that the room gives to a scorecard, by code; see `reviews.Review.measures`."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kgcore.money.account import Account
from kgcore.reviews import Measure, ratio


def account_measures(account: Account, budget: pd.DataFrame) -> Iterator[Measure]:
    """Yield meal_balance_rate (|surplus| ÷ net income) and budget_use_rate (invoiced ÷ budget), both of yuan.

    Parameters
    ----------
    account : the own account over the days judged.
    budget : as `invoices.budget_table` returns it, of the days judged.
    """
    surplus, net_income = abs(float(account.surplus_fen)) / 100, float(account.net_fen) / 100
    yield from ratio("meal_balance_rate", surplus, net_income, "盈亏绝对值÷净收入（元）")
    invoices, budgets = float(budget["invoiced_fen"].sum()) / 100, float(budget["budget_fen"].sum()) / 100
    yield from ratio("budget_use_rate", invoices, budgets, "已开发票÷预算（元）")


__all__ = ["account_measures"]
