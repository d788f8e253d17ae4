"""The three posts: indicators and scores, trainings, mentoring, meetings, the canteen's six T."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from demo import world
from demo.office import HEALTH_OFFICERS, LOGISTICS_HEAD, PRINCIPAL
from demo.world import MAIN, SPRING, Frames, frame, generator
from kgcore.registers import terms
from kgcore.registers.staff import ASSESSORS

# item, dimension, full marks, method, measure, value that earns full marks, value that earns none
INDICATORS = {
    terms.NURTURER: (
        ("餐前餐后消毒", "过程", 15, "评分", None, None, None), ("进餐护理", "过程", 15, "评分", None, None, None),
        ("午睡与盥洗护理", "过程", 10, "评分", None, None, None), ("班级环境整洁", "过程", 10, "评分", None, None, None),
        ("物品与财产保管", "过程", 10, "扣分", None, None, None), ("班级安全防范", "过程", 10, "扣分", None, None, None),
        ("班级出勤率", "绩效", 10, "数据", "attendance_rate", 0.93, 0.75),
        ("班级手足口病发病率", "绩效", 10, "数据", "hfmd_incidence", 0.0, 0.1),
        ("教学楼节能", "绩效", 5, "数据", "energy_saving_rate", 0.03, -0.1),
        ("家长满意", "绩效", 5, "评分", None, None, None),
    ),
    terms.COOK: (
        ("烹调质量", "过程", 15, "评分", None, None, None), ("切配与生熟分开", "过程", 15, "评分", None, None, None),
        ("验收与留样", "过程", 15, "扣分", None, None, None), ("食堂卫生", "过程", 10, "评分", None, None, None),
        ("六T执行", "过程", 15, "数据", "six_t_score", 95.0, 60.0), ("幼儿满意", "绩效", 10, "评分", None, None, None),
        ("膳费盈亏", "绩效", 10, "数据", "meal_balance_rate", 0.0, 0.05),
        ("食堂节能", "绩效", 10, "数据", "energy_saving_rate", 0.03, -0.1),
    ),
    terms.HEALTH_OFFICER: (
        ("晨检与全日观察", "过程", 20, "评分", None, None, None), ("巡班与跟进", "过程", 15, "评分", None, None, None),
        ("传染病防控", "过程", 15, "扣分", None, None, None), ("消毒指导与督查", "过程", 10, "评分", None, None, None),
        ("食谱与营养分析", "过程", 15, "评分", None, None, None), ("健康档案", "过程", 10, "评分", None, None, None),
        ("特殊幼儿矫治率", "绩效", 15, "数据", "correction_rate", 0.9, 0.5),
    ),
}  # fmt: skip
# what the self-assessment, the class and the kindergarten typically give of full marks
LENIENCY = {"自评": 0.965, "班评": 0.945, "园评": 0.93}

ROLE_TRAININGS = {
    terms.NURTURER: (
        "手足口病防控与消毒",
        "进餐与盥洗护理",
        "意外伤害急救",
        "保育技能竞赛",
        "午睡巡视要点",
        "特殊幼儿照护",
        "消毒液配制",
    ),
    terms.COOK: (
        "食品安全与留样",
        "刀工与切配",
        "带量食谱执行",
        "营养员技能竞赛",
        "六T现场管理",
        "过敏餐制作",
        "节能操作",
    ),
    terms.HEALTH_OFFICER: (
        "传染病报告",
        "体格测量与评价",
        "营养计算",
        "晨检技能竞赛",
        "肥胖儿专案",
        "膳食调查",
        "缺勤追踪",
    ),
}
FORMS = ("理论", "实操", "知识测试", "技能竞赛", "口试", "理论", "实操")
LEVELS = ("全体", "全体", "初级", "中级", "高级", "新手", "全体")
WEEKLY = (
    ("三大员周会", 0, "本周保育与膳食重点", 49),
    ("保健周会", 2, "疾病与专案跟进", 4),
    ("保教配合会", 3, "一日流程三位一体", 36),
    ("跟班", 1, "保健员跟班指导", 5),
)
TEAMS = ("本园食堂", "龙马食堂")
SIX_T = ("天天处理", "天天整合", "天天清扫", "天天规范", "天天检查", "天天改进")
PLACES = ("切配间", "烹饪间", "备餐间", "洗消间", "库房", "粗加工间")
CANTEEN_FAULTS = ("标签脱落", "抹布未分色", "台面有水渍", "物品未归位", "记录漏签", "冰箱结霜")


TOPIC_TRAININGS = (
    ("职业道德", "“责任”为主题的职业道德", "理论", "全体"), ("岗位练兵", "餐前消毒与铺床", "口试", "保育员"),
    ("消毒药品", "新消毒片的配比与用途", "实操", "保育员"), ("保研", "午睡照料的共性问题", "理论", "保育员"),
    ("自制点心", "南瓜发糕", "实操", "营养员"), ("全日观察", "观察记录怎么写", "理论", "保育员"),
    ("生活习惯", "培养幼儿饮水与如厕习惯", "理论", "保育员"), ("层级培训", "中级保育员班级带教", "实操", "保育员"),
    ("操作规范", "三大员操作规范手册", "理论", "全体"), ("新手带教", "新手营养员切配规范", "实操", "营养员"),
)  # fmt: skip


def build(office: Frames) -> Frames:
    """Return every register of the staff part but the roster."""
    posts = office["staff"][office["staff"]["site"] == MAIN]
    trainings = [*_trainings(), *_topic_trainings()]
    return {
        "indicators": frame("indicators", [
            {"role": role, "item": item, "dimension": dimension, "full_marks": marks, "method": method,
             "measure": measure, "good_at": good, "zero_at": zero, "source": "本园考核办法"}
            for role, items in INDICATORS.items() for item, dimension, marks, method, measure, good, zero in items
        ]),
        "scores": _scores(posts),
        "vetoes": frame("vetoes", []),
        "trainings": frame("trainings", trainings),
        "training_results": _results(trainings, posts),
        "pairings": _pairings(posts),
        "meetings": _meetings(),
        "canteen_checks": _canteen_checks(),
    }  # fmt: skip


def _scores(posts: pd.DataFrame) -> pd.DataFrame:
    random = generator("scores")
    skill = dict(zip(posts["staff"], random.normal(0, 0.018, len(posts)), strict=True))
    rows = []
    for month in world.months():
        if len(world.month_days(month)) < 10:
            continue
        for person in posts[posts["role"].isin(terms.SCORED_ROLES)].itertuples():
            for item, _, marks, method, *_ in INDICATORS[person.role]:
                if method == "数据":
                    continue
                for assessor in ASSESSORS:
                    share = LENIENCY[assessor] + skill[person.staff] + float(random.normal(0, 0.02))
                    if method == "扣分":
                        share = 1.0 if random.random() < 0.8 else 1 - 0.5 * float(random.integers(1, 4)) / marks
                    score = round(min(max(share, 0.0), 1.0) * marks * 2) / 2
                    rows.append(
                        {"month": month, "staff": person.staff, "item": item, "assessor": assessor, "score": score}
                    )
    return frame("scores", rows)


def _trainings() -> Iterator[dict[str, object]]:
    number = 0
    for n, month in enumerate(world.months()):
        days = world.month_days(month)
        for place, (role, subjects) in enumerate(ROLE_TRAININGS.items()):
            number += 1
            yield {
                "training": f"T{number:03d}", "date": days[min(2 + 3 * place, len(days) - 1)], "form": FORMS[n],
                "subject": subjects[n], "level": LEVELS[n], "role": role, "hours": 2.0 if FORMS[n] != "实操" else 3.0,
            }  # fmt: skip
        number += 1
        yield {
            "training": f"T{number:03d}", "date": days[min(11, len(days) - 1)], "form": "安全培训",
            "subject": "消防、食品与门卫安全", "level": "全体", "role": "全体", "hours": 1.5,
        }  # fmt: skip


def _topic_trainings() -> Iterator[dict[str, object]]:
    """One training a term for each topic of the plan, spread over its whole months."""
    number = 100
    for term in world.TERMS:
        months = [month for month in world.months() if len(world.month_days(month)) > 10]
        months = [month for month in months if f"{term.first:%Y-%m}" <= month <= f"{term.last:%Y-%m}"]
        for n, (topic, subject, form, role) in enumerate(TOPIC_TRAININGS):
            number += 1
            days = world.month_days(months[n % len(months)])
            yield {
                "training": f"T{number:03d}", "date": days[min(5 + n, len(days) - 1)], "form": form, "subject": subject,
                "level": "新手" if topic == "新手带教" else "全体", "role": role, "hours": 1.0, "topic": topic,
            }  # fmt: skip


def _results(trainings: list[dict[str, object]], posts: pd.DataFrame) -> pd.DataFrame:
    random = generator("training results")
    measured = {
        "理论": "written",
        "知识测试": "written",
        "安全培训": "written",
        "实操": "practical",
        "技能竞赛": "practical",
        "口试": "oral",
    }
    rows = []
    for training in trainings:
        expected = posts if training["role"] == "全体" else posts[posts["role"] == training["role"]]
        for staff in expected["staff"]:
            mark = round(min(max(float(random.normal(87, 6)), 68), 100))
            rows.append(
                {
                    "training": training["training"],
                    "staff": staff,
                    "attended": True,
                    measured[str(training["form"])]: mark,
                }
            )
    return frame("training_results", rows)


def _pairings(posts: pd.DataFrame) -> pd.DataFrame:
    random = generator("pairings")
    goals = {terms.NURTURER: "独立完成班级消毒与进餐流程", terms.COOK: "独立完成一个菜点的全流程"}
    pairs = []
    for role, goal in goals.items():
        same = posts[posts["role"] == role]
        mentors = list(same[(same["certificate"] == "高级") & (same["hired_on"].dt.year < 2024)]["staff"])
        for n, novice in enumerate(same[same["hired_on"].dt.year == 2025]["staff"]):
            pairs.append((novice, mentors[n % len(mentors)], goal))
    rows = []
    for n, month in enumerate(world.months()):
        for novice, mentor, goal in pairs:
            rows.append({
                "month": month, "novice": novice, "mentor": mentor, "goal": goal,
                "sessions": 1 if len(world.month_days(month)) < 10 else int(random.integers(3, 6)),
                "progress": round(min(70 + 3.2 * n + float(random.normal(0, 1.2)), 98)),
            })  # fmt: skip
    return frame("pairings", rows)


def _meetings() -> pd.DataFrame:
    random = generator("meetings")
    rows = []
    for week in world.weeks(world.all_school_days()):
        for kind, place, subject, expected in WEEKLY:
            rows.append({
                "date": week[min(place, len(week) - 1)], "kind": kind, "subject": subject,
                "present": expected - int(random.integers(0, max(expected // 16, 1))), "expected": expected,
                "minutes_filed": True,
            })  # fmt: skip
    for month in world.months():
        days = world.month_days(month)
        rows.append({
            "date": days[min(5, len(days) - 1)], "kind": "安全例会", "subject": "当月重点检查与隐患", "present": 17,
            "expected": 18, "minutes_filed": True,
        })  # fmt: skip
    return frame("meetings", sorted(rows, key=lambda row: (row["date"], row["kind"])))


def _canteen_checks() -> pd.DataFrame:
    random = generator("six t")
    rows = []
    for w, week in enumerate(world.weeks(world.all_school_days())):
        day = week[-1]
        for t, team in enumerate(TEAMS):
            for i, item in enumerate(SIX_T):
                bad = random.random() < 0.07
                score = round(float(random.normal(93 + 0.06 * w - t, 1.8))) - (6 if bad else 0)
                rows.append({
                    "date": day, "team": team, "item": item, "place": PLACES[(w + i) % len(PLACES)],
                    "score": min(max(score, 82), 100), "fault": CANTEEN_FAULTS[i] if bad else None,
                    "fixed_on": day + dt.timedelta(int(random.integers(1, 5))) if bad else None,
                    "checked_by": (HEALTH_OFFICERS[w % 2], LOGISTICS_HEAD, PRINCIPAL)[w % 3 if day > SPRING.last else w % 2],
                })  # fmt: skip
    return frame("canteen_checks", rows)
