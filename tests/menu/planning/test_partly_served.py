"""A week partly served: what stands stays and counts, the other days make the week come out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgcore.menu import Infeasible, MenuError, Serving, evaluate, plan_problem, plan_sure, simulate
from kgcore.menu.planning.partly_served import on_open_days
from kgcore.menu.planning.planner import judged
from kgcore.menu.problem.fixed_days import placeholders
from kgcore.menu.robust.uncertainty import Uncertainty
from kgcore.menu.solvers.effort import QUICK
from tests.menu.check.test_evaluation import served
from tests.menu.conftest import MONDAY, days, make
from tests.menu.test_sweep import month

TUESDAY, WEDNESDAY = days(3)[1:]
FEE = 700.0


def stands(menu: pd.DataFrame, *dates) -> tuple[Serving, ...]:
    rows = menu[menu["date"].isin(dates)][["date", "meal", "course", "dish"]]
    return tuple(sorted(Serving(*row) for row in rows.itertuples(index=False, name=None)))


def monday(**dishes) -> tuple[Serving, ...]:
    return stands(served(**dishes), MONDAY)


@pytest.fixture(scope="module")
def plan():
    return plan_problem(make(number=3, fee_fen=FEE).with_(fixed_servings=monday()))


def test_what_stands_is_served_as_it_stands_and_the_rest_keeps_the_rules(plan):
    assert set(monday()) == {serving for serving in plan.servings if serving.date == MONDAY}
    assert {s.date for s in plan.servings} == set(days(3))
    for day in (TUESDAY, WEDNESDAY):
        assert len([s for s in plan.servings if s.date == day]) == 9
    assert [row for row in plan.violations if row.tier == "hard" and str(MONDAY) not in row.key] == []


def test_fee_and_nutrition_count_all_days(plan):
    """The menu of three days is judged as if it had been written by hand, with its own portions on the later days."""
    assert 0.98 * FEE <= plan.cost_fen <= FEE * 1.001
    assert plan.cost_fen == pytest.approx(plan.evaluation.cost_fen)
    assert len(plan.cost("day")) == 3
    monday_grams = plan.grams()[plan.grams()["date"] == MONDAY]
    as_registered = plan_problem(make(number=3, fee_fen=None).with_(fixed_servings=monday())).grams()
    as_registered = as_registered[as_registered["date"] == MONDAY]
    assert monday_grams.reset_index(drop=True).equals(as_registered.reset_index(drop=True))


def test_what_was_spent_is_missing_on_the_days_to_come():
    """Monday's fee is the same money: after a dear Monday the other days are cheaper than after a cheap one."""
    later = {}
    for name, dish in (("dear", "核桃糕"), ("cheap", "米糕")):
        found = plan_problem(make(number=3, fee_fen=FEE).with_(fixed_servings=monday(点心=dish, 大荤="红烧肉")))
        by_day = found.cost("day").set_index("date")["child_fen"]
        later[name] = by_day[[TUESDAY, WEDNESDAY]].mean(), by_day[MONDAY]
        assert found.cost_fen <= FEE * 1.02  # five dishes a place leave little to choose
    assert later["dear"][1] > later["cheap"][1]
    assert later["dear"][0] < later["cheap"][0]


def test_what_stands_may_break_any_rule_and_need_not_fit_its_place():
    """Fried twice, a dish out of season, two staples, no soup, fruit for a main dish."""
    odd = (
        Serving(MONDAY, "午餐", "大荤", "肉丸"), Serving(MONDAY, "午餐", "小荤", "肉丸"),
        Serving(MONDAY, "午点", "水果", "整梨"), Serving(MONDAY, "午餐", "主食", "米饭"),
        Serving(MONDAY, "午餐", "主食", "馒头"), Serving(MONDAY, "夜宵", "大荤", "梨块"),
    )  # fmt: skip
    found = plan_problem(make(number=3, fee_fen=None).with_(fixed_servings=odd, avoid=frozenset({"小麦"})))
    mine = {s for s in found.servings if s.date == MONDAY}
    assert mine == {s for s in odd if s.meal != "夜宵" and (s.course, s.dish) != ("小荤", "肉丸")}
    wheat = {"馒头", "面条", "拌面", "蛋糕", "酥饼"}
    assert {s.dish for s in found.servings if s.date != MONDAY}.isdisjoint(wheat)
    assert len([s for s in found.servings if s.date == WEDNESDAY]) == 9
    assert not [f for f in found.findings() if str(MONDAY) in f.text[:10]]


def test_what_stands_is_not_served_again_in_its_week(plan):
    once = {s.dish for s in monday() if s.course in ("大荤", "小荤", "素菜", "汤羹", "点心")}
    assert once.isdisjoint({s.dish for s in plan.servings if s.date != MONDAY})


def test_a_posted_week_stands_in_a_plan_of_two():
    problem = make(weeks=2)
    first = stands(served(), *days())
    found = plan_problem(problem.with_(fixed_servings=first))
    assert {s for s in found.servings if s.date in days()} == set(first)
    assert len([s for s in found.servings if s.date not in days()]) == 18


def test_a_change_leaves_what_stands(plan):
    dish = next(s.dish for s in plan.servings if s.date == TUESDAY and s.course == "大荤")
    banned = plan.ban(dish)
    assert set(monday()) <= set(banned.servings)
    assert dish not in {s.dish for s in banned.servings if s.date != MONDAY}


def test_a_change_keeps_more_of_the_days_to_come_than_planning_them_again(plan):
    """A menu without what the planner chose: planning all open days again would bring it back."""
    problem = plan.problem
    chosen = {(s.dish, None) for s in plan.servings if s.date != MONDAY and s.course in ("小荤", "水果")}
    before = replace(plan_problem(problem.with_(bans=frozenset(chosen))), problem=problem)
    pin = Serving(WEDNESDAY, "早点", "奶饮", "甜奶")
    near, anew = before.pin(pin), plan_problem(problem.with_(pins=(pin,)))
    assert pin in near.servings and set(monday()) <= set(near.servings)
    assert len(set(near.servings) - set(before.servings)) < len(set(anew.servings) - set(before.servings))


def test_a_pin_on_a_day_that_stands_is_refused(plan):
    with pytest.raises(Infeasible, match="已经公布或供应"):
        plan.pin(Serving(MONDAY, "午餐", "大荤", "炖鸡"))


def test_nothing_left_to_plan_is_said():
    with pytest.raises(MenuError, match="没有要排的日子"):
        plan_problem(make().with_(fixed_servings=stands(served(), *days())))


def test_prices_of_what_was_served_move_no_more(plan):
    problem = plan.problem
    known = Uncertainty.of(problem, level_sd=0.0, attendance_sd=0.0)
    whole = plan_problem(make(number=3, fee_fen=FEE))
    assert np.std(simulate(plan, known)) < np.std(simulate(whole, known))
    sure = plan_sure(problem, probability=0.9)
    assert set(monday()) <= set(sure.plan.servings)
    assert evaluate(problem, sure.plan.table()).plates.days == list(problem.days)


@st.composite
def partly_served(draw):
    """A week of the packaged dishes of which one to four days stand, with whatever dishes in their places."""
    base = month(5, 5)
    fixed_days = draw(st.lists(st.sampled_from(base.days), min_size=1, max_size=4, unique=True))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    rows = []
    for day in fixed_days:
        for number, slot in enumerate(base.slots):
            fits = base.choices.dish[base.choices.slot == number]
            for dish in random.choice(fits, slot.count, replace=False):
                rows.append(Serving(day, slot.meal, slot.course, base.dishes["dish"][dish]))
    liked = base.dishes["dish"].isin([s.dish for s in rows])  # the planner would serve them again
    return base.with_(fixed_servings=tuple(sorted(rows)), preference=np.where(liked, 5.0, 3.0))


def hard(plan) -> list[tuple[str, str]]:
    """What the checker finds in the days that do not stand, or in the week."""
    stand = tuple(map(str, plan.problem.fixed_days))
    return [(v.rule, v.where) for v in plan.evaluation.hard if not v.where.startswith(stand)]


@pytest.mark.full
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(partly_served())
def test_whatever_stands_stays_counts_and_leaves_a_menu_that_keeps_the_rules(problem):
    plan = plan_problem(problem, QUICK)
    assert [s for s in plan.servings if s.date in problem.fixed_days] == sorted(problem.fixed_servings)
    assert hard(plan) == []
    assert [row for row in plan.violations if row.tier == "hard"] == []
    again = plan.ban(next(s.dish for s in plan.servings if s.date not in problem.fixed_days))
    assert [s for s in again.servings if s.date in problem.fixed_days] == sorted(problem.fixed_servings)
    assert hard(again) == []


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(partly_served(), st.integers(0, 10_000))
def test_checker_and_judge_find_the_same_in_a_menu_changed_by_hand(problem, seed):
    """Dishes that stand are put on the days to come as well, against repetition and the limits of the week."""
    plan, random = plan_problem(problem, QUICK), np.random.default_rng(seed)
    again = {(s.meal, s.course): s.dish for s in problem.fixed_servings}
    rows = [
        Serving(s.date, s.meal, s.course, again[s.meal, s.course])
        if s.date not in problem.fixed_days and random.random() < 0.5 else s
        for s in plan.servings
    ]  # fmt: skip
    placed = {}
    for s in set(rows):
        slot = next(n for n, slot in enumerate(problem.slots) if (slot.meal, slot.course) == (s.meal, s.course))
        (choice,) = np.flatnonzero((problem.choices.dish == problem.position[s.dish]) & (problem.choices.slot == slot))
        placed[int(choice), problem.days.index(s.date)] = 1
    menu = judged(replace(plan, placements=placed))
    found = {row.rule for row in menu.violations if row.tier == "hard"}
    assert {rule for rule, _ in hard(menu)} == found
    assert "repeat" in found


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(partly_served())
def test_a_day_that_stands_is_counted_once(problem):
    """The problem solved has food and money of fixed days in placeholders, each on its day, and nowhere else."""
    asked = on_open_days(problem, lambda settled: settled)
    own = len(problem.dishes)
    for day in problem.fixed_days:
        here = [problem.position[s.dish] for s in problem.fixed_servings if s.date == day]
        made = [asked.position[s.dish] for s in asked.placeholders if s.date == day]
        assert min(made) >= own
        assert np.allclose(asked.grams[:, made].sum(axis=1), problem.grams[:, here].sum(axis=1))
    assert placeholders(asked).sum() >= len(asked.placeholders)
    assert on_open_days(asked, lambda settled: settled) is asked


def test_what_stands_counts_against_the_limits_of_its_week():
    """Two fried dishes everybody likes: one comes in a free week, none where one stands."""
    base, fried = month(5, 5), ["香酥鸡排", "软炸里脊"]
    problem = base.with_(preference=np.where(base.dishes["dish"].isin(fried), 5.0, 1.0))
    assert len([s for s in plan_problem(problem, QUICK).servings if s.dish in fried]) == 1
    stand = Serving(base.days[1], "午餐", "大荤", fried[0])
    plan = plan_problem(problem.with_(fixed_servings=(stand,)), QUICK)
    assert [s for s in plan.servings if s.dish in fried] == [stand]


def test_too_much_already_leaves_nothing_to_add_and_is_no_fault_of_the_menu():
    """Fried on Monday and Tuesday, once a week allowed: the menu of the other days is in order."""
    problem = make(number=4, fee_fen=None)
    stand = tuple(Serving(day, "午餐", "大荤", "肉丸") for day in (MONDAY, TUESDAY))
    plan = plan_problem(problem.with_(fixed_servings=stand), QUICK)
    assert "肉丸" not in {s.dish for s in plan.servings if s.date not in (MONDAY, TUESDAY)}
    assert "frying" not in {rule for rule, _ in hard(plan)}
    assert "frying" not in {row.rule for row in plan.violations}
    more = plan.table().assign(
        dish=lambda t: t["dish"].mask((t["date"] == WEDNESDAY) & (t["course"] == "大荤"), "肉丸")
    )
    assert ("frying", "2026-W19") in [(v.rule, v.where) for v in evaluate(plan.problem, more).hard]


def test_a_main_ingredient_served_too_often_already_is_no_fault_of_the_menu():
    """Four dishes of one meat on two days, three a week allowed."""
    base = month(5, 5)
    places = [(day, course) for day in base.days[:2] for course in ("大荤", "小荤")]
    meat = pd.crosstab(base.dishes["main_ingredient"], base.dishes["course"])[["大荤", "小荤"]].min(axis=1).idxmax()
    fits = base.dishes[base.dishes["main_ingredient"] == meat]
    made = {course: iter(fits.loc[fits["course"] == course, "dish"]) for course in ("大荤", "小荤")}
    stand = tuple(sorted(Serving(day, "午餐", course, next(made[course])) for day, course in places))
    plan = plan_problem(base.with_(fixed_servings=stand), QUICK)
    mine = base.dishes.set_index("dish")["main_ingredient"]
    limited = [s for s in plan.servings if s.course in ("大荤", "小荤", "素菜", "汤羹") and mine[s.dish] == meat]
    assert sorted(limited) == list(stand)
    assert hard(plan) == [] and not [row for row in plan.violations if row.tier == "hard"]


def test_what_leaves_no_menu_is_forgiven_and_said():
    """One soup left for two days: it comes twice, and the checker and the judge say so."""
    bans = frozenset((dish, None) for dish in ("鱼汤", "豆腐汤", "蛋汤", "南瓜汤"))
    problem = make(number=2, fee_fen=None).with_(bans=bans)
    plan = plan_problem(problem.with_(fixed_servings=stands(served(汤羹="菠菜汤"), MONDAY)), QUICK)
    assert [s.dish for s in plan.servings if s.course == "汤羹"] == ["菠菜汤", "菠菜汤"]
    assert ("repeat", "2026-W19") in hard(plan)
    assert "repeat" in {row.rule for row in plan.violations if row.tier == "hard"}


def test_an_unknown_dish_that_stands_is_named():
    problem = make(number=3).with_(fixed_servings=(Serving(MONDAY, "午餐", "大荤", "没有的菜"),))
    with pytest.raises(MenuError, match="没有的菜”不在菜点表中"):
        plan_problem(problem)
