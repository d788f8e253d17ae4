"""Corrections of one food's stock: an entry taken back, and the one entered in its stead at its place.

A reversal takes back what was entered, quantity and amount. What was used in the meantime was valued with the wrong
entry; so the entries that stand are valued again from the first on, and the difference is a figure of its own. Entries
already posted keep their figures: a closed month stays as it was reported.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kgcore.money.posting import StockEntry
from kgcore.money.stock import FoodStock


@dataclass(frozen=True)
class Standing:
    """An entry that stands: signed grams as posted, and what an inflow is worth in fen.

    `gap_on` : day of the reversal where the entry was taken back and nothing was entered in its stead so far.
    """

    row: StockEntry
    grams: int
    fen: int
    gap_on: dt.date | None = None


class Shelf:
    """The stock of one food on one ledger, with the entries it rests on.

    Attributes
    ----------
    stock : grams and fen. entries : the entries that stand, in the order they count.
    queue : reversals of more than is in stock, until the same month brings what was entered anew.
    """

    def __init__(self, *, average: bool) -> None:
        self.stock = FoodStock(average=average)
        self.entries: list[Standing] = []
        self.queue: list[StockEntry] = []
        self._gaps: list[Standing] = []

    def take_back(self, original: StockEntry) -> bool:
        """Take back an entry and value the rest again; False, and nothing done, where less than nothing would be left.

        Parameters
        ----------
        original : an entry that stands.
        """
        return self._value_again([entry for entry in self.entries if entry.row is not original])

    def leave_gap(self, original: StockEntry, reversed_on: dt.date, stead: StockEntry | None) -> bool:
        """Take back an inflow as `take_back`; the entry in its stead is put where it stood, or its place kept open."""
        stead_entry = next((entry for entry in self.entries if entry.row is stead), None)
        gap = Standing(original, 0, 0, reversed_on)
        entries = []
        for entry in self.entries:
            if entry.row is original:
                entries.append(stead_entry or gap)
            elif entry is not stead_entry:
                entries.append(entry)
        done = self._value_again(entries)
        if done and stead_entry is None:
            self._gaps.append(gap)
        return done

    def fill_gap(self, gap: Standing, inflow: Standing) -> None:
        """Post an inflow where an entry stood that it was entered anew for."""
        self._gaps.remove(gap)
        self._value_again([inflow if entry is gap else entry for entry in self.entries])

    def stead_of(self, original: StockEntry, day: dt.date) -> StockEntry | None:
        """Return the inflow of a day, already posted, that was entered in the original's stead."""
        if self._entered_twice(original):
            return None
        near = [entry.row for entry in self.entries if entry.grams > 0 and entry.row.date == day]
        near = [row for row in near if row is not original and same_business(original, row)]
        return min(near, key=lambda row: (not same_figure(original, row), row.entry), default=None)

    def gap_for(self, row: StockEntry) -> Standing | None:
        """Return the place of an entry reversed earlier in the month that an inflow was entered in the stead of."""
        for gap in self._gaps:
            if gap.gap_on is None or (gap.gap_on.year, gap.gap_on.month) != (row.date.year, row.date.month):
                continue
            if same_business(gap.row, row) and (gap.gap_on == row.date or same_figure(gap.row, row)):
                return None if self._entered_twice(gap.row) else gap
        return None

    def _entered_twice(self, original: StockEntry) -> bool:
        return any(
            entry.row is not original
            and entry.grams == original.grams
            and entry.row.date == original.date
            and same_business(original, entry.row)
            for entry in self.entries
        )

    def _value_again(self, entries: list[Standing]) -> bool:
        stock = FoodStock(average=self.stock.average)
        for entry in entries:
            if entry.grams > 0:
                stock.put(entry.row.entry, entry.grams, entry.fen)
            else:
                stock.take_or_owe(-entry.grams)
        if stock.owed_g:
            return False
        self.stock, self.entries = stock, entries
        return True


def same_business(first: StockEntry, second: StockEntry) -> bool:
    """Return whether two inflows can be one delivery entered twice: same kind, and supplier or a figure the same."""
    if first.kind != second.kind:
        return False
    known = first.supplier is not None and second.supplier is not None
    return not known or first.supplier == second.supplier or same_figure(first, second)


def same_figure(first: StockEntry, second: StockEntry) -> bool:
    """Return whether quantity, amount or unit price (fen per kg) of two inflows agree."""
    if first.grams == second.grams or first.fen == second.fen:
        return True
    prices = [round(1000 * (row.fen or 0) / row.grams) for row in (first, second)]
    return prices[0] == prices[1]


__all__ = ["Shelf", "Standing"]
