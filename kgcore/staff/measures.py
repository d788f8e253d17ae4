"""The staff measures that goals of the year plan name, each with numerator and denominator."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kgcore.registers.staff import BY_DATA
from kgcore.reviews import counted_ratio, measures_frame
from kgcore.staff import certificates


def measures(tables: Mapping[str, pd.DataFrame], marks: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the measures in the shape of `kgcore.reviews.MEASURE_COLUMNS`.

    Parameters
    ----------
    tables : `certificates`, `trainings`, `meetings`, `canteen` of the review.
    marks : as `scorecards.marks` returns, of every role.
    pairs : as `mentoring.pairs` returns.
    """
    people, trainings, meetings, teams = (tables[name] for name in ("certificates", "trainings", "meetings", "canteen"))
    by_people = marks[marks["assessor"] != BY_DATA]
    valid = int(people["state"].isin([certificates.VALID, certificates.EXPIRING]).sum())
    passes, tests = int(trainings["passed"].sum()), int(trainings["examined"].sum())
    meetings_met, meetings_due = int(meetings["kept"].sum()), int(meetings["due"].sum())
    sessions = pairs["sessions"].dropna().astype("float64")
    return measures_frame([
        *counted_ratio("certificate_valid_rate", "三大员持有效证书", valid, len(people), "人"),
        *counted_ratio("training_pass_rate", "培训测试合格率", passes, tests, "人次"),
        *counted_ratio("score_complete_rate", "考核评分完整率", int(by_people["share"].notna().sum()), len(by_people),
                       "项次"),
        ("six_t_score", float(teams["score"].mean()), None, None, f"{len(teams)}组平均"),
        ("mentoring_sessions", float(sessions.min()), None, None, f"{len(sessions)}个结对月"),
        *counted_ratio("meeting_rate", "例会召开率", meetings_met, meetings_due, "次"),
    ])  # fmt: skip
