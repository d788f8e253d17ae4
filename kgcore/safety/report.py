"""The safety room's report of a month or a term: every table and finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.findings import Finding
from kgcore.periods import Period
from kgcore.safety import drills, figures, food_chain, gate, hazards, inspections, letters, records
from kgcore.safety.records import Records
from kgcore.standards import Profile

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True)
class SafetyReport:
    """Tables and findings of a period.

    `agreements` who signed; `trainings` by month; `inspection_days` how complete each day was, `inspections` by month
    and kind; `hazards` with state and age; `drills`, `quarters`; `visits` by purpose; `duty` every peak; `deliveries`,
    `dishes` every delivery and dish of the food-safety chain, `chain` by day; `figures` the measures that the year
    plan's goals name (measure, label, value, numerator, denominator, unit, table).
    """

    period: Period
    agreements: pd.DataFrame
    trainings: pd.DataFrame
    inspection_days: pd.DataFrame
    inspections: pd.DataFrame
    hazards: pd.DataFrame
    drills: pd.DataFrame
    quarters: pd.DataFrame
    visits: pd.DataFrame
    duty: pd.DataFrame
    deliveries: pd.DataFrame
    dishes: pd.DataFrame
    chain: pd.DataFrame
    figures: pd.DataFrame
    findings: tuple[Finding, ...]


def month(office: Office, period: str | Period) -> SafetyReport:
    """Return the safety report of a month.

    Parameters
    ----------
    office : the kindergarten.
    period : a month such as 2026-05.

    Raises
    ------
    PeriodError
        when the text is no period.
    NothingRecordedError
        when the period has no recorded school day.
    """
    span = periods.parse(period)
    return analyse(records.read(office, span), office.profile, span)


def term(office: Office, period: str | Period) -> SafetyReport:
    """Return the safety report of a term such as 2026-spring; raises as `month` does."""
    return month(office, period)


def analyse(kept: Records, profile: Profile, span: Period) -> SafetyReport:
    """Return the report on records already read."""
    period, start = str(span), pd.Timestamp(span.start)
    year = letters.school_year(span.start)
    months = list(kept.months)
    signed = letters.agreements(kept.agreements, kept.people, year)
    trained = letters.trainings(kept.trainings, kept.training_results, kept.people, months)
    inspected = inspections.daily(kept.inspections, kept.days)
    monthly = inspections.by_month(kept.inspections, months)
    hazard = hazards.state(kept.hazards, kept.as_of)
    own = kept.drills[kept.drills["date"].between(start, pd.Timestamp(span.end))]
    quarters = drills.by_quarter(kept.drills, kept.quarters, kept.as_of)
    visited = gate.visits(kept.visitors)
    duty = gate.duty(kept.gate_duty, kept.days)
    delivered = food_chain.deliveries(kept.movements, kept.acceptance, kept.suppliers)
    sampled = food_chain.dishes(kept.menus, kept.samples, profile)
    chain = food_chain.by_day(delivered, sampled, kept.disinfection, kept.days)
    dated = {
        "演练": own["date"],
        "安全检查": kept.inspections["date"],
        "隐患": kept.hazards["found_on"],
        "访客": kept.visitors["date"],
    }
    findings = (
        *letters.agreement_findings(signed, year, period),
        *letters.training_findings(trained, period),
        *inspections.daily_findings(inspected, period),
        *inspections.monthly_findings(monthly, period),
        *inspections.failed_findings(kept.inspections, kept.hazards, period),
        *hazards.findings(hazard, start, period),
        *drills.findings(own, quarters, period),
        *drills.ahead(dated, pd.Timestamp(kept.days[-1]), period),
        *gate.visitor_findings(visited, kept.days, period),
        *gate.duty_findings(duty, period),
        *food_chain.delivery_findings(delivered, period),
        *food_chain.sample_findings(sampled, profile, period),
        *food_chain.cleaning_findings(chain, period),
    )
    return SafetyReport(
        period=span,
        agreements=signed,
        trainings=trained,
        inspection_days=inspected,
        inspections=monthly,
        hazards=hazard,
        drills=own.assign(limit_s=drills.limit_seconds()),
        quarters=quarters,
        visits=gate.by_purpose(visited),
        duty=duty,
        deliveries=delivered,
        dishes=sampled,
        chain=chain,
        figures=figures.figures(signed, duty, hazard, own, sampled),
        findings=findings,
    )
