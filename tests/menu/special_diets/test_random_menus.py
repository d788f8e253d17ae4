"""Random menus of random allergies: no dish that an oracle finds harmful reaches a child, and little else changes."""

import random
from dataclasses import replace
from functools import cache
from importlib.resources import files

import pandas as pd
import pytest

from kgcore.menu import Problem, evaluate, variants
from kgcore.menu.rules import RULES
from kgcore.menu.special_diets.allergy import Avoidance
from kgcore.registers import terms
from kgcore.standards import Profile
from tests.menu.conftest import dishes, foods, make
from tests.menu.menus import plan_of, random_menu
from tests.menu.special_diets.test_variants import children

WORDS = ("奶", "蛋", "鱼", "甲壳", "花生", "大豆", "坚果", "小麦", "芝麻", "软体")
ODD = ("未知", "牛奶", "虾", "南瓜", "大豆制品")


def random_cell(rng: random.Random, empty: float) -> str | None:
    if rng.random() < empty:
        return rng.choice([None, "", "无"])
    parts = rng.sample(WORDS, rng.choice([1, 1, 1, 2, 3]))
    if rng.random() < 0.1:
        parts.append(rng.choice(ODD))
    return rng.choice([";", ";", ";", "；", "、", " ; "]).join(parts)


def said(cell: str | None) -> tuple[set[str], str]:
    """Read a cell as a careful person would: the allergens that occur in it, and what is left over."""
    rest = "" if cell is None or cell != cell or cell == "无" else cell
    found = {word for word in WORDS if word in rest}
    for mark in (*found, *";；、 "):
        rest = rest.replace(mark, "")
    return found, rest


def harms(cell: str | None, dish: str, foods_of: dict[str, list[str]], labels: dict[str, str | None]) -> bool:
    """The oracle: from the rows of the registers alone. What is not understood counts as dangerous."""
    mine, unread = said(cell)
    if not mine and not unread:
        return False
    for food in foods_of[dish]:
        theirs, unclear = said(labels[food])
        if mine & theirs or unclear or (unread and theirs) or any(w in str(cell) and w in food for w in ODD):
            return True
    return False


def leaks(found, menu: pd.DataFrame, cells: dict[str, str | None], foods_of, labels) -> tuple[int, list]:
    """Look at every serving of every allergic child as the class teacher's list has it."""
    told = {
        (row.child, row.date, row.meal, row.course, row.dish): row.substitute
        for row in found.class_list().itertuples(index=False)
    }
    wrong, menus = [], set()
    base = list(menu.itertuples(index=False))
    for child, cell in cells.items():
        if not any(said(cell)):
            continue
        eaten = []
        for row in base:
            dish = told.get((child, row.date, row.meal, row.course, row.dish), row.dish)
            if dish == dish and dish is not None:
                eaten.append(dish)
                if harms(cell, dish, foods_of, labels):
                    wrong.append((cell, row, dish))
        menus.add((said(cell)[1], tuple(sorted(said(cell)[0])), tuple(eaten)))
    return len(menus), wrong


def in_dishes(ingredients: pd.DataFrame) -> dict[str, list[str]]:
    return ingredients.groupby("dish")["food"].agg(list).to_dict()


def small_kitchen(seed: int) -> tuple[int, list]:
    """Five dishes a place, labels of the foods at random, four menus of two days."""
    rng, table = random.Random(seed), foods()
    table["allergens"] = pd.Series([random_cell(rng, 0.55) for _ in range(len(table))], dtype="object")
    problem = make(foods=table, fee_fen=None)
    labels = dict(zip(table["food"], table["allergens"], strict=True))
    looked, wrong = 0, []
    for _ in range(4):
        cells = {f"C{n:05d}": random_cell(rng, 0.0) for n in range(25)}
        menu = random_menu(problem, rng)
        found = variants(plan_of(problem, menu), children(*cells.values()))
        number, bad = leaks(found, menu, cells, in_dishes(dishes()[1]), labels)
        looked, wrong = looked + number, wrong + bad
    return looked, wrong


@cache
def packaged() -> dict[str, pd.DataFrame]:
    food = files("kgcore.standards") / "food"
    return {name: pd.read_csv(str(food / f"{name}.csv")) for name in ("foods", "dishes", "dish_ingredients")}


@cache
def packaged_problem() -> Problem:
    return make(number=5, profile=Profile.load(), fee_fen=None, **packaged())


def real_kitchen(seed: int) -> tuple[int, list]:
    rng, problem = random.Random(seed), packaged_problem()
    cells = {f"C{n:05d}": random_cell(rng, 0.0) for n in range(10)}
    menu = random_menu(problem, rng)
    found = variants(plan_of(problem, menu), children(*cells.values()))
    table = packaged()["foods"]
    labels = dict(zip(table["food"], table["allergens"], strict=True))
    return leaks(found, menu, cells, in_dishes(packaged()["dish_ingredients"]), labels)


def count_leaks(kitchen, seeds) -> int:
    menus = 0
    for seed in seeds:
        looked, wrong = kitchen(seed)
        assert not wrong, (seed, wrong[:3])
        menus += looked
    return menus


def test_no_leak_in_random_menus():
    assert count_leaks(small_kitchen, range(5)) > 300


def test_no_leak_in_menus_of_the_packaged_dishes():
    assert count_leaks(real_kitchen, range(4)) > 30


@pytest.mark.full
def test_no_leak_in_10000_random_menus():
    menus = count_leaks(small_kitchen, range(1000, 1130)) + count_leaks(real_kitchen, range(100, 200))
    assert menus >= 10_000


def test_what_is_chosen_does_not_tell_the_band_of_the_children():
    rng, problem = random.Random(7), packaged_problem()
    plan = plan_of(problem, random_menu(problem, rng))
    cells = ["奶", "蛋", "鱼", "大豆"]
    of_small, of_large = (variants(plan, children(*cells, band=band)) for band in (terms.SMALL, terms.LARGE))
    assert of_small.swaps == of_large.swaps
    assert len(of_small.swaps) > len(cells)


def test_the_oracle_would_see_a_leak():
    problem, menu = packaged_problem(), random_menu(packaged_problem(), random.Random(1))
    found = variants(plan_of(problem, menu), children("奶"))
    blind = replace(found, swaps=())
    labels = dict(zip(packaged()["foods"]["food"], packaged()["foods"]["allergens"], strict=True))
    _, wrong = leaks(blind, menu, {"C00000": "奶"}, in_dishes(packaged()["dish_ingredients"]), labels)
    assert wrong


@pytest.mark.parametrize("seed", range(3))
def test_special_menus_break_no_rule_that_the_base_menu_keeps_unless_they_say_so(seed):
    rng, problem = random.Random(seed), packaged_problem()
    plan = plan_of(problem, random_menu(problem, rng))
    broken = {v.rule for v in evaluate(problem, plan.table()).hard}
    found = variants(plan, children(*(random_cell(rng, 0.0) for _ in range(6))))
    titles = {rule.title: rule.name for rule in RULES}
    for diet, avoid in enumerate(found.avoidances):
        mine = [s for s in found.swaps if s.diet == diet]
        allowed = {titles[title] for s in mine for title in s.gives_way} | {"equipment", "hands"}
        if any(s.instead is None for s in mine):
            allowed.add("courses")
        judged = evaluate(problem.with_(avoid=avoid.allergens), found.menu(diet))
        assert {v.rule for v in judged.hard} <= broken | allowed


def test_packaged_dishes_named_after_an_allergen_hold_it():
    named = {
        "奶": "奶", "蛋": "蛋", "鱼": "鱼", "虾": "甲壳", "蟹": "甲壳", "花生": "花生", "豆腐": "大豆", "豆浆": "大豆",
        "核桃": "坚果", "腰果": "坚果", "馒头": "小麦", "饺": "小麦", "芝麻": "芝麻", "蛤": "软体", "鱿": "软体",
    }  # fmt: skip
    only_by_name = {("清炒奶白菜", "奶"), ("西兰花炒鱿鱼", "鱼"), ("鱼香肉丝(不辣)", "鱼")}
    problem = packaged_problem()
    missing = {
        (dish, word) for n, dish in enumerate(problem.dishes["dish"]) for word, allergen in named.items()
        if word in dish and not Avoidance(frozenset({allergen})).forbids(problem)[n]
    }  # fmt: skip
    assert missing == only_by_name
