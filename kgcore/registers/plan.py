"""Registers of the year plan: what is promised and what is done."""

from __future__ import annotations

from kgcore.registers.base import Date, Flag, Meta, Number, Register, column, staff

CHAPTERS = ("队伍", "卫生保健", "安全", "财产", "园所环境")
AT_LEAST, AT_MOST = "不低于", "不高于"
COMPARISONS = (AT_MOST, AT_LEAST)
DAILY, WEEKLY, MONTHLY, QUARTERLY, ONCE_A_TERM, ONCE = "每日", "每周", "每月", "每季", "每学期", "一次"
FREQUENCIES = (DAILY, WEEKLY, MONTHLY, QUARTERLY, ONCE_A_TERM, ONCE)


class Activities(Register):
    """What the year plan promises: what, who, how often, until when, and the goal it serves."""

    activity: str = column("任务编号", key=True, pattern=r"^G\d{2,4}$", example="G01")
    term: str = column("学期", key=True, pattern=r"^\d{4}-(spring|autumn)$", example="2026-spring")
    chapter: str = column("篇章", choices=CHAPTERS, example="卫生保健")
    task: str = column("任务", example="每月一次营养分析并公布")
    responsible: str = staff("责任人")
    every: str = column("频次", choices=FREQUENCIES, example=MONTHLY)
    first_due: Date = column("首次期限", example="2026-02-28")
    last_due: Date = column("末次期限", example="2026-06-30")
    measure: str = column("目标指标", nullable=True, example="meal_balance_rate", help="系统指标代码")
    target: Number = column("目标值", nullable=True, example=0.02)
    comparison: str = column("比较", nullable=True, choices=COMPARISONS, example=AT_MOST)

    _about = Meta("计划任务", "plan", "年度计划任务、频次与目标")


class Done(Register):
    """Evidence that a task of the plan was done."""

    date: Date = column("日期", key=True, example="2026-05-31")
    activity: str = column("任务编号", key=True, ref="activities.activity", example="G01")
    evidence: str = column("证据", example="五月膳食营养分析报告")
    due_on: Date = column("对应期限", nullable=True, example="2026-05-31")
    confirmed: Flag = column("已确认", example=True)
    confirmed_by: str = staff("确认人")

    _about = Meta("任务完成", "plan", "计划任务完成情况与证据", date="date")
