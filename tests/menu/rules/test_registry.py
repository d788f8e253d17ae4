"""A rule that only the registry knows is in the models, the checker, the explanation, the conflict and the docs."""

import pandas as pd
import pytest

from kgcore.menu import evaluate, plan_problem
from kgcore.menu.check import registry as checker
from kgcore.menu.check.telling import Never
from kgcore.menu.check.violation import HARD, Violation
from kgcore.menu.explanation.effects import rule_effects
from kgcore.menu.explanation.relaxation import Relaxation
from kgcore.menu.formulation.master import Master
from kgcore.menu.infeasible.conflict import why_infeasible
from kgcore.menu.rules import RULES
from kgcore.menu.rules.allowed import permission
from kgcore.menu.rules.group import GroupLimit
from kgcore.menu.rules.table import table
from kgcore.menu.solvers.effort import QUICK
from tests.menu.conftest import MONDAY, make

DISH = "红烧肉"


class OneColour(GroupLimit):
    """At most so many dishes of one colour among some courses of lunch."""

    name, title, column = "one_red", "少做红色的菜", "colour"
    says = "red dishes"
    gives_way = 99
    unit = "盘"


def in_settings(high: float, courses: str = "大荤;小荤;素菜") -> pd.DataFrame:
    return pd.DataFrame([{"rule": "one_red", "key": "day", "meals": "午餐", "courses": courses, "high": high}])


def red_dishes(plates):
    for n, serving in enumerate(plates.servings):
        if serving.dish == DISH:
            yield Violation("one_red", HARD, DISH, str(plates.date[n]), 1.0, 0.0, 0.0, 1.0)


@pytest.fixture
def made_up(monkeypatch):
    monkeypatch.setattr(RULES, "rules", (*RULES, OneColour()))
    told = checker.Check(red_dishes, {"one_red": Never("是红色的", "请换一道")})
    monkeypatch.setattr(checker, "CHECKS", (*checker.CHECKS, told))


def test_its_rows_are_in_the_model_and_its_limit_is_kept(made_up):
    problem = make(settings=in_settings(2.0))
    master = Master(problem, permission(problem))
    assert "one_red" in {row.rule for row in master.model.rows.values()}
    red = set(problem.dishes.loc[problem.dishes["colour"] == "红", "dish"])
    plan = plan_problem(problem, QUICK)
    for day in problem.days:
        courses = ("大荤", "小荤", "素菜")
        assert sum(s.dish in red for s in plan.servings if s.date == day and s.course in courses) <= 2


def test_its_words_tell_the_conflict_and_the_way_out(made_up):
    conflict = why_infeasible(make(settings=in_settings(1.0)))  # three courses, two colours
    assert {row.rule for row in conflict.demands} == {"one_red"}
    assert any(line.startswith("少做红色的菜：") and line.endswith("，至多1盘") for line in conflict.lines)
    assert any("由1放宽到2盘" in line for line in conflict.lines if line.startswith("办法"))


def test_what_it_costs_is_asked_for_in_the_explanation(made_up):
    liked = pd.Series({DISH: 5.0, "肉丸": 5.0, "肉末豆腐": 5.0, "肉丝": 5.0})
    only_liking_counts = pd.DataFrame([{"rule": "preference", "key": "day", "weight": 1e4}])
    settings = pd.concat([in_settings(1.0, "大荤;小荤"), only_liking_counts])
    problem = make(settings=settings, preference=liked)
    on = Relaxation(problem)
    (effect,) = [e for e in rule_effects(on, on.solve(on.bounds)) if e.rule == "one_red"]
    assert effect.change == "至多1道→2道"
    assert effect.after > effect.before


def test_its_part_of_the_checker_finds_and_tells(made_up):
    problem = make()
    menu = pd.DataFrame({"date": [MONDAY], "meal": "午餐", "course": "大荤", "dish": DISH})
    (said,) = [f for f in evaluate(problem, menu).findings() if f.code == "menu.one_red"]
    assert (said.text, said.advice) == (f"{MONDAY} {DISH}：是红色的", "请换一道")


def test_it_has_a_row_in_the_docs(made_up):
    assert "| 少做红色的菜 | M D hard | red dishes |" in table(RULES)
