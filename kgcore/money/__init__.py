"""Meal money: stock ledger, balance of the meal account, refunds and allocation."""

from kgcore.money.allocation import allocate
from kgcore.money.balance import Balance, balance
from kgcore.money.ledger import StockError, closing, value, value_known

__all__ = ["Balance", "StockError", "allocate", "balance", "closing", "value", "value_known"]
