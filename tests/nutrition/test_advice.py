import pandas as pd
import pytest

from kgcore.nutrition import trend
from kgcore.nutrition.advice import close_gap, group_text, lower_text, portions, raise_text, ranked
from kgcore.nutrition.nutrient_findings import AdviceBasis

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
PRICES = pd.Series({"牛奶": 1000.0, "豆腐干": 2000.0, "青菜": 400.0, "西瓜": 300.0, "盐": 300.0})


@pytest.fixture
def usual():
    return portions(DISHES, INGREDIENTS, FOODS, 5)


def test_portions_come_from_the_dishes_of_the_season(usual):
    # greens: median of 20 and 60; the winter dish with 90 g of bean curd and the summer melon are left out
    assert usual["portion_g"].to_dict() == {"牛奶": 150, "豆腐干": 30, "青菜": 40}
    assert usual.loc["青菜", "dish"] == "青菜汤"


def test_foods_are_ranked_per_kcal_per_yuan_and_per_portion(usual):
    table = ranked("ca_mg", usual, FOODS, PRICES)
    # greens 40 g: 40 mg, 8 kcal, 40 / 0.8 × 400 / 1000 = 20 fen → 5 mg/kcal, 200 mg/yuan
    assert table.loc["青菜", ["gain", "energy_kcal", "cost_fen", "per_kcal", "per_yuan"]].to_list() == pytest.approx(
        [40, 8, 20, 5, 200]
    )
    # milk 150 mg, 1.67/kcal, 100/yuan; bean curd 90 mg, 2.14/kcal, 150/yuan: ranks 1/3+1/3+1, 2/3+2/3+2/3, 1+1+1/3
    assert table["score"].to_dict() == pytest.approx({"青菜": 7 / 3, "豆腐干": 2, "牛奶": 5 / 3})


def test_salty_foods_are_not_advised_to_a_salty_kitchen(usual):
    assert "豆腐干" not in ranked("ca_mg", usual, FOODS, PRICES, too_salty=True).index


def test_gap_is_closed_by_times_a_week(usual):
    # gap 60 mg a day = 300 a week: greens 3 × 40 = 120, bean curd 2 × 90 = 180
    steps = close_gap(60, ranked("ca_mg", usual, FOODS, PRICES))
    assert [(s.food, s.times, s.gain) for s in steps] == [("青菜", 3, 24), ("豆腐干", 2, 36)]
    # cost: greens 3 × 20 fen + bean curd 2 × 60 fen = 180 fen; energy a day: 24/5 + 84/5 = 21.6 kcal
    text = raise_text(steps, "钙", "mg", 240, 300)
    assert "青菜每份40 g加3次（如“青菜汤”）" in text
    assert "达到目标的100%" in text
    assert "每日增加22 kcal，每人每周约多花1.80元" in text


def test_no_gap_no_step_and_nothing_to_offer_is_said(usual):
    assert close_gap(0, ranked("ca_mg", usual, FOODS, PRICES)) == []
    assert "请增加这类菜点" in raise_text([], "钙", "mg", 1, 2)
    assert group_text(["水产"], usual, 10, []) == "现有应季菜点中没有这类食物，请增加菜点"


def test_lower_names_the_largest_sources():
    assert (
        lower_text(pd.Series({"盐": 60.0, "酱油": 30.0}), "钠", 120)
        == "钠主要来自盐（占50%）、酱油（占25%），先减这几种的用量"
    )


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


def test_what_is_too_low_already_is_not_advised_away():
    foods = pd.DataFrame({"guide_group": ["奶类", "畜禽肉", "谷类"]}, index=["牛奶", "瘦肉", "面粉"])
    kitchen = AdviceBasis(foods, pd.DataFrame(), pd.Series(dtype="float64"), False, frozenset({"奶类"}))
    given = pd.Series({"牛奶": 5.0, "瘦肉": 3.0, "面粉": 2.0})
    assert kitchen.cut(given, "蛋白质") == "蛋白质主要来自瘦肉（占30%）、面粉（占20%），先减这几种的用量"
