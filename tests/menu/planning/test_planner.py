"""Whole plans of the small kitchen and of the product's own dishes."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgcore.menu import Effort, Infeasible, MenuError, Serving, Status, plan_problem
from kgcore.menu.formulation.rule_check import judge_menu
from kgcore.standards import Profile
from tests.menu.conftest import MONDAY, days, dishes, foods, make

TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture(scope="module")
def plan():
    return plan_problem(make())


def test_every_place_is_filled_every_day(plan):
    table = plan.table()
    assert len(table) == 2 * len(plan.problem.slots)
    assert not table.duplicated(["date", "meal", "course"]).any()
    assert plan.grid().notna().all().all()


def test_no_hard_rule_is_broken(plan):
    assert [row for row in plan.violations if row.tier == "hard"] == []


def test_out_of_season_dish_is_never_served(plan):
    assert "整梨" not in set(plan.table()["dish"])


def test_the_same_input_gives_the_same_plan(plan):
    again = plan_problem(make())
    pd.testing.assert_frame_equal(plan.table(), again.table())
    assert np.array_equal(plan.portions, again.portions)
    assert plan.solution.objective == again.solution.objective


def test_pin_is_served_and_at_most_three_others_change(plan):
    pin = Serving(MONDAY, "午餐", "大荤", "肉丸")
    pinned = plan.pin(pin)
    assert pin in pinned.servings
    assert pin not in plan.servings or pinned.servings == plan.servings
    assert len(pinned.changed_from(plan)) <= 1 + 3
    assert plan.problem.pins == ()  # the first plan is as it was


def test_a_pin_may_be_typed_as_on_the_command_line(plan):
    typed, pin = f"{MONDAY}：午餐:大荤 = 肉丸", Serving(MONDAY, "午餐", "大荤", "肉丸")
    pinned = plan.pin(typed)
    assert pinned.problem.pins == (pin,)
    assert pinned.unpin(typed).problem.pins == ()
    for fault, said in (("午餐:大荤=肉丸", "要写成 日期:餐次:类别=菜点"), ("5/4:午餐:大荤=肉丸", "“5/4”不是日期")):
        with pytest.raises(MenuError, match=said):
            plan.pin(fault)


def test_ban_removes_the_dish_and_keeps_the_rest(plan):
    dish = plan.table().query("course == '大荤'")["dish"].iloc[0]
    without = plan.ban(dish)
    assert dish not in set(without.table()["dish"])
    assert len(without.changed_from(plan)) <= 1 + 3


def test_swap_puts_the_dish_in_the_place(plan):
    swapped = plan.swap(TUESDAY, "午餐", "主食", "面条")
    assert Serving(TUESDAY, "午餐", "主食", "面条") in swapped.servings


def test_pins_that_break_a_hard_rule_are_named(plan):
    with pytest.raises(Infeasible, match=r"整梨.*当季"):
        plan.pin(Serving(MONDAY, "午点", "水果", "整梨"))
    with pytest.raises(Infeasible, match="不能放在这个位置"):
        plan.pin(Serving(MONDAY, "午餐", "大荤", "米饭"))
    with pytest.raises(MenuError, match="佛跳墙"):
        plan.pin(Serving(MONDAY, "午餐", "大荤", "佛跳墙"))


def test_pins_that_conflict_are_named_by_rule():
    pins = tuple(Serving(day, "午餐", "大荤", "肉丸") for day in days())
    with pytest.raises(Infeasible, match=r"固定：2026-05-04 午餐·大荤 肉丸[\s\S]*少用的烹法[\s\S]*取消固定"):
        plan_problem(make(pins=pins))


def test_pins_that_only_a_day_cannot_hold_are_a_conflict_too():
    pins = (Serving(MONDAY, "午餐", "大荤", "蒸鱼"), Serving(MONDAY, "午餐", "汤羹", "鱼汤"))
    once = pd.DataFrame([{"rule": "main_ingredient", "key": "day", "high": 1.0}])
    assert plan_problem(make(pins=pins[:1], settings=once, number=3)).servings
    with pytest.raises(Infeasible, match=r"主料不重复：鱼 2026-05-04[\s\S]*办法1：取消固定"):
        plan_problem(make(pins=pins, settings=once, number=3))


def test_a_week_over_two_months_fills_every_day_with_dishes_of_its_month():
    made, ingredients = dishes()
    spring = ["红烧肉", "肉丸", "米饭", "馒头", "炒菠菜", "煮豆腐"]
    summer = ["蒸鱼", "炖鸡", "鸡块", "南瓜饭", "拌面", "蒸菠菜", "煮南瓜", "南瓜丝"]
    made.loc[made["dish"].isin(spring), "season_months"] = "4"
    made.loc[made["dish"].isin(summer), "season_months"] = "5"
    span = [dt.date(2026, 4, 29), dt.date(2026, 4, 30), dt.date(2026, 5, 1)]
    liked = pd.Series({dish: 5.0 if dish in summer else 1.0 for dish in made["dish"]})
    plan = plan_problem(make(days=span, dishes=made, dish_ingredients=ingredients, preference=liked))
    table = plan.table()
    assert len(table) == 3 * len(plan.problem.slots)
    month = table["date"].map(lambda day: day.month)
    assert not (month[table["dish"].isin(spring)] == 5).any()
    assert not (month[table["dish"].isin(summer)] == 4).any()
    assert [row for row in plan.violations if row.tier == "hard"] == []


def test_avoided_and_unknown_allergens_are_kept_out():
    table = foods()
    table.loc[table["food"] == "面", "allergens"] = "未知"
    served = set(plan_problem(make(foods=table, avoid=frozenset({"鱼"}))).table()["dish"])
    assert served.isdisjoint({"蒸鱼", "鱼汤"}), "fish"
    assert served.isdisjoint({"馒头", "面条", "蛋糕", "酥饼"}), "a food nobody looked up"


@pytest.mark.parametrize("cell", ["蛋、鱼", "蛋；鱼", "鱼 蛋", "海鲜"])
def test_an_allergen_however_it_is_written_is_kept_out(cell):
    table = foods()
    table.loc[table["food"] == "南瓜", "allergens"] = cell
    served = plan_problem(make(foods=table, avoid=frozenset({"鱼"}))).grams()
    assert "南瓜" not in set(served["food"])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"fee_fen": 0.0}, "膳费为0元"),
        ({"days": []}, "没有要排的园日"),
        ({"days": [dt.date(2026, 1, 5)]}, "早点·奶饮在2026-01-05没有可用的菜.*当季排除"),
        ({"children": pd.DataFrame({"site": ["main"], "band": ["小班"], "diners": [0]})}, "就餐人数为零"),
    ],
)
def test_bad_input_is_a_clear_error(changes, says):
    with pytest.raises(MenuError, match=says):
        plan_problem(make(**changes))


def test_dishes_without_grams_or_food_are_all_named():
    made, ingredients = dishes()
    ingredients.loc[ingredients["dish"] == "米饭", "net_g_small"] = np.nan
    ingredients.loc[ingredients["dish"] == "馒头", "food"] = "龙肉"
    with pytest.raises(MenuError) as fault:
        make(dishes=made, dish_ingredients=ingredients)
    assert len(fault.value.faults) == 2
    assert "“米饭”的用料“米”没有小班克数" in str(fault.value)
    assert "龙肉" in str(fault.value)


def test_history_keeps_a_dish_away_from_the_next_week():
    before = Serving(MONDAY - dt.timedelta(days=4), "午餐", "大荤", "蒸鱼")
    served = plan_problem(make(history=(before,))).table()
    assert "蒸鱼" not in set(served["dish"])


def test_staple_is_not_served_on_consecutive_days_over_a_weekend():
    friday = Serving(MONDAY - dt.timedelta(days=3), "午餐", "主食", "米饭")
    table = plan_problem(make(history=(friday,))).table()
    monday = table[(table["date"] == MONDAY) & (table["course"] == "主食")]["dish"].item()
    assert monday != "米饭"


def test_portions_stay_within_a_fifth_and_milk_is_not_divided(plan):
    assert plan.portions.min() >= 0.8 - 1e-9
    assert plan.portions.max() <= 1.2 + 1e-9
    milk = plan.problem.dishes["course"].isin(["奶饮", "水果"]).to_numpy()
    assert (plan.portions[milk] == 1).all()


def test_nutrition_is_the_sum_of_the_grams(plan):
    grams = plan.grams()
    kcal = plan.problem.foods["energy_kcal"].reindex(grams["food"]).to_numpy()
    by_hand = (grams["中班"] * kcal / 100).sum() / 2  # two days
    told = plan.nutrition("plan").query("band == '中班' and nutrient == 'energy_kcal'")["amount"].item()
    assert told == pytest.approx(by_hand)


def test_coverage_withholds_a_nutrient_nobody_determined(plan):
    iodine = plan.nutrition("plan").query("nutrient == 'iodine_ug'")
    assert (iodine["coverage"] == 0).all()
    assert not iodine["enough"].any()


def test_cost_is_grams_over_edible_share_times_price():
    plan = plan_problem(make(pins=(Serving(MONDAY, "午餐", "大荤", "蒸鱼"),)))
    row = plan.cost().query("dish == '蒸鱼'").iloc[0]
    factor = plan.portions[plan.problem.position["蒸鱼"], 0, 1]
    by_hand = factor * (50 / 0.8 * 3.5 + 4 * 1.5 + 0.4 * 0.3)  # fen per gram: 3500/kg is 3.5
    assert row["中班"] == pytest.approx(by_hand)
    assert plan.cost("food")["all_fen"].sum() == pytest.approx(plan.cost()["all_fen"].sum())


def test_price_of_the_day_replaces_the_reference_price():
    prices = pd.DataFrame({
        "date": pd.to_datetime(["2026-05-01", "2026-05-05"]), "food": ["米", "米"], "price_fen_per_kg": [700, 900],
    })  # fmt: skip
    problem = make(prices=prices)
    rice = problem.foods.index.get_loc("米")
    assert problem.price[rice].tolist() == [700, 900]
    assert problem.price[problem.foods.index.get_loc("面")].tolist() == [500, 500]


def test_purchases_cover_what_is_needed_in_whole_packs():
    stock = pd.DataFrame({"food": ["油"], "kg": [2.0], "expires": [pd.Timestamp("2026-12-01")]})
    plan = plan_problem(make(stock=stock))
    bought = plan.purchases()
    assert (
        bought.groupby("food")[["buy_kg", "stock_kg"]].sum().sum(axis=1)
        >= bought.groupby("food")["needed_kg"].sum() - 1e-9
    ).all()
    packs = bought["buy_kg"] / bought["pack_kg"]
    assert np.allclose(packs, packs.round())
    assert bought.loc[bought["food"] == "油", "stock_kg"].sum() <= 2.0 + 1e-9
    assert bought["cost_fen"].dtype.kind == "i"


def test_copy_week_serves_the_same_days_again_and_says_what_that_breaks():
    often = pd.DataFrame([{"rule": "repeat_weeks", "key": "点心", "high": 2.0}])
    plan = plan_problem(make(weeks=2, settings=often))
    copied = plan.copy_week("2026-W19", "2026-W20")
    first, second = (
        copied.table().query("date.isin(@d)")["dish"].tolist() for d in (days(), [d + dt.timedelta(7) for d in days()])
    )
    assert first == second
    assert any(row.rule == "repeat" for row in copied.violations)
    assert plan.table()["dish"].tolist() != copied.table()["dish"].tolist() or first == second


def test_a_progress_call_can_stop_and_the_plan_is_kept():
    heard = []
    plan = plan_problem(make(fee_fen=300.0), Effort(gap=0.0), lambda *found: heard.append(found) or True)
    assert len(heard) == 1
    assert plan.solution.bound >= plan.solution.objective - 1e-9
    assert len(plan.table()) == 2 * len(plan.problem.slots)


def test_a_fee_that_cannot_be_kept_still_gives_a_menu_and_says_so():
    plan = plan_problem(make(fee_fen=200.0))
    assert [row.rule for row in plan.violations if row.tier == "fee"]
    assert any(f.code == "menu.fee" and f.severity == "severe" for f in plan.findings())


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    day=st.sampled_from(days()),
    choice=st.sampled_from(
        [("午餐", "主食", "馒头"), ("午餐", "大荤", "红烧肉"), ("午餐", "汤羹", "鱼汤"), ("午点", "水果", "梨片")]
    ),
    fee=st.integers(400, 1500),
)
def test_any_pin_at_any_fee_is_honoured(day, choice, fee):
    pin = Serving(day, *choice)
    plan = plan_problem(make(pins=(pin,), fee_fen=float(fee)), Effort(rounds=1, exact=False))
    assert pin in plan.servings
    assert not [row for row in plan.violations if row.tier == "hard"]
    assert plan.violations == judge_menu(plan.problem, plan.counts, plan.placements, plan.portions)


@pytest.fixture(scope="module")
def real():
    from importlib.resources import files

    food = files("kgcore.standards") / "food"
    frames = {name: pd.read_csv(str(food / f"{name}.csv")) for name in ("foods", "dishes", "dish_ingredients")}
    return make(number=5, profile=Profile.load(), fee_fen=1000.0, **frames)


def test_a_week_of_real_dishes_keeps_every_hard_rule_and_the_fee(real):
    plan = plan_problem(real, Effort(gap=0.02))
    assert plan.status == Status.PROVED
    assert not [row for row in plan.violations if row.tier in ("hard", "fee")]
    assert 0.98 * 1000 <= plan.cost_fen <= 1000.1
    energy = plan.nutrition("plan").query("nutrient == 'energy_kcal'")["ratio"]
    assert energy.between(0.9, 1.1).all()
    pinned = plan.pin(
        Serving(MONDAY, "午餐", "大荤", "红烧牛腩" if "红烧牛腩" in real.position else plan.servings[3].dish)
    )
    assert not [row for row in pinned.violations if row.tier == "hard"]


@pytest.mark.full
@pytest.mark.parametrize("seed", range(20))
def test_real_weeks_over_fees_and_preferences(real, seed):
    random = np.random.default_rng(seed)
    preference = random.normal(3.5, 0.5, len(real.dishes)).clip(1, 5)
    problem = real.with_(preference=preference, fee_fen=float(random.integers(800, 1300)))
    plan = plan_problem(problem, Effort(gap=0.02))
    assert not [row for row in plan.violations if row.tier == "hard"]
