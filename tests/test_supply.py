"""Stock, packs, prices paid and offers, each worked out by hand."""

import datetime as dt

import pandas as pd
import pytest

from kgcore import supply

DAY = dt.date(2026, 5, 4)


def moves(*rows):
    made = pd.DataFrame(rows, columns=["entry", "date", "kind", "food", "quantity_g", "amount_fen", "reverses"])
    return made.assign(date=pd.to_datetime(made["date"]), ledger="幼儿", supplier="V01")


MOVES = moves(
    ("1", "2026-04-01", "期初", "米", 1000, 600, None),
    ("2", "2026-04-02", "采购", "米", 50000, 30000, None),
    ("3", "2026-04-09", "采购", "米", 75000, 46500, None),
    ("4", "2026-04-10", "采购", "米", 25000, 99999, None),
    ("5", "2026-04-11", "冲正", "米", 25000, 99999, "4"),
    ("6", "2026-04-16", "采购", "米", 25000, 16000, None),
    ("7", "2026-04-20", "领用", "米", 100000, 0, None),
    ("8", "2026-04-21", "损耗", "米", 500, 0, None),
    ("9", "2026-05-04", "采购", "米", 10000, 7000, None),  # on the day itself: not there yet in the morning
    ("a", "2026-04-30", "采购", "糖", 3000, 2100, None),
)


def test_stock_on_the_morning_leaves_out_what_was_reversed():
    found = supply.on_hand(MOVES, DAY)
    assert found.to_dict() == {"米": 1000 + 50000 + 75000 + 25000 - 100000 - 500, "糖": 3000}
    assert supply.on_hand(MOVES.assign(ledger="教工"), DAY).empty


def test_packs_are_told_by_three_deliveries():
    assert supply.packs(supply.bought(MOVES, DAY)).to_dict() == {"米": 25000}
    assert supply.packs(supply.bought(MOVES, dt.date(2026, 5, 5))).to_dict() == {"米": 5000}


def test_prices_paid_are_newest_first_and_per_kg():
    found = supply.paid(supply.bought(MOVES, DAY))
    assert found["prices"].to_dict() == {"米": (640, 620, 600), "糖": (700,)}
    assert found.loc["米", "supplier"] == "V01"


@pytest.mark.parametrize(
    ("day", "asked"), [("2026-04-05", [("V01", 650)]), ("2026-04-20", [("V02", 640), ("V01", 650)])]
)
def test_the_newest_quotation_of_every_supplier_cheapest_first(day, asked):
    quotes = pd.DataFrame(
        [("2026-04-01", "V01", 500), ("2026-04-03", "V01", 650), ("2026-04-10", "V02", 640), ("2026-05-01", "V02", 1)],
        columns=["date", "supplier", "price_fen_per_kg"],
    )
    quotes = quotes.assign(food="米", date=pd.to_datetime(quotes["date"]))
    found = supply.offers(quotes, dt.date.fromisoformat(day))[["supplier", "price_fen_per_kg"]]
    assert list(found.itertuples(index=False, name=None)) == asked


def test_nothing_bought_is_nothing_known():
    none = supply.bought(MOVES, dt.date(2026, 4, 1))
    assert none.empty
    assert supply.packs(none).empty
    assert supply.paid(none).empty
