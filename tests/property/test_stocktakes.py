"""Stocktakes by hand: two foods and an office store in the first week of March."""

import datetime as dt

import pandas as pd

from kgcore.property import stocktakes

DAYS = [dt.date(2026, 3, day) for day in (2, 3, 4, 5, 6, 9)]
MOVEMENTS = pd.DataFrame({
    "entry": ["M1", "M2", "M3", "M4"], "date": pd.to_datetime(["2026-03-02", "2026-03-02", "2026-03-04", "2026-03-05"]),
    "kind": ["采购", "采购", "领用", "领用"], "ledger": "幼儿", "food": ["大米", "盐", "大米", "盐"],
    "quantity_g": pd.array([5000, 400, 2000, 400], "Int64"), "reverses": None,
})  # fmt: skip
ASSETS = pd.DataFrame({"asset": ["A0001"], "name": ["复印纸"], "unit_value_fen": [2200]})
MOVES = pd.DataFrame({
    "entry": ["P1", "P2"], "date": pd.to_datetime(["2026-03-02", "2026-03-03"]), "kind": ["入库", "领用"],
    "asset": "A0001", "pieces": pd.array([30, 6], "Int64"), "place": ["总务仓库", "各班"], "reverses": None,
})  # fmt: skip


def counts(*rows):
    frame = pd.DataFrame(rows, columns=["date", "warehouse", "ledger", "item", "quantity_g", "pieces", "scope"])
    frame["date"] = pd.to_datetime(frame["date"])
    return frame.astype({"quantity_g": "Int64", "pieces": "Int64"})


FULL = (
    ("2026-03-09", "食堂", "幼儿", "大米", 2950, None, "月盘"),
    ("2026-03-09", "办公", "教工", "复印纸", None, 24, "月盘"),
    ("2026-03-06", "办公", "教工", "复印纸", None, 24, "周盘"),
)


def month_ends(taken):
    return stocktakes.month_ends(taken, MOVEMENTS, MOVES, ASSETS, DAYS).set_index("item")


def test_what_has_stock_is_due_and_gaps_are_found_minus_book():
    table = month_ends(counts(*FULL))
    assert list(table.index) == ["大米", "复印纸"]  # the salt is used up
    assert table.loc["大米", ["book", "found", "gap"]].tolist() == [3000, 2950, -50]
    assert table.loc["复印纸", ["book", "found", "gap"]].tolist() == [24, 24, 0]


def test_an_uncounted_item_is_missing_not_zero():
    table = month_ends(counts(*FULL[1:]))
    assert pd.isna(table.loc["大米", "found"]) and pd.isna(table.loc["大米", "gap"])
    assert table.loc["大米", "date"] == pd.Timestamp("2026-03-09")  # the last school day


def test_rounds_count_what_was_due():
    custom = pd.DataFrame({"warehouse": ["食堂", "食堂", "办公", "办公"], "scope": ["日盘", "周盘", "周盘", "月盘"]})
    table = stocktakes.rounds(counts(*FULL), DAYS, custom).set_index(["warehouse", "scope"])
    assert table.loc[("食堂", "日盘"), ["due", "held"]].tolist() == [6, 1]
    assert table.loc[("食堂", "日盘"), "missed"][:2] == ["2026-03-02", "2026-03-03"]
    assert table.loc[("办公", "周盘"), ["due", "held"]].tolist() == [2, 2]
    assert table.loc[("食堂", "月盘"), ["due", "held"]].tolist() == [1, 1]


def test_a_round_that_was_never_made_is_not_missed():
    table = stocktakes.rounds(counts(), DAYS, counts())
    assert table[["warehouse", "scope", "held"]].to_numpy().tolist() == [["食堂", "月盘", 0]]


def test_a_week_is_due_on_its_friday():
    assert stocktakes.whole_weeks(DAYS, dt.date(2026, 3, 9)) == DAYS[:5]
    assert stocktakes.whole_weeks(DAYS, dt.date(2026, 3, 13)) == DAYS


def test_what_a_stocktake_found_adds_to_the_book_and_what_it_missed_takes_from_it():
    settled = MOVEMENTS.head(2).assign(entry=["M5", "M6"], date=pd.Timestamp("2026-03-06"), kind=["盘盈", "盘亏"])
    settled = settled.assign(food="大米", quantity_g=pd.array([120, 20], "Int64"))
    book = stocktakes.canteen_book(pd.concat([MOVEMENTS, settled]), pd.Timestamp("2026-03-09")).set_index("item")
    assert book.loc["大米", "book"] == 3100  # 5000 - 2000 + 120 - 20
