import datetime as dt

import pandas as pd
import pytest

from kgcore.nutrition.outliers import gram_outliers, largest_purchases, negative, never_eaten, price_outliers
from tests.nutrition.conftest import movement_rows

MAY = dt.date(2026, 5, 1), dt.date(2026, 5, 31)


def purchases(*prices, food="大米"):
    rows = movement_rows(
        *((f"M{n:04d}", f"2026-{4 + n // 20:02d}-{n % 20 + 1:02d}", "采购", food, 1000) for n in range(len(prices)))
    )
    return rows.assign(unit_cost_fen=list(prices), supplier="V01")


def test_a_price_ten_times_the_usual_is_named():
    rows = purchases(*[500, 510, 490] * 7, 5000)
    found = price_outliers(rows, pd.Series({"大米": 500}), *MAY)
    assert found[["entry", "food", "price_fen_per_kg"]].to_numpy().tolist() == [["M0021", "大米", 5000.0]]
    assert found["ratio"].iloc[0] == pytest.approx(10)


def test_a_price_shock_is_not_an_error_and_other_months_are_not_judged():
    assert price_outliers(purchases(*[500, 510, 490] * 7, 900), pd.Series({"大米": 500}), *MAY).empty
    assert price_outliers(purchases(5000, *[500] * 21), pd.Series({"大米": 500}), *MAY).empty


def test_widely_spread_prices_are_judged_by_their_own_spread():
    # prices between 1 and 16: log-MAD 1.1, times 3.5 × 1.4826 far above ln 3
    rows = purchases(*[100, 200, 400, 800, 1600] * 4, 1400, food="草莓")
    assert price_outliers(rows, pd.Series({"草莓": 400}), *MAY).empty


def test_few_purchases_are_held_against_the_reference_price():
    rows = purchases(5000).assign(date=pd.Timestamp("2026-05-06"))
    found = price_outliers(rows, pd.Series({"大米": 500}), *MAY)
    assert found["usual_fen_per_kg"].to_list() == pytest.approx([500])
    assert price_outliers(rows, pd.Series({"大米": None}, dtype="float64"), *MAY).empty


def test_grams_no_child_can_eat():
    compared = pd.DataFrame(
        {"food": ["盐", "大米", "胡椒", "虾皮"], "planned_g": [1.5, 60, 0.1, 0], "consumed_g": [300, 70, 0.9, 90]}
    )
    found = gram_outliers(compared, pd.Series({"盐": 1.5, "大米": 75, "虾皮": 17.5}))
    # salt 200× the menu; shrimp skin 5.1× the guide's highest; pepper 9× but under 3 g apart
    assert found["food"].to_list() == ["盐", "虾皮"]
    assert found["ratio"].to_list() == pytest.approx([200, 90 / 17.5])


def test_largest_purchase_stands_beside_the_usual():
    rows = movement_rows(
        ("M0001", "2026-03-01", "采购", "盐", 3000), ("M0002", "2026-04-01", "采购", "盐", 3000),
        ("M0003", "2026-05-06", "采购", "盐", 300_000), ("M0004", "2026-05-08", "采购", "盐", 2000),
    )  # fmt: skip
    row = largest_purchases(rows, *MAY).loc["盐"]
    # median of 2, 3, 3 and 300 kg
    assert (row["entry"], row["quantity_g"], row["usual_g"]) == ("M0003", 300_000, 3000)


def test_two_purchases_say_nothing_of_the_usual():
    rows = movement_rows(("M0002", "2026-04-01", "采购", "盐", 3000), ("M0003", "2026-05-06", "采购", "盐", 300_000))
    row = largest_purchases(rows, *MAY).loc["盐"]
    assert (row["entry"], row["quantity_g"]) == ("M0003", 300_000)
    assert pd.isna(row["usual_g"])


def test_contradictions_and_idle_food():
    account = pd.DataFrame(
        {"food": ["大米", "紫菜", "青菜"], "consumed_g": [-5.0, 4.0, 900.0], "purchased_g": [0.0, 1000.0, 1000.0],
         "returned_g": 0.0}
    )  # fmt: skip
    assert negative(account)["food"].to_list() == ["大米"]
    assert never_eaten(account)["food"].to_list() == ["紫菜"]
