"""Exact valuation of the stock ledger in whole fen and grams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import pandas as pd

from kgcore.money.stock import FoodStock, Part
from kgcore.registers import terms

Valuation = Literal["weighted_average", "fifo"]
INFLOWS = (terms.OPENING, terms.PURCHASE)
_RANK = {terms.OPENING: 0, terms.PURCHASE: 1, terms.ISSUE: 3, terms.RETURN: 4, terms.LOSS: 5}
_EARLIER_REVERSED = 2  # an old mistake is taken back after the day's deliveries, before the day's issues
_COLUMNS = ["site", "entry", "kind", "ledger", "food", "quantity_g", "amount_fen", "reverses"]


class StockError(ValueError):
    """The ledger cannot be valued: stock would be negative, or a reversal names no reversible entry; see `value`."""


def value(movements: pd.DataFrame, valuation: Valuation = "weighted_average") -> pd.DataFrame:
    """Return the movements in posting order with their value, of a ledger that must be without fault.

    Parameters
    ----------
    movements, valuation : see `value_known`, which also names the columns.

    Raises
    ------
    StockError
        when an entry cannot be valued; the message names every such entry.

    Examples
    --------
    >>> movements = pd.DataFrame({
    ...     "site": "main", "entry": ["M1", "M2", "M3"], "date": pd.date_range("2026-05-06", periods=3),
    ...     "kind": [terms.PURCHASE, terms.PURCHASE, terms.ISSUE], "ledger": terms.CHILDREN_LEDGER, "food": "鸡蛋",
    ...     "quantity_g": [1000, 1000, 500], "amount_fen": [1000, 1200, None], "reverses": None,
    ... })
    >>> value(movements)["fen"].tolist(), value(movements, "fifo")["fen"].tolist()
    ([1000, 1200, -550], [1000, 1200, -500])
    >>> value(movements.iloc[[0, 2]].assign(quantity_g=[1000, 1500]))
    Traceback (most recent call last):
    kgcore.money.ledger.StockError: M3：出库 1.5 kg，库存只有 1 kg
    """
    entries = value_known(movements, valuation)
    faults = entries.loc[entries["fault"] != "", ["entry", "fault"]].to_numpy().tolist()
    if faults:
        raise StockError("；".join(f"{entry}：{fault}" for entry, fault in faults))
    return entries


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

    Examples
    --------
    >>> movements = pd.DataFrame({
    ...     "site": "main", "entry": ["M1", "M2"], "date": pd.to_datetime(["2026-05-06", "2026-05-07"]),
    ...     "kind": [terms.OPENING, terms.ISSUE], "ledger": terms.CHILDREN_LEDGER, "food": "大米",
    ...     "quantity_g": [1000, 1500], "amount_fen": [600, None], "reverses": None,
    ... })
    >>> value_known(movements)[["grams", "fen", "consumed_fen", "fault"]].to_numpy().tolist()
    [[1000, 600, 0, ''], [-1000, -600, 600, '出库 1.5 kg，库存只有 1 kg']]
    """
    order = _posting_order(movements)
    rows = _rows(order)
    effects_of_rows = [effect for effect, _ in _post(rows, average=valuation == "weighted_average")]
    columns = ["grams", "fen", "opened_fen", "booked_fen", "fault"]
    effects = pd.DataFrame(effects_of_rows, columns=columns, index=order.index)
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
    rows_of_draws = [
        (row.site, row.entry, part.source, part.grams)
        for row, (_, parts) in zip(rows, _post(rows, average=False), strict=True)
        for part in parts
    ]
    table = pd.DataFrame(rows_of_draws, columns=["site", "entry", "source", "grams"])
    reversals = set(zip(movements["site"], movements["reverses"], strict=True))
    stands = [key not in reversals for key in zip(table["site"], table["entry"], strict=True)]
    return table[stands].reset_index(drop=True)


def closing(entries: pd.DataFrame) -> pd.DataFrame:
    """Return the stock after all entries of a valued ledger.

    Parameters
    ----------
    entries : as `value` or `value_known` returns them.

    Returns
    -------
    Columns site, ledger, food, grams, fen.

    Examples
    --------
    >>> movements = pd.DataFrame({
    ...     "site": "main", "entry": ["M1", "M2"], "date": pd.to_datetime(["2026-05-06", "2026-05-07"]),
    ...     "kind": [terms.OPENING, terms.ISSUE], "ledger": terms.CHILDREN_LEDGER, "food": "大米",
    ...     "quantity_g": [1000, 400], "amount_fen": [600, None], "reverses": None,
    ... })
    >>> closing(value(movements))[["food", "grams", "fen"]].to_numpy().tolist()
    [['大米', 600, 360]]
    """
    return entries.groupby(["site", "ledger", "food"], as_index=False)[["grams", "fen"]].sum()


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
    order_keys = pd.DataFrame(
        {"date": movements["date"], "rank": rank, "anchor": anchor, "last": reversal, "entry": movements["entry"],
         "site": movements["site"]}
    )  # fmt: skip
    places = order_keys.sort_values(list(order_keys.columns), kind="stable").index
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


def _post(rows: list[_Row], *, average: bool) -> Iterator[tuple[_Effect, list[Part]]]:
    stocks: dict[tuple[str, str, str], FoodStock] = {}
    entries: dict[tuple[str, str], tuple[_Row, list[Part] | None, _Effect]] = {}
    for row in rows:
        key = (row.site, row.ledger, row.food)
        stock = stocks.get(key)
        if stock is None:
            stock = stocks[key] = FoodStock(average=average)
        parts: list[Part] | None = None
        if row.kind in INFLOWS:
            effect = _flow_in(row, stock)
        elif row.kind == terms.REVERSAL:
            original = (row.site, str(row.reverses))
            effect = _reverse(row, stock, entries.get(original))
            if not effect[-1]:
                del entries[original]  # a second reversal of it finds nothing
        else:
            parts = stock.take(row.grams)
            effect = _flow_out(row, parts)
        if row.kind != terms.REVERSAL:
            entries[row.site, row.entry] = (row, parts, effect)
        yield effect, parts or []


def _flow_in(row: _Row, stock: FoodStock) -> _Effect:
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


def _reverse(row: _Row, stock: FoodStock, original: tuple[_Row, list[Part] | None, _Effect] | None) -> _Effect:
    if original is None:
        return 0, 0, 0, 0, f"被冲正的{row.reverses}不存在、晚于冲正、本身是冲正或已被冲正，未冲正"
    first, parts, (grams, fen, opened_fen, booked_fen, _) = original
    if (first.ledger, first.food, first.grams) != (row.ledger, row.food, row.grams):
        return 0, 0, 0, 0, f"冲正的账别、食物和数量须与{row.reverses}相同，未冲正"
    if parts is not None:
        if parts:
            stock.put_back(parts)
        return -grams, -fen, 0, -booked_fen, ""
    short = f"冲正{_kg(grams)}，库存只有{_kg(stock.grams)}" if stock.grams < grams else ""
    if short:
        return 0, 0, 0, 0, short + "，未冲正"
    fen_out = stock.take_out(first.entry, grams, fen)
    return -grams, -fen_out, -opened_fen, -booked_fen, ""


def _kg(grams: int) -> str:
    return f" {np.format_float_positional(grams / 1000, trim='-')} kg"


__all__ = ["StockError", "Valuation", "closing", "draws", "value", "value_known"]
