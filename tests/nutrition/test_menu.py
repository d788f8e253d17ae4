"""Food groups, variety and the planned menu."""

import pandas as pd
import pytest

from kgcore.nutrition.groups import against_guide, group_grams
from kgcore.nutrition.menu_plan import against_consumption, by_band, energy_by_meal, per_child, planned
from kgcore.nutrition.variety import kinds, kinds_per_day, kinds_per_week
from kgcore.standards import Profile
from tests.nutrition.test_structure import eaten

MEMBERS = pd.DataFrame({"food_group": ["谷薯", "大豆", "蔬菜"], "guide_group": ["谷类", "大豆制品", "蔬菜"]})
INGREDIENTS = pd.DataFrame(
    {
        "dish": ["米饭", "豆腐菜", "豆腐菜"],
        "food": ["大米", "豆腐", "青菜"],
        "net_g_small": [40.0, 20.0, None],
        "net_g_middle": [50.0, 30.0, 40.0],
        "net_g_large": [60.0, 40.0, 50.0],
    }
)
GROUPS = pd.Series({"大米": "谷类", "豆腐": "大豆制品", "青菜": "蔬菜"})
NO_OWN_GRAMS = pd.DataFrame(columns=["dish", "food", "band", "net_g"])
PORTIONS = per_child(INGREDIENTS, Profile.load().age_bands, GROUPS, NO_OWN_GRAMS)
MENUS = pd.DataFrame(
    {"date": pd.to_datetime(["2026-05-06", "2026-05-06"]), "meal": ["午餐", "午餐"], "dish": ["米饭", "豆腐菜"]}
)
DINERS = pd.DataFrame(
    {"date": pd.to_datetime("2026-05-06"), "meal": "午餐", "band": ["小班", "大班"], "diners": [10, 20]}
)


@pytest.fixture
def with_tofu(foods):
    foods.loc["豆腐"] = foods.loc["黄豆"]
    foods.loc["豆腐", "protein_g"] = 7.0
    foods.loc["盐"] = foods.loc["青菜"]
    foods.loc["盐", "guide_group"] = "盐"
    return foods


def test_soy_products_count_as_dry_beans_of_equal_protein(with_tofu):
    # 50 g of tofu at 7 % protein = 10 g of soybeans at 35 %
    table = group_grams(eaten(("豆腐", 50), ("大米", 70)), with_tofu, MEMBERS)
    assert table.loc["大豆", ["grams", "as_served_g", "converted_to"]].to_list() == [pytest.approx(10), 50, "黄豆"]
    assert table.loc["谷薯", "grams"] == 70
    assert table.loc["蔬菜", "grams"] == 0


def test_whole_day_amounts_are_scaled_and_served_amounts_are_not(with_tofu):
    grams = group_grams(eaten(("大米", 70), ("豆腐", 50)), with_tofu, MEMBERS)
    guide = pd.DataFrame(
        {"basis": ["day", "in_school"], "operator": "in", "low": [100.0, 12.0], "high": [150.0, 15.0], "source": "s",
         "confidence": "seen"},
        index=pd.Index(["谷薯", "大豆"], name="food_group"),
    )  # fmt: skip
    table = against_guide(grams, guide, 0.5)
    # 70 g lies in 50–75 g; 10 g is under 12 g
    assert table.loc["谷薯", ["low", "high", "verdict"]].to_list() == [50, 75, "within"]
    assert table.loc["大豆", ["low", "verdict"]].to_list() == [12, "below"]


def test_kinds_are_foods_without_oil_salt_and_condiments(with_tofu):
    salted = pd.concat([INGREDIENTS, pd.DataFrame({"dish": ["米饭", "豆腐菜"], "food": ["盐", "大米"]})])
    offered = kinds(MENUS, salted, with_tofu)
    # rice (in both dishes), tofu, greens; salt is no kind
    assert kinds_per_day(offered, 3)[["kinds", "enough"]].to_numpy().tolist() == [[3, True]]
    assert kinds_per_day(offered, 4)["enough"].to_list() == [False]


def test_only_a_full_week_is_judged():
    days = pd.to_datetime(["2026-05-11", "2026-05-12", "2026-05-13", "2026-05-14", "2026-05-15", "2026-05-18"])
    offered = pd.DataFrame({"date": days, "food": list("甲乙丙甲乙甲")})
    table = kinds_per_week(offered, 3)
    assert table["week"].to_list() == ["2026-W20", "2026-W21"]
    assert table["kinds"].to_list() == [3, 1]
    assert table["enough"].to_list() == [True, pd.NA]


def test_planned_grams_follow_band_and_diners():
    plan = planned(MENUS, PORTIONS, DINERS)
    # rice 10 × 40 + 20 × 60 = 1600; tofu 10 × 20 + 20 × 40 = 1000; greens 10 × 40 (middle's) + 20 × 50 = 1400
    assert plan.groupby("food")["grams"].sum().to_dict() == {"大米": 1600, "豆腐": 1000, "青菜": 1400}


def test_toddlers_and_mixed_classes_follow_from_the_columns():
    diners = pd.DataFrame({"date": MENUS["date"][:1], "meal": "午餐", "band": ["托班"], "diners": [10]})
    mixed = diners.assign(band="混龄班")
    plan = planned(MENUS, PORTIONS, pd.concat([diners, mixed])).set_index(["band", "food"])["net_g"]
    # 托班: rice 40 × 0.85, tofu 20 × 0.85, greens as the middle's 40 × 0.85; 混龄班: the mean of the three columns
    assert plan["托班"].to_dict() == pytest.approx({"大米": 34, "豆腐": 17, "青菜": 34})
    assert plan["混龄班"].to_dict() == pytest.approx({"大米": 50, "豆腐": 30, "青菜": (40 + 40 + 50) / 3})


def test_a_dish_is_served_by_the_portion_of_the_meal():
    dishes = pd.DataFrame({"dish": ["米饭", "豆腐菜"], "meal_portions": ["晚餐=0.9;午餐=1.5", None]})
    both = pd.concat([DINERS, DINERS.assign(meal="晚餐")])
    plan = planned(pd.concat([MENUS, MENUS.iloc[:1].assign(meal="晚餐")]), PORTIONS, both, dishes)
    # rice: 1600 g at the recipe's portion; tofu as ever
    assert plan.groupby(["meal", "food"])["grams"].sum().to_dict() == pytest.approx(
        {("午餐", "大米"): 2400, ("午餐", "豆腐"): 1000, ("午餐", "青菜"): 1400, ("晚餐", "大米"): 1440}
    )


def test_grams_written_for_a_band_go_before_what_follows_from_the_columns():
    own = pd.DataFrame({"dish": ["米饭"], "food": ["大米"], "band": ["托班"], "net_g": [30.0]})
    portions = per_child(INGREDIENTS, Profile.load().age_bands, GROUPS, own).set_index(["band", "food"])["net_g"]
    assert portions["托班", "大米"] == 30
    assert portions["托班", "豆腐"] == 17
    assert portions["小班", "大米"] == 40


def test_each_band_by_its_own_person_days(with_tofu):
    plan = planned(MENUS, PORTIONS, DINERS)
    table = by_band(plan, with_tofu, pd.Series({"小班": 10.0, "大班": 20.0}))
    # 小班: rice 40 g × 10 + tofu 20 g × 191 + greens 40 g × 100 per 100 g = 4 + 38.2 + 40
    assert table.loc[("小班", "ca_mg"), "amount"] == pytest.approx(82.2)


def test_energy_by_meal(with_tofu):
    plan = planned(
        pd.concat([MENUS, MENUS.iloc[:1].assign(meal="早点")]),
        PORTIONS,
        pd.concat([DINERS, DINERS.assign(meal="早点")]),
    )
    table = energy_by_meal(plan, with_tofu, {"早点": 0.2, "午餐": 0.8}, 30).set_index("meal")
    # snack: rice 1600 g × 3.5 = 5600 kcal; lunch: 5600 + tofu 1000 × 3.9 + greens 1400 × 0.2 = 9780
    assert table["energy_kcal"].to_dict() == pytest.approx({"早点": 5600 / 30, "午餐": 9780 / 30})
    assert table.loc["早点", "deviation"] == pytest.approx(5600 / 15380 - 0.2)


def test_plan_against_consumption():
    table = against_consumption(
        planned(MENUS, PORTIONS, DINERS), pd.DataFrame({"food": ["大米", "面粉"], "grams": [80.0, 5.0]}), 20
    ).set_index("food")
    # planned rice 1600 ÷ 20 = 80 g
    assert table.loc["大米"].to_list() == [80, 80, 0, 1]
    assert table.loc["豆腐", ["planned_g", "consumed_g", "difference_g"]].to_list() == [50, 0, -50]
    assert pd.isna(table.loc["面粉", "ratio"])
