"""The staff room's report of a month or a term: every table and finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.findings import Finding
from kgcore.periods import Period
from kgcore.registers import terms
from kgcore.registers.staff import ASSESSORS
from kgcore.staff import (
    canteen,
    certificates,
    figures,
    measures,
    meetings,
    mentoring,
    ranking,
    ratios,
    records,
    rewards,
    score_findings,
    scorecards,
    situation,
    training,
)
from kgcore.staff.records import Records
from kgcore.standards import Profile, work_norm

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True)
class StaffReport:
    """Tables and findings of a period.

    `roster` posts by role; `roll` classes against the children's roll; `ratios` posts and class sizes against the
    norms; `certificates`; `trainings`, `training_forms`, `training_levels`, `training_people`; `cards` one row a
    person, ranked within the role; `monthly` the same by month; `items` mean share of full marks by role and
    indicator; `assessors` points given by each; `stars` candidates; `rewards`; `mentoring` a row a pair; `meetings` by
    kind; `canteen` by team, `canteen_items` by duty, `canteen_months` the trend, `canteen_faults`; `figures` the
    measures that the year plan's goals name (measure, label, value, numerator, denominator, unit, table).
    """

    period: Period
    roster: pd.DataFrame
    roll: pd.DataFrame
    ratios: pd.DataFrame
    certificates: pd.DataFrame
    trainings: pd.DataFrame
    training_forms: pd.DataFrame
    training_levels: pd.DataFrame
    training_people: pd.DataFrame
    cards: pd.DataFrame
    monthly: pd.DataFrame
    items: pd.DataFrame
    assessors: pd.DataFrame
    stars: pd.DataFrame
    rewards: pd.DataFrame
    mentoring: pd.DataFrame
    meetings: pd.DataFrame
    canteen: pd.DataFrame
    canteen_items: pd.DataFrame
    canteen_months: pd.DataFrame
    canteen_faults: pd.DataFrame
    figures: pd.DataFrame
    findings: tuple[Finding, ...]


def month(office: Office, period: str | Period, given: pd.DataFrame | None = None) -> StaffReport:
    """Return the staff report of a month.

    Parameters
    ----------
    office : the kindergarten.
    period : a month such as 2026-05.
    given : figures of other rooms for indicators scored by data, in the shape that `staff.measures` describes.

    Raises
    ------
    PeriodError
        when the text is no period.
    NothingRecordedError
        when the period has no recorded school day.
    """
    span = periods.parse(period)
    return analyse(records.read(office, span), office.profile, office.site, span, given)


def term(
    office: Office, period: str | Period, given: pd.DataFrame | None = None, reward_fund_fen: int | None = None
) -> StaffReport:
    """Return the staff report of a term: months weighted by days worked, vetoes, ranks, stars and rewards.

    Parameters
    ----------
    office, period, given : as for `month`, the period a term such as 2026-spring.
    reward_fund_fen : sum to be given out as rewards, fen; None = only coefficients.

    Raises
    ------
    PeriodError, NothingRecordedError
        as for `month`.
    """
    span = periods.parse(period)
    return analyse(records.read(office, span), office.profile, office.site, span, given, reward_fund_fen)


@dataclass(frozen=True)
class _Assessed:
    marked: pd.DataFrame
    cards: pd.DataFrame
    monthly: pd.DataFrame
    findings: tuple[Finding, ...]


def analyse(
    kept: Records,
    profile: Profile,
    site: str,
    span: Period,
    given: pd.DataFrame | None,
    reward_fund_fen: int | None = None,
) -> StaffReport:
    """Return the report on records already read."""
    period = str(span)
    months = list(kept.months)
    inside = kept.canteen_checks[kept.canteen_checks["date"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))]
    canteen_months = canteen.by_month(inside, profile.six_t_weights)
    own = kept.classes[kept.classes["site"] == site]
    found = [
        measures.attendance_rate(kept.attendance[kept.attendance["site"] == site], own),
        measures.hfmd_incidence(kept.illnesses, own, months),
        measures.six_t_score(canteen_months),
    ]
    assessed = _assess(kept, months, pd.concat([*found, measures.empty() if given is None else given]), period)
    rolled = situation.roll(kept.classes, kept.children, pd.Timestamp(span.start), pd.Timestamp(span.end))
    rolled["kindergarten"] = rolled["site"].map(kept.kindergartens)
    ratio = ratios.ratios(kept.people, kept.classes, site, profile)
    held = certificates.certificates(kept.people, kept.as_of)
    expected = training.attendance(kept.trainings, kept.training_results, kept.people)
    paired = mentoring.pairs(kept.pairings, months)
    due = meetings.periods_due(kept.week_days, kept.days, months)
    kept_meetings = meetings.held(kept.meetings, due)
    open_days = kept.calendar[kept.calendar["date"] <= kept.as_of]
    findings = (
        *situation.roll_findings(rolled, period),
        *situation.diners_findings(situation.missing_diners(kept.attendance, kept.classes, open_days), period),
        *situation.roster_findings(kept.people, period),
        *ratios.ratio_findings(ratio, period),
        *certificates.findings(held, period),
        *training.findings(expected, kept.trainings, set(kept.people["role"]), months, period),
        *assessed.findings,
        *mentoring.findings(paired, set(kept.pairings["novice"]), kept.people, kept.as_of, period),
        *meetings.findings(kept.meetings, kept_meetings, period),
        *canteen.findings(kept.canteen_checks, kept.week_days, kept.as_of, period),
    )
    people = training.by_person(expected)
    tables = {
        "trainings": training.by_training(expected),
        "certificates": held,
        "mentoring": mentoring.progress(paired),
        "meetings": meetings.by_kind(kept.meetings, kept_meetings),
        "canteen": canteen.by_team(inside, profile.six_t_weights, kept.canteen_checks),
    }
    return StaffReport(
        period=span,
        roster=situation.roster(kept.people, kept.as_of),
        roll=rolled,
        ratios=ratio,
        training_forms=training.by_form(expected),
        training_levels=training.by_level(expected),
        training_people=people,
        cards=assessed.cards,
        monthly=assessed.monthly,
        items=_items(assessed.marked),
        assessors=_assessors(assessed.marked),
        stars=rewards.stars(assessed.cards, people),
        rewards=rewards.rewards(assessed.cards, reward_fund_fen),
        canteen_items=canteen.by_item(inside),
        canteen_months=canteen_months,
        canteen_faults=canteen.faults(kept.canteen_checks, kept.as_of),
        figures=figures.figures(tables, assessed.marked, paired),
        findings=findings,
        **tables,
    )


def _assess(kept: Records, months: list[str], measured: pd.DataFrame, period: str) -> _Assessed:
    total = work_norm("scorecard_total").limit
    if not months:  # too few school days to be assessed
        return _Assessed(pd.DataFrame(columns=scorecards.MARK_COLUMNS), _stacked([]), _stacked([]), ())
    worked = scorecards.days_worked(kept.people, kept.days)
    worked = worked[worked["month"].isin(months)]
    scores = kept.scores[kept.scores["month"].isin(months)]
    refused, usable = {}, []
    for role in (role for role in terms.SCORED_ROLES if (kept.people["role"] == role).any()):
        own = kept.indicators[kept.indicators["role"] == role]
        try:
            scorecards.check_indicators(own, total)
        except scorecards.ScorecardError as error:
            refused[role] = str(error)
        else:
            usable.append(role)
    indicators = kept.indicators[kept.indicators["role"].isin(usable)]
    marked = scorecards.marks(kept.people, indicators, scores, measured, worked)
    roles = [marked[marked["role"] == role] for role in usable]
    cards = _stacked([ranking.ranked_cards(part, total, worked, kept.vetoes) for part in roles if len(part)])
    monthly = _stacked([
        scorecards.cards(part, total).assign(month=month)
        for whole in roles for month, part in whole.groupby("month")
    ])  # fmt: skip
    strays = scorecards.stray_scores(kept.people, kept.indicators, scores)
    findings = (
        *score_findings.refused(refused, period),
        *score_findings.strays(strays, period),
        *score_findings.missing(marked, period),
        *score_findings.unmeasured(marked, period),
        *(
            finding
            for told in (score_findings.vetoed, score_findings.apart, score_findings.failed)
            if len(cards)
            for finding in told(cards, period)
        ),
    )
    return _Assessed(marked, cards, monthly, findings)


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=["month", *ranking.COLUMNS])


def _items(marked: pd.DataFrame) -> pd.DataFrame:
    """Return the people's mean, lowest and highest share of full marks on each indicator of each role."""
    parts = []
    for role, same in marked.groupby("role", sort=False):
        shares = scorecards.item_shares(same)
        about = same.drop_duplicates("item").set_index("item")[["dimension", "method", "full_marks"]]
        parts.append(
            about.assign(
                role=role, mean=shares.mean(), low=shares.min(), high=shares.max(), people=shares.count()
            ).reset_index()
        )
    columns = ["role", "item", "dimension", "method", "full_marks", "mean", "low", "high", "people"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _assessors(marked: pd.DataFrame) -> pd.DataFrame:
    """Return what each assessor gave each person, points of the total, over the marks that all gave."""
    total = work_norm("scorecard_total").limit
    parts = [
        scorecards.by_assessor(same, total)
        .rename_axis("staff")
        .rename_axis(None, axis=1)
        .reset_index()
        .assign(role=role)
        for role, same in marked.groupby("role", sort=False)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["staff", *ASSESSORS, "role"])
