"""Posting of the stock ledger: what each entry does to the stock and to the books, one entry after the other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kgcore.money.correction import Shelf, Standing
from kgcore.money.posting import INFLOWS, Row
from kgcore.registers import terms


class Effect(NamedTuple):
    """What a row does to stock and books, and what of its consumption is a new value of earlier outflows."""

    grams: int = 0
    fen: int = 0
    opened: int = 0
    booked: int = 0
    counted: int = 0
    revalued: int = 0
    replaces: str | None = None
    fault: str = ""

    @property
    def consumed(self) -> int:
        """Fen used up: what came in by opening and books less what the stock is worth more."""
        return self.opened + self.booked - self.fen


def post(rows: list[Row], *, average: bool) -> list[tuple[Row, Effect]]:
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
        self._open: dict[tuple[str, str], tuple[Row, Effect]] = {}  # entries that can be reversed
        self._posted: list[tuple[int, Row, Effect]] = []  # place of the row that it follows or is
        self._short: dict[int, tuple[Row, Effect]] = {}  # place of a waiting reversal → its fault

    def post(self, row: Row) -> None:
        """Post a row, and the reversals that waited for it."""
        shelf = self._shelves.get(row.key)
        if shelf is None:
            shelf = self._shelves[row.key] = Shelf(average=self._average)
        if row.kind == terms.REVERSAL:
            self._reverse(row, shelf, row)
            return
        effect = _flow_in(row, shelf) if row.kind in INFLOWS else _flow_out(row, shelf)
        self._open[row.site, row.entry] = (row, effect)
        self._posted.append((row.place, row, effect))
        if row.kind in INFLOWS and shelf.waiting:
            ahead, shelf.waiting = shelf.waiting, []
            for reversal in ahead:
                if (reversal.date.year, reversal.date.month) == (row.date.year, row.date.month):
                    self._reverse(reversal, shelf, row)

    def posted(self) -> list[tuple[Row, Effect]]:
        """Return what was posted; reversals that waited in vain are faults at their own place."""
        done = {row.place for _, row, _ in self._posted}
        in_vain = [(place, row, effect) for place, (row, effect) in self._short.items() if place not in done]
        ordered = sorted([*self._posted, *in_vain], key=lambda entry: (entry[0], entry[1].place != entry[0]))
        return [(row, effect) for _, row, effect in ordered]

    def _reverse(self, row: Row, shelf: Shelf, after: Row) -> None:
        """Post a reversal after a row, itself or the inflow it waited for; or let it wait."""
        first, original, fault = self._original(row)
        if first is None or original is None:
            self._posted.append((after.place, row, Effect(fault=fault)))
            return
        before, held_g = shelf.stock.fen, shelf.stock.grams
        if first.kind in INFLOWS:
            done = shelf.leave_gap(first, row.date, shelf.stead_of(first, after.date))
        else:
            done = shelf.take_back(first)
        if not done:
            shelf.waiting.append(row)
            short = f"冲正{_kg(row.grams)}，库存只有{_kg(held_g)}，未冲正"
            self._short.setdefault(row.place, (row, Effect(fault=short)))
            return
        del self._open[row.site, first.entry]  # a second reversal of it finds nothing
        effect = Effect(
            -original.grams, shelf.stock.fen - before, -original.opened, -original.booked, -original.counted
        )
        revalued = effect.consumed + original.consumed - original.revalued
        self._posted.append((after.place, row, effect._replace(revalued=revalued)))

    def _original(self, row: Row) -> tuple[Row | None, Effect | None, str]:
        found = self._open.get((row.site, str(row.reverses)))
        if found is None:
            return None, None, f"被冲正的{row.reverses}不存在、晚于冲正、本身是冲正或已被冲正，未冲正"
        first, original = found
        if (first.key, first.grams) != (row.key, row.grams):
            return None, None, f"冲正的账别、食物和数量须与{row.reverses}相同，未冲正"
        return first, original, ""


def _flow_in(row: Row, shelf: Shelf) -> Effect:
    fen = row.fen or 0
    fault = f"{row.kind}没有金额，按 0 元入库" if row.fen is None else ""
    opened = fen if row.kind == terms.OPENING else 0
    booked = fen if row.kind == terms.PURCHASE else 0
    counted = fen if row.kind == terms.COUNT_GAIN else 0
    inflow = Standing(row, row.grams, fen)
    gap = shelf.gap_for(row)
    if gap is None:
        shelf.stock.put(row.entry, row.grams, fen)
        shelf.entries.append(inflow)
        return Effect(row.grams, fen, opened, booked, counted, fault=fault)
    before = shelf.stock.fen
    shelf.fill_gap(gap, inflow)
    added = shelf.stock.fen - before
    return Effect(row.grams, added, opened, booked, counted, fen - added, gap.row.entry, fault)


def _flow_out(row: Row, shelf: Shelf) -> Effect:
    parts = shelf.stock.take(row.grams)
    grams = sum(part.grams for part in parts)
    fen = sum(part.fen for part in parts)
    shelf.entries.append(Standing(row, -grams, 0))
    fault = "" if grams == row.grams else f"出库{_kg(row.grams)}，库存只有{_kg(grams)}"
    booked = counted = 0
    if row.kind == terms.RETURN:
        booked = -(fen if row.fen is None else row.fen)
    if row.kind == terms.COUNT_LOSS:
        counted = -fen
    return Effect(-grams, -fen, 0, booked, counted, fault=fault)


def _kg(grams: int) -> str:
    return f" {np.format_float_positional(grams / 1000, trim='-')} kg"


__all__ = ["Effect", "post"]
