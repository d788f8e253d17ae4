"""The week's purchase list and the spending corridor of the tiny kitchen, worked out by hand."""

import datetime as dt

import pandas as pd
import pytest

from kgcore import money
from tests.money.conftest import movement


def test_list_nets_the_stock_and_rounds_up_to_packs(opened, frames):
    frames["movements"] = pd.DataFrame(
        [
            movement(f"M000{n}", f"2026-05-0{n}", "采购", "鸡蛋", grams, fen, supplier="V01")
            for n, grams, fen in ((1, 600, 600), (2, 400, 420), (3, 200, 220))
        ]
        + [movement("M0009", "2026-05-03", "领用", "鸡蛋", 1000)]
    )
    frames["acceptance"] = pd.DataFrame()
    frames["dishes"] = pd.DataFrame(
        {
            "site": "main", "dish": ["炖蛋"], "course": "小荤", "meals": "午餐", "method": "蒸",
            "main_ingredient": "鸡蛋",
            "family": "蛋", "season_months": "5", "source": "own-knowledge", "confidence": "own-knowledge",
        }
    )  # fmt: skip
    frames["dish_ingredients"] = pd.DataFrame(
        {"site": "main", "dish": ["炖蛋"], "food": "鸡蛋", "net_g_small": 43.5, "source": "own", "grams_basis": "seen"}
    )
    frames["menus"] = pd.DataFrame(
        {"site": "main", "date": ["2026-05-06"], "meal": "午餐", "course": "小荤", "dish": "炖蛋"}
    )
    frames["suppliers"] = pd.concat([frames["suppliers"], frames["suppliers"].assign(supplier="V02", name="乙")])
    frames["prices"] = pd.DataFrame(
        [
            {"site": "main", "date": date, "food": "鸡蛋", "supplier": who, "price_fen_per_kg": fen}
            for date, who, fen in (("2026-04-01", "V01", 900), ("2026-05-01", "V01", 1200), ("2026-05-02", "V02", 1150),
                                   ("2026-05-09", "V02", 100))
        ]
    )  # fmt: skip
    office = opened(frames)
    found = money.purchase_list(office, "2026-W19")
    # 18 children x 43.5 g / 0.87 = 900 g, 200 g on the shelf, packs of 200 g
    row = found.iloc[0]
    assert row[["food", "needed_g", "stock_g", "pack_g", "buy_g"]].tolist() == ["鸡蛋", 900, 200, 200, 800]
    assert row["last_prices"] == "11.00、10.50、10.00"
    # the newest quotation of each by Monday; 11.50 beside the mean of 11.00, 10.50, 10.00
    assert row["offers"] == "V02 11.50、V01 12.00"
    assert (row["supplier"], row["price_fen_per_kg"], row["cost_fen"]) == ("V02", 1150, 920)
    assert row["against_last"] == pytest.approx(11.5 / 10.5 - 1)


def test_corridor_spends_what_is_left_of_the_term(opened, frames):
    found = money.corridor(opened(frames), dt.date(2026, 5, 8))
    # 20 child-days earned 20000, 11200 were eaten; two days of 10 children are left: 10.00 + 88.00 / 20
    assert found.days_left == 2
    assert found.land_on_zero == pytest.approx(1440)
    # 2 % of 40000 over 20 child-days is 0.40 either way
    assert (found.spend_low, found.spend_high) == pytest.approx((1400, 1480))


def test_before_the_term_there_is_no_corridor(opened, frames):
    assert money.corridor(opened(frames), dt.date(2026, 2, 1)) is None
