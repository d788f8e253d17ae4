"""Disinfection, observation, patrols and attendance, worked by hand."""

import datetime as dt

import pandas as pd
import pytest

from kgcore.health import attendance, disinfection, observation
from kgcore.standards import Profile

NORM = Profile.load().chosen("disinfection_scheme")
WEEK = list(pd.bdate_range("2026-05-11", "2026-05-15"))


def rounds(*rows):
    columns = ["date", "place", "object", "round", "agent", "strength_mg_l", "contact_minutes", "level"]
    made = pd.DataFrame([(*row, "日常预防")[:8] for row in rows], columns=columns)
    return made.assign(date=pd.to_datetime(made["date"])).astype({"strength_mg_l": float, "contact_minutes": float})


@pytest.mark.parametrize(
    ("thing", "agent", "strength", "minutes", "verdict"),
    [
        ("桌面", "含氯消毒剂", 100, 10, "fine"), ("桌面", "含氯消毒剂", 99, 10, "too_weak"),
        ("桌面", "含氯消毒剂", 100, 9, "too_short"), ("桌面", "含氯消毒剂", 251, 10, "too_strong"),
        ("桌面", "含氯消毒剂", None, 10, "too_weak"), ("厕所", "含氯消毒剂", 400, 10, "fine"),
        ("厕所", "含氯消毒剂", 399, 10, "too_weak"), ("餐具", "蒸汽", None, 10, "fine"),
        ("餐具", "煮沸", None, 14, "too_short"), ("空气", "紫外线", None, 60, "fine"),
        ("床架", "含氯消毒剂", 250, 20, "no_rule"), ("毛巾", "臭氧", None, 60, "no_rule"),
    ],
)  # fmt: skip
def test_each_round_against_its_rule(thing, agent, strength, minutes, verdict):
    log = rounds(("2026-05-11", "中一班", thing, 1, agent, strength, minutes))
    assert disinfection.judged(log, NORM)["verdict"].tolist() == [verdict]


def test_toilets_follow_the_scheme_that_names_them():
    practice = Profile.of({"disinfection_scheme": "practice"}).chosen("disinfection_scheme")
    log = rounds(("2026-05-11", "中一班", "厕所", 1, "含氯消毒剂", 999, 10))
    assert disinfection.judged(log, practice)["verdict"].tolist() == ["too_weak"]


def full_week(place="中一班"):
    log = [
        (day, place, thing, 1, "含氯消毒剂", 250, 20) for day in WEEK for thing in ("桌面", "毛巾", "门把手", "厕所")
    ] + [(day, place, "空气", 1, "紫外线", None, 60) for day in WEEK]
    return [*log, *((day, "食堂", "餐具", 1, "蒸汽", None, 30) for day in WEEK)]


def test_missed_rounds_by_day():
    assert disinfection.missed(rounds(*full_week()), NORM, ["中一班"], WEEK, 1).empty
    fewer = [row for row in full_week() if not (row[2] == "毛巾" and row[0] in WEEK[:2])]
    found = disinfection.missed(rounds(*fewer), NORM, ["中一班"], WEEK, 1)
    assert found[["place", "object", "short", "due", "done"]].to_numpy().tolist() == [["中一班", "毛巾", 2, 5, 3]]


def test_a_class_that_never_wrote_anything_is_missing_every_day():
    found = disinfection.missed(rounds(*full_week()), NORM, ["中一班", "中二班"], WEEK, 1)
    assert set(found["place"]) == {"中二班"}
    assert set(found["short"]) == {5}


def test_a_fortnightly_rule_is_due_once_in_ten_school_days():
    days = list(pd.bdate_range("2026-05-11", "2026-05-22"))
    log = rounds(*[(day, *row[1:]) for day in days for row in full_week()[:5]])
    found = disinfection.missed(log, NORM, ["中一班"], days, 0)
    toys = found[found["object"] == "玩具"]
    assert toys[["short", "due", "done"]].to_numpy().tolist() == [[1, 1, 0]]


def test_the_level_stays_raised_while_a_cluster_lasts():
    event = pd.DataFrame(
        {
            "scope": ["class"], "unit": ["中一班"], "disease": ["手足口病"], "reached_on": [WEEK[0]],
            "known_on": [WEEK[0]], "last_onset": [WEEK[1]],
        }
    )  # fmt: skip
    watch = pd.DataFrame(
        {"class_name": ["中一班"], "disease": ["手足口病"], "last_onset": [WEEK[1]], "watch_until": [WEEK[3]]}
    )
    levels = ["日常预防", "疫情加强", "日常预防", "日常预防", "日常预防"]
    made = [(day, "中一班", "桌面", 1, "含氯消毒剂", 250, 20, level) for day, level in zip(WEEK, levels, strict=True)]
    log = rounds(*made)
    found = disinfection.not_raised(log, event, watch)
    # known on Monday, so from Tuesday (raised) to Thursday: Wednesday and Thursday were not
    assert found[["rounds", "everyday"]].to_numpy().tolist() == [[3, 2]]


def walked(*rows):
    made = pd.DataFrame(rows, columns=["date", "class_name", "item", "finding", "stage", "closed_on"])
    return made.assign(date=pd.to_datetime(made["date"]), closed_on=pd.to_datetime(made["closed_on"]))


NOTHING = pd.DataFrame({"date": pd.to_datetime([]), "class_name": [], "kind": [], "description": [], "follow_up": []})


def test_completeness_counts_days_not_rows():
    seen = pd.DataFrame({"date": [WEEK[0], WEEK[0], WEEK[1]], "class_name": "中一班", "kind": ["晨检", "晨检", "晨检"]})
    found = observation.completeness(seen, walked(), ["中一班"], WEEK, observation.kinds(())).set_index("kind")
    assert found.loc["晨检", ["done", "due", "rate"]].tolist() == [2, 5, 0.4]
    assert found.loc["patrol", "done"] == 0


def test_what_is_open_on_a_day():
    patrols = walked(
        ("2026-05-01", "中一班", "进餐", "桌面未消毒", "反思", None),
        ("2026-05-02", "中一班", "午睡", "通风不足", "已关闭", "2026-05-20"),
        ("2026-05-03", "中一班", "户外", "未取隔汗巾", "已关闭", "2026-05-05"),
        ("2026-05-04", "中一班", "环境", None, "无问题", None),
        ("2026-06-01", "中一班", "环境", "积灰", "反思", None),
    )
    pending = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-05-04"]), "class_name": "小一班", "kind": "全日观察", "description": "精神差",
            "follow_up": "待跟进",
        }
    )  # fmt: skip
    found = observation.open_findings(patrols, pending, dt.date(2026, 5, 11))
    assert found[["source", "finding", "stage", "age_days"]].to_numpy().tolist() == [
        ["patrol", "桌面未消毒", "反思", 10], ["patrol", "通风不足", "已关闭", 9], ["全日观察", "精神差", "待跟进", 7],
    ]  # fmt: skip


def test_the_loop_and_what_comes_again():
    patrols = walked(
        *[(f"2026-05-{day:02d}", "中一班", "进餐", "x", "已关闭", f"2026-05-{day + 2:02d}") for day in (4, 11, 18)],
        ("2026-05-04", "中二班", "进餐", "x", "调整", None),
    )
    found = observation.stages(patrols, dt.date(2026, 5, 1), dt.date(2026, 5, 31)).set_index("stage")
    assert found["findings"].to_dict() == {"反思": 0, "调整": 1, "实践": 0, "评估": 0, "已关闭": 3}
    assert found.loc["已关闭", "median_days"] == 2
    again = observation.repeated(patrols, dt.date(2026, 6, 2))
    assert again[["class_name", "item", "times"]].to_numpy().tolist() == [["中一班", "进餐", 3]]
    assert observation.repeated(patrols, dt.date(2026, 6, 3)).empty


def test_attendance_takes_the_day_s_largest_meal_and_names_days_without_any():
    meals = pd.DataFrame(
        {
            "date": [WEEK[0], WEEK[0], WEEK[1], WEEK[2]],
            "class_name": ["中一班", "中一班", "中一班", "中二班"],
            "meal": ["早点", "午餐", "午餐", "午餐"],
            "diners": [27, 28, 30, 18],
        }
    )
    absences = pd.DataFrame(
        {"date": [WEEK[0], WEEK[0], WEEK[4]], "class_name": "中一班", "leave": ["病假", "事假", "病假"]}
    )
    enrolled = pd.Series({"中一班": 30, "中二班": 20})
    found = attendance.attendance(meals, absences, enrolled, WEEK).set_index("class_name")
    # 28 + 30 of 60 due; two sick of 30 x 5
    assert found.loc["中一班", ["present", "due", "absent_sick", "days_missing"]].tolist() == [58, 60, 2, 3]
    assert found.loc["中一班", "rate"] == pytest.approx(58 / 60)
    assert found.loc["中一班", "sick_rate"] == pytest.approx(2 / 150)
    total = attendance.total(found.reset_index(), 5)
    assert total["rate"] == pytest.approx((58 + 18) / (60 + 20))
    assert total["sick_rate"] == pytest.approx(2 / 250)


def test_a_class_without_counts_has_no_rate():
    meals = pd.DataFrame({"date": pd.to_datetime([]), "class_name": [], "meal": [], "diners": []})
    found = attendance.attendance(
        meals,
        pd.DataFrame({"date": pd.to_datetime([]), "class_name": [], "leave": []}),
        pd.Series({"中一班": 30}),
        WEEK,
    )
    assert found["rate"].isna().all()
    assert found["days_missing"].tolist() == [5]
