"""The measures that the year plan's goals name: what each is called, how it is written, which findings bear on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Declaration:
    """What a measure is.

    Attributes
    ----------
    label : what people call it; shown, never compared with. unit : empty for a fraction. room : by its name.
    findings : beginnings of the codes of findings that bear on it.
    counts : it is a share of things counted, so that an interval can be given.
    word : a finding must hold this word to bear on it, where two measures share a code.
    registers : names of the registers it is counted from.
    """

    label: str
    room: str
    findings: tuple[str, ...] = ()
    unit: str = ""
    counts: bool = False
    word: str = ""
    registers: tuple[str, ...] = ()


MEASURES: dict[str, Declaration] = {
    "certificate_valid_rate": Declaration(
        "证书有效率", "staff", ("staff.certificate",), counts=True, registers=("staff",)
    ),
    "training_pass_rate": Declaration(
        "培训测试合格率", "staff", ("staff.training",), counts=True, registers=("trainings", "training_results")
    ),
    "score_complete_rate": Declaration(
        "考核评分完整率", "staff", ("staff.scores",), counts=True, registers=("indicators", "scores", "staff")
    ),
    "six_t_score": Declaration("食堂六T得分", "staff", ("staff.six_t",), unit="分", registers=("canteen_checks",)),
    "mentoring_sessions": Declaration(
        "每对每月最少带教", "staff", ("staff.mentoring", "staff.novice"), unit="次", registers=("pairings",)
    ),
    "meeting_rate": Declaration(
        "例会召开率", "staff", ("staff.meeting", "staff.minutes"), counts=True, registers=("meetings", "calendar")
    ),
    "patrol_closed_rate": Declaration(
        "巡班问题关闭率", "health", ("health.follow_up", "health.finding"), counts=True, word="巡班",
        registers=("patrols",),
    ),
    "hfmd_incidence": Declaration(
        "手足口病发病率", "health", ("health.cluster", "health.suspension"), counts=True,
        registers=("illnesses", "classes"),
    ),
    "correction_rate": Declaration(
        "特殊幼儿矫治有效率", "health", ("health.visit", "health.case"), counts=True,
        registers=("special_cases", "case_visits", "measurements"),
    ),
    "disinfection_rate": Declaration(
        "消毒合格率", "health", ("health.disinfection",), counts=True, registers=("disinfection",)
    ),
    "observation_closed_rate": Declaration(
        "观察异常跟进率", "health", ("health.follow_up",), counts=True, word="观察", registers=("observations",)
    ),
    "energy_ratio": Declaration("能量占园内目标", "nutrition", registers=("movements", "attendance", "foods")),
    "meal_satisfaction": Declaration("伙食满意率", "dining", ("dining.",), registers=("tastings",)),
    "meal_balance_rate": Declaration(
        "膳费盈亏率（绝对值）", "money", ("money.surplus",),
        registers=("receipts", "refunds", "movements", "meal_charges"),
    ),
    "budget_use_rate": Declaration("预算使用率", "money", ("money.over_budget",), registers=("budgets", "invoices")),
    "agreement_rate": Declaration(
        "安全责任书签订率", "safety", ("safety.unsigned",), counts=True, registers=("agreements", "staff")
    ),
    "gate_duty_rate": Declaration(
        "高峰护导到岗率", "safety", ("safety.duty", "safety.cards"), counts=True, registers=("gate_duty",)
    ),
    "hazard_fixed_rate": Declaration("隐患整改率", "safety", ("safety.hazard",), counts=True, registers=("hazards",)),
    "evacuation_seconds": Declaration("最长疏散用时", "safety", ("safety.drill",), unit="秒", registers=("drills",)),
    "sample_complete_rate": Declaration(
        "留样合格率", "safety", ("safety.sample",), counts=True, registers=("menus", "samples")
    ),
    "energy_saving_rate": Declaration(
        "节能率", "property", ("property.energy",), registers=("energy", "attendance", "calendar")
    ),
    "asset_agreement_rate": Declaration(
        "账物相符率", "property",
        ("property.missing", "property.surplus", "property.not_counted", "property.books", "property.loan"),
        counts=True, registers=("assets", "asset_moves", "asset_counts"),
    ),
    "stocktake_rate": Declaration(
        "月盘完整率", "property", ("property.not_in", "property.stocktake"), counts=True,
        registers=("counts", "movements"),
    ),
    "project_progress_rate": Declaration("项目进度完成率", "campus", ("campus.project",), registers=("projects",)),
    "greening_rate": Declaration(
        "绿化合同完成率", "campus", ("campus.greening",), counts=True, registers=("greening",)
    ),
    "environment_score": Declaration(
        "环境检查平均分", "campus", ("campus.low_score", "campus.dead", "campus.waste", "campus.zone"), unit="分",
        registers=("environment_checks",),
    ),
    "task_done_rate": Declaration(
        "计划任务完成率", "workplan", ("workplan.",), counts=True, registers=("activities", "done")
    ),
}  # fmt: skip

__all__ = ["MEASURES", "Declaration"]
