import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore.nutrition.accounting import BOOK, COUNT, DIRECT, NIL, consumption, edible_per_child_day, standing_entries
from tests.nutrition.conftest import count_rows, movement_rows

MAY = dt.date(2026, 5, 1), dt.date(2026, 5, 31)
NO_COUNTS = count_rows().iloc[:0]


def account(movements, counts=NO_COUNTS, food="大米"):
    table = consumption(movements, counts, *MAY)
    return table.set_index("food").loc[food]


def test_published_account():
    """38.4 + 2448 − 7.2 = 2479.2 (figures of a public meal account; the identity is the same in grams)."""
    row = account(
        movement_rows(("M0001", "2026-05-06", "采购", "大米", 2_448_000)),
        count_rows(("2026-04-30", "大米", 38_400), ("2026-05-29", "大米", 7_200)),
    )
    assert row["consumed_g"] == 2_479_200
    assert (row["opening_from"], row["closing_from"]) == (COUNT, COUNT)


def test_returns_and_losses_were_not_eaten_and_issues_do_not_enter():
    # 10 kg − 2 kg back to the supplier − 1 kg spoilt − 3 kg left = 4 kg, whatever was issued
    row = account(
        movement_rows(
            ("M0001", "2026-05-06", "采购", "大米", 10_000),
            ("M0002", "2026-05-07", "退货", "大米", 2_000),
            ("M0003", "2026-05-08", "损耗", "大米", 1_000),
            ("M0004", "2026-05-08", "领用", "大米", 6_500),
        ),
        count_rows(("2026-05-29", "大米", 3_000)),
    )
    assert row["consumed_g"] == 4_000
    assert row[["purchased_g", "returned_g", "lost_g"]].to_list() == [10_000, 2_000, 1_000]


def test_a_reversal_voids_its_entry_even_when_entered_next_month():
    row = account(
        movement_rows(
            ("M0001", "2026-05-06", "采购", "大米", 10_000),
            ("M0002", "2026-05-07", "采购", "大米", 90_000),
            ("M0003", "2026-06-02", "冲正", "大米", 90_000, "M0002"),
        ),
        count_rows(("2026-05-29", "大米", 2_000)),
    )
    assert row["consumed_g"] == 8_000


def test_a_reversed_reversal_brings_the_entry_back():
    movements = movement_rows(
        ("M0001", "2026-05-06", "采购", "大米", 10_000),
        ("M0002", "2026-05-07", "冲正", "大米", 10_000, "M0001"),
        ("M0003", "2026-05-08", "冲正", "大米", 10_000, "M0002"),
    )
    assert standing_entries(movements)["entry"].to_list() == ["M0001"]


def test_staff_food_is_not_the_childrens():
    children = movement_rows(("M0001", "2026-05-06", "采购", "大米", 10_000))
    staff = movement_rows(("M0002", "2026-05-06", "采购", "大米", 5_000), ledger="教工")
    counts = pd.concat(
        [count_rows(("2026-05-29", "大米", 1_000)), count_rows(("2026-05-29", "大米", 9), ledger="教工")]
    )
    assert account(pd.concat([children, staff]), counts)["consumed_g"] == 9_000


def test_without_a_count_the_book_stands_in_and_says_so():
    # April: 20 kg in, 5 kg out → 15 kg in the book; May: 10 kg out → 5 kg in the book; eaten 15 − 5 = 10 kg
    row = account(
        movement_rows(
            ("M0001", "2026-04-01", "采购", "大米", 20_000),
            ("M0002", "2026-04-20", "领用", "大米", 5_000),
            ("M0003", "2026-05-10", "领用", "大米", 10_000),
        )
    )
    assert row[["opening_g", "closing_g", "consumed_g"]].to_list() == [15_000, 5_000, 10_000]
    assert (row["opening_from"], row["closing_from"]) == (BOOK, BOOK)


def test_a_count_followed_by_movements_is_moved_on_by_the_book():
    # counted 6 kg on the 22nd, 2 kg issued on the 26th: 4 kg at the end, from the book
    row = account(
        movement_rows(("M0001", "2026-05-06", "采购", "大米", 10_000), ("M0002", "2026-05-26", "领用", "大米", 2_000)),
        count_rows(("2026-05-22", "大米", 6_000)),
    )
    assert (row["closing_g"], row["closing_from"], row["consumed_g"]) == (4_000, BOOK, 6_000)


def test_an_empty_book_needs_no_count():
    row = account(
        movement_rows(("M0001", "2026-05-06", "采购", "大米", 3_000), ("M0002", "2026-05-06", "领用", "大米", 3_000))
    )
    assert (row["closing_from"], row["consumed_g"]) == (NIL, 3_000)


def test_food_never_counted_nor_issued_is_eaten_on_delivery():
    row = account(movement_rows(("M0001", "2026-05-06", "采购", "大米", 3_000)))
    assert (row["closing_from"], row["consumed_g"]) == (DIRECT, 3_000)


def test_the_opening_entry_is_opening_stock():
    row = account(
        movement_rows(("M0001", "2026-05-01", "期初", "大米", 8_000)), count_rows(("2026-05-29", "大米", 3_000))
    )
    assert row[["opening_g", "purchased_g", "consumed_g"]].to_list() == [8_000, 0, 5_000]


@pytest.mark.parametrize("day", ["2026-04-30", "2026-05-04"])
def test_an_opening_entry_after_a_count_tells_of_the_same_food(day):
    row = account(
        movement_rows(("M0001", day, "期初", "大米", 8_000)),
        count_rows(("2026-04-29", "大米", 8_200), ("2026-05-29", "大米", 3_000)),
    )
    assert row[["opening_g", "closing_g", "consumed_g"]].to_list() == [8_200, 3_000, 5_200]


def test_office_stocktakes_are_not_food():
    row = account(
        movement_rows(("M0001", "2026-05-06", "采购", "大米", 3_000)),
        count_rows(("2026-05-29", "大米", 1_000), warehouse="办公"),
    )
    assert row["consumed_g"] == 3_000


def test_sites_are_kept_apart():
    both = pd.concat(
        [
            movement_rows(("M0001", "2026-05-06", "采购", "大米", 3_000)),
            movement_rows(("M0001", "2026-05-06", "采购", "大米", 7_000), site="longma"),
        ]
    )
    table = consumption(both, NO_COUNTS, *MAY)
    assert table.set_index("site")["consumed_g"].to_dict() == {"main": 3_000, "longma": 7_000}


def test_edible_grams_per_child_day(foods):
    # greens 50 kg × 80 % ÷ 400 person-days = 100 g; a food with negative consumption is left out
    consumed = pd.DataFrame({"food": ["青菜", "大米"], "consumed_g": [50_000.0, -10.0]})
    table = edible_per_child_day(consumed, foods, 400)
    assert table.set_index("food").loc["青菜"].to_list() == pytest.approx([125, 100])
    assert list(table["food"]) == ["青菜"]
    with pytest.raises(ValueError, match="没有就餐人日"):
        edible_per_child_day(consumed, foods, 0)


@given(st.lists(st.integers(1, 50_000), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_splitting_or_shuffling_purchases_changes_nothing(parts, random):
    split = [(f"M{n:04d}", "2026-05-06", "采购", "大米", grams) for n, grams in enumerate(parts)]
    random.shuffle(split)
    counts = count_rows(("2026-05-29", "大米", 500))
    whole = account(movement_rows(("M0001", "2026-05-06", "采购", "大米", sum(parts))), counts)
    assert account(movement_rows(*split), counts)["consumed_g"] == whole["consumed_g"]
