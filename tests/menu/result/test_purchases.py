"""What to buy: stock first, whole packs, what a pack leaves over carried on, the market beside it."""

import pandas as pd
import pytest

from kgcore.menu.result.purchases import compared, purchase_list
from tests.menu.conftest import MONDAY, days, make
from tests.test_supply import moves


def needed(*rows):
    return pd.DataFrame(rows, columns=["date", "food", "edible_kg"])


def test_whole_packs_after_the_stock_and_what_is_left_over_is_used():
    """Rice in bags of 25 kg, 4 kg on the shelf: 20 kg need one bag, of which 9 kg are left for the 8 kg of week two."""
    stock = pd.DataFrame({"food": ["米"], "kg": [4.0], "expires": [pd.NaT]})
    packs = pd.DataFrame({"rule": "pack", "key": ["米"], "low": [25.0]})
    problem = make(weeks=2, stock=stock, settings=packs)
    first, tuesday, later = days(weeks=2)[:3]
    found = purchase_list(problem, needed((first, "米", 12.0), (tuesday, "米", 8.0), (later, "米", 8.0)))
    rows = found[["date", "needed_kg", "stock_kg", "buy_kg", "pack_kg", "cost_fen"]].to_numpy().tolist()
    assert rows == [[MONDAY, 20, 4, 25, 25, 15000], [later, 8, 8, 0, 25, 0]]


def test_fresh_food_is_bought_for_its_day_as_purchased():
    """4 kg of fish on the plate are 5 kg with bones; packs of fresh food are 0.1 kg."""
    found = purchase_list(make(), needed((days()[1], "鱼", 4.0))).iloc[0]
    assert found[["date", "needed_kg", "buy_kg"]].tolist() == [days()[1], 5, pytest.approx(5)]
    assert found["cost_fen"] == 5 * 3500


def test_the_market_is_set_beside_the_list():
    listed = purchase_list(make(), needed((MONDAY, "米", 10.0), (MONDAY, "面", 10.0), (MONDAY, "糖", 1.0)))
    bought = [
        ("1", "2026-04-01", "采购", "米", 10000, 6000, None),
        ("2", "2026-04-02", "采购", "米", 10000, 6400, None),
        ("3", "2026-04-02", "采购", "面", 10000, 5000, None),
    ]
    quotes = pd.DataFrame(
        {"food": "米", "supplier": ["V03", "V02"], "price_fen_per_kg": [700, 682], "date": pd.Timestamp(2026, 5, 1)}
    )
    found = compared(listed, moves(*bought), quotes, MONDAY).set_index("food")
    assert found.loc["米", ["supplier", "offer_fen_per_kg", "last_fen_per_kg"]].tolist() == ["V02", 682, (640, 600)]
    assert found.loc["米", "offers"] == (("V02", 682), ("V03", 700))
    assert found.loc["糖", "offers"] == ()
    assert found.loc["米", "change"] == pytest.approx(0.1)  # 682 against 620
    assert found.loc["面", ["supplier", "offer_fen_per_kg"]].tolist() == ["V01", 500]  # not quoted: as last delivered
    assert pd.isna(found.loc["糖", "offer_fen_per_kg"])
    assert pd.isna(found.loc["糖", "change"])
