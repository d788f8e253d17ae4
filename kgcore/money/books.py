"""Posting of the stock ledger: what each entry does to the stock and to the books, one entry after the other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kgcore.money.correction import Shelf, Standing
from kgcore.money.posting import INFLOWS, StockEntry
from kgcore.registers import terms


class StockEffect(NamedTuple):
    """What a row does to stock and books, and what of its consumption is a new value of earlier outflows."""

    grams: int = 0
    fen: int = 0
    opened_fen: int = 0
    booked_fen: int = 0
    counted_fen: int = 0
    revalued_fen: int = 0
    replaces: str | None = None
    fault: str = ""

    @property
    def consumed_fen(self) -> int:
        """Fen used up: what came in by opening and books less what the stock is worth more."""
        return self.opened_fen + self.booked_fen - self.fen


def post(rows: list[StockEntry], *, average: bool) -> list[tuple[StockEntry, StockEffect]]:
    """Return every row with its effect, in posting order; a reversal that waited follows the entry it waited for."""
    books = _Books(average=average)
    for row in rows:
        books.post(row)
    return books.posted()


class _Books:
    """The stocks while rows are posted one by one."""

    def __init__(self, *, average: bool) -> None:
        self._average = average
        self._shelves: dict[tuple[str, str, str], Shelf] = {}
        self._open: dict[tuple[str, str], tuple[StockEntry, StockEffect]] = {}  # entries that can be reversed
        self._sequence: list[tuple[int, StockEntry, StockEffect]] = []  # place of the row that it follows or is
        self._short: dict[int, tuple[StockEntry, StockEffect]] = {}  # place of a waiting reversal → its fault

    def post(self, row: StockEntry) -> None:
        """Post a row, and the reversals that waited for it."""
        shelf = self._shelves.get(row.key)
        if shelf is None:
            shelf = self._shelves[row.key] = Shelf(average=self._average)
        if row.kind == terms.REVERSAL:
            self._reverse(row, shelf, row)
            return
        effect = _flow_in(row, shelf) if row.kind in INFLOWS else _flow_out(row, shelf)
        self._open[row.site, row.entry] = (row, effect)
        self._sequence.append((row.place, row, effect))
        if row.kind in INFLOWS and shelf.queue:
            ahead, shelf.queue = shelf.queue, []
            for reversal in ahead:
                if (reversal.date.year, reversal.date.month) == (row.date.year, row.date.month):
                    self._reverse(reversal, shelf, row)

    def posted(self) -> list[tuple[StockEntry, StockEffect]]:
        """Return what was posted; reversals that waited in vain are faults at their own place."""
        done = {row.place for _, row, _ in self._sequence}
        in_vain = [(place, row, effect) for place, (row, effect) in self._short.items() if place not in done]
        ordered = sorted([*self._sequence, *in_vain], key=lambda entry: (entry[0], entry[1].place != entry[0]))
        return [(row, effect) for _, row, effect in ordered]

    def _reverse(self, row: StockEntry, shelf: Shelf, after: StockEntry) -> None:
        """Post a reversal after a row, itself or the inflow it waited for; or let it wait."""
        first, original, fault = self._original(row)
        if first is None or original is None:
            self._sequence.append((after.place, row, StockEffect(fault=fault)))
            return
        before, held_g = shelf.stock.fen, shelf.stock.grams
        if first.kind in INFLOWS:
            done = shelf.leave_gap(first, row.date, shelf.stead_of(first, after.date))
        else:
            done = shelf.take_back(first)
        if not done:
            shelf.queue.append(row)
            short = f"冲正{_kg(row.grams)}，库存只有{_kg(held_g)}，未冲正"
            self._short.setdefault(row.place, (row, StockEffect(fault=short)))
            return
        del self._open[row.site, first.entry]  # a second reversal of it finds nothing
        effect = StockEffect(
            -original.grams, shelf.stock.fen - before, -original.opened_fen, -original.booked_fen, -original.counted_fen
        )
        revalued = effect.consumed_fen + original.consumed_fen - original.revalued_fen
        self._sequence.append((after.place, row, effect._replace(revalued_fen=revalued)))

    def _original(self, row: StockEntry) -> tuple[StockEntry | None, StockEffect | None, str]:
        found = self._open.get((row.site, str(row.reverses)))
        if found is None:
            return None, None, f"被冲正的{row.reverses}不存在、晚于冲正、本身是冲正或已被冲正，未冲正"
        first, original = found
        if (first.key, first.grams) != (row.key, row.grams):
            return None, None, f"冲正的账别、食物和数量须与{row.reverses}相同，未冲正"
        return first, original, ""


def _flow_in(row: StockEntry, shelf: Shelf) -> StockEffect:
    fen = row.fen or 0
    fault = f"{row.kind}没有金额，按 0 元入库" if row.fen is None else ""
    opened_fen = fen if row.kind == terms.OPENING else 0
    booked_fen = fen if row.kind == terms.PURCHASE else 0
    counted_fen = fen if row.kind == terms.COUNT_GAIN else 0
    inflow = Standing(row, row.grams, fen)
    gap = shelf.gap_for(row)
    if gap is None:
        shelf.stock.put(row.entry, row.grams, fen)
        shelf.entries.append(inflow)
        return StockEffect(row.grams, fen, opened_fen, booked_fen, counted_fen, fault=fault)
    before = shelf.stock.fen
    shelf.fill_gap(gap, inflow)
    added = shelf.stock.fen - before
    return StockEffect(row.grams, added, opened_fen, booked_fen, counted_fen, fen - added, gap.row.entry, fault)


def _flow_out(row: StockEntry, shelf: Shelf) -> StockEffect:
    parts = shelf.stock.take(row.grams)
    grams = sum(part.grams for part in parts)
    fen = sum(part.fen for part in parts)
    shelf.entries.append(Standing(row, -grams, 0))
    fault = "" if grams == row.grams else f"出库{_kg(row.grams)}，库存只有{_kg(grams)}"
    booked_fen = counted_fen = 0
    if row.kind == terms.RETURN:
        booked_fen = -(fen if row.fen is None else row.fen)
    if row.kind == terms.COUNT_LOSS:
        counted_fen = -fen
    return StockEffect(-grams, -fen, 0, booked_fen, counted_fen, fault=fault)


def _kg(grams: int) -> str:
    return f" {np.format_float_positional(grams / 1000, trim='-')} kg"


__all__ = ["StockEffect", "post"]
