"""The level of prices: the same food of the same supplier compared, weighted by what was spent on it."""

import numpy as np
import pandas as pd
import pytest

from kgcore.money.price_trend import levels, price_index


def quoted(*rows):
    return pd.DataFrame(rows, columns=["date", "food", "supplier", "price_fen_per_kg"]).astype(
        {"date": "datetime64[ns]"}
    )


def test_by_hand():
    # rice +10 %, three of four yuan; pork -20 %, one of four: ln level = 0.75 ln 1.1 + 0.25 ln 0.8
    prices = quoted(
        ("2026-03-02", "米", "V01", 500), ("2026-03-02", "肉", "V02", 4000),
        ("2026-04-02", "米", "V01", 550), ("2026-04-02", "肉", "V02", 3200),
    )  # fmt: skip
    found = price_index(prices, pd.Series({"米": 300, "肉": 100}))
    assert found.index.astype(str).tolist() == ["2026-03", "2026-04"]
    assert found.iloc[1] == 1
    assert 1 / found.iloc[0] == pytest.approx(1.1**0.75 * 0.8**0.25)


def test_a_change_of_supplier_or_a_new_food_is_no_change_of_price():
    prices = quoted(
        ("2026-03-02", "米", "V01", 500), ("2026-04-02", "米", "V02", 900), ("2026-04-02", "虾", "V02", 9000),
        ("2026-05-02", "米", "V01", 550),
    )  # fmt: skip
    found = price_index(prices, pd.Series({"米": 1, "虾": 1}))
    assert found.tolist() == pytest.approx([1 / 1.1, 1 / 1.1, 1])  # March to May, V01


def test_prices_without_a_supplier_are_compared_with_one_another():
    prices = quoted(("2026-03-02", "米", None, 500), ("2026-04-02", "米", None, 550))
    assert price_index(prices, pd.Series({"米": 1})).tolist() == pytest.approx([1 / 1.1, 1])


def test_food_that_is_not_bought_does_not_count():
    assert price_index(quoted(("2026-03-02", "米", "V01", 500)), pd.Series({"肉": 1})).empty


def test_drift_is_damped_and_noise_grows():
    # 12 changes of 1 %: d = 12 / 15 %; after 3 months d (0.8 + 0.64 + 0.512)
    index = pd.Series(1.01 ** np.arange(-12, 1.0), index=pd.period_range("2025-04", "2026-04", freq="M"))
    ahead = pd.period_range("2026-04", "2026-07", freq="M")
    drawn = np.log(levels(index, ahead, 20_000, np.random.default_rng(1)))
    assert not drawn[:, 0].any()  # April's level is known
    drift = 12 * np.log(1.01) / 15
    assert np.median(drawn[:, 3]) == pytest.approx(drift * (0.8 + 0.64 + 0.512), abs=0.0005)
    assert drawn[:, 1].std() < drawn[:, 2].std() < drawn[:, 3].std()


def test_without_a_price_the_level_stays_within_what_is_assumed():
    none = pd.Series(dtype="float64", index=pd.PeriodIndex([], freq="M"))
    drawn = levels(none, pd.period_range("2026-05", periods=1, freq="M"), 20_000, np.random.default_rng(1))
    assert np.median(drawn) == pytest.approx(1, abs=0.001)
    low, high = np.quantile(drawn, [0.25, 0.75])
    assert 0.02 < high - low < 0.06
