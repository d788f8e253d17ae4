"""Stocktakes held against the book: 账物相符, with the amount of every difference."""

from __future__ import annotations

import pandas as pd

from kgcore.periods import Period

MONTHLY = "月盘"


def stocktake(counts: pd.DataFrame, valued: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return what each count of a period found beside the book at the end of its day.

    Parameters
    ----------
    counts : register `counts` of the canteen's store room.
    valued : the ledger as `Records.valued`.
    period : days whose counts are compared.

    Returns
    -------
    Columns date, scope, ledger, food, counted_g, book_g, difference_g, difference_fen (at the book's unit value; of a
    food without stock at the last price paid, NA where there is none), first (day of the food's first movement, NaT
    where it has none).
    """
    inside = counts["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))
    taken = counts.loc[inside & counts["quantity_g"].notna(), ["date", "scope", "ledger", "item", "quantity_g"]]
    taken = taken.rename(columns={"item": "food", "quantity_g": "counted_g"}).sort_values("date", kind="stable")
    keys = ["ledger", "food"]
    rows = valued.sort_values("date", kind="stable")
    running = rows[[*keys, "date"]].assign(
        book_g=rows.groupby(keys)["grams"].cumsum(), book_fen=rows.groupby(keys)["fen"].cumsum()
    )
    bought = rows["opened_fen"] + rows["booked_fen"]
    price = (bought.where((bought > 0) & (rows["grams"] > 0)) / rows["grams"]).astype("float64")
    running["paid"] = price.groupby([rows["ledger"], rows["food"]]).ffill()
    last = running.drop_duplicates([*keys, "date"], keep="last").astype({"date": "datetime64[ns]"})
    found = pd.merge_asof(taken.astype({"date": "datetime64[ns]"}), last.sort_values("date"), on="date", by=keys)
    found[["book_g", "book_fen"]] = found[["book_g", "book_fen"]].fillna(0).astype("int64")
    found["difference_g"] = found["counted_g"].astype("int64") - found["book_g"]
    unit = (found["book_fen"] / found["book_g"].where(found["book_g"] > 0)).fillna(found["paid"])
    found["difference_fen"] = (found["difference_g"] * unit).round().astype("Int64")
    found.loc[found["difference_g"] == 0, "difference_fen"] = 0
    first = rows.groupby(keys)["date"].first().rename("first")
    columns = ["date", "scope", *keys, "counted_g", "book_g", "difference_g", "difference_fen", "first"]
    return found.join(first, on=keys)[columns].sort_values(["date", *keys], ignore_index=True)


def missed(counts: pd.DataFrame, valued: pd.DataFrame, month: Period) -> pd.DataFrame:
    """Return the foods with book stock at a month's end that its monthly stocktake left out: ledger, food, grams, fen.

    Parameters
    ----------
    counts, valued : as for `stocktake`.
    month : a calendar month.
    """
    inside = counts["date"].between(pd.Timestamp(month.start), pd.Timestamp(month.end))
    done = counts.loc[inside & (counts["scope"] == MONTHLY), ["ledger", "item"]]
    before = valued[valued["date"] <= pd.Timestamp(month.end)]
    stock = before.groupby(["ledger", "food"], as_index=False)[["grams", "fen"]].sum()
    counted = pd.MultiIndex.from_frame(done)
    keys = pd.MultiIndex.from_frame(stock[["ledger", "food"]])
    left = stock[(stock["grams"] > 0) & ~keys.isin(counted)]
    return left.sort_values("fen", ascending=False, ignore_index=True)
