"""Training, certificates, mentoring, meetings, six T, ratios, rewards: computed by hand."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgcore.periods import parse
from kgcore.registers import terms
from kgcore.staff import (
    canteen,
    certificates,
    meetings,
    mentoring,
    ratios,
    records,
    rewards,
    score_findings,
    situation,
    training,
)
from kgcore.standards import Profile


def day(text):
    return pd.Timestamp(text)


PEOPLE = pd.DataFrame(
    {
        "staff": ["S1", "S2", "S3"],
        "role": [terms.COOK, terms.COOK, terms.NURTURER],
        "hired_on": [day("2020-09-01"), day("2026-05-20"), day("2020-09-01")],
        "left_on": pd.to_datetime([None] * 3),
    }
)
HELD = pd.DataFrame(
    {
        "training": ["T1", "T2"],
        "date": [day("2026-05-12"), day("2026-05-25")],
        "form": ["理论", "实操"],
        "subject": ["留样", "刀工"],
        "level": "全体",
        "role": [terms.COOK, terms.COOK],
        "hours": [2.0, 3.0],
    }
)


def results(*rows):
    frame = pd.DataFrame(rows, columns=["training", "staff", "attended", "written", "practical", "oral"])
    return frame.astype({"attended": "boolean", "written": "float64", "practical": "float64", "oral": "float64"})


def test_training_by_form_and_level():
    sheet = results(
        ("T1", "S1", True, 88, None, None), ("T2", "S1", True, None, 55, 90), ("T2", "S2", False, None, None, None)
    )
    table = training.by_level(training.attendance(HELD, sheet, PEOPLE)).set_index("form")
    assert table.loc["理论", ["expected", "came", "person_hours", "written", "pass_rate"]].to_list() == [1, 1, 2, 88, 1]
    # S1 alone came to the second, three hours, and failed its practical part
    told = ["expected", "came", "person_hours", "practical", "oral", "examined", "passed"]
    assert table.loc["实操", told].to_list() == [2, 1, 3, 55, 90, 1, 0]
    assert table.loc["理论", ["practical", "oral"]].isna().all()


def test_training_expects_those_employed_then_and_counts_only_who_came():
    expected = training.attendance(
        HELD,
        results(
            ("T1", "S1", True, 88, None, None), ("T2", "S1", True, None, 55, 90), ("T2", "S2", False, None, None, None)
        ),
        PEOPLE,
    )
    table = training.by_training(expected).set_index("training")
    # S2 was hired after T1; of T2's two S1 came and failed the practical part
    assert table.loc["T1", ["expected", "came", "examined", "passed", "pass_rate"]].to_list() == [1, 1, 1, 1, 1]
    assert table.loc["T2", ["expected", "came", "examined", "passed", "pass_rate"]].to_list() == [2, 1, 1, 0, 0]
    people = training.by_person(expected).set_index("staff")
    assert people.loc["S1", ["due", "came", "hours", "failed"]].to_list() == [2, 2, 5, 1]
    codes = [f.code for f in training.findings(expected, HELD, {terms.COOK, terms.NURTURER}, ["2026-05"], "2026-05")]
    assert codes.count("staff.training_absent") == 1
    assert codes.count("staff.training_failed") == 1
    # none for nurturers; nobody is a health officer
    assert codes.count("staff.training_not_held") == 1


def test_who_missed_one_of_two_has_it_to_make_up():
    expected = training.attendance(
        HELD, results(("T1", "S1", False, None, None, None), ("T2", "S1", True, None, 90, None)), PEOPLE.head(1)
    )
    found = [f for f in training.findings(expected, HELD, set(), [], "2026-05") if f.subject == "S1"]
    assert [(f.code, f.severity, f.measured, f.limit) for f in found] == [("staff.training_overdue", "notice", 1, 2)]
    assert "“留样”" in found[0].text


def test_who_is_not_on_the_sign_in_list_is_not_called_absent():
    expected = training.attendance(HELD.head(1), results(), PEOPLE)
    found = training.findings(expected, HELD.head(1), set(), [], "2026-05")
    assert {f.code for f in found} == {"staff.training_unrecorded", "staff.training_absent"}
    assert training.by_training(expected)["pass_rate"].isna().all()


def test_certificates_by_the_day():
    people = pd.DataFrame(
        {
            "staff": ["S1", "S2", "S3", "S4", "S5"],
            "role": terms.COOK,
            "certificate": ["高级", "高级", "高级", "中级", "无"],
            "certificate_expires": pd.to_datetime(["2026-05-30", "2026-07-30", "2026-08-30", None, None]),
            "aims_at": None,
        }
    )
    table = certificates.certificates(people, day("2026-05-31"))
    # 60 days from 31 May end on 30 July
    assert table["state"].to_list() == ["expired", "expiring", "valid", "undated", "absent"]
    assert [f.severity for f in certificates.findings(table, "2026-05")] == ["warning", "notice", "notice", "notice"]
    assert certificates.certificates(people, day("2026-05-30"))["state"][0] == "expiring"


def pairs(*rows):
    frame = pd.DataFrame(rows, columns=["month", "sessions", "progress"])
    return frame.assign(novice="S2", mentor="S1", goal="独立操作").astype({"sessions": "Int64", "progress": "float64"})


def test_mentoring_idle_and_unrecorded_months_differ():
    table = mentoring.pairs(pairs(("2026-03", 4, 70), ("2026-04", 0, None)), ["2026-03", "2026-04", "2026-05"])
    found = {
        f.code: f.text for f in mentoring.findings(table, {"S2"}, PEOPLE.head(2), day("2026-05-29"), "2026-spring")
    }
    assert set(found) == {"staff.mentoring_idle", "staff.mentoring_unrecorded"}
    assert "2026-04" in found["staff.mentoring_idle"]
    assert "2026-05" in found["staff.mentoring_unrecorded"]
    row = mentoring.progress(table).iloc[0]
    assert row[["months", "sessions", "idle", "gain"]].to_list() == [3, 4, 1, 0]


def test_a_novice_without_a_mentor():
    table = mentoring.pairs(pairs(("2026-03", 4, 70)), ["2026-03"])
    found = mentoring.findings(table, set(), PEOPLE, day("2026-05-29"), "2026-05")
    assert [(f.code, f.subject) for f in found] == [("staff.novice_unpaired", "S2")]


WEEKS = [
    dt.date(2026, 5, 6),
    dt.date(2026, 5, 7),
    dt.date(2026, 5, 8),
    *[dt.date(2026, 5, n) for n in range(11, 16)],
    dt.date(2026, 5, 18),
    dt.date(2026, 5, 19),
]


def test_weekly_meetings_are_due_in_weeks_of_three_days():
    due = meetings.periods_due(WEEKS, WEEKS, ["2026-05"])
    # 6–8 May and 11–15 May count, 18–19 May has only two days; four weekly kinds and one monthly
    assert due.groupby("every").size().to_dict() == {"周": 8, "月": 1}
    held = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-05-08", "2026-05-09", "2026-05-12"]),
            "kind": ["保健周会", "保健周会", "安全例会"],
            "subject": "议题",
            "present": [3, 4, 10],
            "expected": [4, 4, 10],
            "minutes_filed": [True, True, False],
        }
    )
    kept = meetings.held(held, due)
    table = meetings.by_kind(held, kept).set_index("kind")
    assert table.loc["保健周会", ["due", "kept", "meetings", "attendance"]].to_list() == [2, 1, 2, 7 / 8]
    assert table.loc["安全例会", "rate"] == 1
    codes = [f.code for f in meetings.findings(held, kept, "2026-05")]
    # three weekly kinds never held, the health meeting missed one week
    assert codes == ["staff.meeting_skipped"] * 4 + ["staff.minutes_missing"]


def checks(*rows):
    frame = pd.DataFrame(rows, columns=["date", "team", "item", "place", "score", "fault", "fixed_on"])
    return frame.assign(date=pd.to_datetime(frame["date"]), fixed_on=pd.to_datetime(frame["fixed_on"]))


def test_six_t_weighs_the_duties_checked():
    frame = checks(
        ("2026-05-08", "本园食堂", "天天处理", "库房", 90.0, None, None),
        ("2026-05-08", "本园食堂", "天天清扫", "库房", 60.0, "积垢", None),
        ("2026-05-15", "本园食堂", "天天清扫", "库房", 80.0, "积水", "2026-05-16"),
    )
    weights = {"天天处理": 0.25, "天天清扫": 0.5, "天天检查": 0.25}
    row = canteen.by_team(frame, weights, frame).iloc[0]
    # (0.25 × 90 + 0.5 × 70) ÷ 0.75
    assert row["score"] == pytest.approx(57.5 / 0.75)
    assert row[["covered", "checks", "faults", "open_faults"]].to_list() == [0.75, 3, 2, 1]
    table = canteen.faults(frame, day("2026-05-29"))
    assert table["days"].to_list() == [21, 1]
    codes = [f.code for f in canteen.findings(frame, WEEKS, day("2026-05-29"), "2026-05")]
    assert codes == ["staff.six_t_open", "staff.six_t_unchecked"]


def test_roll_against_the_class_list():
    classes = pd.DataFrame(
        {
            "site": ["main", "main", "x"],
            "class_name": ["小一班", "小二班", "小一班"],
            "band": "小班",
            "enrolled": [2, 1, 30],
        }
    )
    children = pd.DataFrame(
        {
            "site": "main",
            "child": ["C1", "C2", "C3"],
            "class_name": "小一班",
            "enrolled_on": day("2025-09-01"),
            "left_on": pd.to_datetime([None, None, "2026-01-20"]),
        }
    )
    table = situation.roll(classes, children, day("2026-02-01"), day("2026-07-31"))
    # C3 left before; 小二班 has nobody on the roll; site x keeps no roll at all
    assert table["difference"].to_list()[:2] == [0, -1]
    assert pd.isna(table["difference"][2])
    assert [f.subject for f in situation.roll_findings(table, "2026-spring")] == ["main 小二班"]


def test_zero_diners_is_a_record_and_no_row_is_none():
    classes = pd.DataFrame({"site": "x", "class_name": ["小一班"]})
    calendar = pd.DataFrame({"site": "x", "date": pd.to_datetime(WEEKS[:4]), "school_day": True})
    eaten = pd.DataFrame(
        {"site": "x", "date": pd.to_datetime(WEEKS[:3]), "class_name": "小一班", "meal": "午餐", "diners": [30, 0, 30]}
    )
    missing = situation.missing_diners(eaten, classes, calendar)
    assert missing["date"].dt.date.to_list() == [WEEKS[3]]


def test_ratios_name_posts_needed():
    people = pd.DataFrame({"role": [terms.HEALTH_OFFICER] * 2 + [terms.COOK] * 5 + [terms.NURTURER] * 2})
    classes = pd.DataFrame(
        {
            "site": ["main", "main", "x"],
            "class_name": ["小一班", "中一班", "小一班"],
            "band": ["小班", "中班", "小班"],
            "enrolled": [25, 31, 400],
        }
    )
    table = ratios.ratios(people, classes, "main", Profile.load(None))
    cooks = table[table["subject"] == terms.COOK].iloc[0]
    # 456 children of both kindergartens, one cook for 80: six cooks
    assert cooks[["measured", "needed", "verdict"]].to_list() == [456 / 5, 6, "short"]
    nurse = table[table["subject"] == terms.HEALTH_OFFICER].iloc[0]
    assert nurse[["measured", "needed", "verdict"]].to_list() == [28, 1, "met"]
    found = {f.subject: f for f in ratios.ratio_findings(table, "2026-05")}
    assert found["中班班额"].measured == 31
    assert "小班班额" not in found
    assert all(f.severity in ("warning", "notice") for f in found.values())


@pytest.mark.parametrize(("pattern", "rules"), [("一餐二点", 1), ("三餐一点", 2), ("一餐", 0), ("一餐一点", 0)])
def test_a_ratio_of_a_meal_pattern_holds_for_no_other(pattern, rules):
    people = pd.DataFrame({"role": [terms.COOK]})
    classes = pd.DataFrame({"site": ["main"], "class_name": ["小一班"], "band": ["小班"], "enrolled": [25]})
    table = ratios.ratios(people, classes, "main", Profile.of({"meal_pattern": pattern}))
    assert (table["subject"] == terms.COOK).sum() == rules


def cards(*rows):
    frame = pd.DataFrame(rows, columns=["staff", "grade", "rank", "days"])
    return frame.assign(
        role=terms.COOK,
        team="本园食堂",
        days_due=80,
        score=95.0,
        missing=0,
        due=10,
        rank_best=1.0,
        rank_worst=2.0,
        process=0.95,
        performance=0.95,
    )


def test_a_post_that_nobody_holds_is_not_recorded_rather_than_short():
    people = pd.DataFrame({"role": [terms.TEACHER] * 2})
    classes = pd.DataFrame({"site": ["main"], "class_name": ["小一班"], "band": ["小班"], "enrolled": [20]})
    table = ratios.ratios(people, classes, "main", Profile.load(None))
    assert not {terms.COOK, terms.HEALTH_OFFICER, terms.NURTURER} & set(table["subject"])
    (found,) = situation.roster_findings(people, "2026-05")
    assert (found.severity, found.measured) == ("notice", 3)
    assert ratios.ratio_findings(ratios.ratios(people.head(0), classes.head(0), "main", Profile.load(None)), "x") == []


def test_rewards_by_grade_and_days():
    table = rewards.rewards(cards(("S1", "excellent", 1, 80), ("S2", "good", 2, 40), ("S3", "veto", None, 80)), 100_000)
    assert table["units"].to_list() == pytest.approx([1, 0.4, 0])
    # 100000 ÷ 1.4: 71428.57 and 28571.43
    assert table["amount_fen"].to_list() == [71429, 28571, 0]
    assert rewards.rewards(cards(("S1", "excellent", 1, 80)))["amount_fen"].isna().all()
    with pytest.raises(ValueError, match="不能为负"):
        rewards.rewards(cards(("S1", "excellent", 1, 80)), -1)


@settings(max_examples=50)
@given(
    st.integers(0, 10**8),
    st.lists(st.tuples(st.sampled_from(["excellent", "good", "pass"]), st.integers(1, 80)), min_size=1, max_size=30),
)
def test_a_fund_is_given_out_to_the_fen(fund, people):
    table = rewards.rewards(cards(*[(f"S{n:02d}", grade, 1, days) for n, (grade, days) in enumerate(people)]), fund)
    assert table["amount_fen"].sum() == fund
    exact = fund * table["units"] / table["units"].sum()
    assert ((table["amount_fen"].astype("float64") - exact).abs() < 1.000001).all()


def test_stars_need_the_top_grade_all_marks_and_every_training():
    table = cards(("S1", "excellent", 1, 80), ("S2", "excellent", 2, 80), ("S3", "excellent", 3, 80))
    trained = pd.DataFrame({"staff": ["S1", "S2", "S3"], "hours": 10.0, "due": [5, 5, 5], "came": [4, 5, 5]})
    assert rewards.stars(table, trained)["staff"].to_list() == ["S2"]
    table.loc[1, "missing"] = 1
    assert rewards.stars(table, trained)["staff"].to_list() == ["S3"]


def test_whole_weeks_belong_to_the_month_of_their_thursday():
    april, may = records.whole_weeks(parse("2026-04")), records.whole_weeks(parse("2026-05"))
    # Thursday 30 April closes the week of 27 April to 3 May
    assert (april.start, april.end) == (dt.date(2026, 3, 30), dt.date(2026, 5, 3))
    assert (may.start, may.end) == (dt.date(2026, 5, 4), dt.date(2026, 5, 31))


def test_a_month_that_nobody_marked_is_one_finding():
    marked = pd.DataFrame(
        {
            "month": "2026-05",
            "staff": ["S1", "S2"],
            "role": terms.COOK,
            "item": "烹调",
            "assessor": "园评",
            "share": float("nan"),
        }
    )
    (found,) = score_findings.missing(marked, "2026-05")
    assert (found.code, found.limit) == ("staff.scores_none", 2)
