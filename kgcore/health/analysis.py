"""The health review: every table and finding of 卫生保健月报 of one kindergarten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from kgcore import periods, reviews
from kgcore.health import attendance, body, codes, daily, disease, records
from kgcore.health.body import Body
from kgcore.health.cases import NEEDS_FILE
from kgcore.health.daily import Daily
from kgcore.health.disease import Disease
from kgcore.periods import Period
from kgcore.registers.health import CLOSED, HAND_FOOT_MOUTH, PENDING
from kgcore.reviews import Review
from kgcore.standards import Profile

if TYPE_CHECKING:
    from kgcore.office import Office

CHOICES = {
    "growth_standard": "measurements", "obesity_scheme": "measurements", "growth_adequacy_scheme": "measurements",
    "anaemia_scheme": "measurements", "outbreak_jurisdiction": "illnesses", "suspension_rule": "illnesses",
    "isolation_scheme": "illnesses", "disinfection_scheme": "disinfection",
}  # fmt: skip
"""Choice of the profile that the room follows → the register judged by it."""


@dataclass(frozen=True, repr=False, eq=False)
class HealthReview(Review):
    """Tables and findings of a period.

    Attributes
    ----------
    body : growth, haemoglobin and case files. `disease` : illness and early warning. `daily` : the daily rounds.
    rates : attendance (rate) and sick absence (sick_rate) of the kindergarten, fractions; missing where nothing was
        due.
    enrolled : children enrolled.
    method : what was used: item, choice, source.
    """

    title: ClassVar[str] = "卫生保健"

    body: Body
    disease: Disease
    daily: Daily
    rates: dict[str, float]
    enrolled: int
    method: pd.DataFrame

    @property
    def obese(self) -> tuple[int, int]:
        """Children whose grade calls for an obesity file, and children graded."""
        whole = self.body.by_class[self.body.by_class["class_name"] == codes.ALL]
        grades = [grade for grade, group in NEEDS_FILE.items() if group == codes.OBESE and grade in whole]
        return int(whole[grades].to_numpy().sum()), int(whole["graded"].sum())

    def figures(self) -> list[tuple[str, str]]:
        """Return attendance, new cases, obesity and visits overdue, in words."""
        rate, (obese, children) = self.rates["rate"], self.obese
        return [
            ("出勤率", "没有登记" if pd.isna(rate) else f"{rate:.1%}"),
            ("传染病新发", f"{int(self.disease.incidence['cases'].sum())} 例"),
            ("肥胖检出", f"{obese}/{children} 人"),
            ("逾期专案随访", f"{len(self.body.missed_visits)} 次"),
        ]


def review(office: Office, period: str | Period) -> HealthReview:
    """Return the health review of a period for the children of an office; those of sites it feeds are not among them.

    Parameters
    ----------
    office
        An office with classes registered for the term.
    period
        A month such as 2026-05; a week or a term is reviewed the same way.

    Raises
    ------
    PeriodError
        When the text is no period.
    ValueError
        When no classes are registered for the term.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     may = review(office, "2026-05")
    >>> may.figures()[0], may.measures["measure"].tolist()[:2]
    (('出勤率', '99.4%'), ['hfmd_incidence', 'correction_rate'])
    """
    return analyse(records.read(office, periods.parse(period)), office.profile)


def correction_rate(office: Office, period: str | Period) -> float:
    """Return the children improved or cured ÷ the children with a case file; NaN without a file.

    Parameters
    ----------
    office : an office with classes registered for the term.
    period : a month or a term.

    Raises
    ------
    ValueError
        When no classes are registered for the term.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     correction_rate(office, "2026-05")
    0.0
    """
    growth = body.analyse(records.read(office, periods.parse(period)), office.profile)
    corrected, files = _corrections(growth)
    return corrected / files if files else float("nan")


def _corrections(growth: Body) -> tuple[float, float]:
    """Return how many children improved or were cured, and how many have a case file."""
    corrections = growth.rates[growth.rates["definition"] == codes.EFFECTIVE]
    return float(corrections["numerator"].sum()), float(corrections["denominator"].sum())


month = term = review
"""A month and a term are reviewed as any period is."""


def analyse(rows: records.HealthRecords, profile: Profile) -> HealthReview:
    """Return the review of records already read."""
    growth = body.analyse(rows, profile)
    illness = disease.analyse(rows, profile)
    rounds = daily.analyse(rows, profile, illness)
    enrolled = int(rows.enrolled.sum())
    return HealthReview(
        period=rows.period,
        findings=(
            *disease.findings(illness, rows),
            *body.findings(growth, rows, profile),
            *daily.findings(rounds, rows),
        ),
        unkept=profile.unkept,
        measures=_measures(growth, illness, rounds, rows, enrolled),
        body=growth,
        disease=illness,
        daily=rounds,
        rates=attendance.total(rounds.attendance, len(rows.school_days)),
        enrolled=enrolled,
        method=profile.describe([key for key, register in CHOICES.items() if register not in profile.unkept]),
    )


def _measures(
    growth: Body, illness: Disease, rounds: Daily, rows: records.HealthRecords, enrolled: int
) -> pd.DataFrame:
    cases = illness.incidence.set_index("disease")["cases"]
    log, stages = rounds.disinfection, rounds.stages
    with_rule = float(log["rounds"].sum() - log[codes.NO_RULE].sum())
    faults, faults_closed = (
        float(stages["findings"].sum()),
        float(stages.loc[stages["stage"] == CLOSED, "findings"].sum()),
    )
    observations = rows.observations[rows.observations["date"] >= pd.Timestamp(rows.period.start)]
    abnormal = observations[observations["abnormal"] > 0]
    followed_up = float((abnormal["follow_up"] != PENDING).sum())
    return reviews.measures_frame(
        [
            *reviews.ratio("hfmd_incidence", float(cases.get(HAND_FOOT_MOUTH, 0)), enrolled, "手足口病例÷在册幼儿"),
            *reviews.ratio("correction_rate", *_corrections(growth), "好转和治愈÷建案幼儿"),
            *reviews.ratio(
                "disinfection_rate", float(log[codes.FINE].sum()), with_rule, "浓度、时间都符合的次数÷有规定的次数"
            ),
            *reviews.ratio("patrol_closed_rate", faults_closed, faults, "已关闭的问题÷巡班发现的问题"),
            *reviews.ratio(
                "observation_closed_rate", followed_up, float(len(abnormal)), "已跟进的异常记录÷有异常的记录"
            ),
        ]
    )
