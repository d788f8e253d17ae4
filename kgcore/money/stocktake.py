"""Stocktakes compared with the book (账物相符), with the amount of every difference."""

from __future__ import annotations

import pandas as pd

from kgcore.periods import Span
from kgcore.registers import stock, terms


def stocktake(counts: pd.DataFrame, entries: pd.DataFrame, period: Span) -> pd.DataFrame:
    """Return each count of a period beside the book at the end of its day.

    Parameters
    ----------
    counts : register `counts` of the canteen's store room.
    entries : the ledger as `MoneyRecords.valuation`.
    period : days whose counts are compared.

    Returns
    -------
    Columns date, scope, ledger, food, counted_g, book_g, difference_g, difference_fen (at the book's unit value; of a
    food without stock at the last price paid, NA where there is none), settled_g (盘盈 and 盘亏 entered since,
    before the food's next count), left_g and left_fen (of the difference, not settled), first (day of the food's
    first movement, NaT where it has none). The book of a day is that before its own 盘盈 and 盘亏.
    """
    inside = counts["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))
    weights = counts.loc[inside & counts["quantity_g"].notna(), ["date", "scope", "ledger", "item", "quantity_g"]]
    weights = weights.rename(columns={"item": "food", "quantity_g": "counted_g"}).sort_values("date", kind="stable")
    keys = ["ledger", "food"]
    settles = _settlements(entries)
    after_count = entries["date"] + pd.to_timedelta(settles.astype("int64"), unit="D")
    rows = entries.assign(date=after_count).sort_values("date", kind="stable")
    book = rows[[*keys, "date"]].assign(
        book_g=rows.groupby(keys)["grams"].cumsum(), book_fen=rows.groupby(keys)["fen"].cumsum()
    )
    inflow = rows["opened_fen"] + rows["booked_fen"]
    price = (inflow.where((inflow > 0) & (rows["grams"] > 0)) / rows["grams"]).astype("float64")
    book["paid"] = price.groupby([rows["ledger"], rows["food"]]).ffill()
    last = book.drop_duplicates([*keys, "date"], keep="last").astype({"date": "datetime64[ns]"})
    table = pd.merge_asof(weights.astype({"date": "datetime64[ns]"}), last.sort_values("date"), on="date", by=keys)
    table[["book_g", "book_fen"]] = table[["book_g", "book_fen"]].fillna(0).astype("int64")
    table["difference_g"] = table["counted_g"].astype("int64") - table["book_g"]
    unit = (table["book_fen"] / table["book_g"].where(table["book_g"] > 0)).fillna(table["paid"])
    table["difference_fen"] = (table["difference_g"] * unit).round().astype("Int64")
    table.loc[table["difference_g"] == 0, "difference_fen"] = 0
    table["settled_g"] = _settled(table, counts, entries[settles])
    table["left_g"] = table["difference_g"] - table["settled_g"]
    left = (table["left_g"] * unit).round().astype("Int64")
    table["left_fen"] = table["difference_fen"].where(table["settled_g"] == 0, left.where(table["left_g"] != 0, 0))
    first = entries.sort_values("date", kind="stable").groupby(keys)["date"].first().rename("first")
    figures = ["counted_g", "book_g", "difference_g", "difference_fen", "settled_g", "left_g", "left_fen"]
    columns = ["date", "scope", *keys, *figures, "first"]
    return table.join(first, on=keys)[columns].sort_values(["date", *keys], ignore_index=True)


def _settlements(entries: pd.DataFrame) -> pd.Series:
    """Return which entries bring the book to a count: 盘盈, 盘亏 and their reversals."""
    kinds = entries["kind"].isin([terms.COUNT_GAIN, terms.COUNT_LOSS])
    return kinds | entries["reverses"].isin(entries.loc[kinds, "entry"])


def _settled(table: pd.DataFrame, counts: pd.DataFrame, settlements: pd.DataFrame) -> list[int]:
    """Return for each count the signed grams of the settlements from its day until the food's next count."""
    days = {key: sorted(set(dates)) for key, dates in counts.groupby(["ledger", "item"])["date"]}
    by_food = dict(list(settlements.groupby(["ledger", "food"])))
    grams = []
    for ledger, food, day in zip(table["ledger"], table["food"], table["date"], strict=True):
        rows = by_food.get((ledger, food))
        if rows is None:
            grams.append(0)
            continue
        later = [date for date in days[ledger, food] if date > day]
        inside = (rows["date"] >= day) & ((rows["date"] < later[0]) if later else True)
        grams.append(int(rows.loc[inside, "grams"].sum()))
    return grams


def missed(counts: pd.DataFrame, entries: pd.DataFrame, month: Span) -> pd.DataFrame:
    """Return the foods with book stock at a month's end that its monthly stocktake left out: ledger, food, grams, fen.

    Parameters
    ----------
    counts, entries : as for `stocktake`.
    month : a calendar month.
    """
    inside = counts["date"].between(pd.Timestamp(month.start), pd.Timestamp(month.end))
    monthly = counts.loc[inside & (counts["scope"] == stock.BY_MONTH), ["ledger", "item"]]
    before = entries[entries["date"] <= pd.Timestamp(month.end)]
    on_hand = before.groupby(["ledger", "food"], as_index=False)[["grams", "fen"]].sum()
    keys = pd.MultiIndex.from_frame(on_hand[["ledger", "food"]])
    not_counted = on_hand[(on_hand["grams"] > 0) & ~keys.isin(pd.MultiIndex.from_frame(monthly))]
    return not_counted.sort_values("fen", ascending=False, ignore_index=True)


__all__ = ["missed", "stocktake"]
