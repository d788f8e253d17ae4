"""The order in which the entries of the stock ledger are posted, and the entries as plain rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from kgcore.registers import terms

INFLOWS = (terms.OPENING, terms.PURCHASE, terms.COUNT_GAIN)
_RANK = {
    terms.OPENING: 0, terms.PURCHASE: 1, terms.COUNT_GAIN: 1,
    terms.ISSUE: 3, terms.RETURN: 4, terms.LOSS: 5, terms.COUNT_LOSS: 6,
}  # fmt: skip
_EARLIER_REVERSED = 2  # an old mistake is taken back after the day's deliveries, before the day's issues
_COLUMNS = ["site", "entry", "date", "kind", "ledger", "food", "quantity_g", "amount_fen", "reverses"]


class StockEntry:
    """One entry of the register `movements`: grams and fen whole, fen None where none is written."""

    __slots__ = ("date", "entry", "fen", "food", "grams", "kind", "ledger", "place", "reverses", "site", "supplier")

    def __init__(self, place: int, fields: tuple[Any, ...]) -> None:
        day, grams, fen, supplier = fields[2], fields[6], fields[7], fields[9]
        self.place = place
        self.site, self.entry, self.kind, self.ledger, self.food = (fields[n] for n in (0, 1, 3, 4, 5))
        self.date: dt.date = day.date()
        self.grams = int(grams)
        self.fen = None if fen is None or fen is pd.NA or fen != fen else int(fen)
        self.reverses = fields[8]
        self.supplier = supplier if isinstance(supplier, str) else None

    @property
    def key(self) -> tuple[str, str, str]:
        """Which stock the entry moves: site, ledger, food."""
        return self.site, self.ledger, self.food


def posting_order(movements: pd.DataFrame) -> pd.DataFrame:
    """Return the movements in the order in which they are posted.

    By day, then opening, purchases and 盘盈, reversals of earlier days, issues, returns, losses, 盘亏, then entry; a
    reversal of the same day follows its original.
    """
    keys = movements["site"] + "\0" + movements["entry"]
    original = (movements["site"] + "\0" + movements["reverses"]).map(
        pd.Series(movements.index, index=keys.to_numpy()).groupby(level=0).first()
    )
    rank = movements["kind"].map(_RANK).fillna(_EARLIER_REVERSED).astype("int64")
    anchor = movements["entry"].copy()
    known = original.dropna()
    first_day = pd.Series(movements["date"].reindex(known.to_numpy()).to_numpy(), index=known.index)
    same_day = known[(first_day == movements["date"].reindex(known.index)).to_numpy()]
    rank.loc[same_day.index] = rank.reindex(same_day.to_numpy()).to_numpy()
    anchor.loc[same_day.index] = movements["entry"].reindex(same_day.to_numpy()).to_numpy()
    reversal = movements["kind"].eq(terms.REVERSAL)
    order_keys = pd.DataFrame(
        {"date": movements["date"], "rank": rank, "anchor": anchor, "last": reversal, "entry": movements["entry"],
         "site": movements["site"]}
    )  # fmt: skip
    places = order_keys.sort_values(list(order_keys.columns), kind="stable").index
    return movements.loc[places].reset_index(drop=True)


def rows_of(order: pd.DataFrame) -> list[StockEntry]:
    """Return the entries as rows, each with its place in the frame; a frame without suppliers names none."""
    columns = [order[name].astype(object).tolist() for name in _COLUMNS]
    suppliers = order["supplier"].astype(object).tolist() if "supplier" in order else [None] * len(order)
    return [StockEntry(place, fields) for place, fields in enumerate(zip(*columns, suppliers, strict=True))]


__all__ = ["INFLOWS", "StockEntry", "posting_order", "rows_of"]
