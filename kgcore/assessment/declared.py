"""The measures that the year plan's goals name: what each is called, how it is written, which findings bear on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Declared:
    """A measure: Chinese label, unit (empty for a fraction), room, findings that bear on it.

    `counts` says that it is a share of things counted, so that an interval can be given. `said` is a word that a
    finding must hold to bear on it, where two measures share a code. `kept_in` names the registers it is counted from.
    """

    label: str
    room: str
    findings: tuple[str, ...] = ()
    unit: str = ""
    counts: bool = False
    said: str = ""
    kept_in: tuple[str, ...] = ()


MEASURES: dict[str, Declared] = {
    "certificate_valid_rate": Declared(
        "证书有效率", "staff", ("staff.certificate",), counts=True, kept_in=("staff",)
    ),
    "training_pass_rate": Declared(
        "培训测试合格率", "staff", ("staff.training",), counts=True, kept_in=("trainings", "training_results")
    ),
    "score_complete_rate": Declared(
        "考核评分完整率", "staff", ("staff.scores",), counts=True, kept_in=("indicators", "scores", "staff")
    ),
    "six_t_score": Declared("食堂六T得分", "staff", ("staff.six_t",), unit="分", kept_in=("canteen_checks",)),
    "mentoring_sessions": Declared(
        "每对每月最少带教", "staff", ("staff.mentoring", "staff.novice"), unit="次", kept_in=("pairings",)
    ),
    "meeting_rate": Declared(
        "例会召开率", "staff", ("staff.meeting", "staff.minutes"), counts=True, kept_in=("meetings", "calendar")
    ),
    "patrol_closed_rate": Declared(
        "巡班问题关闭率", "health", ("health.follow_up", "health.finding"), counts=True, said="巡班",
        kept_in=("patrols",),
    ),
    "hfmd_incidence": Declared(
        "手足口病发病率", "health", ("health.cluster", "health.suspension"), counts=True,
        kept_in=("illnesses", "classes"),
    ),
    "correction_rate": Declared(
        "特殊幼儿矫治有效率", "health", ("health.visit", "health.case"), counts=True,
        kept_in=("special_cases", "case_visits", "measurements"),
    ),
    "disinfection_rate": Declared(
        "消毒合格率", "health", ("health.disinfection",), counts=True, kept_in=("disinfection",)
    ),
    "observation_closed_rate": Declared(
        "观察异常跟进率", "health", ("health.follow_up",), counts=True, said="观察", kept_in=("observations",)
    ),
    "energy_ratio": Declared("能量占园内目标", "nutrition", kept_in=("movements", "attendance", "foods")),
    "meal_satisfaction": Declared("伙食满意率", "dining", ("dining.",), kept_in=("tastings",)),
    "meal_balance_rate": Declared(
        "膳费盈亏率（绝对值）", "money", ("money.surplus",),
        kept_in=("receipts", "refunds", "movements", "meal_charges"),
    ),
    "budget_use_rate": Declared("预算使用率", "money", ("money.over_budget",), kept_in=("budgets", "invoices")),
    "agreement_rate": Declared(
        "安全责任书签订率", "safety", ("safety.unsigned",), counts=True, kept_in=("agreements", "staff")
    ),
    "gate_duty_rate": Declared(
        "高峰护导到岗率", "safety", ("safety.duty", "safety.cards"), counts=True, kept_in=("gate_duty",)
    ),
    "hazard_fixed_rate": Declared("隐患整改率", "safety", ("safety.hazard",), counts=True, kept_in=("hazards",)),
    "evacuation_seconds": Declared("最长疏散用时", "safety", ("safety.drill",), unit="秒", kept_in=("drills",)),
    "sample_complete_rate": Declared(
        "留样合格率", "safety", ("safety.sample",), counts=True, kept_in=("menus", "samples")
    ),
    "energy_saving_rate": Declared(
        "节能率", "property", ("property.energy",), kept_in=("energy", "attendance", "calendar")
    ),
    "asset_agreement_rate": Declared(
        "账物相符率", "property",
        ("property.missing", "property.surplus", "property.not_counted", "property.books", "property.loan"),
        counts=True, kept_in=("assets", "asset_moves", "asset_counts"),
    ),
    "stocktake_rate": Declared(
        "月盘完整率", "property", ("property.not_in", "property.stocktake"), counts=True,
        kept_in=("counts", "movements"),
    ),
    "project_progress_rate": Declared("项目进度完成率", "campus", ("campus.project",), kept_in=("projects",)),
    "greening_rate": Declared("绿化合同完成率", "campus", ("campus.greening",), counts=True, kept_in=("greening",)),
    "environment_score": Declared(
        "环境检查平均分", "campus", ("campus.low_score", "campus.dead", "campus.waste", "campus.zone"), unit="分",
        kept_in=("environment_checks",),
    ),
    "task_done_rate": Declared(
        "计划任务完成率", "workplan", ("workplan.",), counts=True, kept_in=("activities", "done")
    ),
}  # fmt: skip
