"""What the campus tables amount to: findings with measure, limit, source and what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.periods import Period

# Own choices; no source prescribes them.
CORNER_DAYS = 7  # a dead corner is cleared within a week
ZONE_SCORE = 80.0  # a zone below is named; the plan's goal is on the mean
BEHIND_POINTS = 10.0  # a project so many percentage points behind its plan
_CHECKS = "园所环境：每月环境检查、垃圾分类、卫生死角整改"
_CONTRACT = "绿化养护合同次数"
_PLAN = "园所项目：计划进度与预算"


def findings(
    tables: Mapping[str, pd.DataFrame], checks: pd.DataFrame, period: Period, until: dt.date
) -> Iterator[Finding]:
    """Yield the findings of a period; `checks` are its environment checks, `until` its last recorded day."""
    yield from _corners(tables["corners"], period, until)
    yield from _scores(checks, tables["unchecked_zones"], period)
    yield from _greening(tables["greening"], period)
    yield from _projects(tables["projects"], tables["silent"], period)


def _corners(corners: pd.DataFrame, period: Period, until: dt.date) -> Iterator[Finding]:
    for row in rows(corners[corners["days"] > CORNER_DAYS]):
        still = pd.isna(row.repaired_on)
        yield Finding(
            "campus.dead_corner", "warning" if still else "notice", str(row.zone), str(period),
            f"{row.date:%Y-%m-%d} {row.zone}的卫生死角（{row.corner}）"
            + (f"截至 {until} 已 {row.days} 天没有整改" if still else f"{row.days} 天才整改"),
            measured=float(row.days), limit=float(CORNER_DAYS), unit="天",
            source=f"{_CHECKS}；{CORNER_DAYS} 天为本系统自定", advice="定人定日清理并拍照，复查后填整改日期",
        )  # fmt: skip


def _scores(checks: pd.DataFrame, gaps: pd.DataFrame, period: Period) -> Iterator[Finding]:
    for row in rows(checks[checks["score"] < ZONE_SCORE]):
        yield Finding(
            "campus.low_score", "warning", str(row.zone), str(period),
            f"{row.date:%Y-%m-%d} {row.zone}环境检查得 {row.score:.0f} 分", measured=float(row.score),
            limit=ZONE_SCORE, unit="分", source=f"{_CHECKS}；{ZONE_SCORE:.0f} 分为本系统自定",
            advice="看扣分说明，一周内复查该区域",
        )  # fmt: skip
    for row in rows(checks[checks["waste_sorted"].eq(False).fillna(False)]):
        yield Finding(
            "campus.waste_not_sorted", "warning", str(row.zone), str(period),
            f"{row.date:%Y-%m-%d} {row.zone}垃圾分类不正确", measured=0.0, limit=1.0, unit="次", source=_CHECKS,
            advice="补分类标识，给该区域负责人和班级再讲一次分类",
        )  # fmt: skip
    for month, zones in gaps.groupby("month"):
        yield Finding(
            "campus.zone_unchecked", "warning", "环境检查", str(period),
            f"{month} 环境检查漏了 {len(zones)} 个区域：{'、'.join(zones['zone'])}", measured=float(len(zones)),
            limit=0.0, unit="个", source=_CHECKS, advice="补查；没有记录不当作合格",
        )  # fmt: skip


def _greening(greening: pd.DataFrame, period: Period) -> Iterator[Finding]:
    for row in rows(greening[greening["short"] > 0]):
        yield Finding(
            "campus.greening_short", "warning", f"{row.place} {row.work}", str(period),
            f"{row.month} {row.place}{row.work}合同 {row.agreed} 次，完成 {row.done} 次，少 {row.short} 次",
            measured=float(row.done), limit=float(row.agreed), unit="次", source=_CONTRACT,
            advice="请养护单位补做，按合同从当月养护费中扣除未做的次数",
        )  # fmt: skip


def _projects(projects: pd.DataFrame, silent: pd.DataFrame, period: Period) -> Iterator[Finding]:
    for row in rows(projects[projects["behind"] >= BEHIND_POINTS]):
        yield Finding(
            "campus.project_late", "warning", str(row.project), str(period),
            f"{row.project}（{row.stage}）计划完成 {row.planned_pct:.0f}%，实际 {row.done_pct:.0f}%，"
            f"落后 {row.behind:.0f} 个百分点",
            measured=float(row.done_pct), limit=float(row.planned_pct), unit="%",
            source=f"{_PLAN}；落后 {BEHIND_POINTS:.0f} 个百分点提醒为本系统自定",
            advice="请负责人说明卡在哪一步，重排剩余工期并报园长",
        )  # fmt: skip
    for row in rows(projects[projects["over_fen"] > 0]):
        yield Finding(
            "campus.project_over_budget", "severe", str(row.project), str(period),
            f"{row.project}已支出 {row.spent_fen / 100:,.2f} 元，超预算 {row.over_fen / 100:,.2f} 元",
            measured=float(row.spent_fen) / 100, limit=float(row.budget_fen) / 100, unit="元", source=_PLAN,
            advice="停止新增支出，先报园长追加预算或压减内容",
        )  # fmt: skip
    for row in rows(silent):
        yield Finding(
            "campus.project_silent", "warning", str(row.project), str(period),
            f"{row.month} {row.project}没有进度记录", source=_PLAN, advice="补报当月进度和支出",
        )  # fmt: skip
