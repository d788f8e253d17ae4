"""Which table of the term report holds the evidence of a goal."""

from __future__ import annotations

from kgcore.present.safety import CHAIN

FIGURES = "附录：各项指标的算法与台账"
KEPT = "计划任务完成"
FEW = "（人数少，外传的只写结论）"
NOT_TOLD = "（人数少，写结论就看得出人数，不外传）"
# Measures whose rows stand in another report have only their numerator, denominator and registers here.
TABLES = {
    "certificate_valid_rate": "三大员证书",
    "training_pass_rate": "培训：形式、层级与成绩",
    "score_complete_rate": "保育员考核",
    "six_t_score": "食堂六T得分",
    "mentoring_sessions": "师徒结对",
    "meeting_rate": "例会",
    "meal_satisfaction": "品尝与剩余",
    "agreement_rate": "安全责任书签订",
    "gate_duty_rate": "高峰护导",
    "hazard_fixed_rate": "隐患排查与整改",
    "evacuation_seconds": "应急演练",
    "sample_complete_rate": CHAIN,
    "energy_saving_rate": "各岗位节能",
    "asset_agreement_rate": "账物不符或没有盘到",
    "stocktake_rate": "仓库盘点",
    "project_progress_rate": "园所项目",
    "greening_rate": "绿化养护与合同",
    "environment_score": "环境检查",
    "task_done_rate": KEPT,
}


def table_of(measure: str | None) -> str:
    """Return the title of the table with a measure's evidence; a task without a measure has its due times."""
    return KEPT if measure is None else TABLES.get(measure, FIGURES)
