"""Scorecards computed by hand."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgcore.registers.staff import ASSESSORS
from kgcore.staff import ranking, scorecard_inputs, scorecards
from kgcore.staff.scorecards import ScorecardError

ROLE = "保育员"
APRIL = [dt.date(2026, 4, 1), dt.date(2026, 4, 2), dt.date(2026, 4, 3), dt.date(2026, 4, 7)]
MAY = [dt.date(2026, 5, 6), dt.date(2026, 5, 7)]


def indicators(rows=(("消毒", "过程", 60, "评分"), ("安全", "过程", 20, "扣分"), ("出勤", "绩效", 20, "数据"))):
    frame = pd.DataFrame(rows, columns=["item", "dimension", "full_marks", "method"])
    data = frame["method"] == "数据"
    return frame.assign(
        role=ROLE,
        measure=np.where(data, "attendance_rate", None),
        good_at=np.where(data, 0.95, np.nan),
        zero_at=np.where(data, 0.75, np.nan),
        full_marks=frame["full_marks"].astype("float64"),
    )


def people(*rows):
    frame = pd.DataFrame(rows or [("S1", "2020-09-01"), ("S2", "2020-09-01")], columns=["staff", "hired_on"])
    return frame.assign(role=ROLE, team="小一班", hired_on=pd.to_datetime(frame["hired_on"]), left_on=pd.NaT).astype(
        {"left_on": "datetime64[ns]"}
    )


def scores(*rows):
    """Rows month, staff, item and the marks of 自评, 班评, 园评; None is no row."""
    return pd.DataFrame(
        [
            (month, staff, item, assessor, float(score))
            for month, staff, item, *given in rows
            for assessor, score in zip(ASSESSORS, given, strict=True)
            if score is not None
        ],
        columns=["month", "staff", "item", "assessor", "score"],
    )


def measured(value=0.85, subject="小一班", month="2026-04"):
    return pd.DataFrame({"measure": ["attendance_rate"], "month": month, "subject": subject, "value": value})


def marked(given_scores, staff=None, given_measures=None, days=APRIL):
    staff = people() if staff is None else staff
    worked = scorecards.days_worked(staff, days)
    found = measured() if given_measures is None else given_measures
    return scorecards.marks(staff, indicators(), given_scores, found, worked), worked


def card(frame, person="S1"):
    return frame.set_index("staff").loc[person]


def test_three_methods_add_up_by_hand():
    rows, _ = marked(scores(("2026-04", "S1", "消毒", 60, 54, 48), ("2026-04", "S1", "安全", 20, 19, 18)))
    found = card(scorecards.cards(rows, 100))
    # 消毒 54 of 60; 安全 19 of 20: one point deducted; attendance (0.85 − 0.75) ÷ 0.20 = half of 20
    assert found["score"] == pytest.approx(54 + 19 + 10)
    assert found["process"] == pytest.approx(73 / 80)
    assert found["performance"] == pytest.approx(0.5)
    assert found["deducted"] == pytest.approx(1)
    # 自评 (60 + 20) of 80 = 100; 园评 (48 + 18) of 80 = 82.5
    assert found["spread"] == pytest.approx(17.5)
    assert found[["covered", "missing", "due"]].to_list() == [1, 0, 6]


def test_missing_is_neither_zero_nor_full():
    rows, _ = marked(scores(("2026-04", "S1", "消毒", 60, 54, None)))
    found = card(scorecards.cards(rows, 100))
    # 消毒 57 of 60 stands for the process: 80 × 0.95 = 76, + 10 of attendance
    assert found["score"] == pytest.approx(76 + 10)
    assert found["covered"] == pytest.approx(0.8)
    assert found["missing"] == 4
    assert pd.isna(found["deducted"])
    assert pd.isna(card(scorecards.cards(rows, 100), "S2")["process"])


def test_who_has_no_mark_at_all_has_no_score():
    rows, worked = marked(scores(("2026-04", "S1", "消毒", 60, 60, 60)), given_measures=scorecard_inputs.empty())
    table = ranking.ranked_cards(rows, 100, worked, NO_VETO)
    assert pd.isna(card(table, "S2")["score"])
    assert card(table, "S2")["grade"] == ranking.NOT_RANKED
    assert pd.isna(card(table, "S2")["rank"])
    assert card(table)["score"] == pytest.approx(100)


def test_data_outside_the_scale_gives_no_more_than_full_and_no_less_than_nothing():
    for value, points in ((0.99, 20), (0.95, 20), (0.80, 5), (0.75, 0), (0.5, 0)):
        rows, _ = marked(scores(), given_measures=measured(value))
        data = rows[rows["item"] == "出勤"].iloc[0]
        assert data["share"] * data["full_marks"] == pytest.approx(points)


def test_own_class_counts_before_the_whole_kindergarten():
    both = pd.concat([measured(0.95), measured(0.75, subject="")])
    rows, _ = marked(scores(), given_measures=both)
    assert rows.loc[rows["item"] == "出勤", "share"].to_list() == [1, 1]
    rows, _ = marked(scores(), given_measures=measured(0.85, subject=""))
    assert rows.loc[rows["item"] == "出勤", "share"].to_list() == pytest.approx([0.5, 0.5])


def test_months_weigh_by_the_days_worked():
    newcomer = people(("S1", "2020-09-01"), ("S2", "2026-04-03"))
    given_scores = scores(
        ("2026-04", "S2", "消毒", 60, 60, 60), ("2026-05", "S2", "消毒", 30, 30, 30),
        ("2026-04", "S1", "消毒", 60, 60, 60), ("2026-05", "S1", "消毒", 30, 30, 30),
    )  # fmt: skip
    rows, worked = marked(given_scores, newcomer, scorecard_inputs.empty(), APRIL + MAY)
    shares = scorecards.item_shares(rows)["消毒"]
    # S1: (4 × 1 + 2 × 0.5) ÷ 6; S2 worked 2 of April's 4 days: (2 × 1 + 2 × 0.5) ÷ 4
    assert shares.to_dict() == pytest.approx({"S1": 5 / 6, "S2": 3 / 4})
    assert worked.set_index(["month", "staff"])["days"].to_dict()["2026-04", "S2"] == 2


NO_VETO = pd.DataFrame(
    {"date": pd.to_datetime([]), "staff": [], "reason": [], "description": []}
).astype({"staff": "str", "reason": "str", "description": "str"})  # fmt: skip


def ranked(*points, vetoes=NO_VETO, staff=None):
    numbers = [f"S{n}" for n in range(1, len(points) + 1)]
    staff = people(*[(number, "2020-09-01") for number in numbers]) if staff is None else staff
    given_scores = scores(*[
        ("2026-04", number, item, point * share, point * share, point * share)
        for number, point in zip(numbers, points, strict=True) for item, share in (("消毒", 60), ("安全", 20))
    ])  # fmt: skip
    rows, worked = marked(given_scores, staff)
    return ranking.ranked_cards(rows, 100, worked, vetoes).set_index("staff")


def test_ties_share_the_better_rank():
    table = ranked(0.9, 0.8, 0.9, 0.7)
    assert table["rank"].to_dict() == {"S1": 1, "S3": 1, "S2": 3, "S4": 4}


def test_a_veto_sets_the_result_and_names_its_reason():
    veto = pd.DataFrame(
        {"date": [pd.Timestamp("2026-04-10")], "staff": ["S1"], "reason": ["责任事故"], "description": ["离岗"]}
    )
    table = ranked(1.0, 0.8, 0.7, vetoes=veto)
    assert table.loc["S1", "grade"] == ranking.VETO
    assert table.loc["S1", "veto"] == "2026-04-10 责任事故：离岗"
    assert table.loc["S1", "score"] == pytest.approx(90)
    assert pd.isna(table.loc["S1", "rank"])
    assert table.loc[["S2", "S3"], "rank"].to_list() == [1, 2]


def test_a_newcomer_of_few_days_is_scored_and_not_ranked():
    newcomer = people(("S1", "2026-04-07"), ("S2", "2020-09-01"))
    table = ranked(1.0, 0.8, staff=newcomer)
    assert table.loc["S1", ["days", "days_due"]].to_list() == [1, 4]
    assert table.loc["S1", "grade"] == ranking.NOT_RANKED
    assert table.loc["S2", "rank"] == 1


def test_rank_interval_shows_an_assessor_who_decides():
    given_scores = scores(("2026-04", "S1", "消毒", 60, 50, 50), ("2026-04", "S2", "消毒", 48, 54, 54))
    rows, worked = marked(given_scores)
    table = ranking.ranked_cards(rows, 100, worked, NO_VETO).set_index("staff")
    # S1 53.33 of 60, S2 52 of 60; without 自评 S1 50, S2 54
    assert table["rank"].to_dict() == {"S1": 1, "S2": 2}
    assert table[["rank_best", "rank_worst"]].to_numpy().tolist() == [[1, 2], [1, 2]]


def test_grades_have_their_lower_bound():
    assert [ranking.grade(x) for x in (90, 89.99, 80, 60, 59.99, np.nan)] == [
        "excellent", "good", "good", "pass", "fail", "not_ranked",
    ]  # fmt: skip


def test_weights_off_the_declared_total_are_refused():
    scorecards.check_indicators(indicators(), 100)
    with pytest.raises(ScorecardError, match="满分合计 100 分，应为 130 分"):
        scorecards.check_indicators(indicators(), 130)
    with pytest.raises(ScorecardError, match="没有登记考核指标"):
        scorecards.check_indicators(indicators().head(0), 100)
    flat = indicators().assign(good_at=0.9, zero_at=0.9)
    with pytest.raises(ScorecardError, match=r"出勤.*满分值与零分值相同"):
        scorecards.check_indicators(flat, 100)


def test_scores_of_no_indicator_or_above_full_marks_are_strays_and_do_not_count():
    given_scores = scores(
        ("2026-04", "S1", "消毒", 61, 60, 60), ("2026-04", "S1", "烹调", 9, None, None),
        ("2026-04", "S9", "消毒", 9, None, None)
    )  # fmt: skip
    strays = scorecards.stray_scores(people(), indicators(), given_scores)
    assert strays[["staff", "item", "score"]].to_numpy().tolist() == [
        ["S1", "消毒", 61], ["S1", "烹调", 9], ["S9", "消毒", 9],
    ]  # fmt: skip
    rows, _ = marked(given_scores)
    assert rows["share"].max() <= 1


@settings(max_examples=20)
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=6))
def test_scores_stay_within_the_total_and_full_marks_give_all(points):
    rounded = [round(point, 3) for point in points]
    table = ranked(*rounded)
    assert table["score"].between(0, 100).all()
    # 80 points of process and half of attendance's 20
    assert sorted(table["score"]) == pytest.approx(sorted(80 * point + 10 for point in rounded))
    assert (table["rank_best"] <= table["rank"]).all()
    assert (table["rank"] <= table["rank_worst"]).all()


def test_attendance_and_illness_by_class():
    classes = pd.DataFrame({"class_name": ["小一班", "中一班"], "enrolled": [10, 20]})
    attendance = pd.DataFrame(
        [("2026-04-01", "小一班", "午餐", 9), ("2026-04-02", "小一班", "午餐", 8), ("2026-04-02", "小一班", "午点", 1),
         ("2026-04-01", "中一班", "午餐", 20)],
        columns=["date", "class_name", "meal", "diners"],
    )  # fmt: skip
    attendance["date"] = pd.to_datetime(attendance["date"])
    rates = scorecard_inputs.attendance_rate(attendance, classes).set_index("subject")["value"]
    # 中一班 has no record of 2 April: its day is not counted
    assert rates.to_dict() == pytest.approx({"小一班": 17 / 20, "中一班": 1.0, "": 37 / 40})
    ill = pd.DataFrame(
        {"onset": pd.to_datetime(["2026-05-11", "2026-05-12"]), "child": ["C1", "C2"], "disease": ["手足口病", "水痘"],
         "class_name": "中一班"}
    )  # fmt: skip
    found = scorecard_inputs.hfmd_incidence(ill, classes, ["2026-04", "2026-05"]).set_index(["month", "subject"])[
        "value"
    ]
    assert found.to_dict() == pytest.approx({
        ("2026-04", "中一班"): 0, ("2026-04", "小一班"): 0, ("2026-04", ""): 0,
        ("2026-05", "中一班"): 1 / 20, ("2026-05", "小一班"): 0, ("2026-05", ""): 1 / 30,
    })  # fmt: skip
