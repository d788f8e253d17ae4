"""Drills: one a quarter at least, the building empty in time, each reviewed; records dated ahead of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.safety.records import Quarter
from kgcore.standards import safety_norm, work_norm

_SECONDS = 60


def limit_seconds() -> float:
    """Return the prescribed evacuation time of a building below five floors, seconds."""
    return safety_norm("evacuation_minutes").limit * _SECONDS


def by_quarter(drills: pd.DataFrame, quarters: Sequence[Quarter], as_of: pd.Timestamp) -> pd.DataFrame:
    """Return drills and the slowest evacuation of each quarter.

    A quarter counts once its last school day is recorded and when it has enough school days.

    Parameters
    ----------
    drills : rows of the register.
    quarters : quarters that end in the period.
    as_of : last recorded day.

    Returns
    -------
    Columns `quarter` (2026-Q1), `drills`, `slowest_s` (NaN without an evacuation), `due` (False while it runs).
    """
    least = work_norm("scored_month_days").limit
    table = []
    for quarter in quarters:
        inside = drills[drills["date"].between(pd.Timestamp(quarter.start), pd.Timestamp(quarter.end))]
        due = quarter.school_days >= least and pd.Timestamp(quarter.last) <= as_of
        table.append((quarter.text, len(inside), inside["seconds"].astype("float64").max(), due))
    return pd.DataFrame(table, columns=["quarter", "drills", "slowest_s", "due"])


def findings(drills: pd.DataFrame, quarters: pd.DataFrame, period: str) -> list[Finding]:
    """Return slow evacuations, drills without a review, quarters without a drill.

    Parameters
    ----------
    drills : rows of the register in the period.
    quarters : as `by_quarter` returns.
    """
    time, count = safety_norm("evacuation_minutes"), safety_norm("drill")
    verdicts = []
    for row in rows(drills):
        if not pd.isna(row.seconds) and row.seconds > limit_seconds():
            verdicts.append(Finding(
                "safety.drill_slow", "warning", row.kind, period,
                f"{row.date:%Y-%m-%d}{row.kind}用时{row.seconds}秒，超过{limit_seconds():g}秒"
                + ("" if pd.isna(row.review) else f"（{row.review}）"),
                measured=float(row.seconds), limit=limit_seconds(), unit="秒", source=time.source,
                advice="按小结调整路线和撤离次序，一个月内复练",
            ))  # fmt: skip
        if pd.isna(row.review):
            verdicts.append(Finding(
                "safety.drill_unreviewed", "notice", row.kind, period, f"{row.date:%Y-%m-%d}{row.kind}没有小结",
                measured=0.0, limit=1.0, unit="份", source=count.source, advice="补写小结，写明用时、问题和调整",
            ))  # fmt: skip
    verdicts += [
        Finding(
            "safety.drill_missed", "warning", quarter_title(row.quarter), period,
            f"{quarter_title(row.quarter)}没有演练记录", measured=0.0,
            limit=count.limit, unit="次", source=count.source, advice="尽快补练；开展过的补登",
        )
        for row in rows(quarters[quarters["due"] & (quarters["drills"] < count.limit)])
    ]  # fmt: skip
    return verdicts


def quarter_title(quarter: str) -> str:
    """Return the Chinese wording of a quarter.

    Examples
    --------
    >>> quarter_title("2026-Q1")
    '2026年第1季度'
    """
    year, number = quarter.split("-Q")
    return f"{year}年第{number}季度"


def ahead(dates_by_title: Mapping[str, pd.Series], as_of: pd.Timestamp, period: str) -> list[Finding]:
    """Return registers with a date far ahead of the last recorded day, which is a slip of the pen.

    Parameters
    ----------
    dates_by_title : title of the register → its dates.
    as_of : last recorded school day.
    """
    norm = work_norm("recorded_ahead_days")
    verdicts = []
    for title, dates in dates_by_title.items():
        far = dates[(dates - as_of).dt.days > norm.limit]
        if len(far):
            verdicts.append(Finding(
                "safety.dated_ahead", "warning", f"《{title}》", period,
                f"《{title}》有{len(far)}条日期晚于最近的就餐登记（{as_of:%Y-%m-%d}）{norm.limit:g}天以上，"
                f"如{far.max():%Y-%m-%d}",
                measured=float((far.max() - as_of).days), limit=norm.limit, unit="天", source=norm.source,
                advice="核对日期，改正后重新导入",
            ))  # fmt: skip
    return verdicts
