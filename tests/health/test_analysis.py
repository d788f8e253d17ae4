"""The month of a small kindergarten, worked by hand, and the planted faults of the demonstration."""

import datetime as dt
import sys
from pathlib import Path

import pandas as pd
import pytest

import kgcore
from kgcore import health

DATA = Path(__file__).parents[2] / "data"
DAYS = [
    day
    for day in pd.bdate_range("2026-04-20", "2026-05-29")
    if not dt.date(2026, 5, 1) <= day.date() <= dt.date(2026, 5, 5)
]
MAY = [day for day in DAYS if day.month == 5]


def frames():
    """Two classes of two and three children: HFMD in 小一班 on 11 and 12 May, an obese girl without a file."""
    roll = pd.DataFrame(
        {
            "child": ["C00001", "C00002", "C00003", "C00004", "C00005"],
            "class_name": ["小一班", "小一班", "大一班", "大一班", "大一班"],
            "sex": ["M", "F", "M", "F", "F"],
            "birth_month": ["2022-05", "2022-06", "2020-01", "2020-02", "2020-03"],
            "allergens": [None, "奶", None, None, None],
            "enrolled_on": "2025-09-01",
        }
    )
    every = [(day, name) for day in MAY for name in ("小一班", "大一班")]
    return {
        "sites": pd.DataFrame({"site": ["main"], "name": ["小园"], "kitchen": ["main"]}),
        "classes": pd.DataFrame(
            {"term": "2026-spring", "class_name": ["小一班", "大一班"], "band": ["小班", "大班"], "enrolled": [2, 3]}
        ),
        "calendar": pd.DataFrame({"date": DAYS, "term": "2026-spring", "school_day": True}),
        "children": roll,
        "staff": pd.DataFrame(
            {"staff": ["S010"], "role": ["保健员"], "certificate": ["中级"], "hired_on": ["2019-09-01"]}
        ),
        "measurements": pd.DataFrame(
            {
                "date": ["2026-05-12"] * 4,
                "child": ["C00001", "C00002", "C00003", "C00004"],
                "height_cm": [103.0, 102.0, 118.0, 117.0],
                "weight_kg": [16.5, 24.0, 21.5, 43.0],
                "hb_g_l": [120, 108, 114, 125],
                "measured_by": "S010",
            }
        ),
        "special_cases": pd.DataFrame(
            {
                "case": ["K001"], "child": ["C00003"], "kind": ["贫血"], "opened_on": ["2026-04-20"],
                "visit_every_days": [14], "plan": ["补铁"],
            }
        ),
        "illnesses": pd.DataFrame(
            {
                "onset": ["2026-05-11", "2026-05-12"], "child": ["C00001", "C00002"], "disease": "手足口病",
                "class_name": "小一班", "reported_on": ["2026-05-11", "2026-05-12"],
                "returned_on": ["2026-05-20", None], "certificate": [True, None],
            }
        ),
        "symptoms": pd.DataFrame(
            {
                "date": [day for day in MAY if dt.date(2026, 5, 11) <= day.date() < dt.date(2026, 5, 20)],
                "child": "C00001", "class_name": "小一班", "leave": "病假", "symptom": "皮疹", "asked_by": "S010",
            }
        ),
        "observations": pd.DataFrame(
            [
                {"date": day, "class_name": name, "kind": kind, "checked": 2, "abnormal": 0,
                 "follow_up": "无需", "observer": "S010"}
                for day, name in every
                for kind in ("晨检", "午检", "全日观察")
                if not (name == "大一班" and kind == "午检" and day == MAY[0])
            ]
        ),
        "patrols": pd.DataFrame(
            [
                {"date": day, "class_name": name, "officer": "S010", "item": "进餐",
                 "stage": "反思" if n == 0 else "无问题",
                 "finding": "桌面未消毒" if n == 0 else None}
                for n, (day, name) in enumerate(every)
            ]
        ),
        "disinfection": pd.DataFrame(
            [
                {"date": day, "place": name, "object": "桌面", "round": 1, "agent": "含氯消毒剂", "strength_mg_l": 250,
                 "contact_minutes": 15, "level": "日常预防", "done_by": "S010"}
                for day, name in every
            ]
        ),
        "attendance": pd.DataFrame(
            [
                {"date": day, "class_name": name, "meal": "午餐", "diners": 1 if name == "小一班" else 3}
                for day, name in every
            ]
        ),
    }  # fmt: skip


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    with kgcore.open(tmp_path_factory.mktemp("small") / "office.db") as office:
        office.write(frames(), who="测试")
        yield health.month(office, "2026-05")


def found(month, code):
    return [finding for finding in month.findings if finding.code == f"health.{code}"]


def test_cluster_suspension_and_early_return(month):
    cluster = found(month, "cluster")
    assert [(c.severity, c.subject, c.measured, c.limit) for c in cluster] == [("severe", "小一班手足口病", 2.0, 2.0)]
    assert "2026-05-12" in cluster[0].text
    assert "2026-05-13 起停课10天，2026-05-23 起复课" in found(month, "suspension")[0].text
    early = found(month, "early_return")
    assert [(e.subject, e.measured, e.limit) for e in early] == [("小一班C00001", 9.0, 14.0)]
    assert month.disease.incidence[["cases", "enrolled", "rate"]].to_numpy().tolist() == [[2, 5, 0.4]]


def test_growth_leaves_out_what_cannot_be(month):
    # 43 kg at 117 cm is twice the median: written in 斤
    assert month.body.doubts[["child", "implausible"]].to_numpy().tolist() == [["C00004", "体重疑为斤"]]
    assert month.body.by_band.set_index("band")["graded"].to_dict() == {"小班": 2, "大班": 1, "all": 3}
    assert found(month, "unmeasured")[0].measured == 2.0


def test_who_needs_a_file(month):
    needed = month.body.without_file[["child", "group"]].to_numpy().tolist()
    assert sorted(needed) == [["C00002", "anaemic"], ["C00002", "obese"]]
    # C00003 has 114 g/L: below 115 at six, and a file; visits due 4 May (a holiday, so 6 May) and 18 May
    assert month.body.missed_visits["due_on"].tolist() == [pd.Timestamp("2026-05-06"), pd.Timestamp("2026-05-18")]


def test_menu_variants(month):
    variants = month.body.variants.set_index("child")
    assert variants.loc["C00002", "avoid"] == "奶"
    assert bool(variants.loc["C00003", "more_iron"])


def test_rounds_missed_and_open(month):
    assert [(f.subject, f.measured) for f in found(month, "round_missed")] == [
        ("午检", (len(MAY) * 2 - 1) / (len(MAY) * 2))
    ]
    opened = found(month, "follow_up_open")
    assert [(f.subject, f.measured) for f in opened] == [("小一班进餐", 25.0)]
    assert {f.subject for f in found(month, "disinfection_missed")} == {
        "毛巾",
        "厕所",
        "空气",
        "门把手",
        "餐具",
        "玩具",
    }
    # cluster known on 12 May, contacts watched to 19 May: 13 to 15 and 18 to 19 May
    assert [(f.subject, f.measured) for f in found(month, "disinfection_not_raised")] == [("小一班", 5.0)]


def test_rates_and_public_table(month):
    assert month.rates["rate"] == pytest.approx((1 + 3) / 5)
    assert month.rates["sick_rate"] == pytest.approx(7 / (5 * len(MAY)))
    assert month.disease.public.isna().to_numpy().sum() == 4


def test_measures_are_named_by_code(month):
    # two of five ill; one case managed and none better; each round in order; the patrol's fault still open
    assert month.measures.set_index("measure")["value"].to_dict() == {
        "hfmd_incidence": 0.4, "correction_rate": 0.0, "disinfection_rate": 1.0, "patrol_closed_rate": 0.0,
    }  # fmt: skip


def test_a_review_tells_itself(month):
    assert repr(month).startswith(
        "<HealthReview 2026年5月卫生保健，出勤率 80.0%，传染病新发 2 例，肥胖检出 1/3 人，逾期专案随访 2 次：严重"
    )
    assert "肥胖检出" in month._repr_html_()


def test_month_and_term_are_faces_of_the_review():
    assert health.month is health.term is health.review


def test_no_classes_is_said_in_chinese(tmp_path):
    with kgcore.open(tmp_path / "office.db") as office, pytest.raises(ValueError, match="班级"):
        health.month(office, "2026-05")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    sys.path.insert(0, str(DATA))
    import make_demo

    made = make_demo.frames()
    wanted = (
        "sites", "classes", "calendar", "children", "staff", "measurements", "special_cases", "case_visits",
        "illnesses", "symptoms", "disinfection", "patrols", "observations", "attendance",
    )  # fmt: skip
    with kgcore.open(tmp_path_factory.mktemp("demo") / "office.db") as office:
        office.write({name: made[name] for name in wanted}, who="测试")
        yield office


def test_the_planted_cluster_is_found_on_its_day(demo):
    may = health.month(demo, "2026-05")
    cluster = may.disease.clusters
    own = cluster[(cluster["unit"] == "中三班") & (cluster["disease"] == "手足口病")]
    assert own[["first_onset", "reached_on", "cases"]].to_numpy().tolist() == [
        [pd.Timestamp("2026-05-11"), pd.Timestamp("2026-05-12"), 5]
    ]
    rash = may.disease.alarms[may.disease.alarms["series"] == "皮疹"]
    assert rash["day"].min() <= pd.Timestamp("2026-05-13")
    assert any(finding.subject.startswith("K0") for finding in found(may, "visit_missed"))
    assert any(finding.subject == "中六班消毒" for finding in found(may, "follow_up_open"))


def test_the_planted_faults_of_april_are_found(demo):
    april = health.month(demo, "2026-04")
    assert [finding.subject for finding in found(april, "disinfection_weak")] == ["中八班桌面"]
    assert any("精神差" in finding.text for finding in found(april, "follow_up_open"))
    assert not found(april, "cluster")


def test_no_name_anywhere(demo):
    may = health.month(demo, "2026-05")
    assert may.body.latest["child"].str.fullmatch(r"C\d{5}").all()
