"""The days of a term: from the published holidays where the library knows them, else Monday to Friday, so marked."""

from __future__ import annotations

import datetime as dt

import chinese_calendar
import pandas as pd

from kgcore.office import Office
from kgcore.periods import Period, Span

TO_CONFIRM = "待确认"
"""Note of a day that no published holidays cover."""
WORKED = "调休上班"
CUSTOMARY = {"autumn": ((9, 1), (1, 20)), "spring": ((2, 20), (7, 10))}
"""Season → month and day of the first and the last day of school, where the year before is not known."""


def days_of_term(days: Span, term: str) -> tuple[pd.DataFrame, list[str]]:
    """Return each day of a term as rows of the register `calendar`, and the years whose holidays are not known.

    Parameters
    ----------
    days : first and last day of school.
    term : such as 2026-autumn.

    Examples
    --------
    >>> table, unknown = days_of_term(Span(dt.date(2026, 9, 30), dt.date(2026, 10, 1)), "2026-autumn")
    >>> table["school_day"].tolist(), table["note"].dropna().tolist(), unknown
    ([True, False], ['国庆节'], [])
    """
    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    table, unknown = [], set()
    for day in (days.start + dt.timedelta(days=n) for n in range((days.end - days.start).days + 1)):
        weekday = day.weekday() < 5
        try:
            is_holiday, name = chinese_calendar.get_holiday_detail(day)
            note = None if name is None else names.get(name, name) if is_holiday else WORKED
        except NotImplementedError:
            is_holiday, note = not weekday, TO_CONFIRM if weekday else None
            unknown.add(str(day.year))
        table.append((pd.Timestamp(day), term, not is_holiday, note))
    return pd.DataFrame(table, columns=["date", "term", "school_day", "note"]), sorted(unknown)


def usual_days(office: Office, term: Period) -> tuple[dt.date, dt.date, str]:
    """Return first and last day of school in a term and what they are taken from, in words.

    The days of the same term a year before in the office's calendar, a weekend moved to Monday or back to Friday; where
    it keeps none, customary days.
    """
    before = office.school_days(term.previous(2))
    if before:
        first, last = (_a_year_later(day) for day in (before[0], before[-1]))
        basis = "照上一年的同一学期"
    else:
        (month, day), (last_month, last_day) = CUSTOMARY[term.text[5:]]
        first, last = dt.date(term.start.year, month, day), dt.date(term.end.year, last_month, last_day)
        basis = "是常见的日子，不是教育局的校历"
    first += dt.timedelta(days=max(0, 7 - first.weekday()) if first.weekday() > 4 else 0)
    last -= dt.timedelta(days=max(0, last.weekday() - 4))
    return first, last, basis


def _a_year_later(day: dt.date) -> dt.date:
    return (pd.Timestamp(day) + pd.DateOffset(years=1)).date()


__all__ = ["TO_CONFIRM", "days_of_term", "usual_days"]
