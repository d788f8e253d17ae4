"""The year plan sentence by sentence, and what the registers beside the tasks hold of it."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from demo import plan, world
from demo.office import HEALTH_OFFICERS, KITCHEN_HEADS, LOGISTICS_HEAD, PRINCIPAL
from demo.world import Frames, Term, frame

PROMISES = Path(__file__).with_name("promises.csv")
NURSE = HEALTH_OFFICERS[0]
# kind, audience, topic, who, whether monthly
OUTREACH = (
    ("健康教育", "幼儿", "七步洗手与饮水习惯", NURSE, True), ("幼儿安全教育", "幼儿", "不跟陌生人走，遇火会撤离", LOGISTICS_HEAD, True),
    ("家长沟通", "家长", "进餐与午睡习惯", LOGISTICS_HEAD, True), ("矫治指导", "家长", "肥胖儿家庭饮食与运动", NURSE, True),
    ("随机访谈", "教职工", "餐前消毒的顺序", NURSE, True), ("现场验证", "教职工", "消毒液现场配比", NURSE, True),
    ("意见听取", "家长", "本月食谱意见", PRINCIPAL, True), ("垃圾分类宣传", "幼儿", "厨余与可回收", LOGISTICS_HEAD, True),
    ("应急预案宣传", "家长", "疏散路线与集合点", LOGISTICS_HEAD, False),
    ("喜爱菜肴推广", "家长", "本学期最受欢迎的菜和做法", KITCHEN_HEADS[0], False),
)  # fmt: skip
WEAK_POINT, RESEARCH = "保健版块薄弱环节：特殊幼儿矫治", "课题：保教结合矫治肥胖儿"
STEPS = (
    ("反思", "家庭饮食没有跟上，园内运动量够"), ("调整", "每月一次家长指导，晚餐记录带回"),
    ("实践", "两个班先行，保健员每周回访"), ("评估", "复测多数增幅下降，全园推行"),
)  # fmt: skip
STEP_DAYS = {
    "2026-spring": ("2026-03-12", "2026-04-09", "2026-05-14", "2026-06-18"),
    "2026-autumn": ("2026-09-10", "2026-09-24", "2026-10-15", "2026-10-28"),
}
RESEARCH_STEPS = ("反思", "调整", "实践", "实践", "评估")
DUTIES = (
    ("传染病防控与消毒", HEALTH_OFFICERS[0], "每日巡班，每周抽查消毒液浓度"),
    ("特殊幼儿与膳食营养", HEALTH_OFFICERS[1], "每月随访与营养分析"), ("安全：门卫与护导", LOGISTICS_HEAD, "每日巡查，每月汇总"),
    ("安全：食堂与食品留样", KITCHEN_HEADS[0], "每餐留样，按批次追溯到人"), ("节能：水电气", LOGISTICS_HEAD, "下班断电，每月抄表"),
    ("垃圾分类领导小组", PRINCIPAL, "每月自查一次"),
)  # fmt: skip


def build(activities: pd.DataFrame) -> Frames:
    """Return the promises of both terms and the registers that prove what no other does.

    Parameters
    ----------
    activities : rows of that register.
    """
    return {
        "promises": frame("promises", [row for term in world.TERMS for row in _promises(activities, term)]),
        "outreach": frame("outreach", sorted(_outreach(), key=lambda row: (row["date"], row["kind"]))),
        "improvements": frame("improvements", sorted(_improvements(), key=lambda row: (row["topic"], row["date"]))),
        "duties": frame("duties", [
            {"duty": duty, "staff": person, "since": world.SPRING.first, "requirement": requirement}
            for duty, person, requirement in DUTIES
        ]),
    }  # fmt: skip


def _promises(activities: pd.DataFrame, term: Term) -> Iterator[Mapping[str, object]]:
    of_term = activities[activities["term"] == term.name].set_index("task")
    with PROMISES.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=1):
            task = of_term.loc[row["task"]] if row["task"] else None
            due = list(plan.due_days(row["every"], term)) if row["every"] != "每日" else [term.first, term.last]
            by_measure = row["by"] == "m"
            yield {
                "item": f"P{number:03d}", "term": term.name, "chapter": row["chapter"], "section": row["section"],
                "sentence": row["sentence"],
                "responsible": LOGISTICS_HEAD if task is None else task["responsible"],
                "measure": task["measure"] if by_measure else None, "target": task["target"] if by_measure else None,
                "comparison": task["comparison"] if by_measure else None, "proof": row["proof"] or None,
                "condition": row["condition"] or None, "every": row["every"], "first_due": due[0], "last_due": due[-1],
                "activity": None if task is None else task["activity"],
            }  # fmt: skip


def _whole_months() -> Iterator[str]:
    return (month for month in world.months() if len(world.month_days(month)) > 10)


def _outreach() -> Iterator[dict[str, object]]:
    for month in _whole_months():
        days = world.month_days(month)
        is_last = month in plan.LAST_MONTH.values()
        for n, (kind, audience, topic, person, monthly) in enumerate(OUTREACH):
            if not (monthly or is_last):
                continue
            class_name = "小一班" if audience == "幼儿" else None
            yield {
                "date": days[min(3 + n, len(days) - 1)], "kind": kind, "audience": audience,
                "topic": f"{topic}（{int(month[-2:])}月）", "class_name": class_name,
                "people": {"幼儿": 38, "家长": 12, "教职工": 6}[audience], "held_by": person,
                "outcome": "已记录并反馈",
            }  # fmt: skip


def _improvements() -> Iterator[dict[str, object]]:
    for days in STEP_DAYS.values():
        for day, (step, text) in zip(days, STEPS, strict=True):
            yield {
                "topic": WEAK_POINT, "date": dt.date.fromisoformat(day), "origin": "办园质量评估", "step": step,
                "text": text, "responsible": NURSE,
            }  # fmt: skip
    for n, month in enumerate(_whole_months()):
        yield {
            "topic": RESEARCH, "date": world.month_days(month)[7], "origin": "课题研究",
            "step": RESEARCH_STEPS[n % len(RESEARCH_STEPS)], "text": f"{int(month[-2:])}月过程资料与小结", "responsible": NURSE,
        }  # fmt: skip
