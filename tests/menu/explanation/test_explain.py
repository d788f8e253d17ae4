"""Every figure of an explanation is asked again of a problem built anew; duals must bound what they estimate."""

import datetime as dt
import re
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from kgcore.menu import Serving, plan_problem
from kgcore.menu.explanation.effects import LIKING, POINTS
from kgcore.menu.explanation.explain import explain
from kgcore.menu.formulation.master import Master
from kgcore.menu.formulation.rule_check import judge_menu
from kgcore.menu.rules.allowed import permission
from kgcore.menu.solvers.effort import QUICK
from kgcore.menu.solvers.matrix import matrix_of
from kgcore.standards import Profile
from tests.menu.conftest import MONDAY, make

TUESDAY = MONDAY + dt.timedelta(days=1)
WEDNESDAY = MONDAY + dt.timedelta(days=2)


class Fresh:
    """The linear relaxation of a problem of one week, built anew and solved by scipy."""

    def __init__(self, problem):
        master = Master(problem, permission(problem))
        self.model, self.z = master.model, master.z
        self.matrix = matrix_of(self.model)
        shape = (len(self.matrix.row_low), len(self.matrix.points))
        rows = np.zeros(shape)
        for n, (first, last) in enumerate(zip(self.matrix.start[:-1], self.matrix.start[1:], strict=True)):
            rows[n, self.matrix.column[first:last]] = self.matrix.value[first:last]
        low, high = np.isfinite(self.matrix.row_low), np.isfinite(self.matrix.row_high)
        self.a = np.vstack([rows[high], -rows[low]])
        self.b = np.concatenate([self.matrix.row_high[high], -self.matrix.row_low[low]])
        self.points = self.best(self.matrix.points)

    def best(self, weights, hold: bool = False) -> float:
        """The most of weights x columns, among the optima when `hold`."""
        a, b = self.a, self.b
        if hold:
            a, b = np.vstack([a, -self.matrix.points]), np.append(b, -self.points + 1e-6)
        found = linprog(-weights, a, b, bounds=np.array([self.matrix.low, self.matrix.high]).T)
        assert found.status == 0
        return -found.fun

    def liking(self) -> float:
        weights = np.zeros(len(self.matrix.points))
        columns = self.z[self.z >= 0]
        weights[columns] = self.matrix.points[columns]
        return self.best(weights, hold=True)


def steps(problem, effect) -> pd.DataFrame:
    """The settings one step looser, as an office would write them."""
    rows = []
    for rule in (effect.rule, f"{effect.rule}_weeks"):
        for setting in problem.settings.rows(rule):
            group = {"main_ingredient": {"day": "每天", "week": "每周"}.get(setting.key)}.get(rule, setting.key)
            if effect.subject in ("", group):
                rows.append({"rule": rule, "key": setting.key, "high": setting.high + (60 if rule == "hands" else 1)})
    return pd.DataFrame(rows)


REAL = {
    name: pd.read_csv(str(files("kgcore.standards") / "food" / f"{name}.csv"))
    for name in ("foods", "dishes", "dish_ingredients")
}
PINS = (Serving(TUESDAY, "午餐", "大荤", "咖喱牛肉"), Serving(WEDNESDAY, "午餐", "小荤", "肉末粉丝"))
BANS = frozenset(
    {("清炒小白菜", None), ("纯牛奶", None) if "纯牛奶" in set(REAL["dishes"]["dish"]) else ("牛奶", None)}
)


def week(fee: float = 600.0, pins=PINS, bans=BANS, settings=None):
    own = pd.DataFrame([{"rule": "main_ingredient", "key": "day", "high": 1.0},
                        {"rule": "main_ingredient", "key": "week", "high": 3.0}])  # fmt: skip
    preference = np.random.default_rng(1).normal(3.5, 0.5, len(REAL["dishes"])).clip(1, 5)
    problem = make(number=5, profile=Profile.load(), fee_fen=fee, pins=pins, bans=bans,
                   settings=pd.concat([own, settings]), **REAL)  # fmt: skip
    return problem.with_(preference=preference)


@pytest.fixture(scope="module")
def plan():
    return plan_problem(week(), QUICK)


@pytest.fixture(scope="module")
def told(plan):
    return explain(plan)


def every_figure_was_solved_for(told, known: set[str]) -> None:
    """Hold the figures of the lines against the effects; `known` are those of the question."""
    for effect in told.effects:
        known |= set(re.findall(r"\d+(?:\.\d+)?", effect.change + effect.subject))
        for value in (effect.before, effect.after, effect.after - effect.before):
            known |= {f"{value:.2f}", f"{value:.1%}"[:-1], f"{1 - value:.1%}"[:-1]}
    for line in told.lines:
        assert not set(re.findall(r"\d+(?:\.\d+)?", line)) - known, line


def test_at_most_six_lines_and_every_figure_in_them_was_solved_for(plan, told):
    assert 4 <= len(told.lines) <= 6
    assert str(told) == "\n".join(told.lines)
    every_figure_was_solved_for(told, {"6.00", "1", "2", "1元"})


def test_what_a_yuan_buys(told):
    now = Fresh(week())
    for change, fee in (("+1元", 700.0), ("-1元", 500.0)):
        fresh = Fresh(week(fee))
        effects = {e.figure: e for e in told.effects if e.question == "fee" and e.change == change}
        assert (effects[POINTS].before, effects[POINTS].after) == pytest.approx((now.points, fresh.points), abs=1e-3)
        liking = effects[LIKING]
        servings = 5 * len(week().slots)
        assert (liking.before, liking.after) == pytest.approx(
            (now.liking() / servings, fresh.liking() / servings), abs=5e-4
        )
        assert effects[POINTS].after - effects[POINTS].before <= effects[POINTS].estimate + 1e-6


def test_what_rules_and_goals_cost(plan, told):
    effects = [e for e in told.effects if e.question in ("rule", "goal")]
    assert {e.question for e in effects} == {"rule", "goal"}
    for effect in effects[::3]:
        if effect.question == "rule":
            loose = steps(plan.problem, effect)
            assert effect.after - effect.before <= effect.estimate + 1e-6
        else:
            keys = [setting.key for setting in plan.problem.settings.rows(effect.rule) if setting.tier]
            loose = pd.DataFrame({"rule": effect.rule, "key": keys, "weight": 0.0})
        assert effect.after == pytest.approx(Fresh(week(settings=loose)).points, abs=1e-3), effect


def test_what_pins_and_bans_cost(told):
    now = Fresh(week()).points
    wishes = [e for e in told.effects if e.question in ("pins", "bans")]
    assert [e.subject for e in wishes if e.question == "bans"] == ["2道禁用的菜"]
    for effect in wishes:
        assert effect.before == pytest.approx(now, abs=1e-3)
        pins = tuple(pin for pin in PINS if str(pin) != effect.subject) if "道固定" not in effect.subject else ()
        free = week(bans=frozenset()) if effect.question == "bans" else week(pins=pins)
        assert effect.after == pytest.approx(Fresh(free).points, abs=1e-3)


def test_what_limits_and_the_swap_that_helps(plan, told):
    limits = [e for e in told.effects if e.question == "limiting"]
    broken = {(row.rule, row.key): row.share for row in plan.violations}
    assert {round(e.before, 9) for e in limits} == {round(broken[limits[0].rule, limits[0].subject], 9)}
    assert limits[0].after <= limits[0].before + 1e-9, "portions alone can only lessen the lack"
    (swap,) = [e for e in told.effects if e.question == "swap"]
    menu = told.alternative
    assert len(menu.changed_from(plan)) == 1
    again = judge_menu(menu.problem, menu.counts, menu.placements, menu.portions)
    share = next((r.share for r in again if (r.rule, r.key) == (swap.rule, swap.subject)), 0.0)
    assert (swap.before, swap.after) == pytest.approx((broken[swap.rule, swap.subject], share))
    assert share < swap.before
    assert not [row for row in again if row.tier == "hard"]


def test_the_table_has_every_question(told):
    table = told.table()
    assert len(table) == len(told.effects)
    assert (table["gain"] == table["after"] - table["before"]).all()


def test_a_generous_fee_is_said_to_be_enough():
    plan = plan_problem(make(fee_fen=900.0), QUICK)
    assert not plan.problem.pins
    lines = explain(plan).lines
    assert any("膳费" in line for line in lines)
    assert not [line for line in lines if "本次指定" in line]


def test_one_week_of_two_is_explained_with_the_other_as_it_is():
    often = pd.DataFrame([{"rule": "repeat_weeks", "key": "点心", "high": 2.0}])
    plan = plan_problem(make(weeks=2, settings=often), QUICK)
    told = explain(plan)
    assert told.week in plan.problem.weeks
    assert len(told.lines) <= 6
