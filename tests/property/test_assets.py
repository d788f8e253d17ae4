"""Assets worked out by hand: 10 chairs received, some issued, lent, lost, and one entry taken back."""

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kgcore import periods
from kgcore.property import assets
from kgcore.property.entries import standing

LIST = pd.DataFrame({"asset": ["A0001", "A0002"], "name": ["幼儿椅", "音响"], "unit_value_fen": [9000, 180000]})


def moves(*rows):
    names = ["entry", "date", "kind", "asset", "pieces", "place", "due_back", "liable", "reverses"]
    frame = pd.DataFrame([list(row) + [None] * (len(names) - len(row)) for row in rows], columns=names)
    frame["date"], frame["due_back"] = pd.to_datetime(frame["date"]), pd.to_datetime(frame["due_back"])
    frame["pieces"] = frame["pieces"].astype("Int64")
    return frame


CHAIRS = (
    ("P1001", "2026-03-02", "入库", "A0001", 10, "总务仓库"),
    ("P1002", "2026-03-03", "领用", "A0001", 6, "小一班"),
    ("P1003", "2026-03-03", "领用", "A0001", 3, "小二班"),
    ("P1004", "2026-03-20", "损失", "A0001", 1, "小二班", None, "班级"),
)


def held(table):
    return {(row.asset, row.place): int(row.pieces) for row in table.itertuples()}


def test_book_follows_each_piece():
    book = assets.book(moves(*CHAIRS), dt.date(2026, 3, 31))
    assert held(book) == {("A0001", "总务仓库"): 1, ("A0001", "小一班"): 6, ("A0001", "小二班"): 2}
    assert held(assets.book(moves(*CHAIRS), dt.date(2026, 3, 2))) == {("A0001", "总务仓库"): 10}


def test_books_agree_until_an_asset_is_moved_twice():
    agreed = assets.books(LIST, moves(*CHAIRS), dt.date(2026, 3, 31)).set_index("asset").loc["A0001"]
    assert (agreed["received"], agreed["lost"], agreed["ledger"], agreed["custody"]) == (10, 1, 9, 9)
    twice = moves(*CHAIRS, ("P1005", "2026-03-21", "领用", "A0001", 6, "小一班"))
    table = assets.books(LIST, twice, dt.date(2026, 3, 31)).set_index("asset").loc["A0001"]
    assert (table["ledger"], table["custody"], table["agree"]) == (9, 14, False)  # the store would hold −5


def test_a_reversal_undoes_the_second_entry_and_its_own_reversal_brings_it_back():
    rows = [*CHAIRS, ("P1005", "2026-03-21", "领用", "A0001", 6, "小一班")]
    rows.append(("P1006", "2026-03-22", "冲正", "A0001", 6, None, None, None, "P1005"))
    assert assets.books(LIST, moves(*rows), dt.date(2026, 3, 31)).set_index("asset").loc["A0001", "agree"]
    rows.append(("P1007", "2026-03-23", "冲正", "A0001", 6, None, None, None, "P1006"))
    assert not assets.books(LIST, moves(*rows), dt.date(2026, 3, 31)).set_index("asset").loc["A0001", "agree"]
    assert list(standing(moves(*rows))["entry"]) == ["P1001", "P1002", "P1003", "P1004", "P1005"]


def test_things_against_book_names_short_over_and_uncounted():
    counts = pd.DataFrame({
        "date": pd.to_datetime(["2026-03-30"] * 2), "asset": "A0001", "place": ["小一班", "小二班"], "pieces": [4, 3],
    })  # fmt: skip
    table = assets.agreement(moves(*CHAIRS), counts, set()).set_index("place")
    assert table.loc["小一班", ["book", "found", "gap"]].tolist() == [6, 4, -2]
    assert table.loc["小二班", "gap"] == 1
    assert pd.isna(table.loc["总务仓库", "found"]) and pd.isna(table.loc["总务仓库", "agree"])
    assert assets.agreement(moves(*CHAIRS), counts.iloc[:0], set()).empty


def test_expendable_items_are_not_asked_for_in_the_asset_stocktake():
    counts = pd.DataFrame(
        {"date": pd.to_datetime(["2026-03-30"]), "asset": ["A0002"], "place": ["办公"], "pieces": [1]}
    )
    assert list(assets.agreement(moves(*CHAIRS), counts, {"A0001"})["asset"]) == ["A0002"]


def test_loans_settle_oldest_first_and_count_days_overdue():
    rows = moves(
        ("P2001", "2026-04-01", "入库", "A0002", 5, "总务仓库"),
        ("P2002", "2026-04-02", "借出", "A0002", 2, "大一班", "2026-04-16"),
        ("P2003", "2026-04-10", "借出", "A0002", 1, "大一班", "2026-04-24"),
        ("P2004", "2026-04-12", "归还", "A0002", 1, "大一班"),
    )
    out = assets.loans(rows, LIST, dt.date(2026, 4, 20))
    assert out[["entry", "pieces", "days_overdue"]].to_numpy().tolist() == [["P2002", 1, 4], ["P2003", 1, 0]]
    lost = moves(*rows.to_numpy().tolist(), ("P2005", "2026-04-18", "损失", "A0002", 2, "大一班", None, "个人"))
    assert assets.loans(lost, LIST, dt.date(2026, 4, 20)).empty


def test_losses_are_valued_and_show_who_is_liable():
    table = assets.losses(moves(*CHAIRS), LIST, periods.parse("2026-03"))
    assert table[["pieces", "value_fen", "liable"]].to_numpy().tolist() == [[1, 9000, "班级"]]
    assert assets.losses(moves(*CHAIRS), LIST, periods.parse("2026-04")).empty


def test_custody_values_what_a_place_holds():
    table = assets.custody(assets.book(moves(*CHAIRS), dt.date(2026, 3, 31)), LIST).set_index("place")
    assert table.loc["小一班", ["kinds", "pieces", "value_fen"]].tolist() == [1, 6, 54000]


@given(st.lists(st.tuples(st.sampled_from(["小一班", "小二班", "大一班"]), st.integers(1, 9)), max_size=12))
def test_issuing_never_makes_or_unmakes_a_piece(issues):
    rows = [("P0000", "2026-03-01", "入库", "A0001", 200, "库")]
    rows += [
        (f"P{n + 1:04d}", "2026-03-02", "领用", "A0001", pieces, place) for n, (place, pieces) in enumerate(issues)
    ]
    book = assets.book(moves(*rows), dt.date(2026, 3, 3))
    assert book["pieces"].sum() == 200
    table = assets.books(LIST.iloc[:1], moves(*rows), dt.date(2026, 3, 3))
    assert table["agree"].all()


def test_a_move_under_two_numbers_is_told_and_a_reversed_one_is_not():
    rows = [
        ("P0001", "2026-03-01", "入库", "A0001", 200, "库"),
        ("P0002", "2026-03-02", "领用", "A0001", 5, "小一班"), ("P0003", "2026-03-02", "领用", "A0001", 5, "小一班"),
        ("P0004", "2026-03-02", "领用", "A0001", 5, "小二班"),
    ]  # fmt: skip
    march = periods.parse("2026-03")
    assert assets.entered_twice(moves(*rows), LIST, march)["entries"].to_list() == [["P0002", "P0003"]]
    back = moves(*rows, ("P0005", "2026-03-03", "冲正", "A0001", 5, None)).assign(reverses=[None] * 4 + ["P0003"])
    assert assets.entered_twice(back, LIST, march).empty
    assert assets.entered_twice(moves(*rows), LIST, periods.parse("2026-04")).empty
