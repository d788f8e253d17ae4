"""Assessment of the three posts, training, mentoring, meetings and the two kitchens' 六T checks."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from demo import world
from demo.office import HEALTH_OFFICERS, LOGISTICS_HEAD
from demo.world import Frames, frame, generator
from kgcore.registers import terms

ITEMS = {
    terms.NURTURER: (("餐前餐后消毒", 20), ("进餐护理", 20), ("环境整洁", 20), ("安全防范", 20), ("家园配合", 20)),
    terms.COOK: (("食品加工规范", 30), ("六T执行", 30), ("带量准确", 20), ("节约能源", 20)),
    terms.HEALTH_OFFICER: (("晨检与观察", 25), ("巡班指导", 25), ("食谱与营养分析", 25), ("传染病防控", 25)),
}
ASSESSORS = (("自评", 0.96, 0.02), ("班评", 0.93, 0.03), ("园评", 0.91, 0.03))
TRAININGS = (
    ("手足口病防控与消毒", "理论", terms.NURTURER, "03-11"), ("刀工与带量切配", "实操", terms.COOK, "03-18"),
    ("三大员应知应会", "知识测试", "全体", "04-15"), ("消防器材使用", "安全培训", "全体", "03-25"),
    ("燃气与电器安全", "安全培训", "全体", "04-22"), ("防汛与防暑", "安全培训", "全体", "05-20"),
    ("期末安全排查", "安全培训", "全体", "06-17"), ("营养员技能竞赛", "技能竞赛", terms.COOK, "05-27"),
    ("保健知识口试", "口试", terms.HEALTH_OFFICER, "06-10"),
)  # fmt: skip
SIX_T = ("天天处理", "天天整合", "天天清扫", "天天规范", "天天检查", "天天改进")
SPRING_MONTHS = ("2026-02", "2026-03", "2026-04", "2026-05", "2026-06")


def build(office: Frames) -> Frames:
    """Return every register of the staff part for the spring term; a clean term has no veto."""
    staff = office["staff"][office["staff"]["site"] == world.MAIN]
    scored = {role: staff[staff["role"] == role]["staff"].tolist() for role in ITEMS}
    trainings = [
        {"training": f"T{n:03d}", "date": dt.date.fromisoformat(f"2026-{day}"), "form": form, "subject": subject,
         "level": "全体", "role": role, "hours": 2.0}
        for n, (subject, form, role, day) in enumerate(TRAININGS, 1)
    ]  # fmt: skip
    return {
        "indicators": frame("indicators", [
            {"role": role, "item": item, "dimension": "过程", "full_marks": float(marks), "method": "评分", "source": "本园考核办法"}
            for role, items in ITEMS.items() for item, marks in items
        ]),
        "scores": _scores(scored),
        "vetoes": frame("vetoes", []),
        "trainings": frame("trainings", trainings),
        "training_results": _results(trainings, staff),
        "pairings": _pairings(staff),
        "meetings": _meetings(),
        "canteen_checks": _canteen(),
    }  # fmt: skip


def _scores(scored: dict[str, list[str]]) -> pd.DataFrame:
    random = generator("scores")
    rows = []
    for role, people in scored.items():
        for person in people:
            skill = float(random.normal(0, 0.025))
            for month in SPRING_MONTHS[1:]:
                for item, marks in ITEMS[role]:
                    for assessor, mean, spread in ASSESSORS:
                        share = min(1.0, mean + skill + float(random.normal(0, spread)))
                        rows.append(
                            {
                                "month": month,
                                "staff": person,
                                "item": item,
                                "assessor": assessor,
                                "score": round(share * marks * 2) / 2,
                            }
                        )
    return frame("scores", rows)


def _results(trainings: list[dict[str, object]], staff: pd.DataFrame) -> pd.DataFrame:
    random = generator("training results")
    rows = []
    for training in trainings:
        asked = staff[
            staff["role"].isin(terms.SCORED_ROLES) if training["role"] == "全体" else staff["role"] == training["role"]
        ]
        field = {"知识测试": "written", "理论": "written", "口试": "oral"}.get(str(training["form"]), "practical")
        for person in asked["staff"]:
            came = bool(random.random() < 0.97)
            marks = round(float(min(100, random.normal(88, 5))))
            rows.append(
                {
                    "training": training["training"],
                    "staff": person,
                    "attended": came,
                    field: float(marks) if came else None,
                }
            )
    return frame("training_results", rows)


def _pairings(staff: pd.DataFrame) -> pd.DataFrame:
    random = generator("pairings")
    rows = []
    for role in (terms.NURTURER, terms.COOK):
        people = staff[staff["role"] == role]
        new = people[people["hired_on"] >= "2025-01-01"]["staff"].tolist()
        mentors = people[people["certificate"] == "高级"]["staff"].tolist()
        for n, novice in enumerate(new):
            for step, month in enumerate(SPRING_MONTHS[1:]):
                rows.append({
                    "month": month, "novice": novice, "mentor": mentors[n % len(mentors)], "goal": "独立完成本岗流程",
                    "sessions": 4, "progress": float(round(70 + 5 * step + random.normal(0, 2))),
                })  # fmt: skip
    return frame("pairings", rows)


def _meetings() -> pd.DataFrame:
    rows = []
    for week in world.weeks(world.school_days(world.SPRING)):
        rows.append(
            {
                "date": week[-1],
                "kind": "三大员周会",
                "subject": "本周护理与卫生",
                "present": 47,
                "expected": 49,
                "minutes_filed": True,
            }
        )
        rows.append(
            {
                "date": week[0],
                "kind": "保健周会",
                "subject": "传染病与巡班",
                "present": 2,
                "expected": 2,
                "minutes_filed": True,
            }
        )
    for month in SPRING_MONTHS:
        last = world.month_days(month)[-1]
        rows.append(
            {
                "date": last,
                "kind": "保教配合会",
                "subject": "保教三位一体",
                "present": 50,
                "expected": 51,
                "minutes_filed": True,
            }
        )
        rows.append(
            {
                "date": last,
                "kind": "安全例会",
                "subject": "本月安全",
                "present": 20,
                "expected": 20,
                "minutes_filed": True,
            }
        )
    return frame("meetings", rows)


def _canteen() -> pd.DataFrame:
    random = generator("six t")
    rows = []
    for month in SPRING_MONTHS:
        day = world.month_days(month)[-1]
        for team, mean in (("本园食堂", 94), ("龙马食堂", 92)):
            for item in SIX_T:
                score = float(round(min(100, random.normal(mean, 2))))
                fault = "边角擦拭不到位" if score < mean - 2 else None
                rows.append({
                    "date": day, "team": team, "item": item, "place": "切配间", "score": score, "fault": fault,
                    "fixed_on": day + dt.timedelta(1) if fault else None,
                    "checked_by": HEALTH_OFFICERS[0] if team == "本园食堂" else LOGISTICS_HEAD,
                })  # fmt: skip
    return frame("canteen_checks", rows)


def agreements(office: Frames) -> pd.DataFrame:
    """Return the responsibility letters of the school year, signed by everyone."""
    staff = office["staff"][office["staff"]["site"] == world.MAIN]
    return frame("agreements", [
        {"year": "2025-2026", "staff": person, "post": role, "signed_on": dt.date(2025, 9, 5)}
        for person, role in zip(staff["staff"], staff["role"], strict=True)
    ])  # fmt: skip
