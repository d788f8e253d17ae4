"""The staff of one office in a period: every table, measure and finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from kgcore import periods
from kgcore.findings import Finding
from kgcore.periods import Period
from kgcore.reviews import Review
from kgcore.staff import (
    canteen,
    certificates,
    measures,
    meetings,
    mentoring,
    ratios,
    records,
    rewards,
    scorecard_inputs,
    scoring,
    situation,
    training,
)
from kgcore.staff.records import StaffRecords
from kgcore.staff.scoring import Scoring
from kgcore.standards import Profile

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True, repr=False, eq=False)
class StaffReview(Review):
    """The staff in a month or a term.

    Attributes
    ----------
    bands : names of the age bands in the order of the profile.
    roster : posts by role, as `situation.roster` returns.
    roll : classes against the children's roll, as `situation.roll` returns, and the kindergarten's name.
    ratios : posts and class sizes against the norms, as `ratios.ratios` returns.
    certificates : of the three posts, as `certificates.certificates` returns.
    trainings, training_forms, training_levels, training_people : a row a training, a role and form, a form and level,
        a person, as `training` returns them.
    cards : a row a person of the three posts, ranked within the role, as `ranking.ranked_cards` returns.
    monthly : the same by month, not ranked.
    items : mean, lowest and highest share of full marks by role and indicator, and the measure it is scored by.
    assessors : points given by each assessor.
    stars, rewards : as `rewards` returns them.
    mentoring : a row a pair, as `mentoring.progress` returns.
    meetings : by kind, as `meetings.by_kind` returns.
    canteen, canteen_items, canteen_months, canteen_faults : the kitchens' six T by team, duty and month, and the
        faults, as `canteen` returns them.
    """

    title: ClassVar[str] = "队伍建设"

    bands: tuple[str, ...]
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

    def figures(self) -> list[tuple[str, str]]:
        """Return posts, people of the three posts assessed and those ranked, trainings held."""
        return [
            ("教职工", f"{self.roster['posts'].sum()} 人"),
            ("三大员考核", f"{len(self.cards)} 人，参加排名 {self.cards['rank'].notna().sum()} 人"),
            ("培训", f"{len(self.trainings)} 次"),
        ]


def review(
    office: Office,
    period: str | Period,
    scorecard_inputs: pd.DataFrame | None = None,
    reward_fund_fen: int | None = None,
) -> StaffReview:
    """Return the state of the staff in a period; months are weighted by the days worked in each.

    Parameters
    ----------
    office : the kindergarten.
    period : a month such as 2026-05, a term such as 2026-spring, or any other period.
    scorecard_inputs : figures of other rooms by which indicators are scored, as `staff.scorecard_inputs` describes;
        None = none.
    reward_fund_fen : sum to be given out as rewards, fen; None = only coefficients.

    Raises
    ------
    PeriodError
        when the text is no period.
    NothingRecordedError
        when the period has no recorded school day.
    ValueError
        when the fund is negative.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     review(office, "2026-05").value("six_t_score")
    90.0
    """
    span = periods.parse(period)
    read = records.read(office, span)
    return analyse(read, office.profile, office.site, span, scorecard_inputs, reward_fund_fen)


def analyse(
    read: StaffRecords,
    profile: Profile,
    site: str,
    span: Period,
    inputs: pd.DataFrame | None,
    reward_fund_fen: int | None = None,
) -> StaffReview:
    """Return the review of records already read; `inputs` are the figures of other rooms."""
    months = list(read.months)
    inside = read.canteen_checks["date"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))
    checks = read.canteen_checks[inside]
    canteen_months = canteen.by_month(checks, profile.six_t_weights)
    site_classes = read.classes[read.classes["site"] == site]
    figures = [
        scorecard_inputs.attendance_rate(read.attendance[read.attendance["site"] == site], site_classes),
        scorecard_inputs.hfmd_incidence(read.illnesses, site_classes, months),
        scorecard_inputs.six_t_score(canteen_months),
        scorecard_inputs.empty() if inputs is None else inputs,
    ]
    result = scoring.score(read, months, pd.concat(figures), str(span))
    roll = situation.roll(read.classes, read.children, pd.Timestamp(span.start), pd.Timestamp(span.end))
    roll["kindergarten"] = roll["site"].map(read.kindergartens)
    attendances = training.attendance(read.trainings, read.training_results, read.people)
    pairs = mentoring.pairs(read.pairings, months)
    meetings_due = meetings.held(read.meetings, meetings.periods_due(read.week_days, read.days, months))
    training_people = training.by_person(attendances)
    tables = {
        "roster": situation.roster(read.people, read.as_of),
        "roll": roll,
        "ratios": ratios.ratios(read.people, read.classes, site, profile),
        "certificates": certificates.certificates(read.people, read.as_of),
        "trainings": training.by_training(attendances),
        "training_forms": training.by_form(attendances),
        "training_levels": training.by_level(attendances),
        "training_people": training_people,
        "cards": result.cards,
        "monthly": result.monthly,
        "items": scoring.items(result.marks, read.indicators),
        "assessors": scoring.assessors(result.marks),
        "stars": rewards.stars(result.cards, training_people),
        "rewards": rewards.rewards(result.cards, reward_fund_fen),
        "mentoring": mentoring.progress(pairs),
        "meetings": meetings.by_kind(read.meetings, meetings_due),
        "canteen": canteen.by_team(checks, profile.six_t_weights, read.canteen_checks),
        "canteen_items": canteen.by_item(checks),
        "canteen_months": canteen_months,
        "canteen_faults": canteen.faults(read.canteen_checks, read.as_of),
    }
    return StaffReview(
        period=span,
        findings=_findings(read, tables, attendances, pairs, meetings_due, result, str(span)),
        unkept=profile.unkept,
        measures=measures.measures(tables, result.marks, pairs),
        bands=profile.band_names,
        **tables,
    )


def _findings(
    read: StaffRecords,
    tables: dict[str, pd.DataFrame],
    attendances: pd.DataFrame,
    pairs: pd.DataFrame,
    meetings_due: pd.DataFrame,
    result: Scoring,
    period: str,
) -> tuple[Finding, ...]:
    open_days = read.calendar[read.calendar["date"] <= read.as_of]
    missing_diners = situation.missing_diners(read.attendance, read.classes, open_days)
    roles = set(read.people["role"])
    return (
        *situation.roll_findings(tables["roll"], period),
        *situation.diners_findings(missing_diners, period),
        *situation.roster_findings(read.people, period),
        *ratios.ratio_findings(tables["ratios"], period),
        *certificates.findings(tables["certificates"], period),
        *training.findings(attendances, read.trainings, roles, list(read.months), period),
        *result.findings,
        *mentoring.findings(pairs, set(read.pairings["novice"]), read.people, read.as_of, period),
        *meetings.findings(read.meetings, meetings_due, period),
        *canteen.findings(read.canteen_checks, read.week_days, read.as_of, period),
    )
