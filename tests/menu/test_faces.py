"""What menu's results show of themselves at the end of a notebook's cell: a line, and a few figures in HTML."""

from types import SimpleNamespace

import pandas as pd
import pytest
import sqlalchemy as sa

from kgcore import menu
from kgcore.findings import Finding
from kgcore.menu import Serving, evaluate, least_cost_diet, why_infeasible
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.menu.result.menu import Explanation
from kgcore.money.surplus import of_totals
from kgcore.store import Store
from kgcore.testing import tiny_office, tiny_plan
from tests.menu.conftest import MONDAY, days, make

TWICE = tuple(Serving(day, "午餐", "大荤", "红烧肉") for day in days())


def short_menu():
    return pd.DataFrame({"date": [MONDAY], "meal": "午餐", "course": "大荤", "dish": "红烧肉"})


def cheapest():
    foods = pd.DataFrame({"protein": [8.0, 20.0]}, index=["米", "肉"])
    return least_cost_diet(
        foods, pd.Series({"米": 0.6, "肉": 4.0}), pd.Series({"protein": 16.0}), pd.Series(dtype=float)
    )


RESULTS = {
    "Problem": (make, "膳费", "8.00 元/人日"),
    "Evaluation": (lambda: evaluate(make(), short_menu()), "评价", "应为1道"),
    "Explanation": (lambda: Explanation("2026-W19", ("营养目标都已达到。",), ()), "1 条说明", "营养目标都已达到。"),
    "Conflict": (lambda: why_infeasible(make(pins=TWICE)), "3 条不能同时满足", "同一菜点不重复：红烧肉"),
    "LeastCostDiet": (cheapest, "1 种食物，共 1.20", "米"),
    "PlanRequest": (lambda: menu.PlanRequest.of("2026-W19", fee=15.5, bans=("炖鸡",)), "不用 炖鸡", "15.50 元/人日"),
    "Solution": (lambda: tiny_plan().solution, "上界", "HiGHS"),
    "PlanAnswer": (lambda: menu.PlanAnswer(tiny_plan()), "食谱 2026-W25", "膳费 16.00 元"),
    "Finding": (lambda: evaluate(make(), short_menu()).findings()[0], "：", "<strong>"),
    "Balance": (
        lambda: of_totals(income_fen=100, refunds_fen=0, consumption_fen=98, book_fen=98),
        "盈亏率 +2.00%",
        "0.98元",
    ),
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_told_in_a_line_and_in_html(name):
    result, line, figure = RESULTS[name]
    shown = result()
    assert repr(shown).startswith(f"<{name} ")
    assert line in repr(shown)
    assert "\n" not in repr(shown)
    assert figure in shown._repr_html_()


def test_a_posted_menu_does_not_tell_an_infinite_gap():
    posted = WeekMenu.posted(make(), short_menu(), {"main": "甲"})
    texts = [repr(posted), repr(posted.plan), *(finding.text for finding in posted.plan.findings())]
    assert not [text for text in texts if "inf" in text]
    assert "差距未知" in repr(posted.plan)


def test_a_menu_without_conflict_says_so():
    assert repr(why_infeasible(make())) == "<Conflict 没有冲突>"


def test_special_menus_without_an_allergic_child_tell_themselves():
    with tiny_office() as office:
        empty = menu.office_variants(office, tiny_plan())
    assert "0 名幼儿" in empty._repr_html_()
    assert empty.findings() == ()


def test_findings_of_a_menu_tell_themselves_in_a_line():
    findings = evaluate(make(), short_menu()).findings()
    assert repr(findings).startswith("<FindingList 评价 ") and len(repr(findings)) < 60
    assert "<table" in findings._repr_html_()


def test_a_solution_without_values_does_not_tell_what_is_not_known():
    nothing = menu.Solution(menu.Status.NONE, None, float("nan"), float("inf"), float("inf"), 1.0, 0, "cbc")
    assert repr(nothing) == "<Solution 结论 限时内没有找到，求解器 cbc>"


def test_the_face_of_a_finding_escapes_its_words():
    finding = Finding("menu.fee", "severe", "<b>", "2026-W19", "1 < 2", advice="换一道")
    assert finding._repr_html_() == (
        "<p><strong>严重 &lt;b&gt;：1 &lt; 2</strong></p><table><tr><th>建议</th><td>换一道</td></tr></table>"
    )


def test_a_store_does_not_tell_its_password():
    url = sa.engine.make_url("postgresql+psycopg://kg:first@127.0.0.1/office?password=second")
    assert repr(Store(SimpleNamespace(url=url))) == "<Store postgresql+psycopg://kg:***@127.0.0.1/office>"


def test_a_store_tells_where_it_is():
    with tiny_office() as office:
        assert repr(office.store).startswith("<Store sqlite") and "object at" not in repr(office.store)
