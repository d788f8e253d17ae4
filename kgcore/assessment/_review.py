"""The term assessment (学期后勤工作考核评估): the rooms' findings and measures held against the year plan."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from kgcore import periods, workplan
from kgcore.assessment import compared, goals, plan_of, recommendations, withheld
from kgcore.assessment.measure_values import measure_values
from kgcore.assessment.rooms import HEALTH, RoomReview, room_reviews
from kgcore.assessment.scorecard_inputs import scorecard_inputs
from kgcore.assessment.sources import sources
from kgcore.findings import Finding
from kgcore.health import outside
from kgcore.periods import Period
from kgcore.registers.plan import CHAPTERS
from kgcore.reviews import Review

if TYPE_CHECKING:
    from kgcore.office import Office


VERDICT_FIGURES = {"met": "目标达成", "missed": "未达成", "unknown": "无法评定"}
_CODE = re.compile(r"[A-Z]\d{4,6}")  # as the register of children writes its numbers; assets look alike
_SOMEONE = "某幼儿"


ChapterFindings = tuple[tuple[str, Finding], ...]
"""Findings with the chapter of the year plan that each belongs to."""


@dataclass(frozen=True, repr=False, eq=False)
class Logistics(Review):
    """Every room's review of a period: what the logistics month shows, and what a term's assessment builds on.

    Attributes
    ----------
    measures : as `measure_values` returns: columns of `Review.measures` and label, unit, room.
    rooms : each room's review, or why there is none.
    chapter_findings : chapter and finding; `findings` are the same without the chapter.
    absent : what could not be joined, in words.
    """

    title: ClassVar[str] = "后勤月报"

    rooms: tuple[RoomReview, ...]
    chapter_findings: ChapterFindings
    absent: tuple[str, ...]

    def report(self, room: str) -> Review | None:
        """Return a room's review; None where there is none."""
        return next((entry.review for entry in self.rooms if entry.room.name == room), None)

    def figures(self) -> list[tuple[str, str]]:
        """Return how many rooms answered, and how many measures they give."""
        answered = sum(entry.review is not None for entry in self.rooms)
        return [("有结论的部分", f"{answered}/{len(self.rooms)}"), ("指标", f"{len(self.measures)} 项")]


@dataclass(frozen=True, repr=False, eq=False)
class Assessment(Logistics):
    """A term held against its plan.

    Attributes
    ----------
    goals : as `goals.goals` returns. chapters : goals met and findings by chapter.
    before, compared : the term before (None where there is no record of it) and the change against it, else empty.
    recommendations : as `recommendations.recommendations` returns.
    sources : register, title, period (empty: all of it), sites, rows of everything read.
    plan : every promise of the year plan, as `plan_of.plan` returns: state, measured, target, evidence, findings.
    small_measures : measures whose figures would give a small number of children away: `goals` and `comparison` have
        their verdicts alone, or not even these (see `withheld`), and so must whatever shows `measures`.
    rooms : of the staff room, scorecards without what would tell of few children.

    An assessment leaves the kindergarten: `chapter_findings` tells of children without class or number; `findings`,
    for the office, are complete.
    """

    title: ClassVar[str] = "后勤考核评估"

    goals: pd.DataFrame
    chapters: pd.DataFrame
    before: Period | None
    comparison: pd.DataFrame
    recommendations: pd.DataFrame
    sources: pd.DataFrame
    plan: pd.DataFrame
    small_measures: frozenset[str]

    def figures(self) -> list[tuple[str, str]]:
        """Return how many goals of the year plan were met, were missed and could not be judged."""
        counts = self.goals["verdict"].value_counts()
        return [(word, f"{counts.get(code, 0)} 项") for code, word in VERDICT_FIGURES.items()]


def term(office: Office, period: str | Period) -> Assessment:
    """Return the assessment of a term.

    Parameters
    ----------
    office : the kindergarten.
    period : 2026-spring or 2026-autumn.

    Raises
    ------
    PeriodError
        when the text is no term.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     term(office, "2026-spring").goals[["activity", "verdict"]].to_numpy().tolist()
    [['G01', 'missed'], ['G02', 'missed'], ['G03', 'met']]
    """
    span = periods.parse(period)
    if span.unit != "term":
        raise periods.PeriodError(f"考核评估按学期做，“{span}”不是学期，例如 2026-spring；月份请看后勤月报")
    activities = office.read("activities", span)
    reviews = room_reviews(office, span, scorecard_inputs(office, span))
    measures = measure_values(reviews)
    tasks = workplan.month(office, span)
    children = frozenset(office.read("children", sites="kitchen")["child"])
    by_chapter = tuple((chapter, unnamed(finding, children)) for chapter, finding in _by_chapter(reviews, activities))
    statements = _outside(by_chapter)
    small_measures = withheld.small_measures(reviews)
    known_cases = withheld.known_cases(reviews)
    verdicts = withheld.goals(goals.goals(activities, measures, tasks.completion), small_measures, known_cases)
    promises = plan_of.plan(
        office, span, measures, tasks, lambda table: withheld.goals(table, small_measures, known_cases),
        [finding for _, finding in statements],
    )  # fmt: skip
    before, change = _against_last(office, span, reviews, measures, compared.upper_limits(activities))
    return Assessment(
        period=span,
        rooms=withheld.scorecards(reviews),
        unkept=office.profile.unkept,
        measures=measures,
        goals=verdicts,
        chapters=_chapters(verdicts, statements),
        findings=tuple(finding for _, finding in by_chapter),
        chapter_findings=statements,
        before=before,
        comparison=change,
        recommendations=recommendations.recommendations(verdicts, statements),
        small_measures=small_measures,
        plan=promises,
        sources=sources(office),
        absent=tuple(entry.absent for entry in reviews if entry.absent),
    )


def month(office: Office, period: str | Period) -> Logistics:
    """Return every room's month, for the monthly logistics report.

    Parameters
    ----------
    office : the kindergarten.
    period : a month, as 2026-05.

    Raises
    ------
    PeriodError
        when the text is no month.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     [entry.room.name for entry in month(office, "2026-05").rooms if entry.review is None]
    []
    """
    span = periods.parse(period)
    if span.unit != "month":
        raise periods.PeriodError(f"后勤月报按月做，“{span}”不是月份，例如 2026-05；学期请看考核评估")
    reviews = room_reviews(office, span, scorecard_inputs(office, span))
    activities = office.read("activities", periods.term_of(span.start))
    by_chapter = _by_chapter(reviews, activities)
    return Logistics(
        period=span,
        rooms=reviews,
        unkept=office.profile.unkept,
        measures=measure_values(reviews),
        findings=tuple(finding for _, finding in by_chapter),
        chapter_findings=by_chapter,
        absent=tuple(entry.absent for entry in reviews if entry.absent),
    )


def review(office: Office, period: str | Period) -> Logistics:
    """Return every room's month, or the assessment of a term: the contract of the rooms' reviews.

    Parameters
    ----------
    office : the kindergarten.
    period : a month, 2026-05, or a term, 2026-spring.

    Raises
    ------
    PeriodError
        when the text is neither.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     review(office, "2026-05").title
    '后勤月报'
    """
    span = periods.parse(period)
    return term(office, span) if span.unit == "term" else month(office, span)


def unnamed(finding: Finding, children: Collection[str]) -> Finding:
    """Return a finding without the pseudonyms of children: a term assessment leaves the kindergarten."""

    def hidden(words: str) -> str:
        return _CODE.sub(lambda code: _SOMEONE if code[0] in children else code[0], words)

    return replace(finding, subject=hidden(finding.subject), text=hidden(finding.text), advice=hidden(finding.advice))


def _by_chapter(reviews: Sequence[RoomReview], activities: pd.DataFrame) -> ChapterFindings:
    """Place each finding in a chapter; the plan's own findings go to the chapter of their task."""
    chapters = dict(zip(activities["task"], activities["chapter"], strict=True))
    return tuple(
        (entry.room.chapter or chapters.get(finding.subject, HEALTH), finding)
        for entry in reviews
        if entry.review is not None
        for finding in entry.review.findings
    )


def _chapters(judged: pd.DataFrame, by_chapter: ChapterFindings) -> pd.DataFrame:
    counts = []
    for chapter in CHAPTERS:
        verdicts = list(judged.loc[judged["chapter"] == chapter, "verdict"])
        severities = [finding.severity for name, finding in by_chapter if name == chapter]
        counts.append(
            {"chapter": chapter, "goals": len(verdicts)}
            | {verdict: verdicts.count(verdict) for verdict in ("met", "missed", "unknown")}
            | {severity: severities.count(severity) for severity in ("severe", "warning", "notice")}
        )
    return pd.DataFrame(counts)


def _outside(by_chapter: ChapterFindings) -> ChapterFindings:
    chapters = dict.fromkeys(chapter for chapter, _ in by_chapter)
    return tuple(
        (chapter, finding)
        for chapter in chapters
        for finding in outside.findings(finding for name, finding in by_chapter if name == chapter)
    )


def _against_last(
    office: Office, span: Period, reviews: Sequence[RoomReview], measures: pd.DataFrame, upper: set[str]
) -> tuple[Period | None, pd.DataFrame]:
    last = span.previous()
    if not office.recorded(last).days or office.archived_in(last):
        return None, compared.against(measures.iloc[:0], measures, upper)
    earlier = room_reviews(office, last)
    change = compared.against(measure_values(earlier), measures, upper)
    return last, withheld.comparison(change, earlier, reviews, upper)
