"""A week partly served: what stands stays and counts, the other days make the week come out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kgcore.menu import Infeasible, MenuError, Serving, evaluate, plan_problem, plan_sure, simulate
from kgcore.menu.uncertainty import Uncertainty
from tests.menu.conftest import MONDAY, days, make
from tests.menu.test_check import served

TUESDAY, WEDNESDAY = days(3)[1:]
FEE = 700.0


def stands(menu: pd.DataFrame, *dates) -> tuple[Serving, ...]:
    rows = menu[menu["date"].isin(dates)][["date", "meal", "course", "dish"]]
    return tuple(sorted(Serving(*row) for row in rows.itertuples(index=False, name=None)))


def monday(**dishes) -> tuple[Serving, ...]:
    return stands(served(**dishes), MONDAY)


@pytest.fixture(scope="module")
def plan():
    return plan_problem(make(number=3, fee_fen=FEE).with_(standing=monday()))


def test_what_stands_is_served_as_it_stands_and_the_rest_keeps_the_rules(plan):
    assert set(monday()) == {serving for serving in plan.servings if serving.date == MONDAY}
    assert {s.date for s in plan.servings} == set(days(3))
    for day in (TUESDAY, WEDNESDAY):
        assert len([s for s in plan.servings if s.date == day]) == 9
    assert [row for row in plan.broken if row.tier == "hard" and str(MONDAY) not in row.key] == []


def test_fee_and_nutrition_count_all_days(plan):
    """The menu of three days is judged as if it had been written by hand, with its own portions on the later days."""
    assert 0.98 * FEE <= plan.fee_fen <= FEE * 1.001
    assert plan.fee_fen == pytest.approx(plan.evaluation.fee_fen)
    assert len(plan.cost("day")) == 3
    monday_grams = plan.grams()[plan.grams()["date"] == MONDAY]
    as_registered = plan_problem(make(number=3, fee_fen=None).with_(standing=monday())).grams()
    as_registered = as_registered[as_registered["date"] == MONDAY]
    assert monday_grams.reset_index(drop=True).equals(as_registered.reset_index(drop=True))


def test_what_was_spent_is_missing_on_the_days_to_come():
    """Monday's fee is the same money: after a dear Monday the other days are cheaper than after a cheap one."""
    later = {}
    for name, dish in (("dear", "核桃糕"), ("cheap", "米糕")):
        found = plan_problem(make(number=3, fee_fen=FEE).with_(standing=monday(点心=dish, 大荤="红烧肉")))
        by_day = found.cost("day").set_index("date")["child_fen"]
        later[name] = by_day[[TUESDAY, WEDNESDAY]].mean(), by_day[MONDAY]
        assert found.fee_fen <= FEE * 1.02  # five dishes a place leave little to choose
    assert later["dear"][1] > later["cheap"][1]
    assert later["dear"][0] < later["cheap"][0]


def test_what_stands_may_break_any_rule_and_need_not_fit_its_place():
    """Fried twice, a dish out of season, two staples, no soup, fruit for a main dish."""
    odd = (
        Serving(MONDAY, "午餐", "大荤", "肉丸"), Serving(MONDAY, "午餐", "小荤", "肉丸"),
        Serving(MONDAY, "午点", "水果", "整梨"), Serving(MONDAY, "午餐", "主食", "米饭"),
        Serving(MONDAY, "午餐", "主食", "馒头"), Serving(MONDAY, "夜宵", "大荤", "梨块"),
    )  # fmt: skip
    found = plan_problem(make(number=3, fee_fen=None).with_(standing=odd, avoid=frozenset({"小麦"})))
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
    found = plan_problem(problem.with_(standing=first))
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
    pin = Serving(TUESDAY, "午餐", "大荤", "蒸鱼")
    near, anew = before.pin(pin), plan_problem(problem.with_(pins=(pin,)))
    assert pin in near.servings and set(monday()) <= set(near.servings)
    assert len(near.changed_from(before)) < len(anew.changed_from(before))


def test_a_pin_on_a_day_that_stands_is_refused(plan):
    with pytest.raises(Infeasible, match="已经公布或供应"):
        plan.pin(Serving(MONDAY, "午餐", "大荤", "炖鸡"))


def test_nothing_left_to_plan_is_said():
    with pytest.raises(MenuError, match="没有要排的日子"):
        plan_problem(make().with_(standing=stands(served(), *days())))


def test_prices_of_what_was_served_move_no_more(plan):
    problem = plan.problem
    known = Uncertainty.of(problem, level_sd=0.0, attendance_sd=0.0)
    whole = plan_problem(make(number=3, fee_fen=FEE))
    assert np.std(simulate(plan, known)) < np.std(simulate(whole, known))
    sure = plan_sure(problem, probability=0.9)
    assert set(monday()) <= set(sure.plan.servings)
    assert evaluate(problem, sure.plan.table()).plates.days == list(problem.days)
