"""Exact valuation of the stock ledger in whole fen and grams."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from kgcore.money.books import post
from kgcore.money.posting import INFLOWS, posting_order, rows_of
from kgcore.money.stock import FoodStock, Part
from kgcore.registers import terms

Valuation = Literal["weighted_average", "fifo"]


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
    Of the consumption, `counted_fen` is what stocktakes found (盘盈 positive, which lessens consumption) or missed
    (盘亏 negative), and `revalued_fen` what a correction adds to outflows posted before it. `replaces` names the
    reversed entry that an inflow was entered in the stead of.

    Parameters
    ----------
    movements : register `movements`, of any number of sites; stocks are kept by site, ledger and food.
    valuation : weighted_average (moving) or fifo. Outflows are rounded half up, the last gram takes the last fen.

    Notes
    -----
    Posting order as `posting.posting_order`; the order of the rows does not matter. An outflow of more than there is
    takes what there is; a reversal that names no reversible entry does nothing; both are faults.

    A reversal takes back quantity and amount of its entry, and the stock becomes what the entries that still stand
    would have left; entries posted before keep their figures. An inflow of the reversal's day, or of its month with
    the same quantity, amount or unit price, of the same kind and supplier counts as entered in the reversed one's
    stead and is valued at its place, unless the reversed entry was there twice. A reversal of more than is in stock
    waits for that until the month ends; then it is a fault and does nothing.

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
    order = posting_order(movements)
    effects = post(rows_of(order), average=valuation == "weighted_average")
    order = order.loc[[row.place for row, _ in effects]].reset_index(drop=True)
    names = ("grams", "fen", "opened_fen", "booked_fen", "counted_fen", "revalued_fen", "consumed_fen")
    whole = {name: [getattr(effect, name) for _, effect in effects] for name in names}
    return order.assign(
        **{name: pd.Series(figures, dtype="int64") for name, figures in whole.items()},
        replaces=pd.Series([effect.replaces for _, effect in effects], dtype="str"),
        fault=pd.Series([effect.fault for _, effect in effects], dtype="str"),
    )


def draws(movements: pd.DataFrame) -> pd.DataFrame:
    """Return from which inflow every outflow was parts_of, oldest stock first: what a store room does, and must show.

    Parameters
    ----------
    movements : register `movements`.

    Returns
    -------
    Columns site, entry (of the outflow), source (entry of the inflow), grams; outflows that were reversed are left out.
    """
    stocks: dict[tuple[str, str, str], FoodStock] = {}
    parts_of: dict[tuple[str, str], list[Part]] = {}
    for row, effect in post(rows_of(posting_order(movements)), average=False):
        stock = stocks.setdefault(row.key, FoodStock(average=False))
        if row.kind in INFLOWS:
            stock.put(row.entry, row.grams, 0)
        elif row.kind != terms.REVERSAL:
            parts_of[row.site, row.entry] = stock.take(row.grams)
        elif not effect.fault:
            parts = parts_of.pop((row.site, str(row.reverses)), None)
            if parts is None:
                stock.take_out(str(row.reverses), row.grams)
            elif parts:
                stock.put_back(parts)
    rows_of_draws = [
        (site, entry, part.source, part.grams) for (site, entry), parts in parts_of.items() for part in parts
    ]
    return pd.DataFrame(rows_of_draws, columns=["site", "entry", "source", "grams"])


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


__all__ = ["StockError", "Valuation", "closing", "draws", "value", "value_known"]
