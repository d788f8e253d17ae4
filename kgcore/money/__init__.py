"""Meal money: stock ledger, meal account of a month and a term, variance, forecast, the office's invoices."""

from kgcore.money.account import Account
from kgcore.money.allocation import allocate
from kgcore.money.balance import Balance, balance
from kgcore.money.corridor import Purse, corridor, purses
from kgcore.money.forecast import Forecast
from kgcore.money.income import fees_in_force
from kgcore.money.ledger import StockError, closing, value, value_known
from kgcore.money.month import MoneyMonth, month
from kgcore.money.refunds import refund, refund_list
from kgcore.money.term import MoneyTerm, term
from kgcore.money.trace import Trace, TraceError, backward, forward, traced
from kgcore.money.variance import variance

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
    "purses",
    "refund",
    "refund_list",
    "term",
    "traced",
    "value",
    "value_known",
    "variance",
]
