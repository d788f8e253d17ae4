"""Special menus: figures by hand, what must never reach an allergic child, and words for what cannot be kept."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from kgcore.menu import MenuError, evaluate, variants
from kgcore.menu.result.tables import diners_of
from kgcore.menu.special_diets.allergy import Avoidance
from tests.menu.check.test_evaluation import good
from tests.menu.conftest import MONDAY, dishes, foods, make
from tests.menu.menus import plan_of

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
