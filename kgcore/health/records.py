"""What a month's health report reads from the office, read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.health.children import present
from kgcore.health.settings import setting
from kgcore.kitchens import other_kitchen
from kgcore.periods import BEFORE_ALL, Period, Span, term_of
from kgcore.reviews import NotComputableError

if TYPE_CHECKING:
    from kgcore.office import Office

_BEFORE_SICKNESS = dt.timedelta(days=60)  # the longest incubation, and the school days of an EARS baseline


@dataclass(frozen=True)
class HealthRecords:
    """Register rows of one kindergarten.

    `children` are those enrolled in the period; `classes` the term's (class_name, band, enrolled); `school_days`
    those of the period, `days_before` those of the weeks before it; `term_start` the first day of the term;
    `has_kitchen` tells whether it cooks itself.
    """

    site: str
    has_kitchen: bool
    period: Period
    term_start: dt.date
    children: pd.DataFrame
    classes: pd.DataFrame
    school_days: list[pd.Timestamp]
    days_before: list[pd.Timestamp]
    later_days: pd.DatetimeIndex
    measurements: pd.DataFrame
    cases: pd.DataFrame
    visits: pd.DataFrame
    illnesses: pd.DataFrame
    symptoms: pd.DataFrame
    disinfection: pd.DataFrame
    patrols: pd.DataFrame
    observations: pd.DataFrame
    attendance: pd.DataFrame

    @property
    def enrolled(self) -> pd.Series:
        """Children enrolled, indexed by class."""
        return self.classes.set_index("class_name")["enrolled"].astype(int)

    @property
    def class_names(self) -> list[str]:
        """The term's classes in the order of the profile's bands."""
        return list(self.classes["class_name"])

    @property
    def bands(self) -> list[str]:
        """The bands of the term's classes in the order of the profile."""
        return list(dict.fromkeys(self.classes["band"]))


def read(office: Office, span: Period) -> HealthRecords:
    """Read what the health report of a period needs, this kindergarten only.

    Raises
    ------
    ValueError
        when no classes are registered for the term.
    """
    term = term_of(span.end)
    classes = office.read("classes", term)
    classes = classes[classes["term"] == str(term)]
    if classes.empty:
        raise NotComputableError(f"《班级》里没有 {term.title} 的班级，不能做卫生保健分析；请先导入该学期的班级")
    first = min(term.start, span.start)
    since_term = Span(first - _BEFORE_SICKNESS, span.end)
    year = Span(span.start - dt.timedelta(days=setting("year_days_high") + 31), span.end)
    calendar = office.read("calendar", Span(first - _BEFORE_SICKNESS, span.end + dt.timedelta(days=93)))
    open_days = calendar.loc[calendar["school_day"], "date"]
    start, end = pd.Timestamp(span.start), pd.Timestamp(span.end)
    return HealthRecords(
        site=office.site,
        has_kitchen=other_kitchen(office) is None,
        period=span,
        term_start=first,
        children=present(office.roll_on(span.end), first, span.end),
        classes=_ordered(classes, office.profile.band_names),
        school_days=list(open_days[open_days.between(start, end)]),
        days_before=list(open_days[(open_days < start) & (open_days >= start - _BEFORE_SICKNESS)]),
        later_days=pd.DatetimeIndex(open_days),
        measurements=office.read("measurements", year),
        cases=office.read("special_cases"),
        visits=office.read("case_visits", Span(BEFORE_ALL, span.end)),
        illnesses=office.read("illnesses", since_term),
        symptoms=office.read("symptoms", Span(span.start - _BEFORE_SICKNESS, span.end)),
        disinfection=office.read("disinfection", span),
        patrols=office.read("patrols", Span(first, span.end)),
        observations=office.read("observations", Span(first, span.end)),
        attendance=office.read("attendance", span),
    )


def _ordered(classes: pd.DataFrame, bands: Sequence[str]) -> pd.DataFrame:
    order = {band: place for place, band in enumerate(bands)}
    numbers = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))
    rows = classes[["class_name", "band", "enrolled"]].assign(
        place=classes["band"].map(order), number=classes["class_name"].str[1].map(numbers)
    )
    return rows.sort_values(["place", "number", "class_name"], ignore_index=True)[["class_name", "band", "enrolled"]]
