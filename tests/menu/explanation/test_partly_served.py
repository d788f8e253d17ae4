"""What is asked of a week partly served: of its days to come, each figure again of a problem built anew."""

import datetime as dt
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from kgcore.menu import MenuError, Serving, fee_curve, frontier, lowest_fee, plan_problem
from kgcore.menu.explanation.effects import LIKING, POINTS, rule_effects
from kgcore.menu.explanation.explain import explain
from kgcore.menu.explanation.lowest_fee import bound_of
from kgcore.menu.explanation.relaxation import Relaxation
from kgcore.menu.formulation.rule_check import judge_menu
from kgcore.menu.planning.partly_served import on_open_days
from kgcore.menu.problem.fixed_days import fee_of_all, placeholders
from kgcore.menu.rules.main_ingredient import WEEKLY
from kgcore.menu.solvers.effort import QUICK, Effort
from tests.menu.conftest import MONDAY, make
from tests.menu.explanation.test_explain import PINS, Fresh, every_figure_was_solved_for, steps
from tests.menu.explanation.test_explain import week as whole
from tests.menu.planning.test_partly_served import stands

FRIDAY = MONDAY + dt.timedelta(days=4)
FRIED = Serving(MONDAY, "午餐", "大荤", "香酥鸡排"), Serving(FRIDAY, "午餐", "大荤", "香酥鸡排")


@pytest.fixture(scope="module")
def served():
    """Monday and Friday as some planner left them, and fried on both: once more than a week may have."""
    kept = {(s.date, s.course) for s in FRIED}
    rows = [s for s in plan_problem(whole(pins=()), QUICK).servings if s.date in (MONDAY, FRIDAY)]
    return tuple(sorted([*(s for s in rows if (s.date, s.course) not in kept), *FRIED]))


@pytest.fixture(scope="module")
def week(served):
    def made(fee: float = 600.0, **changes):
        """The week with what stands; `fee` of its days to come, the others keep six yuan."""
        problem = whole(**changes).with_(fixed_servings=served)
        return problem.with_(fee_fen=fee_of_all(problem, fee))

    return made


def settled(problem):
    return on_open_days(problem, lambda asked: asked)


@pytest.fixture(scope="module")
def plan(week):
    return plan_problem(week(), QUICK)


@pytest.fixture(scope="module")
def told(plan):
    return explain(plan)


def test_the_lines_speak_of_the_days_to_come(plan, told):
    assert 4 <= len(told.lines) <= 6
    text = str(told)
    assert "其余3天每人每天多1元" in text
    assert not re.search(f"{MONDAY}|{FRIDAY}", text)
    assert not {s.dish for s in plan.problem.fixed_servings if len(s.dish) > 2} & set(re.split("[^一-鿿]", text))
    every_figure_was_solved_for(told, {"6.00", "1", "2", "3", "1元"})


def test_a_yuan_more_is_a_yuan_for_each_day_to_come(week, told):
    now = Fresh(settled(week()))
    for change, fee in (("+1元", 700.0), ("-1元", 500.0)):
        fresh = Fresh(settled(week(fee)))
        effects = {e.figure: e for e in told.effects if e.question == "fee" and e.change == change}
        assert (effects[POINTS].before, effects[POINTS].after) == pytest.approx((now.points, fresh.points), abs=1e-3)
        servings = 3 * len(week().slots)
        assert (effects[LIKING].before, effects[LIKING].after) == pytest.approx(
            (now.liking() / servings, fresh.liking() / servings), abs=5e-4
        )


def test_what_rules_goals_pins_and_bans_cost_the_days_to_come(week, plan, told):
    asked = [e for e in told.effects if e.question in ("rule", "goal", "pins", "bans")]
    assert {e.question for e in asked} >= {"goal", "pins", "bans"}
    assert [e.subject for e in asked if e.question == "bans"] == ["2道禁用的菜"]
    assert "2道固定的菜" in [e.subject for e in asked]
    for effect in asked:
        if effect.question == "rule":
            free = week(settings=steps(plan.problem, effect))
        elif effect.question == "goal":
            keys = [setting.key for setting in plan.problem.settings.rows(effect.rule) if setting.tier]
            free = week(settings=pd.DataFrame({"rule": effect.rule, "key": keys, "weight": 0.0}))
        elif effect.question == "bans":
            free = week(bans=frozenset())
        else:
            free = week(pins=tuple(p for p in PINS if str(p) != effect.subject and "道固定" not in effect.subject))
        assert effect.after == pytest.approx(Fresh(settled(free)).points, abs=1e-3), effect


def test_a_limit_that_what_stands_has_used_up_gains_nothing_by_one_more():
    """Four dishes of one meat on two days, three a week allowed: with four a week there would still be none left."""
    free = whole(pins=(), bans=frozenset())
    dishes = free.dishes
    meat = pd.crosstab(dishes["main_ingredient"], dishes["course"])[["大荤", "小荤"]].min(axis=1).idxmax()
    mine = dishes[dishes["main_ingredient"] == meat]
    pairs = {course: mine.loc[mine["course"] == course, "dish"].tolist() for course in ("大荤", "小荤")}
    stand = tuple(sorted(
        Serving(day, "午餐", course, pairs[course][n]) for n, day in enumerate((MONDAY, FRIDAY)) for course in pairs
    ))  # fmt: skip

    def asked(**changes):
        problem = whole(pins=(), bans=frozenset(), **changes)
        return settled(
            problem.with_(fixed_servings=stand, preference=np.where(dishes["main_ingredient"] == meat, 20.0, 3.0))
        )

    on = Relaxation(asked())
    base = on.solve(on.bounds)
    over = {row.key: on.overdrawn.get(row.name) for row in on.rows if row.rule == "main_ingredient"}
    assert over[f"{meat} {WEEKLY} {on.problem.weeks[0]}"] == 1.0
    assert ("main_ingredient", "每周") not in [(e.rule, e.subject) for e in rule_effects(on, base)]
    four = pd.DataFrame([{"rule": "main_ingredient", "key": "week", "high": 4.0}])
    assert Fresh(asked(settings=four)).points == pytest.approx(base.points, abs=1e-3)


def first_with_a_swap(week, fees):
    """The first of these fees whose plan one swap betters: a plan of `QUICK` effort may be one that none betters."""
    for fee in fees:
        plan = plan_problem(week(fee), QUICK)
        told = explain(plan)
        if swaps := [e for e in told.effects if e.question == "swap"]:
            return plan, told, swaps
    raise AssertionError(f"no swap betters the plan of any of {fees}")


def test_the_swap_leaves_what_stands(week, served):
    plan, told, (swap,) = first_with_a_swap(week, [1400.0, 1200.0, 1100.0, 900.0])
    menu = told.alternative
    assert menu.problem is plan.problem
    assert set(served) <= set(menu.servings)
    assert len(menu.changed_from(plan)) == 1
    broken = {(row.rule, row.key): row.share for row in plan.violations}
    again = judge_menu(menu.problem, menu.counts, menu.placements, menu.portions)
    share = next((r.share for r in again if (r.rule, r.key) == (swap.rule, swap.subject)), 0.0)
    assert (swap.before, swap.after) == pytest.approx((broken[swap.rule, swap.subject], share))
    assert share < swap.before
    assert not [row for row in again if row.tier == "hard"]


def test_the_week_explained_is_one_with_days_to_come():
    """Of two weeks the first is posted whole and misses more: nobody can change it."""
    often = pd.DataFrame([{"rule": "repeat_weeks", "key": "点心", "high": 2.0}])
    both = plan_problem(make(weeks=2, settings=often), QUICK)
    first = both.problem.days[:2]
    plan = plan_problem(both.problem.with_(fixed_servings=stands(both.table(), *first)), QUICK)
    told = explain(plan)
    assert told.week == plan.problem.weeks[1]
    assert not re.search("|".join(map(str, first)), str(told))


def test_the_fee_curve_is_that_of_the_days_to_come(week):
    curve = fee_curve(week(), [5.0, 6.0, 9.0])
    for row in curve.itertuples():
        fresh = Relaxation(settled(week(row.fee_fen)))
        answer = fresh.solve(fresh.bounds)
        assert row.points == pytest.approx(answer.points)
        dishes = ~placeholders(fresh.problem)
        eaten = answer.columns[fresh.z[:, 0]] * (fresh.z[:, 0] >= 0) * dishes
        costs = fresh.problem.cost_fen.mean(axis=1)[fresh.problem.choices.dish] @ fresh.problem.band_weights
        assert row.cost_fen == pytest.approx(float(eaten @ costs) / 3)
        liked = float(eaten @ fresh.problem.preference[fresh.problem.choices.dish])
        assert row.liking == pytest.approx(liked / (3 * len(fresh.problem.slots)))


def test_the_lowest_fee_is_that_of_the_days_to_come(week, served):
    problem = week(pins=(), bans=frozenset())
    heard = []

    def progress(fen, least, gap):
        heard.append(fen)

    found = lowest_fee(problem, Effort(gap=0.001, rounds=2, exact=False), progress)
    fresh = Fresh(settled(problem.with_(fee_fen=None)))
    high = fresh.matrix.high.copy()
    costs = np.zeros(len(high))
    asked = settled(problem)
    cost = (asked.cost_fen.mean(axis=1) @ asked.band_weights)[asked.choices.dish] * ~placeholders(asked)
    costs[fresh.z[fresh.z[:, 0] >= 0, 0]] = cost[fresh.z[:, 0] >= 0]
    if found.unmet.empty:
        high[np.array(fresh.model.tiers) == "norm"] = 0.0
        least = linprog(costs, fresh.a, fresh.b, bounds=np.array([fresh.matrix.low, high]).T)
        assert found.bound_fen == pytest.approx(least.fun / 3, rel=1e-6)
    by_hand = [problem.cost_fen[problem.position[s.dish]].mean(axis=0) @ problem.band_weights
               for s in found.plan.servings if s.date not in problem.fixed_days]  # fmt: skip
    assert found.menu_fen == pytest.approx(sum(by_hand) / 3)
    assert found.bound_fen <= found.menu_fen + 1e-6
    assert heard[-1] == pytest.approx(found.menu_fen, rel=0.05)
    assert set(served) <= set(found.plan.servings)
    assert found.plan.problem.placeholders == ()
    assert found.table()["item"].str.startswith("其余3天守住").sum() == 2


def test_the_frontier_is_that_of_the_days_to_come(week, served):
    problem = week(pins=(), bans=frozenset())
    found = frontier(problem, [5.5, 7.0], weights=1)
    assert len(found)
    for row in found.itertuples():
        assert set(served) <= set(row.plan.servings)
        costs = row.plan.cost("day").set_index("date")["child_fen"]
        assert row.cost_fen == pytest.approx(costs.drop([MONDAY, FRIDAY]).mean())
        assert row.plan.problem.fee_fen == pytest.approx((2 * 600.0 + 3 * row.fee_fen) / 5)
        mine = [s for s in row.plan.servings if s.date not in (MONDAY, FRIDAY)]
        points = [problem.preference[problem.position[s.dish]] for s in mine]
        assert row.liking == pytest.approx(np.mean(points))


def test_the_frontier_begins_at_the_lowest_fee_whatever_the_days_that_stand_cost(served):
    """Of a fee of three yuan the days that stand spent double: the other days' own costs are compared all the same."""
    problem = whole(fee=300.0, pins=(), bans=frozenset()).with_(fixed_servings=served)
    lowest = bound_of(problem).fen
    first = frontier(problem, weights=1).iloc[0]
    assert lowest * 0.95 <= first["cost_fen"] <= lowest * 1.1
    assert "fee" not in {row.rule for row in first["plan"].violations}


def test_a_week_without_days_to_come_has_nothing_to_ask(week, plan):
    everything = replace(plan, problem=plan.problem.with_(fixed_servings=plan.servings, pins=()))
    for ask in (lambda: explain(everything), lambda: fee_curve(everything.problem, [6.0])):
        with pytest.raises(MenuError, match="没有要排的日子"):
            ask()
