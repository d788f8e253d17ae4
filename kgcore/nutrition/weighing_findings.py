"""What lacks in a dietary survey by weighing, and where it parts from the books."""

from __future__ import annotations

import pandas as pd

from kgcore.findings import Finding
from kgcore.nutrition.weighed_days import (
    NO_COOKED_WEIGHT,
    NO_INGREDIENTS,
    NO_MEAL,
    NOT_SERVED,
    OVER_SERVED,
    SCALE_ERROR,
    WeighedDays,
)  # fmt: skip
from kgcore.periods import Period

LEAST_DAYS, MOST_DAYS = 3, 5
SOURCE = "称重法膳食调查一般三至五天（膳食调查方法教材）"
_GAPS = {
    NOT_SERVED: "没有分餐重", NO_INGREDIENTS: "没有原料重", NO_COOKED_WEIGHT: "没有熟重",
    OVER_SERVED: f"分出去的比熟重多{SCALE_ERROR:.0%}以上", NO_MEAL: "这一餐没有称",
}  # fmt: skip


def nothing_weighed(gaps: pd.DataFrame, span: Period) -> str:
    """Return why a period has no day that counts: nothing was weighed, or what lacks on each."""
    if gaps.empty:
        return f"{span.title}没有称重法膳食调查：《称重原料》《称重成品》《称重分餐》都没有记录"
    return f"{span.title}没有一天称重完整，不能计算：{_gaps_in_words(gaps)}"


def _gaps_in_words(gaps: pd.DataFrame) -> str:
    words = [f"{row.date:%m-%d}{row.meal}{row.dish}{_GAPS[str(row.gap)]}" for row in gaps.head(5).itertuples()]
    more = f"等{len(gaps)}处" if len(gaps) > len(words) else ""
    return "、".join(words) + more


def gap_findings(weights: WeighedDays, span: Period) -> list[Finding]:
    """Return that days were left out, and that too few are left."""
    findings = []
    if len(weights.gaps):
        out = weights.gaps["date"].nunique()
        findings.append(
            Finding(
                "nutrition.weighing_incomplete",
                "warning",
                "称重调查",
                str(span),
                f"{out}天称重不完整，没有算进去：{_gaps_in_words(weights.gaps)}",
                advice="补上缺的重量再算；补不上的，另选一天重称",
                source="本系统核对",
            )
        )
    if len(weights.days) < LEAST_DAYS:
        findings.append(
            Finding(
                "nutrition.weighing_days",
                "notice",
                "称重调查",
                str(span),
                f"只有{len(weights.days)}天完整，少于{LEAST_DAYS}天，一两天的食谱代表不了平时",
                measured=len(weights.days),
                limit=LEAST_DAYS,
                unit="天",
                advice=f"连续称{LEAST_DAYS}至{MOST_DAYS}天",
                source=SOURCE,
            )
        )
    return findings


def diner_findings(diners: pd.DataFrame, attendance: pd.DataFrame, span: Period) -> list[Finding]:
    """Return where more or fewer children were counted at the weighing than the attendance has."""
    at_weighing = diners.groupby(["date", "meal"])["diners"].sum()
    counted = attendance.groupby(["date", "meal"])["diners"].sum().reindex(at_weighing.index)
    differs = (at_weighing != counted) & counted.notna()
    words = [
        f"{day:%m-%d}{meal}称重时{at_weighing[day, meal]}人、考勤{counted[day, meal]}人"
        for day, meal in at_weighing.index[differs]
    ]
    if not words:
        return []
    return [
        Finding(
            "nutrition.weighing_diners",
            "notice",
            "称重调查",
            str(span),
            f"就餐人数与考勤不符：{'、'.join(words[:5])}{f'等{len(words)}餐' if len(words) > 5 else ''}",
            advice="核对分餐登记与考勤，哪一边错了改哪一边",
            source="本系统核对",
        )
    ]


def verdict_findings(comparison: pd.DataFrame, span: Period, source: str) -> list[Finding]:
    """Return one finding that names the nutrients on which the two methods come to different verdicts.

    Parameters
    ----------
    comparison
        Columns `title`, `books_verdict`, `eaten_verdict`.
    source
        Where the bands of the verdicts come from.
    """
    differs = comparison[comparison["books_verdict"] != comparison["eaten_verdict"]]
    if differs.empty:
        return []
    words = [f"{row.title}（记账法{row.books_verdict}、称重法{row.eaten_verdict}）" for row in differs.itertuples()]
    return [
        Finding(
            "nutrition.methods_differ",
            "notice",
            "称重调查",
            str(span),
            f"{len(words)}项营养素两种方法结论不同：{'、'.join(words)}",
            advice="称重法看的是这几天真正吃下去的，记账法看的是全月；差在哪一步见“两种方法相差的来由”",
            source=source,
        )
    ]


__all__ = ["diner_findings", "gap_findings", "nothing_weighed", "verdict_findings"]
