"""The safety of one office in a period: every table, measure and finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from kgcore import periods, registers
from kgcore.findings import Finding
from kgcore.periods import Period
from kgcore.reviews import Review
from kgcore.safety import drills, food_chain, gate, hazards, inspections, letters, measures, records
from kgcore.safety.records import SafetyRecords
from kgcore.standards import Profile

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True, repr=False, eq=False)
class SafetyReview(Review):
    """The safety of a month or a term.

    Attributes
    ----------
    agreements : who signed the responsibility letter, as `letters.agreements` returns.
    trainings : the safety training of each month, as `letters.trainings` returns.
    inspection_days : how complete each day's inspection was, as `inspections.daily` returns.
    inspections : by month and kind, as `inspections.by_month` returns.
    hazards : with state and age, as `hazards.state` returns.
    drills : rows of the register in the period, and `limit_s`, the prescribed evacuation time.
    quarters : drills of each quarter, as `drills.by_quarter` returns.
    visits : by purpose, as `gate.by_purpose` returns.
    duty : every peak of every school day, as `gate.duty` returns.
    deliveries, dishes, chain : every delivery, every dish and every day of the food-safety chain, as `food_chain`
        returns them.
    """

    title: ClassVar[str] = "安全工作"

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

    def figures(self) -> list[tuple[str, str]]:
        """Return hazards still open, letters signed, days on which the food-safety chain was complete."""
        return [
            ("未整改隐患", f"{self.hazards['state'].isin([hazards.OPEN, hazards.OVERDUE]).sum()} 条"),
            ("责任书", f"{self.agreements['signed_on'].notna().sum()}÷{len(self.agreements)} 人"),
            ("食品链完整", f"{self.chain['complete'].sum()}÷{len(self.chain)} 天"),
        ]


def review(office: Office, period: str | Period) -> SafetyReview:
    """Return the safety of a period.

    Parameters
    ----------
    office : the kindergarten.
    period : a month such as 2026-05, a term such as 2026-spring, or any other period.

    Raises
    ------
    PeriodError
        when the text is no period.
    NothingRecordedError
        when the period has no recorded school day.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     review(office, "2026-05").value("hazard_fixed_rate")
    0.5
    """
    span = periods.parse(period)
    return analyse(records.read(office, span), office.profile, span)


def analyse(read: SafetyRecords, profile: Profile, span: Period) -> SafetyReview:
    """Return the review of records already read."""
    months = list(read.months)
    delivery = food_chain.deliveries(read.movements, read.acceptance, read.suppliers)
    dish_samples = food_chain.dishes(read.menus, read.samples, profile)
    inside = read.drills["date"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))
    tables = {
        "agreements": letters.agreements(read.agreements, read.people, letters.school_year(span.start)),
        "trainings": letters.trainings(read.trainings, read.training_results, read.people, months),
        "inspection_days": inspections.daily(read.inspections, read.days),
        "inspections": inspections.by_month(read.inspections, months),
        "hazards": hazards.state(read.hazards, read.as_of),
        "drills": read.drills[inside].assign(limit_s=drills.limit_seconds()),
        "quarters": drills.by_quarter(read.drills, read.quarters, read.as_of),
        "visits": gate.by_purpose(gate.visits(read.visitors)),
        "duty": gate.duty(read.gate_duty, read.days),
        "deliveries": delivery,
        "dishes": dish_samples,
        "chain": food_chain.by_day(delivery, dish_samples, read.disinfection, read.days),
    }
    return SafetyReview(
        period=span,
        findings=_findings(tables, read, profile, span),
        unkept=profile.unkept,
        measures=measures.measures(*(tables[name] for name in ("agreements", "duty", "hazards", "drills", "dishes"))),
        **tables,
    )


def _findings(
    tables: dict[str, pd.DataFrame], read: SafetyRecords, profile: Profile, span: Period
) -> tuple[Finding, ...]:
    period, start = str(span), pd.Timestamp(span.start)
    dates = {
        "drills": tables["drills"]["date"],
        "inspections": read.inspections["date"],
        "hazards": read.hazards["found_on"],
        "visitors": read.visitors["date"],
    }
    dates_by_title = {registers.meta(registers.get(name)).title: column for name, column in dates.items()}
    return (
        *letters.agreement_findings(tables["agreements"], letters.school_year(span.start), period),
        *letters.training_findings(tables["trainings"], period),
        *inspections.daily_findings(tables["inspection_days"], period),
        *inspections.monthly_findings(tables["inspections"], period),
        *inspections.failed_findings(read.inspections, read.hazards, period),
        *hazards.findings(tables["hazards"], start, period),
        *drills.findings(tables["drills"], tables["quarters"], period),
        *drills.ahead(dates_by_title, pd.Timestamp(read.days[-1]), period),
        *gate.visitor_findings(gate.visits(read.visitors), read.days, period),
        *gate.duty_findings(tables["duty"], period),
        *food_chain.delivery_findings(tables["deliveries"], period),
        *food_chain.sample_findings(tables["dishes"], profile, period),
        *food_chain.cleaning_findings(tables["chain"], period),
    )
