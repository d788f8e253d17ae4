"""Everyday names: understood, proposed or asked, and never taken for another food."""

from pathlib import Path

import pandas as pd
import pytest

from kgcore.names import AMBIGUOUS, CATEGORY, DishNames, FoodNames, judged, shares, understand_food
from kgcore.standards import food

EVERYDAY = Path(__file__).parent / "everyday_names.csv"
"""names.csv of the public menus; where its verdict dropped a bracket, `note` says what was decided instead and why."""


@pytest.fixture(scope="module")
def foods():
    return FoodNames(food.load("foods"))


@pytest.fixture(scope="module")
def dishes(foods):
    return DishNames(food.load("dishes"), foods)


@pytest.fixture(scope="module")
def names(foods, dishes):
    return judged(pd.read_csv(EVERYDAY), foods, dishes)


def test_no_everyday_name_is_taken_for_another(names):
    assert names[names["verdict"] == "wrong"]["name"].tolist() == []


def test_what_is_understood_or_proposed_by_occurrence(names):
    summary = shares(names, names["on_menus"] + names["in_heathcare"])
    taken = summary["right"] + summary["proposed"]
    assert taken["food"] >= 0.95
    assert summary.loc["food", "right_hints"] >= 0.9
    assert summary.loc["dish", "right_hints"] >= 0.9


@pytest.mark.parametrize(
    ("writing", "name"),
    [
        ("香菇（鲜）", "鲜香菇"), ("香菇（干）", "干香菇"), ("海带(干)", "干海带"), ("猪肉（里脊）", "猪里脊"),
        ("猪肉（瘦）", "瘦猪肉"), ("水发黑木耳", "水发木耳"), ("黑木耳(水发)", "水发木耳"),
        ("豆腐（南豆腐）", "南豆腐"),
        ("蒜苗（蒜苔）", "蒜薹"), ("有机小白菜", "小白菜"), ("鸡毛菜（有机）", "鸡毛菜"), ("金龙鱼调和油", "色拉油"),
        ("冷冻鸡翅", "鸡翅"), ("五得利面粉25kg", "面粉"), ("土豆丝", "土豆"), ("瓢儿白[瓢儿菜]", "瓢儿菜"),
        ("梨（", "梨"),
        ("葡萄（干）", "葡萄干"), ("牛奶（脱脂）", "脱脂牛奶"), ("大　米", "大米"),
    ],
)  # fmt: skip
def test_qualifiers_are_read_first(foods, writing, name):
    assert foods.understand(writing).name == name


@pytest.mark.parametrize(
    "writing",
    [
        "竹笋（干）",
        "鲜米粉",
        "鸡蛋（咸）",
        "牛肉干",
        "香菇（水发）",
        "熟牛肉",
        "小黄鱼干",
        "土豆粉",
        "牛肉丝",
        "豆腐（油炸）",
    ],
)
def test_a_qualifier_that_changes_the_food_is_never_dropped(foods, writing):
    assert foods.understand(writing).name is None


@pytest.mark.parametrize(
    "writing",
    [
        "地瓜",
        "大头菜",
        "刀豆",
        "豆角",
        "豆皮",
        "青豆",
        "蒜苗",
        "红萝卜",
        "龙须菜",
        "茭瓜",
        "鸡蛋糕",
        "麸皮",
        "海带",
        "木耳",
    ],
)
def test_a_word_of_several_foods_is_asked(foods, writing):
    understanding = foods.understand(writing)
    assert understanding.name is None
    assert understanding.how == AMBIGUOUS
    assert 1 <= len(understanding.proposals) <= 3


def test_a_category_is_no_food(foods, dishes):
    assert foods.understand("蔬菜").how == CATEGORY
    assert dishes.understand("水果").how == CATEGORY


def test_what_is_cut_off_before_it_is_bought_says_so(foods):
    assert foods.understand("毛豆（去壳）").edible_pct == 100
    assert foods.understand("玉米粒").edible_pct == 100
    assert foods.understand("毛豆").edible_pct is None


def test_the_office_decides_what_it_calls_its_foods():
    own = food.load("foods").set_index("food", drop=False)
    own.loc["红薯", "aliases"] = "地瓜"
    own.loc["卷心菜", "food"] = "莲花白"
    assert understand_food("地瓜", own).name == "红薯"
    assert understand_food("莲花白", own).name == "莲花白"


@pytest.mark.parametrize(
    ("writing", "dish"),
    [
        ("西红柿炒鸡蛋", "番茄炒蛋"), ("西红柿蛋花汤", "番茄蛋汤"), ("芹菜炒肉丝", "芹菜肉丝"),
        ("洋芋烧牛肉", "土豆烧牛肉"),
        ("菠菜猪肝汤", "猪肝菠菜汤"), ("素炒小白菜", "清炒小白菜"), ("海南香蕉", "香蕉"), ("肉沫豆腐", "肉末豆腐"),
        ("番茄炒蛋（番茄、鸡蛋）", "番茄炒蛋"), ("清炒的菠菜", "清炒菠菜"),
    ],
)  # fmt: skip
def test_other_names_of_foods_work_inside_names_of_dishes(dishes, writing, dish):
    assert dishes.understand(writing).name == dish


@pytest.mark.parametrize("writing", ["番茄豆腐脑", "青椒肉片", "莴笋肉丝", "红烧青菜", "白菜豆腐", "清蒸鱼", "时蔬"])
def test_a_dish_that_is_another_is_not_taken(dishes, writing):
    assert dishes.understand(writing).name is None


def test_packaged_names_point_at_packaged_rows():
    for table, key, rows in (("food_names", "food", "foods"), ("dish_names", "dish", "dishes")):
        names = food.load(table)
        assert set(names[key]) <= set(food.load(rows)[key])
        assert not names["written"].duplicated().any()
        assert set(names["certainty"]) == {"certain", "likely"}
        assert names["source"].notna().all()
