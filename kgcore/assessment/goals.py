"""The plan's goals: measure, target, actual, evidence, verdict."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd

from kgcore.assessment.measures import MEASURES
from kgcore.assessment.rooms import ROOMS
from kgcore.frames import rows
from kgcore.registers.plan import AT_LEAST, AT_MOST

Verdict = Literal["met", "missed", "unknown"]
_TOLERANCE = 1e-9
_TITLES = {room.name: room.title for room in ROOMS}


def goals(activities: pd.DataFrame, measures: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """Return each task of the plan with its goal, how far it was reached, and the verdict.

    Parameters
    ----------
    activities : register activities of the term.
    measures : as `measure_values` returns.
    times : due, done by activity, as the work plan's review returns.

    Returns
    -------
    DataFrame
        activity, chapter, task, responsible, measure, label, unit, comparison, target, actual, numerator, denominator,
        due, done (times of the task), verdict (met, missed, unknown), evidence. A goal with a measure is judged by it;
        a task without one is kept when every due time has confirmed evidence. What was not measured is unknown, never
        met nor missed.
    """
    figures = measures.drop_duplicates("measure").set_index("measure")
    counts = times.set_index("activity")
    return pd.DataFrame([_goal(row, figures, counts) for row in rows(activities)], columns=_COLUMNS)


_COLUMNS = [
    "activity", "chapter", "task", "responsible", "measure", "label", "unit", "comparison", "target", "actual",
    "numerator", "denominator", "due", "done", "verdict", "evidence",
]  # fmt: skip


def _goal(row: Any, figures: pd.DataFrame, counts: pd.DataFrame) -> dict[str, Any]:
    due, times = (int(counts[name].get(row.activity, 0)) for name in ("due", "done"))
    goal: dict[str, Any] = {
        "activity": row.activity, "chapter": row.chapter, "task": row.task, "responsible": row.responsible,
        "measure": None, "label": "按期完成并有证据", "unit": "次", "comparison": AT_LEAST, "target": float(due),
        "actual": float(times), "numerator": float(times), "denominator": float(due), "due": due, "done": times,
        "verdict": "unknown" if not due else "met" if times >= due else "missed",
        "evidence": f"《任务完成》{times}/{due} 次" if due else "本期没有到期的任务",
    }  # fmt: skip
    if pd.isna(row.measure):
        return goal
    about = MEASURES.get(row.measure)
    goal |= {
        "measure": row.measure, "label": about.label if about else row.measure, "unit": about.unit if about else "",
        "comparison": row.comparison, "target": row.target, "actual": None, "numerator": None, "denominator": None,
        "verdict": "unknown", "evidence": _why_unknown(row.measure),
    }  # fmt: skip
    if row.measure in figures.index:
        figure = figures.loc[row.measure]
        goal |= {
            "actual": float(figure["value"]), "numerator": figure["numerator"], "denominator": figure["denominator"],
            "verdict": judged(float(figure["value"]), row.comparison, row.target),
            "evidence": f"{figure['room']}：{figure['what']}",
        }  # fmt: skip
    return goal


def _why_unknown(measure: str) -> str:
    about = MEASURES.get(measure)
    return f"“{_TITLES[about.room]}”本期没有这项数据" if about else f"系统没有指标“{measure}”"


def judged(actual: float, comparison: str, target: float) -> Verdict:
    """Return whether an actual figure meets a target; the target itself meets it."""
    if pd.isna(target) or comparison not in (AT_LEAST, AT_MOST):
        return "unknown"
    gap = actual - target if comparison == AT_LEAST else target - actual
    return "met" if gap >= -_TOLERANCE * max(abs(target), 1.0) else "missed"
