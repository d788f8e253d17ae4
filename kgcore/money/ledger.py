"""Exact valuation of the stock ledger in whole fen and grams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import pandas as pd

from kgcore.money.stock import Part, Stock
from kgcore.registers import terms

Valuation = Literal["weighted_average", "fifo"]
INFLOWS = (terms.OPENING, terms.PURCHASE)
_RANK = {terms.OPENING: 0, terms.PURCHASE: 1, terms.ISSUE: 3, terms.RETURN: 4, terms.LOSS: 5}
_EARLIER_REVERSED = 2  # an old mistake is taken back after the day's deliveries, before the day's issues
_COLUMNS = ["site", "entry", "kind", "ledger", "food", "quantity_g", "amount_fen", "reverses"]


class StockError(ValueError):
    """The ledger cannot be valued: stock would be negative, or a reversal names no reversible entry."""


def value(movements: pd.DataFrame, valuation: Valuation = "weighted_average") -> pd.DataFrame:
    """Return the movements in posting order, valued, and raise StockError naming every entry that cannot be.

    See `value_known` for the columns; this is it for a ledger that must be without fault.
    """
    valued = value_known(movements, valuation)
    faults = valued.loc[valued["fault"] != "", ["entry", "fault"]].to_numpy().tolist()
    if faults:
        raise StockError("；".join(f"{entry}：{fault}" for entry, fault in faults))
    return valued


def value_known(movements: pd.DataFrame, valuation: Valuation = "weighted_average") -> pd.DataFrame:
    """Return the movements in posting order with what each does to stock and books, faulty entries named.

    Adds `grams` and `fen` (signed, what the entry adds to the stock), `booked_fen` (what it adds to the purchases:
    a purchase its amount, its reversal minus that, a return minus its amount or, without one, its stock value),
    `opened_fen` (opening stock entered), `consumed_fen` = opened + booked - fen, and `fault` (Chinese; empty = none).
    So opening + purchases - consumption = closing to the fen by food, category and in total, whatever was entered.

    Parameters
    ----------
    movements : register `movements`, of any number of sites; stocks are kept by site, ledger and food.
    valuation : weighted_average (moving) or fifo. Outflows are rounded half up, the last gram takes the last fen.

    Notes
    -----
    Posting order is the day, then opening, purchases, reversals of earlier days, issues, returns, losses, then entry;
    a reversal of the same day follows its original. The order of the rows does not matter. An outflow of more than
    there is takes what there is; a reversal that names no reversible entry does nothing; both are faults.
    """
    order = _posting_order(movements)
    rows = _rows(order)
    posted = [effect for effect, _ in _post(rows, pooled=valuation == "weighted_average")]
    columns = ["grams", "fen", "opened_fen", "booked_fen", "fault"]
    effects = pd.DataFrame(posted, columns=columns, index=order.index)
    whole = {name: effects[name].astype("int64") for name in columns[:-1]}
    consumed = whole["opened_fen"] + whole["booked_fen"] - whole["fen"]
    return order.assign(**whole, consumed_fen=consumed, fault=effects["fault"].astype("str"))


def draws(movements: pd.DataFrame) -> pd.DataFrame:
    """Return from which inflow every outflow was taken, oldest stock first: what a store room does, and must show.

    Parameters
    ----------
    movements : register `movements`.

    Returns
    -------
    Columns site, entry (of the outflow), source (entry of the inflow), grams; outflows that were reversed are left out.
    """
    order = _posting_order(movements)
    rows = _rows(order)
    taken = [
        (row.site, row.entry, part.source, part.grams)
        for row, (_, parts) in zip(rows, _post(rows, pooled=False), strict=True)
        for part in parts
    ]
    found = pd.DataFrame(taken, columns=["site", "entry", "source", "grams"])
    undone = set(zip(movements["site"], movements["reverses"], strict=True))
    stands = [key not in undone for key in zip(found["site"], found["entry"], strict=True)]
    return found[stands].reset_index(drop=True)


def closing(valued: pd.DataFrame) -> pd.DataFrame:
    """Return the stock (`grams`, `fen`) by site, ledger and food after the valued movements."""
    return valued.groupby(["site", "ledger", "food"], as_index=False)[["grams", "fen"]].sum()


def _posting_order(movements: pd.DataFrame) -> pd.DataFrame:
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
    keyed = pd.DataFrame(
        {"date": movements["date"], "rank": rank, "anchor": anchor, "last": reversal, "entry": movements["entry"],
         "site": movements["site"]}
    )  # fmt: skip
    places = keyed.sort_values(list(keyed.columns), kind="stable").index
    return movements.loc[places].reset_index(drop=True)


def _rows(order: pd.DataFrame) -> list[_Row]:
    columns = (order[name].astype(object).tolist() for name in _COLUMNS)
    return [_Row(*fields) for fields in zip(*columns, strict=True)]


class _Row:
    __slots__ = ("entry", "fen", "food", "grams", "kind", "ledger", "reverses", "site")

    def __init__(
        self, site: str, entry: str, kind: str, ledger: str, food: str, grams: Any, fen: Any, reverses: Any
    ) -> None:
        self.site, self.entry, self.kind, self.ledger, self.food = site, entry, kind, ledger, food
        self.grams = int(grams)
        self.fen = None if fen is None or fen is pd.NA or fen != fen else int(fen)
        self.reverses = reverses


_Effect = tuple[int, int, int, int, str]  # grams, fen, opened, booked, fault


def _post(rows: list[_Row], *, pooled: bool) -> Iterator[tuple[_Effect, list[Part]]]:
    stocks: dict[tuple[str, str, str], Stock] = {}
    posted: dict[tuple[str, str], tuple[_Row, list[Part] | None, _Effect]] = {}
    for row in rows:
        key = (row.site, row.ledger, row.food)
        stock = stocks.get(key)
        if stock is None:
            stock = stocks[key] = Stock(pooled=pooled)
        parts: list[Part] | None = None
        if row.kind in INFLOWS:
            effect = _flow_in(row, stock)
        elif row.kind == terms.REVERSAL:
            named = (row.site, str(row.reverses))
            effect = _reverse(row, stock, posted.get(named))
            if not effect[-1]:
                del posted[named]  # a second reversal of it finds nothing
        else:
            parts = stock.take(row.grams)
            effect = _flow_out(row, parts)
        if row.kind != terms.REVERSAL:
            posted[row.site, row.entry] = (row, parts, effect)
        yield effect, parts or []


def _flow_in(row: _Row, stock: Stock) -> _Effect:
    fen = row.fen or 0
    stock.put(row.entry, row.grams, fen)
    fault = f"{row.kind}没有金额，按 0 元入库" if row.fen is None else ""
    opened, booked = (fen, 0) if row.kind == terms.OPENING else (0, fen)
    return row.grams, fen, opened, booked, fault


def _flow_out(row: _Row, parts: list[Part]) -> _Effect:
    grams = sum(part.grams for part in parts)
    fen = sum(part.fen for part in parts)
    fault = "" if grams == row.grams else f"出库{_kg(row.grams)}，库存只有{_kg(grams)}"
    booked = 0
    if row.kind == terms.RETURN:
        booked = -(fen if row.fen is None else row.fen)
    return -grams, -fen, 0, booked, fault


def _reverse(row: _Row, stock: Stock, original: tuple[_Row, list[Part] | None, _Effect] | None) -> _Effect:
    if original is None:
        return 0, 0, 0, 0, f"被冲正的{row.reverses}不存在、晚于冲正、本身是冲正或已被冲正，未冲正"
    first, parts, (grams, fen, opened, booked, _) = original
    if (first.ledger, first.food, first.grams) != (row.ledger, row.food, row.grams):
        return 0, 0, 0, 0, f"冲正的账别、食物和数量须与{row.reverses}相同，未冲正"
    if parts is not None:
        if parts:
            stock.put_back(parts)
        return -grams, -fen, 0, -booked, ""
    short = f"冲正{_kg(grams)}，库存只有{_kg(stock.grams)}" if stock.grams < grams else ""
    if short:
        return 0, 0, 0, 0, short + "，未冲正"
    taken = stock.take_out(first.entry, grams, fen)
    return -grams, -taken, -opened, -booked, ""


def _kg(grams: int) -> str:
    return f" {np.format_float_positional(grams / 1000, trim='-')} kg"
