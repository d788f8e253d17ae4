"""Conflicts of the small kitchen: small enough to see by hand, and each verified again by another solver call."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from kgcore.menu import Infeasible, MenuError, Serving, plan_problem
from kgcore.menu.infeasible.conflict import why_infeasible
from kgcore.menu.infeasible.demands import Demands
from kgcore.menu.solvers.effort import QUICK
from tests.menu.conftest import MONDAY, PLACES, days, make

TUESDAY = MONDAY + dt.timedelta(days=1)
TWICE = tuple(Serving(day, "午餐", "大荤", "红烧肉") for day in (MONDAY, TUESDAY))


def holds(demands: Demands, rows) -> bool:
    """Whether rows can hold together with every place filled; scipy's own branch and bound."""
    every = [*demands.places, *rows]
    matrix = demands.matrix(every)
    limits = LinearConstraint(matrix, [row.low for row in every], [row.high for row in every])
    found = milp(
        np.zeros(matrix.shape[1]), constraints=limits, bounds=Bounds(0, 1), integrality=np.ones(matrix.shape[1])
    )
    return found.status == 0


def verified(problem, conflict) -> None:
    demands = Demands(problem)
    named = {(row.rule, row.key) for row in conflict.demands}
    rows = [row for row in demands.rows if (row.rule, row.key) in named]
    assert not holds(demands, rows)
    for left_out in conflict.demands:
        assert holds(demands, [row for row in rows if (row.rule, row.key) != (left_out.rule, left_out.key)])
    for way in conflict.relaxations:
        given_up = {(part.rule, part.key) for part in way}
        assert holds(demands, [row for row in demands.rows if (row.rule, row.key) not in given_up])


def test_two_pins_of_one_dish_and_the_rule_between_them():
    problem = make(pins=TWICE)
    conflict = why_infeasible(problem)
    assert sorted(row.rule for row in conflict.demands) == ["pins", "pins", "repeat"]
    assert conflict.lines[:3] == (
        "以下3条不能同时满足，去掉任何一条就不再冲突：",
        "固定：2026-05-04 午餐·大荤 红烧肉、2026-05-05 午餐·大荤 红烧肉",
        "同一菜点不重复：红烧肉 2026-W19，至多1次",
    )
    verified(problem, conflict)


def test_every_way_out_of_two_pins_gives_a_menu():
    conflict = why_infeasible(make(pins=TWICE))
    assert [{part.rule for part in way} for way in conflict.relaxations[:2]] == [{"pins"}, {"pins"}]
    for pin in TWICE:
        assert pin in plan_problem(make(pins=(pin,)), QUICK).servings
    ((way),) = conflict.relaxations[2:]
    assert {(part.rule, part.limit, part.amount) for part in way} == {("repeat", 1.0, 1.0)}
    often = pd.DataFrame([{"rule": rule, "key": "大荤", "high": 2.0} for rule in ("repeat", "repeat_weeks")])
    assert set(TWICE) <= set(plan_problem(make(pins=TWICE, settings=often), QUICK).servings)


def test_a_limit_that_alone_is_not_enough_is_no_way_out():
    fried = tuple(Serving(day, "午餐", "大荤", "肉丸") for day in days())  # twice, and fried twice
    conflict = why_infeasible(make(pins=fried))
    assert [{part.rule for part in way} for way in conflict.relaxations] == [{"pins"}, {"pins"}]


def test_a_conflict_of_one_day_is_found_though_the_week_could_hold_it():
    few_pans = pd.DataFrame([{"rule": "equipment", "key": "炒锅", "high": 2.0}])
    conflict = why_infeasible(make(settings=few_pans))  # 大荤, 小荤 and 素菜 all need a wok
    assert [(row.rule, row.key) for row in conflict.demands] == [("equipment", f"炒锅 {MONDAY}")]
    assert conflict.places
    ((way),) = conflict.relaxations
    assert [(part.key, part.limit + part.amount) for part in way] == [(f"炒锅 {day}", 3.0) for day in days()]


def test_bans_that_leave_too_few_dishes():
    soups = [dish for dish, *_ in PLACES["汤羹"][2]]
    bans = frozenset((dish, None) for dish in soups[1:])
    problem = make(bans=bans)
    conflict = why_infeasible(problem)  # one soup is left for two days
    assert sorted({row.rule for row in conflict.demands}) == ["bans", "repeat"]
    assert {row.key for row in conflict.demands if row.rule == "bans"} == set(soups[1:])
    assert conflict.places == ("午餐·汤羹 2026-05-04",) or conflict.places == ("午餐·汤羹 2026-05-05",)
    assert conflict.lines[-1].startswith(f"办法{len(conflict.relaxations)}：")
    assert {part.key for way in conflict.relaxations for part in way if part.rule == "bans"} <= set(soups[1:])
    verified(problem, conflict)


def test_what_was_served_last_week_is_part_of_a_conflict():
    before = Serving(MONDAY - dt.timedelta(days=3), "午餐", "大荤", "红烧肉")
    problem = make(history=(before,), pins=TWICE[:1])
    conflict = why_infeasible(problem)
    assert {row.rule for row in conflict.demands} == {"pins", "repeat"}
    verified(problem, conflict)
    with pytest.raises(Infeasible):
        plan_problem(problem)


def test_a_menu_that_exists_has_no_conflict():
    conflict = why_infeasible(make())
    assert not conflict
    assert conflict.lines == ("硬性规则可以同时满足，排得出食谱。",)


def test_what_needs_no_search_is_named_as_ever():
    with pytest.raises(Infeasible, match=r"整梨.*当季"):
        why_infeasible(make(pins=(Serving(MONDAY, "午点", "水果", "整梨"),)))
    with pytest.raises(MenuError, match="没有可用的菜"):
        why_infeasible(make(avoid=frozenset({"奶"})))


PLACED = [(meals.split(";")[0], course, dish) for course, (meals, _, made) in PLACES.items() for dish, *_ in made]


@settings(max_examples=8)
@given(
    pins=st.sets(st.tuples(st.sampled_from(days()), st.sampled_from(PLACED)), min_size=2, max_size=7),
    bans=st.sets(st.sampled_from([dish for *_, dish in PLACED]), max_size=4),
)
def test_any_conflict_is_smallest_and_every_way_out_works(pins, bans):
    wanted = tuple(Serving(day, *place) for day, place in pins if place[2] not in bans)
    problem = make(pins=wanted, bans=frozenset((dish, None) for dish in bans))
    try:
        conflict = why_infeasible(problem)
    except MenuError:
        return
    if conflict:
        assert len(conflict.lines) <= 2 + len(conflict.demands) + len(conflict.relaxations)
        verified(problem, conflict)
    else:
        assert holds(Demands(problem), Demands(problem).rows)
        plan_problem(problem, QUICK)
