import pandas as pd
import pytest

from kgcore.nutrition import trend
from kgcore.nutrition.portions import portions

FOODS = pd.DataFrame(
    {
        "food": ["牛奶", "豆腐干", "青菜", "西瓜", "盐"],
        "guide_group": ["奶类", "大豆制品", "蔬菜", "水果", "盐"],
        "season_months": ["5;6", "5;6", "5;6", "7;8", "5;6"],
        "edible_pct": [100.0, 100.0, 80.0, 60.0, 100.0],
        "energy_kcal": [60.0, 140.0, 20.0, 30.0, 0.0],
        "ca_mg": [100.0, 300.0, 100.0, 8.0, 20.0],
        "na_mg": [40.0, 500.0, 60.0, 3.0, 39000.0],
    }
).set_index("food")
DISHES = pd.DataFrame(
    {"dish": ["牛奶", "炒香干", "青菜汤", "西瓜", "香干丝"],
     "main_ingredient": ["牛奶", "豆腐干", "青菜", "西瓜", "豆腐干"],
     "season_months": ["5;6", "5;6", "5;6", "5;6", "12"]}
)  # fmt: skip
INGREDIENTS = pd.DataFrame(
    [("牛奶", "牛奶", 150.0), ("炒香干", "豆腐干", 30.0), ("炒香干", "青菜", 20.0), ("青菜汤", "青菜", 60.0),
     ("西瓜", "西瓜", 100.0), ("香干丝", "豆腐干", 90.0), ("青菜汤", "盐", 0.5)],
    columns=["dish", "food", "net_g_middle"],
)  # fmt: skip


@pytest.fixture
def usual():
    return portions(DISHES, INGREDIENTS, FOODS, 5)


def test_portions_come_from_the_dishes_of_the_season(usual):
    # greens: median of 20 and 60; the winter dish with 90 g of bean curd and the summer melon are left out
    assert usual["portion_g"].to_dict() == {"牛奶": 150, "豆腐干": 30, "青菜": 40}
    assert usual.loc["青菜", "dish"] == "青菜汤"


def test_trend_shows_notable_changes_of_the_last_month():
    def table(ca, iron, level="low"):
        return pd.DataFrame(
            {"title": ["钙", "铁"], "unit": "mg", "amount": 1.0, "ratio": [ca, iron], "coverage": 1.0, "level": level},
            index=pd.Index(["ca_mg", "fe_mg"], name="nutrient"),
        )

    rows = trend.table({"2026-03": table(0.5, 0.5), "2026-04": table(0.9, 0.8), "2026-05": table(0.7, 0.85)})
    assert trend.changes(rows)[["nutrient", "change"]].to_numpy().tolist() == [["ca_mg", pytest.approx(-0.2)]]
    assert trend.changes(rows[rows["month"] == "2026-05"]).empty
    assert trend.table({"2026-05": table(0.7, 0.8, "too_few_data")})["ratio"].isna().all()
