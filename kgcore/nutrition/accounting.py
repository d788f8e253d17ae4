"""Consumption by the accounting method: what the stock and the deliveries say was eaten, per food.

Formula: consumption = opening stock + purchases − returns − losses − closing stock (记账法; opening + purchases −
closing is the identity of every published meal account). Issues to the kitchen do not enter it.
A reversal and the entry it names are both void from the day of that entry: the food was never there.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kgcore.registers import stock, terms
from kgcore.reviews import NotComputableError

COUNT, BOOK, DIRECT, NIL = "count", "book", "direct", "none"
"""Where a stock figure comes from; DIRECT: never counted nor issued, taken as eaten on delivery."""

_SIGN = terms.MOVEMENT_SIGN
_SETTLED = (terms.COUNT_GAIN, terms.COUNT_LOSS)
"""Kinds that bring the book to what was counted: what was missing counts as eaten, so they are no flow of their own."""
_KEYS = ["site", "food"]


def standing_entries(movements: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger entries that stand: neither reversed nor themselves reversals.

    Parameters
    ----------
    movements
        Rows of the register `movements`. A reversal of a reversal brings the first entry back.
    """
    reversals = movements.loc[movements["kind"] == terms.REVERSAL, ["site", "entry", "reverses"]]
    names: dict[tuple[str, str], tuple[str, str]] = {
        (site, entry): (site, target) for site, entry, target in reversals.itertuples(index=False, name=None)
    }

    def depth(entry: tuple[str, str]) -> int:
        steps, seen = 0, set[tuple[str, str]]()
        while entry in names and entry not in seen:
            seen.add(entry)
            entry, steps = names[entry], steps + 1
        return steps

    void: set[tuple[str, str]] = set()
    for reversal in sorted(names, key=depth, reverse=True):
        if reversal not in void:
            void.add(names[reversal])
    keys = pd.MultiIndex.from_frame(movements[["site", "entry"]])
    return movements[~keys.isin(list(void)) & (movements["kind"] != terms.REVERSAL)]


def consumption(
    movements: pd.DataFrame,
    counts: pd.DataFrame,
    start: dt.date,
    end: dt.date,
    ledger: str = terms.CHILDREN_LEDGER,
) -> pd.DataFrame:
    """Return what was eaten of each food between two days, as purchased.

    Parameters
    ----------
    movements, counts
        Rows of those registers, from the first entry of the books on; other ledgers and warehouses are left out.
    start, end
        First and last day, both included.
    ledger
        Whose food: the children's and the staff's accounts are never mixed.

    Returns
    -------
    One row per site and food that had stock or movement: `opening_g`, `purchased_g`, `returned_g`, `lost_g`,
    `closing_g`, `consumed_g` (as-purchased grams; negative where the records contradict each other),
    `opening_from`, `closing_from` (COUNT, BOOK, DIRECT or NIL).

    Examples
    --------
    >>> movements = pd.DataFrame(
    ...     {
    ...         "site": "main", "entry": ["M1", "M2"], "date": pd.to_datetime(["2026-05-04", "2026-05-06"]),
    ...         "kind": [terms.PURCHASE, terms.ISSUE], "ledger": terms.CHILDREN_LEDGER, "food": "大米",
    ...         "quantity_g": [5000, 3000], "reverses": None,
    ...     }
    ... )
    >>> counts = pd.DataFrame(columns=["site", "date", "warehouse", "ledger", "item", "quantity_g"])
    >>> rice = consumption(movements, counts, dt.date(2026, 5, 1), dt.date(2026, 5, 31)).iloc[0]
    >>> rice["consumed_g"], rice["closing_g"], rice["closing_from"]
    (np.float64(3000.0), np.float64(2000.0), 'book')
    """
    entries, shelf = _of_ledger(movements, counts, ledger)
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    inside = entries[entries["date"].between(first, last)]
    flows = (
        inside.assign(quantity_g=inside["quantity_g"].astype("float64"))
        .pivot_table(index=_KEYS, columns="kind", values="quantity_g", aggfunc="sum", observed=True)
        .reindex(columns=list(_SIGN))
    )
    opening = _stock(entries, shelf, first - pd.Timedelta(days=1)).add_prefix("opening_")
    closing = _stock(entries, shelf, last).add_prefix("closing_")
    table = pd.concat([opening, flows, closing], axis=1)
    table.index = table.index.set_names(_KEYS)
    for name in ("opening_g", "closing_g", *_SIGN):
        table[name] = table[name].astype("float64").fillna(0.0)
    for name in ("opening_from", "closing_from"):
        table[name] = table[name].astype("object").where(table[name].notna(), NIL).astype("str")
    table["opening_g"] += table[terms.OPENING]
    table = table.rename(columns={terms.PURCHASE: "purchased_g", terms.RETURN: "returned_g", terms.LOSS: "lost_g"})
    table["consumed_g"] = (
        table["opening_g"] + table["purchased_g"] - table["returned_g"] - table["lost_g"] - table["closing_g"]
    )
    columns = ["opening_g", "purchased_g", "returned_g", "lost_g", "closing_g", "consumed_g"]
    table = table[[*columns, "opening_from", "closing_from"]].sort_index()
    return table[(table[columns] != 0).any(axis=1)].reset_index()


def edible_per_child_day(account: pd.DataFrame, foods: pd.DataFrame, person_days: float) -> pd.DataFrame:
    """Return edible grams of each food per child-day: consumed × edible share ÷ person-days.

    Parameters
    ----------
    account
        Columns `food`, `consumed_g` (as purchased); sites that eat from one kitchen are added together.
    foods
        Indexed by food, with `edible_pct`.
    person_days
        Whole child-days, positive.

    Returns
    -------
    Columns `food`, `as_purchased_g` and `grams` (edible), both per child-day. A food whose consumption is negative
    is left out: the records contradict each other, which is a finding and not an intake.

    Raises
    ------
    ValueError
        When there are no person-days.

    Examples
    --------
    >>> account = pd.DataFrame({"food": ["青菜"], "consumed_g": [4000.0]})
    >>> foods = pd.DataFrame({"edible_pct": [80.0]}, index=["青菜"])
    >>> edible_per_child_day(account, foods, 32).iloc[0].to_dict()
    {'food': '青菜', 'as_purchased_g': 125.0, 'grams': 100.0}
    """
    if person_days <= 0:
        raise NotComputableError("本期没有就餐人日，无法计算人均摄入量。请先录入《就餐人数》")
    totals = account.groupby("food")["consumed_g"].sum()
    totals = totals[totals > 0]
    edible = foods["edible_pct"].astype("float64").reindex(totals.index) / 100
    per_day = totals / person_days
    return pd.DataFrame({"as_purchased_g": per_day, "grams": per_day * edible}).rename_axis("food").reset_index()


def stock_at(movements: pd.DataFrame, counts: pd.DataFrame, day: pd.Timestamp, ledger: str) -> pd.DataFrame:
    """Return what lies on the shelves at the end of a day, by site and food: `g`, `from` (COUNT, BOOK, DIRECT, NIL).

    Parameters
    ----------
    movements, counts
        As for `consumption`.
    day
        The day.
    ledger
        Whose food.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     movements, counts = office.read("movements"), office.read("counts")
    >>> stock_at(movements, counts, pd.Timestamp("2026-05-31"), terms.CHILDREN_LEDGER).columns.tolist()
    ['g', 'from']
    """
    return _stock(*_of_ledger(movements, counts, ledger), day)


def _of_ledger(movements: pd.DataFrame, counts: pd.DataFrame, ledger: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the standing entries of a ledger, and what was counted in its canteen, with column `food`.

    Opening stock entered after a count tells of the food that was counted: it is left out.
    """
    shelf = counts[
        (counts["ledger"] == ledger) & (counts["warehouse"] == stock.CANTEEN) & counts["quantity_g"].notna()
    ].rename(columns={"item": "food"})
    entries = standing_entries(movements[movements["ledger"] == ledger])
    first_counts = shelf.groupby(_KEYS)["date"].min().rename("counted_on")
    counted_on = entries[_KEYS].merge(first_counts, left_on=_KEYS, right_index=True, how="left")["counted_on"]
    return entries[~((entries["kind"] == terms.OPENING) & (counted_on < entries["date"]))], shelf


def _stock(entries: pd.DataFrame, shelf: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
    """Stock at the end of a day: the last count up to it, moved on by the book where the book moved since."""
    past = shelf[shelf["date"] <= on].sort_values("date", kind="stable")
    last_counts = past.drop_duplicates(_KEYS, keep="last").set_index(_KEYS)[["date", "quantity_g"]]
    before = entries[entries["date"] <= on].merge(
        last_counts["date"].rename("counted_on"), left_on=_KEYS, right_index=True, how="left"
    )
    settles = before["counted_on"].notna() & before["kind"].isin(_SETTLED)  # nothing left the shelf after the count
    moved = before[~(before["date"] <= before["counted_on"]) & ~settles]
    signed = moved["quantity_g"].astype("float64") * moved["kind"].map(_SIGN).astype("float64")
    drift = signed.groupby([moved["site"], moved["food"]]).sum()
    every = last_counts.index.union(before.set_index(_KEYS).index.unique())
    base, drift = last_counts["quantity_g"].astype("float64").reindex(every), drift.reindex(every)
    stored = before[before["kind"].isin([terms.ISSUE, terms.OPENING])].set_index(_KEYS).index
    stock = pd.DataFrame({"g": (base.fillna(0.0) + drift.fillna(0.0)).clip(lower=0.0)}, index=every)
    stock["from"] = drift.notna().map({True: BOOK, False: COUNT})
    direct = base.isna() & ~every.isin(stored)
    stock.loc[direct, "g"] = 0.0
    stock.loc[direct, "from"] = DIRECT
    stock.loc[(stock["g"] == 0) & (stock["from"] == BOOK), "from"] = NIL
    return stock
