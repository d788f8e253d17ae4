"""Expenditure: what of the stock a period bought and used, by food and category, to the fen."""

from __future__ import annotations

import pandas as pd

from kgcore.periods import Period
from kgcore.registers import terms


def usage(valued: pd.DataFrame, period: Period, ledger: str) -> pd.DataFrame:
    """Return the account of each food of a ledger: opening + purchases - consumption = closing.

    Parameters
    ----------
    valued : the ledger of one kitchen as `Records.valued`.
    period : the days accounted for; opening stock entered within them counts as opening.
    ledger : children's or staff's.

    Returns
    -------
    Indexed by food: category, then grams (`_g`) and fen (`_fen`) of opening, purchases (less returns and reversals),
    consumption (issues, losses, corrections), closing; `lost_fen` of losses.
    """
    rows = valued[(valued["ledger"] == ledger) & (valued["date"] <= pd.Timestamp(period.end))]
    before = rows["date"] < pd.Timestamp(period.start)
    inside = ~before
    bought = rows["kind"].isin([terms.PURCHASE, terms.RETURN]) | _reverses(rows, valued, (terms.PURCHASE, terms.RETURN))
    opened = (rows["kind"] == terms.OPENING) | _reverses(rows, valued, (terms.OPENING,))
    lost = (rows["kind"] == terms.LOSS) | _reverses(rows, valued, (terms.LOSS,))
    parts = pd.DataFrame(
        {
            "opening_g": rows["grams"].where(before | opened, 0),
            "purchases_g": rows["grams"].where(inside & bought, 0),
            "closing_g": rows["grams"],
            "opening_fen": rows["fen"].where(before, rows["opened_fen"]),
            "purchases_fen": rows["booked_fen"].where(inside, 0),
            "consumption_fen": rows["consumed_fen"].where(inside, 0),
            "closing_fen": rows["fen"],
            "lost_fen": rows["consumed_fen"].where(inside & lost, 0),
        }
    )
    by_food = parts.groupby(rows["food"]).sum()
    by_food["consumption_g"] = by_food["opening_g"] + by_food["purchases_g"] - by_food["closing_g"]
    category = rows.groupby("food")["category"].first()
    moved = (by_food != 0).any(axis="columns")
    return by_food.assign(category=category)[moved]


def by_category(foods: pd.DataFrame) -> pd.DataFrame:
    """Return the fen of `usage` summed by category."""
    columns = [name for name in foods if str(name).endswith("_fen")]
    return foods.groupby("category")[columns].sum()


def _reverses(rows: pd.DataFrame, valued: pd.DataFrame, kinds: tuple[str, ...]) -> pd.Series:
    named = valued.loc[valued["kind"].isin(kinds), ["site", "entry"]]
    keys = set(zip(named["site"], named["entry"], strict=True))
    found = [(site, entry) in keys for site, entry in zip(rows["site"], rows["reverses"], strict=True)]
    return pd.Series(found, index=rows.index)
