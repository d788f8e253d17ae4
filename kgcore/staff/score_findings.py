"""Findings about scorecards: refused, marks missing or astray, vetoes, assessors apart, data not to hand."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.registers.staff import BY_DATA
from kgcore.staff.ranking import FAIL, PASS
from kgcore.standards import work_norm

_RULES = "《考核指标》"


def refused(reasons: Mapping[str, str], period: str) -> list[Finding]:
    """Return a finding for each role whose indicators make no scorecard.

    Parameters
    ----------
    reasons : role → why, Chinese.
    """
    norm = work_norm("scorecard_total")
    return [
        Finding(
            "staff.scorecard_refused", "severe", role, period, f"{role}的考核表不能用：{reason}",
            limit=norm.limit, unit="分", source=norm.source,
            advice="改正《考核指标》后重算；改正前不出该岗位的考核结果",
        )
        for role, reason in reasons.items()
    ]  # fmt: skip


def strays(table: pd.DataFrame, period: str) -> list[Finding]:
    """Return a finding for each score that cannot count.

    Parameters
    ----------
    table : as `scorecards.stray_scores` returns.
    """
    verdicts = []
    for row in rows(table):
        above = not pd.isna(row.full_marks)
        fault = f"得{row.score:g}分，高于满分{row.full_marks:g}分" if above else "不是该岗位的考核指标"
        verdicts.append(Finding(
            "staff.score_stray", "warning", row.staff, period,
            f"{row.month} {row.staff}“{row.item}”（{row.assessor}）{fault}，未计入",
            measured=None if pd.isna(row.score) else float(row.score), limit=float(row.full_marks) if above else None,
            unit="分", source=_RULES, advice="核对工号、指标和得分",
        ))  # fmt: skip
    return verdicts


def missing(marks: pd.DataFrame, period: str) -> list[Finding]:
    """Return who was not marked by whom in which month; a month in which a role was not marked at all is one finding.

    Parameters
    ----------
    marks : as `scorecards.marks` returns, of every role.
    """
    people = marks[marks["assessor"] != BY_DATA]
    verdicts = []
    for (month, role), due in people.groupby(["month", "role"]):
        if due["share"].isna().all():
            verdicts.append(Finding(
                "staff.scores_none", "warning", str(role), period, f"{month}没有{role}的考核得分",
                measured=0.0, limit=float(due["staff"].nunique()), unit="人", source=_RULES,
                advice="补做当月考核；补登前不出该月结果",
            ))  # fmt: skip
            continue
        gaps = (
            due.assign(gap=due["share"].isna())
            .groupby(["staff", "assessor"])
            .agg(absent=("gap", "sum"), due=("gap", "size"))
        )
        for gap in rows(gaps[gaps["absent"] > 0].reset_index()):
            verdicts.append(Finding(
                "staff.scores_missing", "warning", gap.staff, period,
                f"{month} {role}{gap.staff}缺{gap.assessor}{gap.absent}项（应{gap.due}项），"
                "按其余评分计算，既不算零分也不算满分",
                measured=float(gap.due - gap.absent), limit=float(gap.due), unit="项", source=_RULES,
                advice=f"补做{gap.assessor}；补齐前该员结果为暂定，不参加服务明星评选",
            ))  # fmt: skip
    return verdicts


def unmeasured(marks: pd.DataFrame, period: str) -> list[Finding]:
    """Return the indicators scored by data for which there was no figure.

    Parameters
    ----------
    marks : as `scorecards.marks` returns, of every role.
    """
    data = marks[(marks["assessor"] == BY_DATA) & marks["share"].isna()]
    verdicts = []
    for (role, item), due in data.groupby(["role", "item"]):
        months = "、".join(sorted(due["month"].unique()))
        verdicts.append(Finding(
            "staff.measure_missing", "notice", f"{role} {item}", period,
            f"{role}的“{item}”在{months}没有数据，按其余指标计算", measured=float(due["staff"].nunique()), limit=0.0,
            unit="人", source=_RULES, advice="补录有关台账；该项由其他部分算出的，在学期考核中合并",
        ))  # fmt: skip
    return verdicts


def vetoed(cards: pd.DataFrame, period: str) -> list[Finding]:
    """Return a finding for each veto, which sets the result whatever the score.

    Parameters
    ----------
    cards : as `ranking.ranked_cards` returns, of every role.
    """
    return [
        Finding(
            "staff.veto", "severe", row.staff, period,
            f"{row.role}{row.staff}一票否决（{row.veto}），本期考核结果为否决，得分{row.score:.2f}不计等第",
            measured=float(row.score), unit="分", source="《一票否决》",
            advice="按制度谈话、整改、复查，取消本期奖励与评优",
        )
        for row in rows(cards[cards["veto"] != ""])
    ]  # fmt: skip


def apart(cards: pd.DataFrame, period: str) -> list[Finding]:
    """Return whom the assessors see differently, beyond the norm.

    Parameters
    ----------
    cards : as `ranking.ranked_cards` returns, of every role.
    """
    norm = work_norm("assessor_spread")
    return [
        Finding(
            "staff.assessors_apart", "notice", row.staff, period,
            f"{row.role}{row.staff}的自评、班评、园评相差{row.spread:.1f}分", measured=round(float(row.spread), 2),
            limit=norm.limit, unit="分", source=norm.source, advice="三方对照记录面谈，统一评分尺度",
        )
        for row in rows(cards[cards["spread"] > norm.limit])
    ]  # fmt: skip


def failed(cards: pd.DataFrame, period: str) -> list[Finding]:
    """Return whose score is below the pass grade.

    Parameters
    ----------
    cards : as `ranking.ranked_cards` returns, of every role.
    """
    norm = work_norm(f"grade:{PASS}")
    return [
        Finding(
            "staff.score_failed", "warning", row.staff, period, f"{row.role}{row.staff}考核{row.score:.2f}分，不合格",
            measured=round(float(row.score), 2), limit=norm.limit, unit="分", source=norm.source,
            advice="面谈，定改进计划，下月复评",
        )
        for row in rows(cards[cards["grade"] == FAIL])
    ]  # fmt: skip
