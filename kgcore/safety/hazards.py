"""Hazards: found, fixed, still open and for how long, coming back at the same place."""

from __future__ import annotations

import pandas as pd

from kgcore.findings import Finding, Severity
from kgcore.frames import rows
from kgcore.registers.safety import GRAVE, MAJOR
from kgcore.standards import work_norm

FIXED, LATE, OPEN, OVERDUE = "fixed", "late", "open", "overdue"
SEVERE = (MAJOR, GRAVE)
_SOURCE = "《隐患》整改期限"


def state(hazards: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return each hazard with its state, its age in days, and how often the same came up.

    Parameters
    ----------
    hazards : rows of the register.
    as_of : day up to which an open hazard ages.

    Returns
    -------
    The columns of the register and `state` (FIXED in time, LATE, OPEN within its time, OVERDUE), `days` (found to
    fixed, or to `as_of`), `times` (same place and item).
    """
    table = hazards.copy()
    is_open = table["fixed_on"].isna()
    table["days"] = (table["fixed_on"].fillna(as_of) - table["found_on"]).dt.days
    late = table["fixed_on"].fillna(as_of) > table["due_on"]
    table["state"] = FIXED
    table["state"] = (
        table["state"].mask(~is_open & late, LATE).mask(is_open & ~late, OPEN).mask(is_open & late, OVERDUE)
    )
    table["times"] = table.groupby(["place", "item"])["hazard"].transform("size")
    return table


def findings(table: pd.DataFrame, start: pd.Timestamp, period: str) -> list[Finding]:
    """Return hazards open past their day (severe where grave), fixed late, open within their day, and repeated.

    Parameters
    ----------
    table : as `state` returns.
    start : first day of the period; a hazard fixed before it is not told again.
    """
    norm = work_norm("hazard_repeats")
    verdicts = []
    for row in rows(table):
        severity: Severity = "severe" if row.severity in SEVERE else "warning"
        hazard = f"{row.found_on:%Y-%m-%d} {row.place}“{row.description}”（{row.severity}，{row.hazard}）"
        time_limit = float((row.due_on - row.found_on).days)
        if row.state == OVERDUE:
            verdicts.append(Finding(
                "safety.hazard_overdue", severity, row.place, period,
                f"{hazard}期限{row.due_on:%Y-%m-%d}，已{row.days}天未整改", measured=float(row.days), limit=time_limit,
                unit="天", source=_SOURCE, advice=f"责任人{row.responsible}当日整改；不能立即整改的先封闭、设警示",
            ))  # fmt: skip
        elif row.state == OPEN:
            verdicts.append(Finding(
                "safety.hazard_open", "notice", row.place, period, f"{hazard}在整改期内，期限{row.due_on:%Y-%m-%d}",
                measured=float(row.days), limit=time_limit, unit="天", source=_SOURCE, advice="到期前复查",
            ))  # fmt: skip
        elif row.state == LATE and row.fixed_on >= start:
            verdicts.append(Finding(
                "safety.hazard_late", "warning", row.place, period, f"{hazard}用了{row.days}天，超过期限",
                measured=float(row.days), limit=time_limit, unit="天", source=_SOURCE,
                advice="查明拖延原因，备好常用配件",
            ))  # fmt: skip
    again = table[
        (table["times"] >= norm.limit) & (table.groupby(["place", "item"])["found_on"].transform("max") >= start)
    ]
    for (place, item), repeats in again.groupby(["place", "item"], sort=False):
        days = "、".join(f"{day:%m-%d}" for day in repeats["found_on"])
        verdicts.append(Finding(
            "safety.hazard_repeated", "warning", str(place), period,
            f"{place}的{item}隐患反复出现{len(repeats)}次（{days}）：{repeats['description'].iloc[-1]}",
            measured=float(len(repeats)), limit=norm.limit - 1, unit="次", source=norm.source,
            advice="治本：查原因（设施、材料、操作），列专项整改，不止于当次处理",
        ))  # fmt: skip
    return verdicts
