"""Special menus: figures by hand, what must never reach an allergic child, and words for what cannot be kept."""

import datetime as dt
import random
from dataclasses import replace
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from kgcore.menu import MenuError, Problem, evaluate, variants
from kgcore.menu.result.tables import diners_of
from kgcore.menu.rules import RULES
from kgcore.menu.special_diets.allergy import Avoidance
from kgcore.registers import terms
from kgcore.standards import Profile
from tests.menu.check.test_evaluation import good
from tests.menu.conftest import MONDAY, dishes, foods, make
from tests.menu.menus import plan_of, random_menu

TUESDAY = MONDAY + dt.timedelta(days=1)
NO_FEE = {"fee_fen": None}


def children(*cells, band="中班") -> pd.DataFrame:
    number = len(cells)
    return pd.DataFrame({
        "site": ["main"] * number, "class_name": [f"{band[0]}一班"] * number, "band": [band] * number,
        "child": [f"C{n:05d}" for n in range(number)], "allergens": pd.Series(list(cells), dtype="object"),
        "enrolled_on": [pd.Timestamp("2025-09-01")] * number, "left_on": [pd.NaT] * number,
    })  # fmt: skip


def cases(*rows) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["child", "kind", "closed_on"])
    return table.assign(site="main", opened_on=pd.Timestamp("2026-03-01"), closed_on=pd.to_datetime(table["closed_on"]))


def kitchen_plan(menu=None, **changes):
    return plan_of(make(**(NO_FEE | changes)), good() if menu is None else menu)


def swapped(found, **where):
    table = found.by_class()
    for column, value in where.items():
        table = table[table[column] == value]
    return table["substitute"].tolist()


def away(dish: tuple[str, float], base: tuple[str, float], targets) -> float:
    table = foods().set_index("food")
    return sum(
        weight * abs(float(table.loc[dish[0], n]) * dish[1] - float(table.loc[base[0], n]) * base[1]) / 100 / targets[n]
        for n, weight in (("energy_kcal", 1), ("protein_g", 1), ("ca_mg", 1), ("fe_mg", 0.5))
    )


def test_only_the_conflicting_dish_is_swapped_for_the_nearest_by_hand():
    plan = kitchen_plan()
    found = variants(plan, children("鱼"))
    (row,) = found.by_class().to_dict("records")
    assert (row["date"], row["meal"], row["course"], row["dish"]) == (TUESDAY, "午餐", "大荤", "蒸鱼")
    targets = plan.problem.targets["中班"].astype(float)
    made = {"炖鸡": ("鸡", 50), "鸡块": ("鸡", 45), "肉丸": ("肉", 40)}  # 红烧肉 was served on Monday
    assert row["substitute"] == min(made, key=lambda dish: away(made[dish], ("鱼", 50), targets))
    assert (row["holds"], row["avoid"], row["children"]) == ("鱼", "鱼", 1)
    assert repr(found) == "<Variants 特殊餐：1 名幼儿，1 种忌口，换 1 处>"
    assert "</th><td>1 人，换 1 处</td>" in found._repr_html_()
    assert found.menu(0)["dish"].tolist() == [
        row["substitute"] if dish == "蒸鱼" else dish for dish in plan.table()["dish"]
    ]


@pytest.mark.parametrize(("points", "pots"), [(0.0, 2), (100.0, 1)])
def test_a_dear_pot_is_shared_by_two_diets(points, pots):
    """Alone, the egg diet takes the nearest to 蛋汤; an egg-and-fish diet has one fewer to choose from."""
    made, ingredients = dishes()
    near = ingredients["dish"] == "鱼汤"  # made so like 蛋汤 that whoever may eat fish would get it
    ingredients.loc[near & (ingredients["food"] == "鱼"), ["net_g_small", "net_g_middle", "net_g_large"]] = [15, 19, 23]
    plan = kitchen_plan(
        dishes=made, dish_ingredients=ingredients,
        settings=pd.DataFrame([{"rule": "substitute", "key": "pot", "weight": points}]),
    )  # fmt: skip
    found = variants(plan, children("蛋", "蛋;鱼"))
    soups = swapped(found, date=TUESDAY, course="汤羹")
    assert len(set(soups)) == pots
    pot = found.pots().query("date == @TUESDAY and dish in @soups")
    assert pot["children"].tolist() == [2] if pots == 1 else [1, 1]


def test_kitchen_amounts_by_hand():
    both = pd.concat([children("鱼", band="小班"), children("鱼", "鱼", band="大班").assign(child=["C1", "C2"])])
    found = variants(kitchen_plan(), both)
    (row,) = found.kitchen().to_dict("records")
    # 炖鸡 and 鸡块: 0.8 and 1.2 of the middle grams, with 4 g oil and 0.4 g salt
    grams = {"炖鸡": 54.4, "鸡块": 49.4, "肉丸": 44.4}[row["substitute"]]
    assert row["kg"] == pytest.approx(grams * (0.8 + 2 * 1.2) / 1000)
    assert row["less_kg"] == pytest.approx(54.4 * (0.8 + 2 * 1.2) / 1000)
    assert (row["children"], row["new_pot"]) == (3, True)
    assert found.ingredients()["kg"].sum() == pytest.approx(row["kg"])
    assert found.pots()["kg"].tolist() == pytest.approx([row["kg"]])


def test_where_no_dish_fits_nothing_is_served_and_it_is_said():
    found = variants(kitchen_plan(), children("奶"))
    drinks = found.by_class().query("course == '奶饮'")
    assert drinks["substitute"].isna().all()
    assert len(drinks) == 2
    assert "奶饮" not in set(found.menu(0)["course"])
    severe = [f for f in found.findings() if f.severity == "severe"]
    assert len(severe) == 2
    for word in (str(MONDAY), "早点·奶饮", "牛奶", "中一班1人", "忌奶", "有5道", "含奶的5道"):
        assert word in severe[0].text
    assert "补一道当季、不含奶的奶饮" in severe[0].advice


def test_a_child_of_unknown_allergy_gets_only_what_holds_none():
    found = variants(kitchen_plan(), children("未知"))
    free = {"米", "肉", "菠菜", "鸡", "南瓜", "苹果", "梨", "盐", "油", "糖"}
    _, ingredients = dishes()
    eaten = ingredients[ingredients["dish"].isin(found.menu(0)["dish"])]
    assert set(eaten["food"]) <= free
    assert any(f.code == "menu.variant.unknown" and "中一班1人" in f.text for f in found.findings())


def test_a_food_nobody_looked_up_is_kept_from_every_allergic_child():
    table = foods()
    table.loc[table["food"].isin(["鸡", "肉"]), "allergens"] = ["未知", "芝麻？"]
    found = variants(kitchen_plan(foods=table), children("坚果"))
    held = {"红烧肉", "肉丸", "炖鸡", "鸡块"}
    assert held.isdisjoint(found.menu(0)["dish"])
    assert swapped(found, date=MONDAY, course="大荤") == ["蒸鱼"]


@pytest.mark.parametrize(
    ("cell", "allergens", "unclear"),
    [
        ("奶;蛋", {"奶", "蛋"}, False), ("奶；蛋", {"奶", "蛋"}, False), (" 奶、蛋 ", {"奶", "蛋"}, False),
        ("无", set(), False), ("", set(), False), (None, set(), False), (np.nan, set(), False),
        ("未知", None, True), ("牛奶", None, True), ("奶;芒果", None, True),
    ],
)  # fmt: skip
def test_what_a_cell_says(cell, allergens, unclear):
    avoid = Avoidance.of(cell)
    assert avoid.unclear == unclear
    assert unclear or avoid.allergens == allergens


def test_a_word_outside_the_vocabulary_is_held_against_names_too():
    found = variants(kitchen_plan(), children("南瓜"))
    eaten = found.menu(0)["dish"]
    assert not eaten.str.contains("南瓜").any()
    assert not set(eaten) & {"牛奶", "热奶", "蒸鱼", "蛋汤", "馒头"}
    (said,) = [f for f in found.findings() if f.code == "menu.variant.foreign"]
    assert "“南瓜”" in said.text


def test_an_open_allergy_case_without_an_allergen_counts_as_unknown():
    plan, table = kitchen_plan(), children(None, None)
    found = variants(plan, table, cases(("C00000", "过敏", None), ("C00001", "过敏", "2026-04-01")))
    assert found.eaters["child"].tolist() == ["C00000"]
    assert found.avoidances[0].unclear
    assert any(f.code == "menu.variant.unwritten" for f in found.findings())


def test_children_count_on_the_days_they_are_enrolled():
    table = children("蛋", "蛋", "蛋")
    table["enrolled_on"] = pd.to_datetime(["2025-09-01", str(TUESDAY), "2025-09-01"])
    table["left_on"] = pd.to_datetime([None, None, "2026-04-30"])
    found = variants(kitchen_plan(), table)
    heads = found.by_class().groupby("date")["children"].agg(["min", "max"])
    assert heads.loc[MONDAY].tolist() == [1, 1]
    assert heads.loc[TUESDAY].tolist() == [2, 2]


def test_other_cases_differ_by_portion_only():
    held = cases(("C00000", "中度肥胖", None), ("C00001", "体弱", None), ("C00001", "贫血", None))
    found = variants(kitchen_plan(), children(None, None), held)
    assert found.swaps == ()
    rows = found.portions().set_index("kind")
    assert rows.loc["中度肥胖", ["courses", "factor", "children"]].tolist() == ["主食", 0.8, 1]
    assert rows.loc["体弱", "courses"] == "大荤、小荤"
    assert "贫血" not in rows.index


def test_no_child_is_named_outside_the_class_list():
    found = variants(kitchen_plan(), children("奶", "未知", "蛋;鱼", "牛奶"), cases(("C00000", "轻度肥胖", None)))
    for table in (found.kitchen(), found.pots(), found.ingredients(), found.by_class(), found.portions()):
        assert "C0000" not in table.to_csv()
        assert "child" not in table.columns
    assert not any("C0000" in f.text + f.advice + f.subject for f in found.findings())
    assert set(found.class_list()["child"]) == {f"C{n:05d}" for n in range(4)}


def test_a_dish_served_again_only_when_nothing_else_is_left_and_then_it_is_said():
    often = pd.DataFrame([{"rule": "repeat", "key": "大荤", "low": 2.0, "high": 1.0}])
    plan = kitchen_plan(settings=often)
    assert swapped(variants(plan, children("鱼")), course="大荤") != ["红烧肉"]
    banned = frozenset((dish, None) for dish in ("肉丸", "炖鸡", "鸡块"))
    found = variants(kitchen_plan(settings=often, bans=banned), children("鱼"))
    assert swapped(found, course="大荤") == ["红烧肉"]
    assert any(f.code == "menu.variant.variety" and "红烧肉" in f.text for f in found.findings())


def test_a_class_without_a_band_is_named():
    with pytest.raises(MenuError, match="彩虹班"):
        variants(kitchen_plan(), children("蛋").assign(class_name="彩虹班", band=None))


def test_lost_calcium_is_said():
    found = variants(kitchen_plan(), children("奶"))
    lack = found.nutrition().query("nutrient == 'ca_mg'").iloc[0]
    assert lack["ratio"] < lack["base_ratio"]
    table = found.menu(0)
    by_hand = evaluate(found.plan.problem, table).nutrition().query("band == '中班' and nutrient == 'ca_mg'")
    assert lack["amount"] == pytest.approx(by_hand["amount"].iloc[0])


# --- 10,000 random menus -------------------------------------------------------------------------------------------

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


def test_substitutes_are_cooked_for_all_enrolled_and_common_dishes_spare_those_expected():
    """Four of forty are allergic and thirty are expected: four substitutes, twenty-seven common plates."""
    expected = pd.DataFrame({"site": "main", "band": ["小班", "中班", "大班"], "diners": [100, 30, 100]})
    found = variants(kitchen_plan(children=expected), children(*["鱼"] * 4, *[None] * 36))
    assert set(found.kitchen()["children"]) == {4}
    assert found.away()["中班"].tolist() == [3.0]
    rows = found.plan.table().merge(found.away()[["date", "meal", "course", "dish"]])
    assert diners_of(rows, found.plan.problem, "main", found.away())[:, 1].tolist() == [27.0]


def test_more_diners_than_enrolled_spare_no_more_than_there_are():
    found = variants(kitchen_plan(), children("鱼"))
    assert found.away()["中班"].tolist() == [1.0]
