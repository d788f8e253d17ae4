"""The answer of the staff review: one sentence and six figures."""

from __future__ import annotations

from kgcore.present.headline import Figure, Headline, complete_rate
from kgcore.present.palette import Tone
from kgcore.staff import StaffReview
from kgcore.staff.ranking import EXCELLENT

_ABSENT = "没有数据"


def headline(review: StaffReview) -> Headline:
    """Return what stands out among the staff, and the figures that goals of the plan name."""
    severe = [finding for finding in review.findings if finding.severity == "severe"]
    warnings = sum(finding.severity == "warning" for finding in review.findings)
    tone: Tone = "severe" if severe else "warning" if warnings else "good"
    sentence = f"三大员{len(review.cards)}人参加考核，优秀{(review.cards['grade'] == EXCELLENT).sum()}人"
    if severe:
        sentence += f"；严重{len(severe)}项：{severe[0].text}"
    sentence += f"；提醒{warnings}项。" if warnings else "；没有需要提醒的问题。"
    return Headline(sentence, [
        complete_rate("证书有效率", review.value("certificate_valid_rate"), _ABSENT),
        complete_rate("培训合格率", review.value("training_pass_rate"), _ABSENT),
        complete_rate("考核评分完整率", review.value("score_complete_rate"), _ABSENT),
        complete_rate("例会召开率", review.value("meeting_rate"), _ABSENT),
        Figure("食堂六T得分", review.value("six_t_score"), "分", "decimal1", "两组平均"),
        Figure("每对每月带教", review.value("mentoring_sessions"), "次", "integer", "最少的一对"),
    ], tone)  # fmt: skip
