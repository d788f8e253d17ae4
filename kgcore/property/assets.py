"""What is owned: book against book, book against things, custody by class, loans and losses."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kgcore.frames import rows
from kgcore.periods import Period
from kgcore.property.entries import standing
from kgcore.registers.property import ISSUED, LENT, LOST, NOWHERE, RECEIVED, RETURNED, SCRAPPED, STORE


def _stores(moves: pd.DataFrame) -> pd.Series:
    """Store room of each move's asset: where it was last received."""
    received = moves[moves["kind"] == RECEIVED].drop_duplicates("asset", keep="last").set_index("asset")["place"]
    return moves["asset"].map(received).fillna(STORE)


def book(moves: pd.DataFrame, until: dt.date) -> pd.DataFrame:
    """Return what the ledger says lies where at the end of a day: asset, place, pieces (never 0, below 0 is a fault).

    Parameters
    ----------
    moves : register asset_moves; reversed entries are left out here.
    until : last day that counts.
    """
    moves = standing(moves)
    moves = moves[moves["date"] <= pd.Timestamp(until)]
    store, kind, pieces = _stores(moves), moves["kind"], moves["pieces"].astype("int64")
    place = moves["place"].where(moves["place"].notna(), store.where(kind.isin([RECEIVED, LOST, SCRAPPED]), NOWHERE))
    out = kind.isin([ISSUED, LENT])
    at_place = pieces.where(kind.isin([RECEIVED, ISSUED, LENT]), -pieces)
    at_store = pieces.where(kind == RETURNED, -pieces)
    legs = pd.concat(
        [
            pd.DataFrame({"asset": moves["asset"], "place": place, "pieces": at_place}),
            pd.DataFrame({"asset": moves["asset"], "place": store, "pieces": at_store})[out | (kind == RETURNED)],
        ]
    )
    held: pd.DataFrame = legs.groupby(["asset", "place"], as_index=False)[["pieces"]].sum()
    return held[held["pieces"] != 0].reset_index(drop=True)


def books(assets: pd.DataFrame, moves: pd.DataFrame, until: dt.date) -> pd.DataFrame:
    """Return book against book (账账相符) for each asset of the list.

    Returns
    -------
    DataFrame
        asset, name, received, lost, scrapped, ledger (received − lost − scrapped), custody (sum over the places that
        hold some), agree. A place that has given more than it got cannot hold less than nothing, so the two books part
        exactly where a move was entered twice or a receipt is missing.
    """
    entries = standing(moves)
    entries = entries[entries["date"] <= pd.Timestamp(until)]
    sums = entries.pivot_table(index="asset", columns="kind", values="pieces", aggfunc="sum", fill_value=0)
    sums = sums.reindex(index=assets["asset"], columns=[RECEIVED, LOST, SCRAPPED], fill_value=0).fillna(0).astype(int)
    held = book(moves, until)
    custody = held[held["pieces"] > 0].groupby("asset")["pieces"].sum()
    table = pd.DataFrame(
        {
            "asset": assets["asset"].to_numpy(),
            "name": assets["name"].to_numpy(),
            "received": sums[RECEIVED].to_numpy(),
            "lost": sums[LOST].to_numpy(),
            "scrapped": sums[SCRAPPED].to_numpy(),
        }
    )
    table["ledger"] = table["received"] - table["lost"] - table["scrapped"]
    table["custody"] = table["asset"].map(custody).fillna(0).astype(int)
    table["agree"] = table["ledger"] == table["custody"]
    return table


def agreement(moves: pd.DataFrame, counts: pd.DataFrame, expendable: set[str]) -> pd.DataFrame:
    """Return book against things (账物相符): every asset at every place, on the book or found.

    Parameters
    ----------
    moves : register asset_moves.
    counts : stocktake rows of the period; of several for one asset and place the last one holds.
    expendable : assets that are counted with the stores' stock and not in the asset stocktake.

    Returns
    -------
    DataFrame
        asset, place, date, book, found (missing where nobody counted), gap (found − book), agree (missing likewise).
    """
    columns = ["asset", "place", "date", "book", "found", "gap", "agree"]
    if counts.empty:
        return pd.DataFrame(columns=columns)
    last = counts.sort_values("date", kind="stable").drop_duplicates(["asset", "place"], keep="last")
    latest = last["date"].max()
    on_days = {day: book(moves, day.date()).set_index(["asset", "place"])["pieces"] for day in last["date"].unique()}
    known = [*zip(last["asset"], last["place"], strict=True), *on_days[latest].index]
    pairs = pd.MultiIndex.from_tuples(sorted(set(known)), names=["asset", "place"])
    table = last.set_index(["asset", "place"])[["date", "pieces"]].reindex(pairs).rename(columns={"pieces": "found"})
    days = table["date"].fillna(latest)
    table["book"] = [int(on_days[day].get(pair, 0)) for pair, day in zip(table.index, days, strict=True)]
    table["found"] = table["found"].astype("Int64")
    table["gap"] = table["found"] - table["book"]
    table["agree"] = (table["gap"] == 0).where(table["found"].notna()).astype("boolean")
    table = table.reset_index()
    due = ~table["asset"].isin(expendable) & ((table["book"] != 0) | table["found"].notna())
    return table.loc[due, columns].reset_index(drop=True)


def custody(held: pd.DataFrame, assets: pd.DataFrame) -> pd.DataFrame:
    """Return what each place answers for: place, kinds, pieces, value_fen (unit value × pieces)."""
    value = held["asset"].map(assets.set_index("asset")["unit_value_fen"]).astype("Int64")
    valued = held.assign(value_fen=value * held["pieces"])
    table = valued.groupby("place", as_index=False).agg(
        kinds=("asset", "nunique"), pieces=("pieces", "sum"), value_fen=("value_fen", "sum")
    )
    return table.sort_values("value_fen", ascending=False, kind="stable").reset_index(drop=True)


def loans(moves: pd.DataFrame, assets: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return what is lent and not back on a day, oldest first.

    Returns settle the oldest loan of the same asset to the same place; a loss at a place that only ever borrowed the
    asset settles its loan too.

    Returns
    -------
    DataFrame
        entry, asset, name, place, lent_on, due_back, pieces (still out), days_overdue (0 before the day).
    """
    entries = standing(moves)
    entries = entries[entries["date"] <= pd.Timestamp(on)]
    names = assets.set_index("asset")["name"]
    open_loans = []
    lent = entries.loc[entries["kind"] == LENT, ["asset", "place"]].drop_duplicates()
    for (asset, place), group in entries.merge(lent).groupby(["asset", "place"]):
        settling = [RETURNED] if (group["kind"] == ISSUED).any() else [RETURNED, LOST, SCRAPPED]
        back = int(group.loc[group["kind"].isin(settling), "pieces"].sum())
        for loan in rows(group[group["kind"] == LENT]):
            settled = min(back, int(loan.pieces))
            back -= settled
            if left := int(loan.pieces) - settled:
                late = max((pd.Timestamp(on) - loan.due_back).days, 0)
                name = names.get(asset, asset)
                open_loans.append((loan.entry, asset, name, place, loan.date, loan.due_back, left, late))
    columns = ["entry", "asset", "name", "place", "lent_on", "due_back", "pieces", "days_overdue"]
    return pd.DataFrame(open_loans, columns=columns).sort_values("lent_on", kind="stable").reset_index(drop=True)


def entered_twice(moves: pd.DataFrame, assets: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return moves of a period that stand under two numbers with all else alike: most likely one move entered twice.

    Returns
    -------
    DataFrame
        date, kind, asset, name, place, pieces, entries (list of the numbers).
    """
    entries = standing(moves)
    inside = entries[entries["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))]
    alike = ["date", "kind", "asset", "place", "pieces", "due_back"]
    table = inside.groupby(alike, dropna=False, as_index=False).agg(times=("entry", "size"), entries=("entry", list))
    table["name"] = table["asset"].map(assets.set_index("asset")["name"])
    columns = ["date", "kind", "asset", "name", "place", "pieces", "entries"]
    return table.loc[table["times"] > 1, columns].reset_index(drop=True)


def losses(moves: pd.DataFrame, assets: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return what was lost or scrapped in a period with its value and who is liable (missing where nobody said)."""
    entries = standing(moves)
    inside = entries["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))
    gone = entries[inside & entries["kind"].isin([LOST, SCRAPPED])]
    listed = assets.set_index("asset")
    value = gone["asset"].map(listed["unit_value_fen"]).astype("Int64")
    table = gone.assign(name=gone["asset"].map(listed["name"]), value_fen=value * gone["pieces"])
    columns = ["entry", "date", "asset", "name", "place", "kind", "pieces", "value_fen", "liable"]
    return table[columns].reset_index(drop=True)
