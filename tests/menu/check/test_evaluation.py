"""The checker against menus broken on purpose, hand-computed figures, and the model's own judgement."""

import datetime as dt
import random
import re

import numpy as np
import pandas as pd
import pytest

from kgcore.menu import MenuError, Serving, plan_problem
from kgcore.menu.check import Violation, evaluate
from kgcore.menu.check.registry import source_of, words
from kgcore.menu.formulation.rule_check import judge_menu
from tests.menu.conftest import MONDAY, days, dishes, foods, make
from tests.menu.menus import plan_of, random_menu

ONCE_A_DAY = pd.DataFrame({"rule": ["main_ingredient"], "key": ["day"], "high": [1.0]})
TUESDAY = MONDAY + dt.timedelta(days=1)
GOOD = {
    "早点": {"奶饮": ("牛奶", "热奶"), "点心": ("蛋糕", "米糕")},
    "午餐": {
        "主食": ("米饭", "馒头"), "大荤": ("红烧肉", "蒸鱼"), "小荤": ("蛋羹", "肉末豆腐"),
        "素菜": ("炒菠菜", "煮南瓜"), "汤羹": ("豆腐汤", "蛋汤"),
    },
    "午点": {"点心": ("南瓜糕", "酥饼"), "水果": ("梨块", "苹果块")},
}  # fmt: skip


def good() -> pd.DataFrame:
    rows = [
        (day, meal, course, dishes[n])
        for n, day in enumerate(days())
        for meal, courses in GOOD.items()
        for course, dishes in courses.items()
    ]
    return pd.DataFrame(rows, columns=["date", "meal", "course", "dish"])


def served(**places: str) -> pd.DataFrame:
    """Serve other dishes on Monday: course → dish (点心 in the morning)."""
    menu = good()
    for course, dish in places.items():
        here = (menu["date"] == MONDAY) & (menu["course"] == course) & (menu["meal"] != "午点")
        here |= (menu["date"] == MONDAY) & (menu["course"] == course) & (course == "水果")
        menu.loc[here, "dish"] = dish
    return menu


def hard_rules(problem, menu) -> set[str]:
    return {v.rule for v in evaluate(problem, menu).hard}


@pytest.fixture(scope="module")
def problem():
    return make()


@pytest.mark.parametrize(
    ("rule", "changes", "places"),
    [
        ("season", {}, {"水果": "整梨"}),
        ("bans", {"bans": frozenset({("蒸鱼", None)})}, {"大荤": "蒸鱼"}),
        ("bans", {"bans": frozenset({("鸡块", MONDAY)})}, {"大荤": "鸡块"}),
        ("allergens", {"avoid": frozenset({"鱼"})}, {"汤羹": "鱼汤"}),
        ("courses", {}, {"大荤": "蛋羹"}),
        ("main_ingredient", {"settings": ONCE_A_DAY}, {"汤羹": "菠菜汤"}),
        ("repeat", {}, {"汤羹": "蛋汤"}),
        ("pins", {"pins": (Serving(MONDAY, "午餐", "大荤", "炖鸡"),)}, {}),
    ],
)
def test_a_rule_broken_on_purpose_is_named(rule, changes, places):
    assert rule in hard_rules(make(**changes), served(**places))


def test_bans_of_another_day_do_not_count():
    assert "bans" not in hard_rules(make(bans=frozenset({("鸡块", TUESDAY)})), served(大荤="鸡块"))


def test_unknown_allergen_counts_as_every_one():
    table = foods()
    table.loc[table["food"] == "鸡", "allergens"] = "未知"
    found = evaluate(make(foods=table, avoid=frozenset({"芝麻"})), served(大荤="炖鸡")).hard
    assert ("allergens", "炖鸡") in {(v.rule, v.what) for v in found}


def test_banned_food_and_method():
    made = pd.DataFrame({"rule": ["banned_food", "banned_method"], "key": ["豆腐", "蒸"]})
    found = {v.what for v in evaluate(make(settings=made), good()).hard if v.rule == "banned"}
    assert found == {"豆腐汤", "肉末豆腐", "米饭", "馒头"}


def test_nuts_only_while_a_child_is_under_three():
    menu = served(点心="核桃糕")
    assert "whole_nuts" not in hard_rules(make(), menu)
    with pytest.MonkeyPatch.context() as patch:
        younger = make()
        shares = younger.age_shares.copy()
        shares.index = [2, *shares.index[1:]]
        patch.setitem(younger.__dict__, "age_shares", shares)
        assert "whole_nuts" in hard_rules(younger, menu)


def test_a_missing_and_a_second_dish_are_named(problem):
    menu = good()
    assert any(v.rule == "courses" and v.measured == 0 for v in evaluate(problem, menu.iloc[1:]).hard)
    twice = pd.concat([menu, menu.iloc[:1].assign(dish="纯奶")])
    assert any(v.rule == "courses" and v.measured == 2 for v in evaluate(problem, twice).hard)


def test_energy_and_cost_by_hand(problem):
    # 中班, Monday and Tuesday: grams of the kitchen's table x kcal per 100 g
    kcal = {
        "牛奶": 180 * 0.65, "热奶": 170 * 0.65, "蛋糕": 30 * 3.4 + 5 * 4, "米糕": 30 * 3.5, "米饭": 55 * 3.5,
        "馒头": 55 * 3.4, "红烧肉": 45 * 1.5 + 4 * 8.99, "蒸鱼": 50 * 1.1 + 4 * 8.99, "蛋羹": 40 * 1.4 + 4 * 8.99,
        "肉末豆腐": 50 * 0.8 + 4 * 8.99, "炒菠菜": 80 * 0.28 + 4 * 8.99, "煮南瓜": 80 * 0.23 + 4 * 8.99,
        "豆腐汤": 25 * 0.8 + 4 * 8.99, "蛋汤": 15 * 1.4 + 4 * 8.99, "南瓜糕": 40 * 0.23, "酥饼": 25 * 3.4,
        "梨块": 100 * 0.5, "苹果块": 100 * 0.53,
    }  # fmt: skip
    found = evaluate(problem, good())
    table = found.nutrition().query("band == '中班' and nutrient == 'energy_kcal'")
    assert table["amount"].iloc[0] == pytest.approx(sum(kcal.values()) / 2)
    assert table["coverage"].iloc[0] == pytest.approx(1.0)
    # the average child is 中班: 0.8, 1, 1.2 with 100, 200, 100 heads; fish at 80 % edible
    fen = sum(
        {
            "奶": 350 * 1.2, "面": (30 + 55 + 25) * 0.5, "糖": 5 * 0.7, "米": 85 * 0.6, "肉": 45 * 4.0,
            "鱼": 50 / 0.8 * 3.5, "蛋": 55 * 1.1, "豆腐": 75 * 0.8, "菠菜": 80 * 0.9, "南瓜": 120 * 0.4,
            "油": 8 * 4 * 1.5, "盐": 8 * 0.4 * 0.3, "梨": 100 * 0.8, "苹果": 100 * 0.9,
        }.values()
    )  # fmt: skip
    assert found.cost_fen == pytest.approx(fen / 2)


def test_portions_scale_what_is_eaten(problem):
    weeks = problem.weeks[0]
    half = pd.DataFrame({"week": [weeks], "dish": ["米饭"], "band": ["中班"], "factor": [0.8]})
    rows = [evaluate(problem, good(), p).nutrition().query("band == '中班' and nutrient == 'energy_kcal'") for p in
            (None, half)]  # fmt: skip
    assert rows[0]["amount"].iloc[0] - rows[1]["amount"].iloc[0] == pytest.approx(55 * 3.5 * 0.2 / 2)


def test_menu_as_excel_shows_it(problem):
    chinese = good().rename(columns={"date": "日期", "meal": "餐次", "course": "类别", "dish": "菜点"})
    chinese["日期"] = pd.to_datetime(chinese["日期"])
    assert evaluate(problem, chinese).violations == evaluate(problem, good()).violations


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda m: m.drop(columns="meal"), "食谱缺少“餐次”列"),
        (lambda m: m.assign(dish="佛跳墙"), "评不了.*\\n- 菜点表里没有“佛跳墙”"),
        (lambda m: m.assign(dish="红绕肉"), "是不是 红烧肉"),
        (lambda m: m.assign(date=dt.date(2026, 7, 1)), "2026-07-01不是要评的园日"),
        (lambda m: m.iloc[:0], "没有菜点"),
    ],
)
def test_what_is_no_menu_is_refused(problem, spoil, says):
    with pytest.raises(MenuError, match=says):
        evaluate(problem, spoil(good()))


def as_model(problem, menu):
    plan = plan_of(problem, menu)
    return judge_menu(problem, plan.counts, plan.placements, plan.portions)


SEEDS = [*range(8), *(pytest.param(seed, marks=pytest.mark.full) for seed in range(8, 200))]


@pytest.mark.parametrize("seed", SEEDS)
def test_checker_and_model_find_the_same_rules_broken(seed):
    rng = random.Random(seed)
    problem = make(
        number=rng.choice([2, 3, 5]), weeks=rng.choice([1, 2]), fee_fen=rng.choice([500.0, 800.0, 1200.0]),
        avoid=frozenset(rng.sample(["鱼", "蛋", "奶", "坚果"], rng.randint(0, 2))),
        history=(Serving(MONDAY - dt.timedelta(days=rng.choice([3, 5])), "午餐", "大荤", "蒸鱼"),),
    )  # fmt: skip
    menu = random_menu(problem, rng)
    ours = {(v.rule, v.tier) for v in evaluate(problem, menu).violations}
    assert ours == {(b.rule, b.tier) for b in as_model(problem, menu)}


@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.full) for seed in range(3, 60))])
def test_checker_model_and_tables_serve_the_portion_of_the_meal(seed):
    rng = random.Random(seed)
    table, parts = dishes()
    cells = {"早点": "早点=0.6", "午点": "午点=1.8", "午餐": "午餐=1.3"}
    table["meal_portions"] = [rng.choice([None, cells[meals.split(";")[-1]]]) for meals in table["meals"]]
    problem = make(dishes=table, dish_ingredients=parts)
    menu = random_menu(problem, rng)
    found, plan = evaluate(problem, menu), plan_of(problem, menu)
    assert {(v.rule, v.tier) for v in found.violations} == {(b.rule, b.tier) for b in as_model(problem, menu)}
    assert plan.cost_fen == pytest.approx(found.cost_fen)
    grams = plan.grams()[list(problem.bands)].to_numpy().sum(axis=0)
    assert found.plates.grams.sum(axis=(0, 2)) == pytest.approx(grams)
    assert not np.allclose(grams, plan_of(make(), menu).grams()[list(problem.bands)].to_numpy().sum(axis=0))


@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.full) for seed in range(2, 60))])
def test_what_is_planned_breaks_no_hard_rule(seed):
    rng = random.Random(seed)
    try:
        plan = plan_problem(make(number=rng.choice([2, 3]), fee_fen=rng.choice([600.0, 800.0, 1000.0])))
    except MenuError:
        return  # five dishes a place do not make every week
    assert evaluate(plan.problem, plan.table()).hard == ()


def test_findings_say_it_in_chinese(problem):
    texts = [f.text for f in evaluate(problem, served(水果="整梨")).findings()]
    assert any("整梨：不当季" in text for text in texts)


@pytest.mark.parametrize(
    ("violation", "says"),
    [
        (("courses", "奶饮", "2026-05-04 早点", 0, 1, 1), "2026-05-04 早点·奶饮：有0道菜，应为1道"),
        (("repeat", "蛋汤", "2026-05-05", 1, 2, np.inf), "2026-05-05 蛋汤：和另一次只隔1个园日，至少要2个"),
        (("repeat", "蛋汤", "2weeks", 4, -np.inf, 3), "连着2周 蛋汤：供应4次，最多3次（算上前后已供应的）"),
        (("equipment", "炒锅", "2026-05-04", 4, -np.inf, 3), "2026-05-04 炒锅要同时做4道，只够3道"),
        (("fee", "膳费", "horizon", 1069.2, 980, 1000), "全部日子平均 食材每人每天10.69元，应为9.80～10.00元"),
        (("nutrients", "ca_mg", "2026-W19 中班", 400, 640, np.inf), "2026-W19 中班 钙平均每人每天200毫克，至少320毫克"),
        (("energy", "energy_kcal", "2026-05-04", 90, 60, 80), "2026-05-04 能量平均每人每天90千卡，应为60～80千卡"),
        (("food_groups", "蛋类", "2026-W19 中班", 37.58, 18, 37.5), "蛋类平均每人每天18.79克，应为9～18.75克"),
        (("food_groups", "畜禽肉", "2026-W19 大班", 60.04, 20, 60), "畜禽肉平均每人每天30.02克，应为10～30克"),
        (("courses", "whole_day", "2026-05-05", 0, 9, 9), "2026-05-05 整天没有菜，应为9道"),
    ],
)  # fmt: skip
def test_words_tell_figures_per_child_and_day(problem, violation, says):
    rule, what, where, measured, low, high = violation
    plates = evaluate(problem, good()).plates
    text, advice = words(plates, Violation(rule, "hard", what, where, measured, low, high, 1.0))
    assert text.endswith(says)
    assert advice


def test_a_school_day_without_a_dish_is_named(problem):
    menu = good()
    found = evaluate(problem, menu[menu["date"] != TUESDAY])
    assert f"{TUESDAY} 整天没有菜，应为9道" in [f.text for f in found.findings()]


def test_a_share_is_told_as_the_norm_puts_it(problem):
    found = evaluate(problem, good())
    grams = found.plates.grams.sum(axis=0)
    kcal = {name: grams @ problem.foods[f"{name}_g"].fillna(0).to_numpy() / 100 * of
            for name, of in (("protein", 4), ("fat", 9), ("carb", 4))}  # fmt: skip
    kcal["carb"] = kcal["carb"] - 2 * (grams @ problem.foods["fibre_g"].fillna(0).to_numpy() / 100)
    titles = {"protein": "蛋白质", "fat": "脂肪", "carb": "碳水化合物"}
    broken = [v for v in found.violations if v.rule == "macro_shares" and v.where != "2026-W19 平均"]
    assert broken
    for v in broken:
        band = problem.bands.index(v.where.split()[1])
        share = kcal[v.what][band] / sum(of[band] for of in kcal.values())
        assert f"{titles[v.what]}提供的能量占三大营养素的{round(100 * share, 1):g}%，" in words(found.plates, v)[0]


def test_a_finding_carries_the_figures_of_its_sentence(problem):
    menu = served(大荤="蒸鱼", 小荤="炒蛋")
    found = evaluate(problem.with_(fee_fen=2000.0), menu[menu["course"] != "奶饮"])
    nutrition = found.nutrition().set_index(["nutrient", "band"])["amount"]
    calcium = [f for f in found.findings() if (f.subject, f.code) == ("钙", "menu.nutrients")]
    assert calcium
    for finding in calcium:
        band = finding.text.split()[1][:2]
        assert finding.measured == pytest.approx(nutrition["ca_mg", band]) and finding.unit == "mg/人·日"
    for finding in found.findings():
        assert not re.search("[a-z_]", finding.subject)
        if finding.measured is not None:
            assert finding.limit is not None and np.isfinite(finding.limit) and finding.measured != finding.limit
            assert re.search(rf"(?<!\d){int(finding.measured)}(?!\d)|{finding.measured:.0f}", finding.text), finding
    fee = next(f for f in found.findings() if f.code == "menu.fee")
    assert (fee.measured, fee.limit, fee.unit) == (pytest.approx(found.cost_fen / 100), 19.6, "元/人·日")


def test_too_many_alike_are_named():
    found = evaluate(make(settings=ONCE_A_DAY), served(小荤="炒蛋", 汤羹="蛋汤"))
    said = [f.text for f in found.findings() if f.code == "menu.main_ingredient" and f.subject == "蛋"]
    assert f"{MONDAY} 主料“蛋”用了2次，最多1次：炒蛋、蛋汤" in said


def test_nothing_is_advised_that_holds_none_of_what_lacks(problem):
    changed = problem.with_(avoid=frozenset({"奶"}))
    milkless = good()[good()["course"] != "奶饮"]
    said = [f for f in evaluate(changed, milkless).findings() if f.subject == "奶类" and f.code == "menu.food_groups"]
    assert said and {f.advice for f in said} == {"现在可供的菜里没有含奶类的"}


def test_of_a_single_week_the_fee_is_told_once(problem):
    found = evaluate(problem.with_(fee_fen=2000.0), good())
    assert [v.where for v in found.violations if v.rule == "fee"] == ["horizon", "2026-W19"]
    assert len([f for f in found.findings() if f.code == "menu.fee"]) == 1


def test_advice_names_dishes_that_may_be_served(problem):
    changed = problem.with_(bans=frozenset({("鱼汤", None), ("蒸鱼", None)}), avoid=frozenset({"蛋"}))
    plates = evaluate(changed, good()).plates
    lack = Violation("nutrients", "goal", "protein_g", "2026-W19 中班", 1.0, 40.0, np.inf, 0.9)
    _, advice = words(plates, lack)
    named = set(advice.rpartition("如")[2].split("、"))
    assert named <= set(problem.dishes["dish"]) - set(good()["dish"]) - {"鱼汤", "蒸鱼", "炒蛋", "蛋卷", "整梨"}
    too_much = Violation("energy", "goal", "energy_kcal", "2026-W19 中班", 9000.0, 1.0, 2.0, 0.9)
    assert "米饭" in words(plates, too_much)[1]


@pytest.mark.parametrize(
    ("violation", "says", "hides"),
    [
        (("frying", "hard", "煮的主食", 3.0), "汤面馄饨与汤重复", "油炸"),
        (("nutrients", "norm", "ca_mg", 0.5), "评价为不足的界限，达标程度评价：80%／90%／110%四级评价", "推荐量"),
        (("nutrients", "goal", "ca_mg", 0.9), "推荐量×园内占比，膳食营养素参考摄入量", "评价为不足"),
    ],
)
def test_the_source_is_that_of_the_limit_broken_in_words(problem, violation, says, hides):
    rule, tier, what, measured = violation
    found = source_of(problem, Violation(rule, tier, what, "2026-W19", measured, 1.0, 1.0, 0.1))
    assert says in found and hides not in found


def test_no_setting_cites_in_code(problem):
    for rule in problem.settings.table["rule"].unique():
        for row in problem.settings.rows(rule):
            assert not re.search(r"[{}]|_scheme|口径 |\.csv", problem.profile.cited(row.source)), (rule, row.key)


@pytest.mark.parametrize("seed", range(3))
def test_no_finding_speaks_in_code(problem, seed):
    found = evaluate(problem.with_(avoid=frozenset({"鱼"})), random_menu(problem, random.Random(seed)))
    for finding in found.findings():
        assert not re.search(r"[a-z_]|nan|inf", finding.text + finding.advice), finding.text
