"""Expenditure: what of the stock a period bought and used, by food and category, to the fen."""

from __future__ import annotations

import pandas as pd

from kgcore.periods import Span
from kgcore.registers import terms


def usage(entries: pd.DataFrame, period: Span, ledger: str) -> pd.DataFrame:
    """Return the account of each food of a ledger: opening + purchases - consumption = closing.

    Parameters
    ----------
    entries : the stock ledger of one kitchen, as `MoneyRecords.valuation`.
    period : the days accounted for; opening stock entered within them counts as opening.
    ledger : children's or staff's.

    Returns
    -------
    Indexed by food: category, then grams (`_g`) and fen (`_fen`) of opening, purchases (less returns and reversals),
    consumption (issues, losses, stocktakes, corrections), closing. Parts of the consumption: `lost_fen` of losses,
    `gained_fen` of 盘盈 (negative, it lessens consumption), `missing_fen` of 盘亏, `revalued_fen` of corrections: what
    they add to the value of outflows posted before.
    """
    rows = entries[(entries["ledger"] == ledger) & (entries["date"] <= pd.Timestamp(period.end))]
    before = rows["date"] < pd.Timestamp(period.start)
    inside = ~before
    purchase = _of_kinds(rows, entries, (terms.PURCHASE, terms.RETURN))
    opening = _of_kinds(rows, entries, (terms.OPENING,))
    loss = _of_kinds(rows, entries, (terms.LOSS,))
    gain = _of_kinds(rows, entries, (terms.COUNT_GAIN,))
    parts = pd.DataFrame(
        {
            "opening_g": rows["grams"].where(before | opening, 0),
            "purchases_g": rows["grams"].where(inside & purchase, 0),
            "closing_g": rows["grams"],
            "opening_fen": rows["fen"].where(before, rows["opened_fen"]),
            "purchases_fen": rows["booked_fen"].where(inside, 0),
            "consumption_fen": rows["consumed_fen"].where(inside, 0),
            "closing_fen": rows["fen"],
            "lost_fen": (rows["consumed_fen"] - rows["revalued_fen"]).where(inside & loss, 0),
            "gained_fen": -rows["counted_fen"].where(inside & gain, 0),
            "missing_fen": -rows["counted_fen"].where(inside & ~gain, 0),
            "revalued_fen": rows["revalued_fen"].where(inside, 0),
        }
    )
    by_food = parts.groupby(rows["food"]).sum()
    by_food["consumption_g"] = by_food["opening_g"] + by_food["purchases_g"] - by_food["closing_g"]
    category = rows.groupby("food")["category"].first()
    moving = (by_food != 0).any(axis="columns")
    return by_food.assign(category=category)[moving]


def by_category(foods: pd.DataFrame) -> pd.DataFrame:
    """Return the fen of `usage` summed by category."""
    columns = [name for name in foods if str(name).endswith("_fen")]
    return foods.groupby("category")[columns].sum()


def _of_kinds(rows: pd.DataFrame, entries: pd.DataFrame, kinds: tuple[str, ...]) -> pd.Series:
    """Return which rows are of these kinds, or take back an entry that is."""
    originals = entries.loc[entries["kind"].isin(kinds), ["site", "entry"]]
    keys = set(zip(originals["site"], originals["entry"], strict=True))
    reversals = [(site, entry) in keys for site, entry in zip(rows["site"], rows["reverses"], strict=True)]
    return rows["kind"].isin(kinds) | pd.Series(reversals, index=rows.index)


__all__ = ["by_category", "usage"]
