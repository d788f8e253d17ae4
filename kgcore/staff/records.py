"""What the staff room reads: one frame per register, cut to the days that have been recorded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.office import NothingRecordedError, Recorded
from kgcore.periods import Period, Span

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True)
class StaffRecords(Recorded):
    """Frames of the registers, as `Office.read` gives them, and the school days that they cover.

    `week_days` are the days reached of every ISO week whose Thursday lies in the period. `people` are the staff of this
    site, whoever works in the period. `canteen_checks` reach back to the first, so that an old fault still open is not
    lost. `kindergartens` are their names by site.
    """

    week_days: tuple[dt.date, ...]
    people: pd.DataFrame
    classes: pd.DataFrame
    kindergartens: dict[str, str]
    calendar: pd.DataFrame
    children: pd.DataFrame
    attendance: pd.DataFrame
    illnesses: pd.DataFrame
    indicators: pd.DataFrame
    scores: pd.DataFrame
    vetoes: pd.DataFrame
    trainings: pd.DataFrame
    training_results: pd.DataFrame
    pairings: pd.DataFrame
    meetings: pd.DataFrame
    canteen_checks: pd.DataFrame


def read(office: Office, span: Period) -> StaffRecords:
    """Return everything that the staff room needs for a period.

    Raises
    ------
    NothingRecordedError
        when the calendar has no school day of the period up to the last recorded one.
    """
    attendance = office.read("attendance", span, sites="kitchen")
    reach = office.recorded(span)
    if not reach.days:
        raise NothingRecordedError(span)
    weeks = whole_weeks(span)
    week_days = tuple(day for day in office.school_days(weeks) if day <= reach.until)
    checks = office.read("canteen_checks")
    sites = office.read("sites", sites="all")
    return StaffRecords(
        days=reach.days,
        until=reach.until,
        months=reach.months,
        week_days=week_days,
        people=office.employed(reach.days),
        classes=office.read("classes", span, sites="kitchen"),
        kindergartens=dict(zip(sites["site"], sites["name"], strict=True)),
        calendar=office.read("calendar", span, sites="kitchen"),
        children=office.roll_on(span.end, sites="kitchen"),
        attendance=attendance,
        illnesses=office.read("illnesses", span),
        indicators=office.read("indicators"),
        scores=office.read("scores", span),
        vetoes=office.read("vetoes", span),
        trainings=office.read("trainings", span),
        training_results=office.read("training_results"),
        pairings=office.read("pairings", span),
        meetings=office.read("meetings", weeks),
        canteen_checks=checks[checks["date"] <= pd.Timestamp(max(weeks.end, span.end))].reset_index(drop=True),
    )


def whole_weeks(span: Period) -> Span:
    """Return the ISO weeks whose Thursday lies in a period, as one span of days."""
    first = span.start + dt.timedelta((3 - span.start.weekday()) % 7 - 3)
    last = span.end - dt.timedelta((span.end.weekday() - 3) % 7 - 3)
    return Span(first, last)
