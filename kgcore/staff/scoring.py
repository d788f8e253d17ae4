"""The assessment of the three posts (三大员) in a period: marks, cards by person, indicators, assessors."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kgcore.findings import Finding
from kgcore.registers import terms
from kgcore.registers.staff import ASSESSORS
from kgcore.staff import ranking, score_findings, scorecards
from kgcore.staff.records import StaffRecords
from kgcore.standards import work_norm


@dataclass(frozen=True)
class Scoring:
    """Marks as `scorecards.marks` returns, ranked cards of the period, cards by month, and what there is to say."""

    marks: pd.DataFrame
    cards: pd.DataFrame
    monthly: pd.DataFrame
    findings: tuple[Finding, ...]


def score(read: StaffRecords, months: list[str], inputs: pd.DataFrame, period: str) -> Scoring:
    """Return the assessment of everyone in the three posts.

    Parameters
    ----------
    read : records of the period.
    months : months with enough school days to be assessed; without any nobody is.
    inputs : figures by which indicators are scored, as `scorecard_inputs` describes.
    period : text of the period, for the findings.
    """
    total = work_norm("scorecard_total").limit
    if not months:
        return Scoring(pd.DataFrame(columns=scorecards.MARK_COLUMNS), _stacked([]), _stacked([]), ())
    presence = scorecards.days_worked(read.people, read.days)
    presence = presence[presence["month"].isin(months)]
    scores = read.scores[read.scores["month"].isin(months)]
    faults = _faults(read, total)
    usable = [role for role, fault in faults.items() if not fault]
    indicators = read.indicators[read.indicators["role"].isin(usable)]
    marks = scorecards.marks(read.people, indicators, scores, inputs, presence)
    roles = [marks[marks["role"] == role] for role in usable]
    cards = _stacked([ranking.ranked_cards(part, total, presence, read.vetoes) for part in roles if len(part)])
    monthly = _stacked([
        scorecards.cards(part, total).assign(month=month)
        for whole in roles for month, part in whole.groupby("month")
    ])  # fmt: skip
    findings = [
        *score_findings.refused({role: fault for role, fault in faults.items() if fault}, period),
        *score_findings.strays(scorecards.stray_scores(read.people, read.indicators, scores), period),
        *score_findings.missing(marks, period),
        *score_findings.unmeasured(marks, period),
    ]
    if len(cards):
        for judge in (score_findings.vetoed, score_findings.apart, score_findings.failed):
            findings += judge(cards, period)
    return Scoring(marks, cards, monthly, tuple(findings))


def _faults(read: StaffRecords, total: float) -> dict[str, str]:
    """Return why the indicators of each role that somebody holds make no scorecard; empty where they do."""
    faults = {}
    for role in (role for role in terms.SCORED_ROLES if (read.people["role"] == role).any()):
        try:
            scorecards.check_indicators(read.indicators[read.indicators["role"] == role], total)
        except scorecards.ScorecardError as error:
            faults[role] = str(error)
        else:
            faults[role] = ""
    return faults


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    frames = [frame for frame in frames if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["month", *ranking.COLUMNS])


def items(marks: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the people's mean, lowest and highest share of full marks on each indicator of each role.

    `measure` is the figure that an indicator is scored by; missing where people score it.
    """
    measures = indicators.set_index(["role", "item"])["measure"]
    parts = []
    for role, role_marks in marks.groupby("role", sort=False):
        shares = scorecards.item_shares(role_marks)
        about = role_marks.drop_duplicates("item").set_index("item")[["dimension", "method", "full_marks"]]
        parts.append(
            about.assign(
                role=role,
                mean=shares.mean(),
                low=shares.min(),
                high=shares.max(),
                people=shares.count(),
                measure=pd.Series({item: measures.get((role, item)) for item in about.index}, dtype="object"),
            ).reset_index()
        )
    columns = ["role", "item", "dimension", "method", "full_marks", "mean", "low", "high", "people", "measure"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def assessors(marks: pd.DataFrame) -> pd.DataFrame:
    """Return what each assessor gave each person, points of the total, over the marks that all gave."""
    total = work_norm("scorecard_total").limit
    parts = [
        scorecards.by_assessor(role_marks, total)
        .rename_axis("staff")
        .rename_axis(None, axis=1)
        .reset_index()
        .assign(role=role)
        for role, role_marks in marks.groupby("role", sort=False)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["staff", *ASSESSORS, "role"])
