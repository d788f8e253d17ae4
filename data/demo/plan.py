"""The year plan: one task or more for each of the logistics plan's systems, and the evidence that it was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from demo import world
from demo.office import BOOKKEEPER, HEALTH_OFFICERS, KITCHEN_HEADS, LOGISTICS_HEAD, PRINCIPAL, STOREKEEPER
from demo.world import AUTUMN, SPRING, Frames, Term, frame

TEAM, HEALTH, SAFETY, PROPERTY, CAMPUS = "队伍", "卫生保健", "安全", "财产", "园所环境"
NURSE, CHEF = HEALTH_OFFICERS[0], KITCHEN_HEADS[0]
LOW, HIGH = "不高于", "不低于"
RESEARCH_TASK, NORMS_TASK = "课题研究过程资料", "操作规范与温馨提示图文上墙"
# chapter, task, responsible, how often, measure, target, comparison
TASKS = (
    (TEAM, "核对各班在册人数与扩班安排", LOGISTICS_HEAD, "每学期", None, None, None),
    (TEAM, "教职工证书与考级情况更新", LOGISTICS_HEAD, "每学期", "certificate_valid_rate", 1.0, HIGH),
    (TEAM, "龙马幼儿园供餐协调与两组配合", CHEF, "每月", None, None, None),
    (TEAM, "三大员分层培训", NURSE, "每月", "training_pass_rate", 0.95, HIGH),
    (TEAM, "三大员月考核", LOGISTICS_HEAD, "每月", "score_complete_rate", 1.0, HIGH),
    (TEAM, "后勤服务明星评选", LOGISTICS_HEAD, "每学期", None, None, None),
    (TEAM, "食堂六T检查", CHEF, "每周", "six_t_score", 90.0, HIGH),
    (TEAM, "师徒结对带教小结", LOGISTICS_HEAD, "每月", "mentoring_sessions", 1.0, HIGH),
    (TEAM, "保教配合周会", PRINCIPAL, "每周", "meeting_rate", 1.0, HIGH),
    (TEAM, NORMS_TASK, LOGISTICS_HEAD, "每季", None, None, None),
    (HEALTH, "保健员巡班小结", NURSE, "每周", "patrol_closed_rate", 1.0, HIGH),
    (HEALTH, "传染病防控小结", NURSE, "每月", "hfmd_incidence", 0.05, LOW),
    (HEALTH, "特殊幼儿专案随访", NURSE, "每月", "correction_rate", 0.9, HIGH),
    (HEALTH, "膳管会会议", PRINCIPAL, "每月", None, None, None),
    (HEALTH, "营养分析并公布", NURSE, "每月", "energy_ratio", 0.9, HIGH),
    (HEALTH, "膳费盈亏公示", BOOKKEEPER, "每月", "meal_balance_rate", 0.02, LOW),
    (HEALTH, "家长品尝与幼儿自助餐", CHEF, "每月", "meal_satisfaction", 0.8, HIGH),
    (HEALTH, "消毒液浓度抽查", NURSE, "每周", "disinfection_rate", 0.95, HIGH),
    (HEALTH, RESEARCH_TASK, NURSE, "每月", None, None, None),
    (HEALTH, "全日观察记录比对评议", NURSE, "每月", "observation_closed_rate", 1.0, HIGH),
    (SAFETY, "安全责任书签订", PRINCIPAL, "每学期", "agreement_rate", 1.0, HIGH),
    (SAFETY, "安全培训", LOGISTICS_HEAD, "每月", None, None, None),
    (SAFETY, "门卫与护导检查", LOGISTICS_HEAD, "每月", "gate_duty_rate", 1.0, HIGH),
    (SAFETY, "重点部位检查与隐患销号", LOGISTICS_HEAD, "每月", "hazard_fixed_rate", 1.0, HIGH),
    (SAFETY, "疏散演练", PRINCIPAL, "每季", "evacuation_seconds", 120.0, LOW),
    (SAFETY, "食品安全留样与验收检查", CHEF, "每周", "sample_complete_rate", 1.0, HIGH),
    (SAFETY, "家长护导小结", LOGISTICS_HEAD, "每月", None, None, None),
    (PROPERTY, "发票审签与月度预算核对", BOOKKEEPER, "每月", "budget_use_rate", 1.05, LOW),
    (PROPERTY, "各岗位节能统计", LOGISTICS_HEAD, "每月", "energy_saving_rate", 0.02, HIGH),
    (PROPERTY, "资产账物核对", STOREKEEPER, "每学期", "asset_agreement_rate", 1.0, HIGH),
    (PROPERTY, "仓库月盘点", STOREKEEPER, "每月", "stocktake_rate", 1.0, HIGH),
    (CAMPUS, "走廊与活动空间建设进度", PRINCIPAL, "每月", "project_progress_rate", 0.9, HIGH),
    (CAMPUS, "绿化养护与种植园", LOGISTICS_HEAD, "每月", "greening_rate", 0.95, HIGH),
    (CAMPUS, "环境与垃圾分类检查", LOGISTICS_HEAD, "每月", "environment_score", 90.0, HIGH),
)  # fmt: skip
DUE_DAY = 25
FIRST_WEEK_DUE = {SPRING.name: dt.date(2026, 2, 27), AUTUMN.name: dt.date(2026, 9, 4)}
LAST_MONTH = {SPRING.name: "2026-06", AUTUMN.name: "2026-10"}
QUARTER_MONTHS = ("03", "06", "09")


def build() -> Frames:
    """Return the tasks of both terms and the evidence of each."""
    activities, done = [], []
    for t, term in enumerate(world.TERMS):
        for n, (chapter, task, responsible, every, measure, target, comparison) in enumerate(TASKS, start=1):
            number = f"G{100 * t + n:02d}" if t == 0 else f"G{100 * t + n}"
            due = list(due_days(every, term))
            activities.append({
                "activity": number, "term": term.name, "chapter": chapter, "task": task, "responsible": responsible,
                "every": every, "first_due": due[0], "last_due": due[-1], "measure": measure, "target": target,
                "comparison": comparison,
            })  # fmt: skip
            done += [_evidence(number, task, day) for day in due]
    rows = sorted(done, key=lambda row: (row["date"], row["activity"]))
    return {"activities": frame("activities", activities), "done": frame("done", rows)}


def due_days(every: str, term: Term) -> Iterator[dt.date]:
    """Yield the days on which a recurring task is due in a term."""
    months = [month for month in world.months() if f"{term.first:%Y-%m}" <= month <= LAST_MONTH[term.name]]
    whole = [month for month in months if len(world.month_days(month)) > 10]
    if every == "每周":
        day = FIRST_WEEK_DUE[term.name]
        while day <= term.last:
            yield day
            day += dt.timedelta(7)
    elif every == "每学期":
        yield dt.date.fromisoformat(f"{whole[-1]}-{DUE_DAY}")
    else:
        for month in whole:
            if every == "每月" or month[-2:] in QUARTER_MONTHS:
                yield dt.date.fromisoformat(f"{month}-{DUE_DAY}")


def _evidence(number: str, task: str, due: dt.date) -> dict[str, object]:
    day = max(d for d in world.all_school_days() if d <= due)
    return {
        "date": day, "activity": number, "evidence": f"{task}（{due:%m-%d}）", "due_on": due, "confirmed": True,
        "confirmed_by": PRINCIPAL,
    }  # fmt: skip


def number_of(activities: pd.DataFrame, task: str, term: Term) -> str:
    """Return the number of a task in a term."""
    found = activities[(activities["task"] == task) & (activities["term"] == term.name)]
    return str(found["activity"].iloc[0])
