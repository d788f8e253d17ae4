"""The two warehouses' stocktakes: by day, week and month, what was counted, and shelf against book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from kgcore.periods import month_of, week_of
from kgcore.property.assets import book
from kgcore.property.entries import standing
from kgcore.registers import property as asset_register
from kgcore.registers import terms
from kgcore.registers.stock import BY_DAY, BY_MONTH, BY_WEEK, CANTEEN, OFFICE


def canteen_book(movements: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Return the canteen's book at the end of a day: ledger, item, book (g)."""
    entries = movements[movements["date"] <= until]
    grams = entries["quantity_g"].astype("int64") * entries["kind"].map(terms.MOVEMENT_SIGN).astype("int64")
    signed = entries.assign(book=grams).rename(columns={"food": "item"})
    sums: pd.DataFrame = signed.groupby(["ledger", "item"], as_index=False)[["book"]].sum()
    return sums


def office_book(moves: pd.DataFrame, assets: pd.DataFrame, items: set[str], until: pd.Timestamp) -> pd.DataFrame:
    """Return the office store's book of its expendable items: ledger, item, book (pieces)."""
    stores = set(moves.loc[moves["kind"] == asset_register.RECEIVED, "place"].dropna())
    held = book(moves, until.date())
    held = held.assign(item=held["asset"].map(assets.set_index("asset")["name"]))
    held = held[held["item"].isin(items) & held["place"].isin(stores)]
    sums = held.groupby("item", as_index=False)["pieces"].sum()
    return pd.DataFrame({"ledger": terms.STAFF_LEDGER, "item": sums["item"], "book": sums["pieces"]})


def month_ends(
    counts: pd.DataFrame,
    movements: pd.DataFrame,
    moves: pd.DataFrame,
    assets: pd.DataFrame,
    school_days: Sequence[dt.date],
) -> pd.DataFrame:
    """Return every item that had stock at a month's end, and what was found of it.

    Parameters
    ----------
    counts : register counts, all rows of the period.
    movements : register movements from the first day on.
    moves, assets : the asset ledger and list, for the office store.
    school_days : school days of the period; a month that has some is due at its count, or at its last one.

    Returns
    -------
    DataFrame
        month, warehouse, ledger, item, date, book, found (missing: not counted), gap (found − book); g in the canteen,
        pieces in the office.
    """
    entries = standing(movements)
    rows = []
    monthly = counts[counts["scope"] == BY_MONTH]
    expendable = set(counts.loc[counts["warehouse"] == OFFICE, "item"])
    for month in sorted({month_of(day).text for day in school_days}):
        last = pd.Timestamp(max(day for day in school_days if month_of(day).text == month))
        for warehouse in (CANTEEN, OFFICE):
            sheet = monthly[(monthly["warehouse"] == warehouse) & (monthly["date"].dt.strftime("%Y-%m") == month)]
            day = sheet["date"].max() if len(sheet) else last
            held = canteen_book(entries, day) if warehouse == CANTEEN else office_book(moves, assets, expendable, day)
            amount = sheet["quantity_g"].fillna(sheet["pieces"])
            shelf = pd.DataFrame({"ledger": sheet["ledger"], "item": sheet["item"], "found": amount})
            table = held.merge(shelf, how="outer", on=["ledger", "item"])
            table = table[(table["book"].fillna(0) > 0) | table["found"].notna()]
            rows.append(table.assign(month=month, warehouse=warehouse, date=day))
    columns = ["month", "warehouse", "ledger", "item", "date", "book", "found", "gap"]
    if not rows:
        return pd.DataFrame(columns=columns)
    table = pd.concat(rows, ignore_index=True)
    table["book"] = table["book"].fillna(0).astype("Int64")
    table["found"] = table["found"].astype("Int64")
    table["gap"] = table["found"] - table["book"]
    return table[columns]


def rounds(counts: pd.DataFrame, school_days: Sequence[dt.date], ever: pd.DataFrame) -> pd.DataFrame:
    """Return how many day, week and month stocktakes were due and held.

    A day is due only in the canteen; a stocktake of a wider scope covers the narrower one that falls on it. What an
    office has never done is not its custom: due are the canteen's months, and each other round that `ever` holds once.

    Parameters
    ----------
    counts : rows of the register counts in the period.
    school_days : days that are due, with their weeks and months.
    ever : all rows of the register.

    Returns
    -------
    DataFrame
        warehouse, scope (BY_DAY, BY_WEEK, BY_MONTH), due, held, missed (list of the days, weeks or months not held).
    """
    rows = []
    for warehouse, scope in (
        (CANTEEN, BY_DAY),
        (CANTEEN, BY_WEEK),
        (CANTEEN, BY_MONTH),
        (OFFICE, BY_WEEK),
        (OFFICE, BY_MONTH),
    ):
        custom = ((ever["warehouse"] == warehouse) & (ever["scope"] == scope)).any()
        if not custom and (warehouse, scope) != (CANTEEN, BY_MONTH):
            continue
        sheets = counts[counts["warehouse"] == warehouse]
        if scope != BY_DAY:
            sheets = sheets[sheets["scope"].isin([BY_MONTH] if scope == BY_MONTH else [BY_WEEK, BY_MONTH])]
        due = dict.fromkeys(_slot(day, scope) for day in school_days)
        held = {_slot(day.date(), scope) for day in sheets["date"]}
        missed = [slot for slot in due if slot not in held]
        rows.append((warehouse, scope, len(due), len(due) - len(missed), missed))
    return pd.DataFrame(rows, columns=["warehouse", "scope", "due", "held", "missed"])


def _slot(day: dt.date, scope: str) -> str:
    if scope == BY_DAY:
        return day.isoformat()
    return (week_of(day) if scope == BY_WEEK else month_of(day)).text


def whole_weeks(school_days: Sequence[dt.date], until: dt.date) -> list[dt.date]:
    """Return the school days of ISO weeks whose Friday is reached: a week cut off by a month's end is not due yet."""
    return [day for day in school_days if week_of(day).end - dt.timedelta(days=2) <= until]
