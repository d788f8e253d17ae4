"""The answer of the staff report: one sentence and six figures."""

from __future__ import annotations

from kgcore.present.headline import Figure, Headline
from kgcore.present.palette import Tone
from kgcore.staff import StaffReport

_WHOLE = 1.0


def headline(report: StaffReport) -> Headline:
    """Return what stands out among the staff, and the figures that goals of the plan name."""
    severe = [found for found in report.findings if found.severity == "severe"]
    warned = [found for found in report.findings if found.severity == "warning"]
    tone: Tone = "severe" if severe else "warning" if warned else "good"
    said = f"三大员{len(report.cards)}人参加考核，优秀{(report.cards['grade'] == '优秀').sum()}人"
    if severe:
        said += f"；严重{len(severe)}项：{severe[0].text}"
    said += f"；提醒{len(warned)}项。" if warned else "；没有需要提醒的问题。"
    values = report.figures.set_index("measure")["value"].astype("float64")
    return Headline(said, [
        _rate("证书有效率", values["certificate_valid_rate"]),
        _rate("培训合格率", values["training_pass_rate"]),
        _rate("考核评分完整率", values["score_complete_rate"]),
        _rate("例会召开率", values["meeting_rate"]),
        Figure("食堂六T得分", values["six_t_score"], "分", "decimal1", "两组平均"),
        Figure("每对每月带教", values["mentoring_sessions"], "次", "integer", "最少的一对"),
    ], tone)  # fmt: skip


def _rate(label: str, value: float) -> Figure:
    if value != value:
        return Figure(label, None, "", "percent1", "没有数据", "notice")
    return Figure(
        label, value, "", "percent1", "齐全" if value >= _WHOLE else "不齐", "good" if value >= _WHOLE else "warning"
    )
