"""What a menu, a problem and a judgement look like at the end of a notebook's cell."""

import re

import pandas as pd
import pytest

from kgcore.menu import MenuError, plan_problem
from tests.menu.conftest import make


@pytest.fixture(scope="module")
def plan():
    often = pd.DataFrame([{"rule": "repeat_weeks", "key": "点心", "high": 2.0}])
    return plan_problem(make(weeks=2, settings=often))


def test_all_of_them_are_told_in_a_line(plan):
    cost, fee = plan.cost_fen / 100, plan.problem.fee_fen / 100
    assert f"4 天 36 道，食材 {cost:.2f} 元/人日，膳费 {fee:.2f} 元，已证明" in repr(plan)
    assert "4 天" in repr(plan.problem)
    assert f"食材 {cost:.2f} 元/人日" in repr(plan.evaluation)
    for shown in (plan, plan.problem, plan.evaluation, plan.solution):
        assert "\n" not in repr(shown) and len(repr(shown)) < 250


def test_the_table_shows_every_dish_in_its_place_week_under_week(plan):
    page = plan._repr_html_()
    assert re.findall(r"<th>(\d\d-\d\d 周.)</th>", page) == ["05-04 周一", "05-05 周二", "05-11 周一", "05-12 周二"]
    at = {(s.date, s.meal, s.course): s.dish for s in plan.servings}
    weeks = [plan.problem.days[:2], plan.problem.days[2:]]
    places = [(day, slot.meal, slot.course) for days in weeks for slot in plan.problem.slots for day in days]
    assert re.findall("<td>(.*?)</td>", page) == [at[place] for place in places]


def test_what_is_asked_wrongly_is_refused_and_not_answered_otherwise(plan):
    with pytest.raises(ValueError, match="day, week, plan; not 'month'"):
        plan.nutrition("month")
    with pytest.raises(ValueError, match="dish, day, food; not 'week'"):
        plan.cost("week")
    with pytest.raises(MenuError, match="计划里没有 2026-W40；有 2026-W19、2026-W20"):
        plan.copy_week("2026-W19", "2026-W40")
