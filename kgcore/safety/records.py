"""What the safety room reads: one frame per register, cut to the days that have been recorded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.kitchens import other_kitchen
from kgcore.office import NothingRecordedError, Recorded
from kgcore.periods import Period, Span
from kgcore.registers.health import TABLEWARE

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True)
class Quarter:
    """A quarter of the year, e.g. 2026-Q1, by which drills are counted.

    `last` is its last school day in the calendar, `school_days` how many it has.
    """

    text: str
    start: dt.date
    end: dt.date
    last: dt.date
    school_days: int


@dataclass(frozen=True)
class SafetyRecords(Recorded):
    """Frames of the registers and the school days that they cover.

    `hazards` reach back to the first day of the term and, where still open, to any day; `drills` cover every quarter
    that the period touches; `menus` and `disinfection` hold nothing of a kitchen elsewhere that feeds the children.
    """

    quarters: tuple[Quarter, ...]
    people: pd.DataFrame
    agreements: pd.DataFrame
    trainings: pd.DataFrame
    training_results: pd.DataFrame
    inspections: pd.DataFrame
    hazards: pd.DataFrame
    drills: pd.DataFrame
    visitors: pd.DataFrame
    gate_duty: pd.DataFrame
    menus: pd.DataFrame
    samples: pd.DataFrame
    movements: pd.DataFrame
    acceptance: pd.DataFrame
    suppliers: pd.DataFrame
    disinfection: pd.DataFrame


def read(office: Office, span: Period) -> SafetyRecords:
    """Return everything that the safety room needs for a period.

    Raises
    ------
    NothingRecordedError
        when the calendar has no school day of the period up to the last recorded one.
    """
    reach = office.recorded(span)
    if not reach.days:
        raise NothingRecordedError(span)
    quarters = _quarters(office, span)
    drills = office.read("drills", Span(quarters[0].start, quarters[-1].end)) if quarters else office.read("drills")
    hazards = office.read("hazards")
    so_far = hazards["found_on"].dt.date <= span.end
    disinfection = office.read("disinfection", span)
    menus = office.read("menus", span)
    if other_kitchen(office):
        menus, disinfection = menus.iloc[:0], disinfection[disinfection["object"] != TABLEWARE]
    recent = hazards["found_on"].dt.date >= periods.term_of(span.start).start
    return SafetyRecords(
        days=reach.days,
        until=reach.until,
        months=reach.months,
        quarters=quarters,
        people=office.employed(reach.days),
        agreements=office.read("agreements"),
        trainings=office.read("trainings", span),
        training_results=office.read("training_results"),
        inspections=office.read("inspections", span),
        hazards=hazards[so_far & (recent | hazards["fixed_on"].isna())].reset_index(drop=True),
        drills=drills,
        visitors=office.read("visitors", span),
        gate_duty=office.read("gate_duty", span),
        menus=menus,
        samples=office.read("samples", span),
        movements=office.read("movements", span),
        acceptance=office.read("acceptance", span),
        suppliers=office.read("suppliers"),
        disinfection=disinfection,
    )


def _quarters(office: Office, span: Period) -> tuple[Quarter, ...]:
    """Return the quarters of which the period holds the last month; a month before that judges none."""
    quarters = []
    for month in span.months():
        if month.start.month % 3:
            continue
        start = dt.date(month.start.year, month.start.month - 2, 1)
        days = office.school_days(Span(start, month.end))
        if days:
            text = f"{start.year}-Q{month.start.month // 3}"
            quarters.append(Quarter(text, start, month.end, days[-1], len(days)))
    return tuple(quarters)
