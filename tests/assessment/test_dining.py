"""Tastings by hand."""

import pandas as pd
import pytest

from kgcore.assessment import dining

TASTED = pd.DataFrame({
    "date": pd.to_datetime(["2026-03-18", "2026-04-18", "2026-03-20", "2026-03-20", "2026-03-20"]),
    "dish": ["虾仁炒蛋", "虾仁炒蛋", "虾仁炒蛋", "血糯米饭", "青菜"], "occasion": "家长品尝日", "class_name": "大一班",
    "raters": pd.array([30, 10, 40, 20, 20], "Int64"), "rating": [4.0, 2.0, None, None, None],
    "leftover_g": [None, None, 5.0, 40.0, 6.0],
})  # fmt: skip
MENUS = pd.DataFrame({
    "date": pd.to_datetime(["2026-03-18", "2026-03-18", "2026-03-25"]), "meal": "午餐", "dish": "虾仁炒蛋",
    "band": ["小班", "大班", "小班"],
})  # fmt: skip


def test_ratings_are_weighted_by_raters_and_missing_stays_missing():
    table = dining.dishes(TASTED, MENUS).set_index("dish")
    assert table.loc["虾仁炒蛋", "rating"] == pytest.approx((4 * 30 + 2 * 10) / 40)
    assert table.loc["虾仁炒蛋", ["raters", "served"]].tolist() == [40, 2]
    assert pd.isna(table.loc["血糯米饭", "rating"])
    assert table.loc["血糯米饭", "raters"] == 0
    assert table.index[0] == "虾仁炒蛋"
