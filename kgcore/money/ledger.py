"""Exact valuation of the stock ledger in whole fen and grams."""

from __future__ import annotations

from collections import deque
from typing import Literal

import pandas as pd

from kgcore.registers import terms

Valuation = Literal["weighted_average", "fifo"]
INFLOWS = (terms.OPENING, terms.PURCHASE)
RANK = {kind: rank for rank, kind in enumerate(terms.MOVEMENT_KINDS)}


class StockError(ValueError):
    """The ledger cannot be valued: stock would be negative, or a reversal names no reversible entry."""


class _Stock:
    """Layers of (grams, fen) of one food on one ledger, oldest first; weighted average keeps one layer."""

    def __init__(self, valuation: Valuation) -> None:
        self.pooled = valuation == "weighted_average"
        self.layers: deque[tuple[int, int]] = deque()
        self.grams = 0

    def put(self, grams: int, fen: int, *, oldest: bool = False) -> None:
        self.grams += grams
        if self.pooled and self.layers:
            held, worth = self.layers.pop()
            grams, fen = grams + held, fen + worth
        if oldest:
            self.layers.appendleft((grams, fen))
        else:
            self.layers.append((grams, fen))

    def take(self, grams: int, entry: str) -> int:
        if grams > self.grams:
            raise StockError(f"{entry}：出库 {grams / 1000:g} kg，库存只有 {self.grams / 1000:g} kg")
        self.grams -= grams
        taken = 0
        while grams:
            held, worth = self.layers.popleft()
            part = min(held, grams)
            fen = (2 * worth * part + held) // (2 * held)
            if part < held:
                self.layers.appendleft((held - part, worth - fen))
            taken += fen
            grams -= part
        return taken


def value(movements: pd.DataFrame, valuation: Valuation = "weighted_average") -> pd.DataFrame:
    """Return the movements in posting order with signed `grams` and `fen` (what each adds to the stock).

    movements: register `movements`. Posting order is date, kind, entry, whatever the order of the rows. An
    inflow is worth its amount; an outflow is rounded half up and empties the fen with the last gram. The
    reversal of an outflow puts back exactly what it took; the reversal of an inflow leaves at the stock's
    value. Sum of `fen` = value of the closing stock. Raises StockError.
    """
    order = movements.assign(_rank=movements["kind"].map(RANK)).sort_values(["date", "_rank", "entry"])
    stocks: dict[tuple[str, str], _Stock] = {}
    posted: dict[str, tuple[str, tuple[str, str], int, int]] = {}
    reversed_: set[str] = set()
    grams_out: list[int] = []
    fen_out: list[int] = []
    columns = ["entry", "kind", "ledger", "food", "quantity_g", "amount_fen", "reverses"]
    for entry, kind, ledger, food, quantity, amount, reverses in zip(
        *(order[name].tolist() for name in columns), strict=True
    ):
        key = (ledger, food)
        stock = stocks.setdefault(key, _Stock(valuation))
        if kind in INFLOWS:
            if pd.isna(amount):
                raise StockError(f"{entry}：{kind}没有金额")
            grams, fen = quantity, amount
            stock.put(grams, fen)
        elif kind == terms.REVERSAL:
            original = posted.get(reverses)
            if original is None or original[0] == terms.REVERSAL or reverses in reversed_:
                raise StockError(f"{entry}：被冲正的 {reverses} 不存在、晚于冲正、本身是冲正或已被冲正")
            if original[1] != key or abs(original[2]) != quantity:
                raise StockError(f"{entry}：冲正的账别、食物和数量须与 {reverses} 相同")
            reversed_.add(reverses)
            grams = -original[2]
            if grams > 0:
                fen = -original[3]
                stock.put(grams, fen, oldest=True)
            else:
                fen = -stock.take(-grams, entry)
        else:
            grams, fen = -quantity, -stock.take(quantity, entry)
        posted[entry] = (kind, key, grams, fen)
        grams_out.append(grams)
        fen_out.append(fen)
    return order.drop(columns="_rank").assign(grams=grams_out, fen=fen_out).reset_index(drop=True)


def closing(valued: pd.DataFrame) -> pd.DataFrame:
    """Return the stock (`grams`, `fen`) by ledger and food after the valued movements."""
    return valued.groupby(["ledger", "food"], as_index=False)[["grams", "fen"]].sum()
