"""The monthly health report: every table and finding of 卫生保健月报 of one kindergarten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.findings import Finding
from kgcore.health import attendance, body, daily, disease, records
from kgcore.health.body import Body
from kgcore.health.daily import Daily
from kgcore.health.disease import Disease
from kgcore.periods import Period
from kgcore.standards import Profile

if TYPE_CHECKING:
    from kgcore.office import Office

CHOICES = (
    "growth_standard", "obesity_scheme", "growth_adequacy_scheme", "anaemia_scheme", "outbreak_jurisdiction",
    "suspension_rule", "isolation_scheme", "disinfection_scheme",
)  # fmt: skip


@dataclass(frozen=True)
class HealthMonth:
    """Tables and findings of one month: growth and cases in `body`, illness in `disease`, rounds in `daily`.

    `rates` attendance and sick absence of the kindergarten (fractions); `method` what was used (项目, 采用, 来源).
    """

    period: Period
    body: Body
    disease: Disease
    daily: Daily
    rates: dict[str, float]
    enrolled: int
    method: pd.DataFrame
    findings: tuple[Finding, ...]


def month(office: Office, period: str | Period) -> HealthMonth:
    """Return the health report of a month for the children of an office; those of sites it feeds are not among them.

    Parameters
    ----------
    office
        An office with classes registered for the term.
    period
        A month such as 2026-05; a week or a term is analysed the same way.

    Raises
    ------
    PeriodError
        When the text is no period.
    ValueError
        When no classes are registered for the term.
    """
    span = periods.parse(period) if isinstance(period, str) else period
    return analyse(records.read(office, span), office.profile)


def analyse(rows: records.Records, profile: Profile) -> HealthMonth:
    """Return the report of records already read."""
    found_body = body.analyse(rows, profile)
    found_disease = disease.analyse(rows, profile)
    found_daily = daily.analyse(rows, profile, found_disease)
    made = [
        *disease.findings(found_disease, rows),
        *body.findings(found_body, rows, profile),
        *daily.findings(found_daily, rows),
    ]
    return HealthMonth(
        period=rows.period,
        body=found_body,
        disease=found_disease,
        daily=found_daily,
        rates=attendance.total(found_daily.attendance, len(rows.school_days)),
        enrolled=int(rows.enrolled.sum()),
        method=profile.describe(CHOICES),
        findings=tuple(made),
    )
