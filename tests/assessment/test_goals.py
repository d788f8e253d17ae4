"""Goals, change and recommendations by hand."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore.assessment import compared, goals, recommendations
from kgcore.assessment.intervals import difference, wilson
from kgcore.assessment.measure_values import COLUMNS
from kgcore.findings import Finding

PLAN = pd.DataFrame(
    [
        ("G01", "安全", "隐患销号", "S003", "hazard_fixed_rate", 0.95, "不低于"),
        ("G02", "安全", "疏散演练", "S001", "evacuation_seconds", 120.0, "不高于"),
        ("G03", "安全", "家长护导", "S003", None, None, None),
        ("G04", "财产", "账物核对", "S004", "asset_agreement_rate", 1.0, "不低于"),
        ("G05", "安全", "没有这个", "S004", "no_such_measure", 1.0, "不低于"),
    ],
    columns=["activity", "chapter", "task", "responsible", "measure", "target", "comparison"],
)
KEPT = pd.DataFrame({"activity": ["G01", "G03"], "due": [4, 4], "done": [4, 3]})


def measured(*rows):
    full = [(name, name, value, part, whole, unit, "比", "安全工作") for name, value, part, whole, unit in rows]
    return pd.DataFrame(full, columns=COLUMNS)


MEASURES = measured(
    ("hazard_fixed_rate", 0.85, 17.0, 20.0, ""), ("evacuation_seconds", 120.0, math.nan, math.nan, "秒")
)


@pytest.fixture
def judged():
    return goals.goals(PLAN, MEASURES, KEPT)


def test_each_goal_gets_its_verdict(judged):
    verdicts = judged.set_index("activity")["verdict"].to_dict()
    assert verdicts == {"G01": "missed", "G02": "met", "G03": "missed", "G04": "unknown", "G05": "unknown"}
    row = judged.set_index("activity").loc["G03"]
    assert (row["target"], row["actual"], row["evidence"]) == (4, 3, "《任务完成》3/4 次")


def test_what_was_not_measured_is_neither_met_nor_missed(judged):
    evidence = judged.set_index("activity")["evidence"]
    assert "没有这项数据" in evidence["G04"]
    assert "no_such_measure" in evidence["G05"]


@pytest.mark.parametrize(("actual", "comparison", "target", "verdict"), [
    (0.95, "不低于", 0.95, "met"), (0.9499, "不低于", 0.95, "missed"), (0.1 + 0.2, "不高于", 0.3, "met"),
    (121, "不高于", 120, "missed"), (1.0, None, 1.0, "unknown"), (1.0, "不低于", math.nan, "unknown"),
])  # fmt: skip
def test_the_target_itself_meets_it(actual, comparison, target, verdict):
    assert goals.judged(actual, comparison, target) == verdict


def test_wilson_as_published():
    # Newcombe 1998, Statistics in Medicine 17:857: 81/263, score method without continuity correction
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_difference_as_published():
    # Newcombe 1998, Statistics in Medicine 17:873, method 10: 56/70 − 48/80 and 9/10 − 3/10
    assert difference((48, 80), (56, 70)) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert difference((3, 10), (9, 10)) == pytest.approx((0.6, 0.1705, 0.8090), abs=5e-5)


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (5, 4), (-1, 4)])
def test_what_is_no_proportion_is_refused(part, whole):
    with pytest.raises(ValueError, match="no proportion"):
        wilson(part, whole)


@given(st.integers(1, 400), st.integers(1, 400), st.data())
def test_the_interval_holds_the_difference_and_turns_with_it(first, second, data):
    before = (data.draw(st.integers(0, first)), first)
    after = (data.draw(st.integers(0, second)), second)
    gap, low, high = difference(before, after)
    assert -1 <= low <= gap + 1e-12
    assert gap - 1e-12 <= high <= 1
    back = difference(after, before)
    assert back == pytest.approx((-gap, -high, -low))


def test_only_an_interval_that_leaves_out_nought_is_a_change():
    before = measured(
        ("hazard_fixed_rate", 0.6, 48.0, 80.0, ""), ("gate_duty_rate", 0.9, 9.0, 10.0, ""),
        ("hfmd_incidence", 0.2, 40.0, 200.0, ""), ("six_t_score", 90.0, math.nan, math.nan, "分"),
    )  # fmt: skip
    now = measured(
        ("hazard_fixed_rate", 0.8, 56.0, 70.0, ""), ("gate_duty_rate", 0.8, 8.0, 10.0, ""),
        ("hfmd_incidence", 0.05, 10.0, 200.0, ""), ("six_t_score", 89.0, math.nan, math.nan, "分"),
        ("sample_complete_rate", 1.0, 5.0, 5.0, ""),
    )  # fmt: skip
    table = compared.against(before, now, {"hfmd_incidence"}).set_index("measure")
    assert "sample_complete_rate" not in table.index
    assert table["verdict"].to_dict() == {
        "hazard_fixed_rate": "better", "gate_duty_rate": "alike", "hfmd_incidence": "better",
        "six_t_score": "figure_worse",
    }  # fmt: skip
    assert pd.isna(table.loc["six_t_score", "low"])
    assert table.loc["hazard_fixed_rate", "low"] == pytest.approx(0.0524, abs=5e-5)


def finding(code, severity="warning", subject="甲"):
    return Finding(code, severity, subject, "2026-spring", f"{code} {subject}", advice=f"改{code}")


def test_recommendations_put_severe_first_then_the_widest_gap(judged):
    told = [
        ("安全", finding("safety.hazard_overdue")),
        ("安全", finding("safety.visitor_no_exit")),
        ("安全", finding("safety.visitor_no_exit", subject="乙")),
        ("财产", finding("money.unsigned_paid", "severe")),
        ("安全", finding("workplan.missed", subject="家长护导")),
        ("安全", finding("safety.something", "notice")),
    ]
    table = recommendations.recommendations(judged, told)
    assert table["subject"].tolist() == ["甲", "家长护导", "隐患销号", "甲、乙"]
    assert table["rank"].tolist() == [1, 2, 3, 4]
    hazard = table.set_index("subject").loc["隐患销号"]
    assert hazard["gap"] == pytest.approx(0.1 / 0.95)
    assert "还差 2，共 20" in hazard["moves"]  # 19 of 20 are 95 %
    assert "达成目标由 1 项增为 2 项" in hazard["moves"]
    assert hazard["advice"] == "改safety.hazard_overdue"
    assert table.set_index("subject").loc["家长护导", "gap"] == pytest.approx(0.25)


def test_a_missed_goal_without_a_finding_still_asks_its_responsible():
    table = recommendations.recommendations(goals.goals(PLAN, MEASURES, KEPT), [])
    assert set(table["responsible"]) == {"S003"}
    assert "隐患整改率" in table.set_index("subject").loc["隐患销号", "advice"]
