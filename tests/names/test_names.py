"""Everyday names: understood, proposed or asked, and never taken for another food."""

import json
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from kgcore import menu
from kgcore.cli.application import run
from kgcore.names import (
    AMBIGUOUS,
    CATEGORY,
    DishNames,
    FoodNames,
    draft_dish,
    everyday_dish,
    judged,
    piece_kg,
    shares,
    understand_food,
)
from kgcore.registers import terms
from kgcore.registers.meals import Dishes, DishIngredients
from kgcore.standards import food
from kgcore.testing import tiny_office

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
    assert taken["dish"] >= 0.9
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


def test_a_bone_that_is_not_kept_is_no_other_bone(foods, seeds):
    assert foods.understand("腔骨").name is None and foods.understand("腔骨").proposals == ()
    draft = draft_dish("土豆炖腔骨", *seeds)
    assert "肘棒" not in set(draft.ingredients["food"]) and not draft.certain


def test_a_bracket_that_tells_the_kind_is_no_wrong_reading(foods, dishes):
    listed = {
        "牛肉（瘦）": "牛肉",
        "蒜苗（蒜苔）": "青蒜",
        "瘦牛肉": "牛肉",
        "牛肉(瘦)": "猪肉",
        "香菇（干）": "鲜香菇",
    }
    table = pd.DataFrame({"kind": "food", "name": listed.keys(), "meant": listed.values()})
    assert judged(table, foods, dishes)["verdict"].tolist() == [
        "narrower", "narrower", "wrong", "wrong", "other_state",
    ]  # fmt: skip


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


@pytest.fixture(scope="module")
def seeds():
    return [food.load(name) for name in food.SEEDED]


def test_everyday_dishes_are_rows_of_the_registers(seeds):
    foods = seeds[0]
    dishes, parts = food.load("everyday_dishes"), food.load("everyday_ingredients")
    for rows, register in ((dishes, Dishes), (parts, DishIngredients)):
        schema = register.to_schema()
        schema.validate(rows.assign(site="main")[list(schema.columns)], lazy=True)
    assert not set(dishes["dish"]) & set(seeds[1]["dish"])
    assert set(parts["dish"]) == set(dishes["dish"])
    assert set(parts["food"]) <= set(foods["food"])
    assert not parts.duplicated(["dish", "food"]).any()
    pairs = set(zip(parts["dish"], parts["food"], strict=True))
    assert set(zip(dishes["dish"], dishes["main_ingredient"], strict=True)) <= pairs
    assert (parts["net_g_small"] <= parts["net_g_middle"]).all()
    assert (parts["net_g_middle"] <= parts["net_g_large"]).all()
    assert parts["net_g_large"].max() <= 250
    for meal in (terms.BREAKFAST, terms.SUPPER):
        assert dishes["meals"].str.contains(meal).sum() >= 60
    nuts = parts.loc[parts["food"].isin(["花生仁", "核桃", "腰果", "杏仁", "松子仁"]), "dish"]
    assert dishes.set_index("dish").loc[nuts, "note"].str.contains("碾碎").all()
    beans = parts.loc[parts["food"].isin(["四季豆", "扁豆", "豆角", "长豇豆"]), "dish"]
    assert dishes.set_index("dish").loc[beans, "note"].str.contains("熟").all()


def test_no_everyday_dish_is_salty_or_a_meal_of_its_own(seeds):
    facts = seeds[0].set_index("food")
    parts = food.load("everyday_ingredients")
    grams = parts["net_g_middle"].to_numpy() / 100
    per_dish = facts.loc[parts["food"], ["na_mg", "energy_kcal"]].fillna(0).mul(grams, axis=0)
    sums = per_dish.groupby(parts["dish"].to_numpy()).sum()
    assert (sums["na_mg"] * 2.54 / 1000).max() <= 0.9
    assert sums["energy_kcal"].between(8, 330).all()


def test_an_everyday_dish_is_a_draft_until_confirmed(dishes, seeds):
    name = dishes.understand("西葫芦炒鸡丁").name
    draft = everyday_dish(name, seeds[0])
    assert draft.dish["confidence"].tolist() == [terms.DRAFT]
    assert set(draft.ingredients["food"]) >= {"西葫芦", "鸡胸肉"}
    assert everyday_dish(name, seeds[0][seeds[0]["food"] != "西葫芦"]) is None


@pytest.mark.parametrize(
    ("writing", "course", "method", "named"),
    [
        ("莴笋炒鸡丝", terms.SECOND, "炒", {"莴笋", "鸡胸肉"}),
        ("冬瓜肉片汤", terms.SOUP, "煮", {"冬瓜", "瘦猪肉"}),
        ("清炒油菜", terms.VEGETABLE, "炒", {"青菜"}),
        ("番茄牛肉粥", terms.STAPLE, "煮", {"大米", "番茄", "牛肉"}),
        ("红烧鲤鱼", terms.MAIN, "烧", {"鲤鱼"}),
        ("胡萝卜鸡蛋饼", terms.SNACK, "煎", {"面粉", "胡萝卜", "鸡蛋"}),
    ],
)
def test_a_dish_is_drafted_from_its_name(seeds, writing, course, method, named):
    draft = draft_dish(writing, *seeds)
    row = draft.dish.iloc[0]
    assert (row["course"], row["method"], row["confidence"]) == (course, method, terms.DRAFT)
    assert named <= set(draft.ingredients["food"])
    assert row["main_ingredient"] in named
    bands = draft.ingredients[["net_g_small", "net_g_middle", "net_g_large"]]
    assert ((bands["net_g_small"] <= bands["net_g_middle"]) & (bands["net_g_middle"] <= bands["net_g_large"])).all()
    schema = Dishes.to_schema()
    schema.validate(draft.dish.assign(site="main")[list(schema.columns)], lazy=True)
    schema = DishIngredients.to_schema()
    schema.validate(draft.ingredients.assign(site="main")[list(schema.columns)], lazy=True)


def test_the_grams_of_a_draft_are_medians_of_like_dishes(seeds):
    """清炒油菜 → 青菜: of the fried 素菜 the packaged dishes with 青菜 hold 70 g at the median in the middle class."""
    _, dishes, parts = seeds
    like = dishes.loc[(dishes["course"] == terms.VEGETABLE) & (dishes["method"] == "炒"), "dish"]
    rows = parts[parts["dish"].isin(like) & (parts["food"] == "青菜")]
    draft = draft_dish("清炒油菜", *seeds).ingredients.set_index("food")
    assert draft.loc["青菜", "net_g_middle"] == rows["net_g_middle"].median()


@pytest.mark.parametrize(
    ("writing", "certain"),
    [
        ("南瓜粥", True), ("土豆烧鸡腿", True), ("娃娃菜豆腐汤", True), ("清炒大白菜", True),
        ("雪莲果炒肉片", False),  # nobody knows 雪莲果
        ("青豆玉米", False),  # 青豆 may be three foods
        ("鸡蛋", False), ("粥", False),  # how is it cooked, what is in it
        ("时蔬炒肉", False),
    ],
)  # fmt: skip
def test_a_draft_is_certain_when_every_word_of_the_name_is_understood(seeds, writing, certain):
    assert draft_dish(writing, *seeds).certain == certain


def test_a_sweet_gruel_gets_no_oil_and_a_savoury_one_does(seeds):
    gruels = {name: draft_dish(name, *seeds).ingredients["food"].tolist() for name in ("南瓜粥", "青菜瘦肉粥")}
    assert gruels["南瓜粥"] == ["大米", "南瓜"]
    assert "食盐" in gruels["青菜瘦肉粥"]


@pytest.mark.parametrize(
    ("food", "unit", "specification", "kg"),
    [
        ("鸡蛋", "板", "30枚/板", "1.65"),
        ("鸡蛋", "盒", "10枚", "0.55"),
        ("鲈鱼", "条", "", "0.6"),
        (None, "个", "", None),
    ],
)
def test_a_piece_weighs_what_the_table_says(food, unit, specification, kg):
    each = piece_kg(food, unit, specification)
    assert each == (None if kg is None else Decimal(kg))


def test_a_name_without_a_food_is_not_drafted(seeds):
    assert draft_dish("快乐拼盘", *seeds) is None


def test_no_menu_is_planned_with_a_draft_and_a_posted_one_still_holds_it():
    with tiny_office() as office:
        name = office.read("menus", "2026-W20")["dish"].iloc[0]
        dish = office.read("dishes").query("dish == @name").assign(confidence=terms.DRAFT)
        office.write({"dishes": dish}, who="test")
        for week, holds_it in (("2026-W25", False), ("2026-W20", True)):
            problem = menu.open_problem(office, menu.PlanRequest.of(week))
            assert (name in set(problem.dishes["dish"])) == holds_it


def test_a_list_that_does_not_say_what_is_meant_is_not_judged(tmp_path, capsys):
    path = tmp_path / "名称.csv"
    path.write_bytes("kind,name\nfood,西红柿\nfood,没听过的\n".encode("gb18030"))
    assert run(["names", str(path), "--json"]) == 0
    shares_of = json.loads(capsys.readouterr().out)["shares"]["food"]
    assert (shares_of["understood"], shares_of["missed"], shares_of["wrong"]) == (0.5, 0.5, 0)


def test_a_list_of_pages_counts_what_it_says(tmp_path, capsys):
    path = tmp_path / "名称.csv"
    path.write_text("kind,name,freq_web_pages,product_name\ndish,米饭,3,大米饭\ndish,炒面,1,\n", encoding="utf-8")
    assert run(["names", str(path), "--json"]) == 0
    dish = json.loads(capsys.readouterr().out)["shares"]["dish"]
    assert (dish["occurrences"], dish["right"], dish["wrong"]) == (4, 0.75, 0)


@pytest.mark.parametrize(
    ("writing", "course", "main", "least"),
    [
        ("土豆烧鸡腿", "大荤", "鸡腿", {"土豆": 20, "鸡腿": 20}), ("香菇炖鸡", "大荤", "鸡", {"鸡": 20}),
        ("青椒肉丝", "小荤", "青椒", {"青椒": 25, "瘦猪肉": 8}),
        ("冬瓜排骨汤", "汤羹", "冬瓜", {"冬瓜": 20, "猪小排": 8}),
    ],
)  # fmt: skip
def test_a_draft_has_portions_of_foods_that_a_dish_is_named_after(seeds, writing, course, main, least):
    draft = draft_dish(writing, *seeds)
    assert draft.dish[["course", "main_ingredient"]].to_numpy().tolist() == [[course, main]]
    grams = draft.ingredients.set_index("food")["net_g_middle"]
    assert all(grams[food] >= low for food, low in least.items()), grams.to_dict()


def test_a_dried_food_keeps_its_pinch(seeds):
    grams = draft_dish("紫菜虾皮汤", *seeds).ingredients.set_index("food")["net_g_middle"]
    assert grams["紫菜"] < 2 and grams["虾皮"] < 2
