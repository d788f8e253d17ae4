"""Recommendations, ranked by what they would move."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from kgcore.assessment.measures import MEASURES
from kgcore.findings import SEVERITIES, Finding
from kgcore.frames import rows
from kgcore.registers.plan import AT_LEAST

COLUMNS = ["rank", "chapter", "subject", "advice", "why", "moves", "gap", "severity", "responsible"]
_NAMED = 2
_LONGEST = 60  # characters of one finding; it stands whole in its chapter
_URGENT = ("severe", "warning")


def recommendations(goals: pd.DataFrame, findings: Sequence[tuple[str, Finding]]) -> pd.DataFrame:
    """Return what to do, that which would move most first.

    Every goal that was missed gives one recommendation: the findings that bear on its measure say what to do, the gap
    to the target says what it moves. What is left of the severe findings and warnings follows, grouped by code.

    Parameters
    ----------
    goals : as `goals.goals` returns.
    findings : chapter and finding, of every room.

    Returns
    -------
    DataFrame
        rank, chapter, subject, advice, why, moves (in words), gap (distance to the target ÷ the target, at most 1;
        missing where no goal depends on it or its figure is hidden), severity (of the worst finding behind it),
        responsible. What is severe comes first, then the widest gap to a goal, then what has most findings behind it.
    """
    urgent = [(chapter, finding) for chapter, finding in findings if finding.severity in _URGENT]
    behind_goals: set[int] = set()
    advices = []
    for goal in rows(goals[goals["verdict"] == "missed"]):
        behind = [
            (number, finding) for number, (_, finding) in enumerate(urgent) if _bears(finding, goal.measure, goal.task)
        ]
        behind_goals |= {number for number, _ in behind}
        advices.append(_of_goal(goal, [finding for _, finding in behind], goals))
    groups: dict[str, list[tuple[str, Finding]]] = {}
    for number, (chapter, finding) in enumerate(urgent):
        if number not in behind_goals:
            groups.setdefault(finding.code, []).append((chapter, finding))
    advices += [_of_findings(chapter_and_finding) for chapter_and_finding in groups.values()]
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    advices.sort(
        key=lambda row: (order[row["severity"]], -row["gap"] if row["gap"] is not None else 1.0, -row["count"])
    )
    ranked = [row | {"rank": place} for place, row in enumerate(advices, 1)]
    return pd.DataFrame(ranked, columns=COLUMNS).astype({"gap": "float64"})


def _bears(finding: Finding, measure: Any, task: str) -> bool:
    if pd.isna(measure):
        return finding.code.startswith("workplan.") and finding.subject == task
    about = MEASURES.get(measure)
    return (
        about is not None
        and about.word in finding.text
        and any(finding.code.startswith(prefix) for prefix in about.findings)
    )


def _of_goal(goal: Any, behind: Sequence[Finding], goals: pd.DataFrame) -> dict[str, Any]:
    count = int((goals["verdict"] == "met").sum())
    if pd.isna(goal.actual):  # hidden, since it counts few children
        size, move = None, f"{goal.label}达到 {written(goal.target, goal.unit)}"
    else:
        size = min(abs(goal.actual - goal.target) / abs(goal.target) if goal.target else abs(goal.actual), 1.0)
        move = f"{goal.label}由 {written(goal.actual, goal.unit)} 到 {written(goal.target, goal.unit)}{_needed(goal)}"
    texts = list(dict.fromkeys(finding.text for finding in behind))
    advice = list(dict.fromkeys(finding.advice for finding in behind if finding.advice))
    return {
        "chapter": goal.chapter, "subject": goal.task, "responsible": goal.responsible, "count": len(behind),
        "advice": "；".join(advice[:_NAMED]) or f"由责任人说明{goal.label}未达成的原因并定出补救日期",
        "why": _few(texts) or f"{goal.label}未达成",
        "moves": f"{move}；达成目标由 {count} 项增为 {count + 1} 项",
        "gap": size,
        "severity": "severe" if any(finding.severity == "severe" for finding in behind) else "warning",
    }  # fmt: skip


def _needed(goal: Any) -> str:
    """How many more of what was counted would reach the target; only a share of counts can say so."""
    about = MEASURES.get(goal.measure) if isinstance(goal.measure, str) else None
    if goal.comparison != AT_LEAST or (about is not None and not about.counts) or pd.isna(goal.denominator):
        return ""
    wanted = goal.target if about is None else math.ceil(goal.target * goal.denominator - 1e-9)
    return f"（还差 {wanted - goal.numerator:.0f}，共 {goal.denominator:.0f}）"


def written(value: float, unit: str) -> str:
    """Return a figure as its measure is written: a fraction as percent, else a number with its unit."""
    return f"{value:.1%}" if not unit else f"{value:,.4g} {unit}"


def _of_findings(group: Sequence[tuple[str, Finding]]) -> dict[str, Any]:
    chapters, findings = zip(*group, strict=True)
    texts = list(dict.fromkeys(finding.text for finding in findings))
    advice = list(dict.fromkeys(finding.advice for finding in findings if finding.advice))
    subjects = list(dict.fromkeys(finding.subject for finding in findings))
    return {
        "chapter": chapters[0], "subject": _few(subjects, "、"), "responsible": None, "count": len(findings),
        "advice": "；".join(advice[:_NAMED]), "why": _few(texts), "moves": f"消除 {len(findings)} 条问题", "gap": None,
        "severity": min((finding.severity for finding in findings), key=list(SEVERITIES).index),
    }  # fmt: skip


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _few(texts: Sequence[str], between: str = "；") -> str:
    return between.join(map(_cut, texts[:_NAMED])) + (f"等 {len(texts)} 条" if len(texts) > _NAMED else "")
