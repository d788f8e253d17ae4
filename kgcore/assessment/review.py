"""The term assessment (学期后勤工作考核评估): the rooms' findings and measures held against the year plan."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgcore import periods, workplan
from kgcore.assessment import compared, goals, measured, recommendations
from kgcore.assessment.given import given
from kgcore.assessment.rooms import HEALTH, Joined, joined
from kgcore.assessment.sources import sources
from kgcore.findings import Finding
from kgcore.periods import Period
from kgcore.registers.plan import CHAPTERS

if TYPE_CHECKING:
    from kgcore.office import Office


_CODE = re.compile(r"[A-Z]\d{4,6}")  # as the register of children writes its numbers; assets look alike
_SOMEONE = "某幼儿"


@dataclass(frozen=True)
class Logistics:
    """The rooms of a period: all that the logistics month needs, and what a term's assessment builds on.

    `rooms` each room's report or why there is none; `measures` as `measured.measured` returns; `findings` chapter and
    finding; `absent` what could not be joined.
    """

    period: Period
    rooms: tuple[Joined, ...]
    measures: pd.DataFrame
    findings: tuple[tuple[str, Finding], ...]
    absent: tuple[str, ...]

    def report(self, room: str) -> Any:
        """Return a room's report; None where there is none."""
        return next((one.report for one in self.rooms if one.room.name == room), None)


@dataclass(frozen=True)
class Assessment(Logistics):
    """A term held against its plan.

    `goals` as `goals.goals` returns; `chapters` goals met and findings by chapter; `compared` against the term before
    (empty, `before` None, where there is no record of it); `recommendations`; `sources` register, title, period
    (empty: all of it), sites, rows of everything read.
    """

    goals: pd.DataFrame
    chapters: pd.DataFrame
    before: Period | None
    compared: pd.DataFrame
    recommendations: pd.DataFrame
    sources: pd.DataFrame


def term(office: Office, period: str | Period) -> Assessment:
    """Return the assessment of a term.

    Raises
    ------
    PeriodError
        when the text is no term.
    """
    span = periods.parse(period)
    if span.unit != "term":
        raise periods.PeriodError(f"考核评估按学期做，“{span}”不是学期，例如 2026-spring；月份请看后勤月报")
    activities = office.read("activities", span)
    reports = joined(office, span, "term", {"staff": {"given": given(office, span)}})
    measures = measured.measured(office, span, reports)
    plan = workplan.month(office, span)
    children = frozenset(office.read("children", sites="kitchen")["child"])
    told = tuple((chapter, unnamed(finding, children)) for chapter, finding in _by_chapter(reports, activities))
    judged = goals.goals(activities, measures, plan.kept)
    before, change = _against_last(office, span, measures, compared.upper_limits(activities))
    return Assessment(
        period=span,
        rooms=reports,
        measures=measures,
        goals=judged,
        chapters=_chapters(judged, told),
        findings=told,
        before=before,
        compared=change,
        recommendations=recommendations.recommendations(judged, told),
        sources=sources(office),
        absent=tuple(one.absent for one in reports if one.absent),
    )


def month(office: Office, period: str | Period) -> Logistics:
    """Return every room's month, for the monthly logistics report.

    Raises
    ------
    PeriodError
        when the text is no month.
    """
    span = periods.parse(period)
    if span.unit != "month":
        raise periods.PeriodError(f"后勤月报按月做，“{span}”不是月份，例如 2026-05；学期请看考核评估")
    reports = joined(office, span, "month", {"staff": {"given": given(office, span)}})
    activities = office.read("activities", periods.term_of(span.start))
    return Logistics(
        period=span,
        rooms=reports,
        measures=measured.measured(office, span, reports),
        findings=_by_chapter(reports, activities),
        absent=tuple(one.absent for one in reports if one.absent),
    )


def unnamed(finding: Finding, children: Collection[str]) -> Finding:
    """Return a finding without the pseudonyms of children: a term assessment leaves the kindergarten."""

    def hidden(words: str) -> str:
        return _CODE.sub(lambda code: _SOMEONE if code[0] in children else code[0], words)

    return replace(finding, subject=hidden(finding.subject), text=hidden(finding.text), advice=hidden(finding.advice))


def _by_chapter(reports: Sequence[Joined], activities: pd.DataFrame) -> tuple[tuple[str, Finding], ...]:
    """Place each finding in a chapter; the plan's own findings go to the chapter of their task."""
    chapters = dict(zip(activities["task"], activities["chapter"], strict=True))
    return tuple(
        (one.room.chapter or chapters.get(finding.subject, HEALTH), finding)
        for one in reports
        if one.report is not None
        for finding in one.report.findings
    )


def _chapters(judged: pd.DataFrame, told: Sequence[tuple[str, Finding]]) -> pd.DataFrame:
    found = []
    for chapter in CHAPTERS:
        own = judged.loc[judged["chapter"] == chapter, "verdict"]
        severities = [finding.severity for name, finding in told if name == chapter]
        found.append({
            "chapter": chapter, "goals": len(own), "met": int((own == "met").sum()),
            "missed": int((own == "missed").sum()), "unknown": int((own == "unknown").sum()),
            "severe": severities.count("severe"), "warning": severities.count("warning"),
            "notice": severities.count("notice"),
        })  # fmt: skip
    return pd.DataFrame(found)


def _against_last(
    office: Office, span: Period, measures: pd.DataFrame, upper: set[str]
) -> tuple[Period | None, pd.DataFrame]:
    last = span.previous()
    if not office.recorded(last).days:
        return None, compared.against(measures.iloc[:0], measures, upper)
    earlier = measured.measured(office, last, joined(office, last, "term"))
    return last, compared.against(earlier, measures, upper)
