"""A kitchen small enough to check by hand: five dishes for every place, sixteen foods, a week of two days."""

import datetime as dt
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from kgcore import registers
from kgcore.menu import Problem
from kgcore.standards import Profile

MONDAY = dt.date(2026, 5, 4)
FOODS = {  # group, kind, origin, colour, allergens, fen per kg, kcal, protein, fat, carb, ca
    "米": ("谷类", "米面杂粮", "cereal", None, None, 600, 350, 8, 1, 77, 10),
    "面": ("谷类", "米面杂粮", "cereal", None, "小麦", 500, 340, 11, 1, 72, 30),
    "肉": ("畜禽肉", "畜肉", "animal", None, None, 4000, 150, 20, 8, 1, 6),
    "鱼": ("水产", "鱼", "animal", None, "鱼", 3500, 110, 18, 4, 0, 50),
    "豆腐": ("大豆制品", "大豆制品", "legume", None, "大豆", 800, 80, 8, 4, 3, 160),
    "菠菜": ("蔬菜", "叶花菜", "plant", "深色", None, 900, 28, 2.6, 0.3, 4.5, 66),
    "奶": ("奶类", "奶类", "animal", None, "奶", 1200, 65, 3, 3.5, 5, 104),
    "鸡": ("畜禽肉", "禽肉", "animal", None, None, 2500, 130, 19, 6, 1, 9),
    "蛋": ("蛋类", "蛋类", "animal", None, "蛋", 1100, 140, 13, 9, 2, 56),
    "南瓜": ("蔬菜", "瓜茄", "plant", "深色", None, 400, 23, 0.7, 0.1, 5, 16),
    "苹果": ("水果", "鲜果", "plant", None, None, 900, 53, 0.4, 0.2, 13, 4),
    "梨": ("水果", "鲜果", "plant", None, None, 800, 50, 0.4, 0.2, 13, 9),
    "盐": ("盐", "盐", "plant", None, None, 300, 0, 0, 0, 0, 22),
    "油": ("油", "植物油", "plant", None, None, 1500, 899, 0, 99.9, 0, 10),
    "核桃": ("坚果", "坚果种子", "plant", None, "坚果", 8000, 646, 15, 59, 19, 56),
    "糖": ("糖", "糖", "plant", None, None, 700, 400, 0, 0, 99.9, 20),
}
PLACES = {
    "主食": (
        "午餐",
        "蒸",
        [("米饭", "米", 55), ("馒头", "面", 55), ("面条", "面", 60), ("南瓜饭", "米", 50), ("拌面", "面", 50)],
    ),
    "大荤": (
        "午餐",
        "烧",
        [("红烧肉", "肉", 45), ("蒸鱼", "鱼", 50), ("肉丸", "肉", 40), ("炖鸡", "鸡", 50), ("鸡块", "鸡", 45)],
    ),
    "小荤": (
        "午餐",
        "炒",
        [
            ("肉末豆腐", "豆腐", 50),
            ("鱼片豆腐", "豆腐", 45),
            ("肉丝", "肉", 25),
            ("蛋羹", "蛋", 40),
            ("炒蛋", "蛋", 35),
        ],
    ),
    "素菜": (
        "午餐",
        "炒",
        [
            ("炒菠菜", "菠菜", 80),
            ("蒸菠菜", "菠菜", 75),
            ("煮豆腐", "豆腐", 60),
            ("煮南瓜", "南瓜", 80),
            ("南瓜丝", "南瓜", 70),
        ],
    ),
    "汤羹": (
        "午餐",
        "煮",
        [
            ("菠菜汤", "菠菜", 20),
            ("鱼汤", "鱼", 15),
            ("豆腐汤", "豆腐", 25),
            ("蛋汤", "蛋", 15),
            ("南瓜汤", "南瓜", 30),
        ],
    ),
    "点心": (
        "早点;午点",
        "烤",
        [
            ("蛋糕", "面", 30),
            ("米糕", "米", 30),
            ("酥饼", "面", 25),
            ("核桃糕", "核桃", 10),
            ("南瓜糕", "南瓜", 40),
            ("蛋卷", "蛋", 25),
        ],
    ),
    "奶饮": (
        "早点",
        "加热",
        [("牛奶", "奶", 180), ("热奶", "奶", 170), ("甜奶", "奶", 175), ("温奶", "奶", 165), ("纯奶", "奶", 180)],
    ),
    "水果": (
        "午点",
        "生食",
        [("梨块", "梨", 100), ("梨片", "梨", 95), ("整梨", "梨", 105), ("苹果块", "苹果", 100), ("苹果片", "苹果", 95)],
    ),
}

EQUIPMENT = {"蒸": "蒸柜", "烤": "烤箱", "煮": "汤锅", "炒": "炒锅", "烧": "炒锅"}


def foods() -> pd.DataFrame:
    columns = [c.name for c in registers.nutrients()]
    rows = []
    for n, (food, (group, kind, origin, colour, allergens, price, kcal, protein, fat, carb, ca)) in enumerate(
        FOODS.items()
    ):
        row = dict.fromkeys(columns, float(n % 3))
        row |= {"energy_kcal": kcal, "protein_g": protein, "fat_g": fat, "carb_g": carb, "ca_mg": ca, "p_mg": ca,
                "na_mg": 39000.0 if food == "盐" else 10.0, "iodine_ug": np.nan}  # fmt: skip
        row |= {"food": food, "guide_group": group, "kind": kind, "origin": origin, "vegetable_colour": colour,
                "allergens": allergens, "purchase": "fresh" if group in ("水产", "蔬菜") else "store",
                "price_fen_per_kg": price, "edible_pct": 80.0 if food == "鱼" else 100.0,
                "added_sugar_g": 100.0 if food == "糖" else 0.0}  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows)


def dishes() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, ingredients = [], []
    for course, (meals, method, made) in PLACES.items():
        for n, (dish, food, grams) in enumerate(made):
            rows.append({
                "dish": dish, "course": course, "meals": meals, "method": "炸" if dish == "肉丸" else method,
                "main_ingredient": food, "family": FOODS[food][0], "colour": ("红", "白")[n % 2],
                "texture": ("软", "脆")[n % 2], "season_months": "1;2;3" if dish == "整梨" else "4;5;6",
                "equipment": EQUIPMENT.get(method, "无"), "prep_minutes": 30 + 10 * n,
            })  # fmt: skip
            parts = [(food, grams)]
            if course in ("大荤", "小荤", "素菜", "汤羹"):
                parts += [("油", 4), ("盐", 0.4)]
            if dish in ("蛋糕", "甜奶"):
                parts.append(("糖", 5))
            for name, g in parts:
                ingredients.append({"dish": dish, "food": name, "net_g_small": g * 0.8, "net_g_middle": float(g),
                                    "net_g_large": g * 1.2})  # fmt: skip
    return pd.DataFrame(rows), pd.DataFrame(ingredients)


def days(number: int = 2, weeks: int = 1) -> list[dt.date]:
    return [MONDAY + dt.timedelta(days=7 * w + d) for w in range(weeks) for d in range(number)]


def make(number: int = 2, weeks: int = 1, **changes) -> Problem:
    made, ingredients = dishes()
    given = {
        "days": days(number, weeks), "dishes": made, "dish_ingredients": ingredients, "foods": foods(),
        "children": pd.DataFrame({"site": ["main"] * 3, "band": ["小班", "中班", "大班"], "diners": [100, 200, 100]}),
        "profile": Profile.of({"override": {"kinds_per_week_min": 8.0, "kinds_per_day_min": 6.0}}), "fee_fen": 800.0,
    }  # fmt: skip
    few_foods = pd.DataFrame({"rule": "main_ingredient", "key": ["day", "week"], "high": [3.0, 9.0]})
    given["settings"] = pd.concat([few_foods, changes.pop("settings", None)])
    return Problem.from_frames(**(given | changes))


@pytest.fixture
def kitchen():
    return make


def real(a_course: int, number: int, seed: int) -> Problem:
    """Days of the product's own dishes in season, so many drawn of each course, twice as many snacks."""
    random = np.random.default_rng(seed)
    folder = files("kgcore.standards") / "food"
    frames = {name: pd.read_csv(str(folder / f"{name}.csv")) for name in ("foods", "dishes", "dish_ingredients")}
    table = frames["dishes"]
    fresh = table[[str(MONDAY.month) in months.split(";") for months in table["season_months"]]]
    frames["dishes"] = pd.concat(
        rows.iloc[random.permutation(len(rows))[: a_course * (2 if course == "点心" else 1)]]
        for course, rows in fresh.groupby("course")
    )
    problem = make(number=number, profile=Profile.load(), fee_fen=1000.0, **frames)
    points = np.random.default_rng(seed).normal(3.5, 0.5, len(problem.dishes)).clip(1, 5)
    return problem.with_(preference=points)
