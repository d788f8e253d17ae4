"""The composition table and the dishes: curated as documented in docs/food.md, and fit to be eaten."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from kgcore.registers import terms
from kgcore.registers.base import Register
from kgcore.registers.foods import Foods
from kgcore.registers.meals import Dishes, DishIngredients
from kgcore.standards import meal_factors
from kgcore.standards.food import load

FOOD_COLUMNS = [name for name in Foods.to_schema().columns if name != "site"]
NUTRIENTS = FOOD_COLUMNS[FOOD_COLUMNS.index("energy_kcal") : FOOD_COLUMNS.index("iodine_ug") + 1]
MAIN_FIVE = ["energy_kcal", "protein_g", "fat_g", "carb_g", "na_mg"]
SAVOURY = [terms.MAIN, terms.SECOND, terms.VEGETABLE, terms.SOUP]
SALTY = {"食盐", "酱油", "甜面酱", "蚝油", "豆豉"}
METHODS = {"蒸", "煮", "炒", "烧", "炖", "煎", "烤", "炸", "焯拌", "加热", "即食", "生食"}
MENU = [
    (terms.MILK, terms.MORNING_SNACK), (terms.SNACK, terms.MORNING_SNACK),
    (terms.STAPLE, terms.LUNCH), (terms.MAIN, terms.LUNCH), (terms.SECOND, terms.LUNCH),
    (terms.VEGETABLE, terms.LUNCH), (terms.SOUP, terms.LUNCH),
    (terms.SNACK, terms.AFTERNOON_SNACK), (terms.FRUIT, terms.AFTERNOON_SNACK),
]  # fmt: skip


def read(name: str) -> pd.DataFrame:
    with files("kgcore.standards").joinpath("food", f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype={"code": "str"})


@pytest.fixture(scope="module")
def foods():
    return read("foods").set_index("food", drop=False)


@pytest.fixture(scope="module")
def dishes():
    return read("dishes").set_index("dish", drop=False)


@pytest.fixture(scope="module")
def ingredients():
    return read("dish_ingredients")


@pytest.fixture(scope="module")
def per_dish(foods, ingredients):
    """Nutrients of one middle-band portion of each dish; not determined counts as nothing here."""
    table = foods.loc[ingredients["food"], NUTRIENTS].fillna(0).to_numpy()
    grams = ingredients["net_g_middle"].to_numpy()[:, None]
    return pd.DataFrame(table * grams / 100, columns=NUTRIENTS).groupby(ingredients["dish"].to_numpy()).sum()


def words(series: pd.Series) -> pd.Series:
    return series.fillna("").map(lambda text: set(text.split(";")) - {""})


def test_there_is_enough_of_everything(foods, dishes):
    assert 370 <= len(foods) <= 450
    least = {
        terms.STAPLE: 40, terms.MAIN: 60, terms.SECOND: 40, terms.VEGETABLE: 50,
        terms.SOUP: 40, terms.SNACK: 40, terms.MILK: 6, terms.FRUIT: 15,
    }  # fmt: skip
    counts = dishes["course"].value_counts().to_dict()
    assert set(counts) == set(terms.COURSES)
    assert {course: counts[course] for course in least if counts[course] < least[course]} == {}
    assert len(dishes) >= 300


def test_keys_are_unique_and_references_resolve(foods, dishes, ingredients):
    assert foods["food"].is_unique
    assert dishes["dish"].is_unique
    assert not ingredients.duplicated(["dish", "food"]).any()
    assert set(ingredients["food"]) <= set(foods["food"])
    assert set(ingredients["dish"]) == set(dishes["dish"])
    pairs = set(zip(ingredients["dish"], ingredients["food"], strict=True))
    assert set(zip(dishes["dish"], dishes["main_ingredient"], strict=True)) <= pairs


@pytest.mark.parametrize(
    ("name", "register"), [("foods", Foods), ("dishes", Dishes), ("dish_ingredients", DishIngredients)]
)
def test_every_row_passes_its_register(name, register: type[Register]):
    frame = read(name).assign(site="main")
    schema = register.to_schema()
    assert set(schema.columns) <= set(frame.columns)
    schema.validate(frame[list(schema.columns)], lazy=True)


def test_an_alias_means_one_food(foods):
    names = [*foods["food"], *(alias for group in words(foods["aliases"]) for alias in group)]
    assert pd.Series(names).duplicated().sum() == 0


def test_columns_and_vocabularies(foods, dishes, ingredients):
    assert list(foods.columns) == FOOD_COLUMNS
    assert len(NUTRIENTS) == 37
    assert set(foods["guide_group"]) == set(terms.FOOD_GROUPS)
    assert set(foods["origin"]) == set(terms.ORIGIN_LABELS)
    assert set(foods["purchase"]) == {"store", "fresh"}
    assert set().union(*words(foods["allergens"])) == {*terms.ALLERGENS, "未知"}
    coloured = foods["vegetable_colour"].notna()
    assert (coloured == (foods["guide_group"] == "蔬菜")).all()
    assert set(foods.loc[coloured, "vegetable_colour"]) == {terms.DARK, terms.LIGHT}
    assert set(dishes["method"]) <= METHODS
    assert set(ingredients["grams_basis"]) <= {"seen", "adapted", "own-knowledge"}
    assert set().union(*words(dishes["meals"])) == set(terms.MEALS)
    for meal in (terms.BREAKFAST, terms.SUPPER):
        assert words(dishes["meals"]).map(lambda meals, meal=meal: meal in meals).sum() >= 60
    assert all(0.5 <= factor <= 2 for factor in meal_factors(dishes).values())
    for frame in (foods, dishes):
        assert set().union(*words(frame["season_months"])) == {str(month) for month in range(1, 13)}
        assert words(frame["season_months"]).map(len).min() >= 1


def test_every_row_says_where_it_comes_from(foods, dishes, ingredients):
    for frame in (foods, dishes, ingredients):
        assert frame["source"].str.strip().str.len().min() > 0
    assert foods["price_source"].str.endswith("待核）").all()  # no price list was read
    own = words(foods["own_values"])
    assert set().union(*own) <= {"added_sugar_g", *NUTRIENTS}
    assert (foods.loc[own.map(len) > 0, "confidence"] != "seen").all()
    for food, columns in own.items():
        assert foods.loc[food, sorted(columns)].notna().all(), food


def test_dish_seasons_are_months_its_main_food_is_sold(foods, dishes):
    sold = words(foods["season_months"])
    late = [
        dish
        for dish, months, main in zip(
            dishes["dish"], words(dishes["season_months"]), dishes["main_ingredient"], strict=True
        )
        if not months <= sold[main]
    ]
    assert late == []


def test_quantities_lie_in_their_ranges(foods, dishes, ingredients):
    assert foods["edible_pct"].between(1, 100).all()
    assert foods["shelf_life_days"].between(1, 1500).all()
    assert foods["price_fen_per_kg"].between(100, 40000).all()
    assert foods["price_fen_per_kg"].dtype.kind == "i"
    assert foods["added_sugar_g"].dropna().between(0, 100).all()
    assert (foods[NUTRIENTS].min() >= 0).all()
    assert foods["energy_kcal"].between(0, 905).all()
    parts = foods[["protein_g", "fat_g", "carb_g", "water_g", "ash_g"]].sum(axis=1)
    assert parts[parts > 105].to_dict() == {}
    assert (foods["fibre_g"].fillna(0) <= foods["carb_g"].fillna(100)).all()
    assert (foods["added_sugar_g"].fillna(0) <= foods["carb_g"].fillna(100) + 1e-9).all()
    assert dishes["prep_minutes"].between(10, 300).all()
    grams = ingredients[["net_g_small", "net_g_middle", "net_g_large"]]
    assert (grams > 0).all(axis=None)
    assert (grams["net_g_small"] <= grams["net_g_middle"]).all()
    assert (grams["net_g_middle"] <= grams["net_g_large"]).all()
    assert grams.max(axis=None) <= 250


def test_vitamin_a_is_retinol_plus_a_twelfth_of_carotene(foods):
    both = foods.dropna(subset=["retinol_ug", "carotene_ug"])
    assert len(both) > 250
    gap = (both["vit_a_ug_rae"] - both["retinol_ug"] - both["carotene_ug"] / 12).abs()
    assert gap[~(gap <= 0.06)].to_dict() == {}


def test_every_value_taken_over_names_its_source(foods):
    sources = load("value_sources")
    pairs = [(row.food, name) for row in sources.itertuples() for name in row.nutrients.split(";")]
    assert len(pairs) == len(set(pairs))
    assert len(pairs) >= 3600
    assert {name for _, name in pairs} <= set(NUTRIENTS)
    assert all(pd.notna(foods.loc[food, name]) for food, name in pairs)
    for name in ("vit_d_ug", "vit_b6_mg", "folate_ug_dfe", "niacin_equivalent_mg", "choline_mg"):
        assert set(foods.index[foods[name].notna()]) == {food for food, of in pairs if of == name}, name


def test_equivalents_agree_with_what_they_are_made_of(foods):
    known = foods.dropna(subset=["niacin_mg", "niacin_equivalent_mg", "protein_g"])
    tryptophan_mg = (known["niacin_equivalent_mg"] - known["niacin_mg"]) * 60
    rounding = 60 * 0.11  # the foreign table gives one decimal
    odd = (tryptophan_mg < 5 * known["protein_g"] - rounding) | (tryptophan_mg > 22 * known["protein_g"] + rounding)
    assert known.index[odd].tolist() == []
    known = foods.dropna(subset=["vit_e_mg", "vit_e_alpha_te_mg"])
    more = known[known["vit_e_alpha_te_mg"] > known["vit_e_mg"] * 1.02 + 0.01]
    assert more.index.tolist() == []


def test_energy_follows_from_the_macronutrients(foods):
    fibre = foods["fibre_g"].fillna(0)
    energy = 4 * foods["protein_g"] + 9 * foods["fat_g"] + 4 * (foods["carb_g"] - fibre) + 2 * fibre
    stray = (energy - foods["energy_kcal"]).abs() > 0.3 * foods["energy_kcal"]
    unexplained = stray & ~foods["note"].fillna("").str.contains("能量")
    assert foods.index[unexplained].tolist() == []
    assert stray.sum() <= 5


def test_plants_hold_no_retinol_and_no_cholesterol(foods):
    plain = foods[foods["guide_group"].isin(["蔬菜", "菌藻", "水果", "薯类", "杂豆", "坚果", "大豆制品"])]
    assert (plain[["retinol_ug", "cholesterol_mg"]].fillna(0) == 0).all(axis=None)


def test_not_determined_is_kept_apart_from_zero(foods):
    assert pd.isna(foods.loc["鸡蛋", "carotene_ug"])  # of which vitamin A and retinol contradict each other
    assert pd.isna(foods.loc["苏打饼干", "vit_e_alpha_te_mg"])  # the foreign value is above our total
    assert foods.loc["牛奶", "vit_c_mg"] == 0  # a trace is determined


# 中国食物成分表标准版第6版; salt and its iodine from the documented supplement
@pytest.mark.parametrize(
    ("food", "column", "value"),
    [
        ("鸡蛋", "energy_kcal", 139), ("鸡蛋", "protein_g", 13.1), ("鸡蛋", "edible_pct", 87),
        ("大米", "energy_kcal", 346), ("大米", "protein_g", 7.9),
        ("牛奶", "ca_mg", 107), ("牛奶", "energy_kcal", 65),
        ("面粉", "protein_g", 12.4), ("豆腐", "energy_kcal", 84), ("瘦猪肉", "protein_g", 20.7),
        ("胡萝卜", "carotene_ug", 4130), ("胡萝卜", "vit_a_ug_rae", 344.2), ("猪肝", "retinol_ug", 6502),
        ("菠菜", "fe_mg", 2.9), ("苹果", "edible_pct", 85), ("虾皮", "ca_mg", 991),
        ("酱油", "na_mg", 5757), ("食盐", "na_mg", 39311), ("食盐", "iodine_ug", 2500),
    ],
)  # fmt: skip
def test_published_values(foods, food, column, value):
    assert foods.loc[food, column] == pytest.approx(value)


def test_main_nutrients_are_known_for_all_that_is_cooked(foods, ingredients):
    known = foods.loc[ingredients["food"], NUTRIENTS].notna().to_numpy()
    grams = ingredients["net_g_middle"].to_numpy()
    coverage = pd.Series((known * grams[:, None]).sum(axis=0) / grams.sum(), index=NUTRIENTS).round(3)
    least = pd.Series(0.75, index=NUTRIENTS)
    least[MAIN_FIVE] = 1.0
    least["choline_mg"] = 0.7
    assert (coverage >= least).all(), f"share of grams with a determined value:\n{coverage.to_string()}"


@pytest.mark.parametrize(
    ("food", "allergens"),
    [
        ("面包", {"小麦", "奶", "蛋", "大豆", "未知"}), ("蛋糕", {"小麦", "奶", "蛋", "大豆", "未知"}),
        ("饼干", {"小麦", "奶", "蛋", "大豆", "未知"}), ("酱油", {"大豆", "小麦"}), ("甜面酱", {"大豆", "小麦"}),
        ("烤麸", {"小麦"}), ("龙须面", {"小麦", "蛋"}), ("色拉油", {"大豆"}), ("芝麻酱", {"芝麻", "花生"}),
        ("虾皮", {"甲壳"}), ("黄油", {"奶"}), ("芝麻油", {"芝麻"}), ("大米", set()),
        ("醋", {"小麦"}), ("黄酒", {"小麦"}), ("咖喱粉", {"小麦", "未知"}), ("汤圆", {"花生", "芝麻", "未知"}),
        ("鱼丸", {"蛋", "鱼", "大豆", "未知"}), ("咸肉", {"未知"}), ("豆沙", {"未知"}),
    ],
)  # fmt: skip
def test_composite_foods_carry_all_their_allergens(foods, food, allergens):
    assert words(foods["allergens"])[food] == allergens


@pytest.mark.parametrize(
    ("dish", "allergens"),
    [
        ("馒头", {"小麦"}), ("番茄炒蛋", {"蛋"}), ("红烧肉", {"大豆", "小麦"}), ("奶黄包", {"小麦", "蛋", "奶"}),
        ("大米饭", set()), ("清蒸鲈鱼", {"鱼", "大豆", "小麦"}), ("苹果", set()),
        ("菜肉大馄饨", {"小麦", "甲壳", "芝麻"}),
    ],
)  # fmt: skip
def test_a_dish_carries_the_allergens_of_its_foods(foods, ingredients, dish, allergens):
    used = ingredients.loc[ingredients["dish"] == dish, "food"]
    assert set().union(*words(foods["allergens"])[used]) == allergens


def test_a_child_who_must_avoid_everything_finds_something_in_every_place_in_every_month(foods, dishes, ingredients):
    held = ingredients.assign(some=words(foods["allergens"])[ingredients["food"]].map(bool).to_numpy())
    free = dishes.index[~held.groupby("dish")["some"].any()[dishes.index]]
    left = dishes.loc[free]
    for month in map(str, range(1, 13)):
        here = left[left["season_months"].str.split(";").map(lambda months, month=month: month in months)]
        assert (here.groupby("course").size().reindex(terms.COURSES, fill_value=0) >= 4).all(), month
    morning = left[(left["course"] == terms.MILK) & left["meals"].str.contains("早点")]
    assert len(morning) >= 4


@pytest.mark.parametrize(
    ("group", "allergen"),
    [("奶类", "奶"), ("蛋类", "蛋"), ("大豆制品", "大豆")],
)
def test_whole_groups_carry_their_allergen(foods, group, allergen):
    held = words(foods.loc[foods["guide_group"] == group, "allergens"])
    assert held.index[~held.map(lambda some: allergen in some)].tolist() == []


def test_fish_and_crustaceans_carry_their_allergen(foods):
    held = words(foods["allergens"])
    assert all("鱼" in held[food] for food in foods.index[foods["kind"] == "鱼"])
    assert all("甲壳" in held[food] for food in foods.index[foods["kind"] == "甲壳"])


def test_savoury_dishes_have_their_salt_and_oil(foods, dishes, ingredients):
    used = ingredients.groupby("dish")["food"].agg(set)
    savoury = dishes.index[dishes["course"].isin(SAVOURY)]
    assert [dish for dish in savoury if not used[dish] & SALTY] == []
    oils = set(foods.index[foods["guide_group"] == "油"])
    dry = [dish for dish in savoury if not used[dish] & oils]
    fatty = {"五花肉", "猪小排", "肘棒", "鸡", "鸭", "乌骨鸡", "猪腿肉"}
    assert [dish for dish in dry if not used[dish] & fatty] == []
    fried = dishes.index[dishes["method"].isin(["炒", "煎", "炸"])]
    assert [dish for dish in fried if not used[dish] & oils] == []


def test_no_dish_is_salty(dishes, per_dish):
    salt = per_dish["na_mg"] * 2.54 / 1000
    lunch = salt[dishes.index[dishes["course"].isin(SAVOURY)]]
    assert lunch[~lunch.between(0.1, 0.7)].to_dict() == {}
    assert salt[dishes.index].max() <= 0.7


def test_no_dish_that_a_kindergarten_must_not_serve(foods, dishes, ingredients):
    assert set(dishes.loc[dishes["method"] == "生食", "course"]) == {terms.FRUIT}
    used = set(ingredients["food"])
    assert not used & {"四季豆", "扁豆", "豆角", "皮蛋", "咸鸭蛋", "核桃", "杏仁", "腰果", "花生仁"}
    assert not dishes["dish"].str.contains("凉拌|冷|沙拉|生鱼|醉|刺身|四季豆").any()
    assert not foods.index.isin(["味精", "白果", "皮蛋"]).any()
    nuts = ingredients.loc[ingredients["food"] == "松子仁", "dish"]
    assert dishes.loc[nuts, "note"].str.contains("碾碎").all()
    beans = ingredients.loc[ingredients["food"] == "长豇豆", "dish"]
    assert dishes.loc[beans, "note"].str.contains("熟").all()


def test_portions_of_the_main_parts(foods, dishes, ingredients):
    frame = ingredients.join(foods[["guide_group", "kind"]], on="food").join(dishes["course"], on="dish")
    flesh = frame["guide_group"].isin(["畜禽肉", "水产"])
    main = frame[flesh & (frame["course"] == terms.MAIN)].groupby("dish")["net_g_middle"].sum()
    assert main.between(14, 40).all()
    assert 27 <= main.median() <= 34
    grain = frame[frame["kind"].isin(["米面杂粮"]) & (frame["course"] == terms.STAPLE)]
    assert grain.groupby("dish")["net_g_middle"].sum().between(36, 65).all()
    greens = frame[frame["guide_group"].isin(["蔬菜", "菌藻"]) & (frame["course"] == terms.VEGETABLE)]
    assert 60 <= greens.groupby("dish")["net_g_middle"].sum().median() <= 90


def test_bands_scale_but_milk_and_fruit_do_not(dishes, ingredients):
    frame = ingredients.join(dishes["course"], on="dish")
    alike = frame["course"].isin([terms.MILK, terms.FRUIT])
    assert (frame.loc[alike, "net_g_small"] == frame.loc[alike, "net_g_large"]).all()
    rice = frame[(frame["dish"] == "大米饭")].iloc[0]
    assert rice["net_g_small"] == pytest.approx(0.85 * rice["net_g_middle"], rel=0.01)
    assert rice["net_g_large"] == pytest.approx(1.15 * rice["net_g_middle"], rel=0.01)


def test_two_hundred_random_menus_feed_a_child_sanely(dishes, per_dish):
    rng = np.random.default_rng(20260501)
    pools = [
        dishes.index[(dishes["course"] == course) & dishes["meals"].str.contains(meal)].to_numpy()
        for course, meal in MENU
    ]
    menus = pd.DataFrame([per_dish.loc[[rng.choice(pool) for pool in pools]].sum() for _ in range(200)])
    energy = menus["energy_kcal"]
    assert 650 <= energy.mean() <= 750, energy.describe()
    assert energy.between(600, 830).mean() >= 0.9, energy.describe()
    salt = menus["na_mg"] * 2.54 / 1000
    assert 1.5 <= salt.mean() <= 2.2, salt.describe()
    fat_share = (9 * menus["fat_g"] / energy).mean()
    assert 0.25 <= fat_share <= 0.35
