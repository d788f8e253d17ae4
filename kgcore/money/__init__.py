"""Meal money: stock ledger, meal account of a month and a term, variance, forecast, the office's invoices."""

from kgcore.money.account import Account
from kgcore.money.allocation import allocate
from kgcore.money.cost_variance import variance
from kgcore.money.forecast import Forecast
from kgcore.money.income import fees_in_force
from kgcore.money.ledger import StockError, closing, value, value_known
from kgcore.money.month_chain import reconciliation
from kgcore.money.month_review import MoneyMonth, month, month_balance_rate
from kgcore.money.refunds import refund, refund_list
from kgcore.money.reviews import review
from kgcore.money.surplus import Balance, balance
from kgcore.money.term_outlook import Purse, corridor, purses
from kgcore.money.term_review import MoneyTerm, term
from kgcore.money.trace import Trace, TraceError, backward, forward, traced

__all__ = [
    "Account",
    "Balance",
    "Forecast",
    "MoneyMonth",
    "MoneyTerm",
    "Purse",
    "StockError",
    "Trace",
    "TraceError",
    "allocate",
    "backward",
    "balance",
    "closing",
    "corridor",
    "fees_in_force",
    "forward",
    "month",
    "month_balance_rate",
    "purses",
    "reconciliation",
    "refund",
    "refund_list",
    "review",
    "term",
    "traced",
    "value",
    "value_known",
    "variance",
]
