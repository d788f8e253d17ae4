"""The staff figures that goals of the year plan name, each with numerator and denominator."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kgcore.staff import certificates
from kgcore.staff.scorecards import DATA

COLUMNS = ["measure", "label", "value", "numerator", "denominator", "unit", "table"]


def figures(tables: Mapping[str, pd.DataFrame], marked: pd.DataFrame, paired: pd.DataFrame) -> pd.DataFrame:
    """Return the measures: columns `measure`, `label`, `value`, `numerator`, `denominator`, `unit`, `table`.

    A rate is a fraction; its value is NaN where the denominator is nothing.

    Parameters
    ----------
    tables : `certificates`, `trainings`, `meetings`, `canteen` of the report.
    marked : as `scorecards.marks` returns, of every role.
    paired : as `mentoring.pairs` returns.
    """
    held, trainings, kept, teams = (tables[name] for name in ("certificates", "trainings", "meetings", "canteen"))
    people = marked[marked["assessor"] != DATA]
    valid = int(held["state"].isin([certificates.VALID, certificates.SOON]).sum())
    sessions = paired["sessions"].dropna().astype("float64")
    return pd.DataFrame([
        _rate("certificate_valid_rate", "三大员持有效证书", valid, len(held), "人", "certificates"),
        _rate("training_pass_rate", "培训测试合格率", trainings["passed"].sum(), trainings["examined"].sum(), "人次",
              "trainings"),
        _rate("score_complete_rate", "考核评分完整率", people["share"].notna().sum(), len(people), "项次", "cards"),
        _value("six_t_score", "食堂六T得分", teams["score"].mean(), f"{len(teams)}组平均", "分", "canteen"),
        _value("mentoring_sessions", "每对每月带教次数（最少）", sessions.min(), f"{len(sessions)}个结对月", "次",
               "mentoring"),
        _rate("meeting_rate", "例会召开率", kept["kept"].sum(), kept["due"].sum(), "次", "meetings"),
    ], columns=COLUMNS)  # fmt: skip


def _rate(measure: str, label: str, part: float, whole: float, unit: str, table: str) -> tuple[object, ...]:
    value = float(part) / float(whole) if whole else float("nan")
    return measure, label, value, f"{int(part)}{unit}", f"{int(whole)}{unit}", "", table


def _value(measure: str, label: str, value: float, over: str, unit: str, table: str) -> tuple[object, ...]:
    return measure, label, float(value), "", over, unit, table
