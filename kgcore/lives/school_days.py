"""The days of a term: from the published holidays where the library knows them, else Monday to Friday, so marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import chinese_calendar
import pandas as pd

from kgcore.office import Office, OfficeError
from kgcore.periods import Period, PeriodError, Span, parse
from kgcore.registers.terms import TO_CONFIRM

WORKED = "调休上班"
OUTSIDE = "学期以外"
"""Note of a day that was kept as a school day before the term's first or last day was told."""
OWN_NOTES = {True: WORKED, False: "放假"}
LEEWAY = dt.timedelta(days=60)
"""How far from a term its school days may lie in the calendar."""
CUSTOMARY = {"autumn": ((9, 1), (1, 20)), "spring": ((2, 20), (7, 10))}
"""Season → month and day of the first and the last day of school, where the year before is not known."""


class CalendarError(OfficeError):
    """School days that cannot be proposed; the message says why, in Chinese."""


def days_of_term(
    days: Span, term: str, own_days: Mapping[dt.date, bool] | None = None
) -> tuple[pd.DataFrame, list[str]]:
    """Return each day of a term as rows of the register `calendar`, and the years whose holidays are not known.

    Parameters
    ----------
    days : first and last day of school.
    term : such as 2026-autumn.
    own_days : days told by the office, and whether one works on them; they go before the published ones.

    Examples
    --------
    >>> table, unknown = days_of_term(Span(dt.date(2026, 9, 30), dt.date(2026, 10, 1)), "2026-autumn")
    >>> table["school_day"].tolist(), table["note"].dropna().tolist(), unknown
    ([True, False], ['国庆节'], [])
    """
    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    told_years = {day.year for day in own_days or ()}
    table, unknown = [], set()
    for day in (days.start + dt.timedelta(days=n) for n in range((days.end - days.start).days + 1)):
        weekday = day.weekday() < 5
        if own_days and day in own_days:
            table.append(
                (pd.Timestamp(day), term, own_days[day], None if own_days[day] == weekday else OWN_NOTES[own_days[day]])
            )
            continue
        try:
            is_holiday, name = chinese_calendar.get_holiday_detail(day)
            note = None if name is None else names.get(name, name) if is_holiday else WORKED
        except NotImplementedError:
            is_told = day.year in told_years
            is_holiday, note = not weekday, TO_CONFIRM if weekday and not is_told else None
            unknown |= set() if is_told else {str(day.year)}
        table.append((pd.Timestamp(day), term, not is_holiday, note))
    return pd.DataFrame(table, columns=["date", "term", "school_day", "note"]), sorted(unknown)


@dataclass(frozen=True)
class CalendarProposal:
    """School days of a term that an office does not keep yet.

    Attributes
    ----------
    term : such as 2026-autumn.
    days : rows of the register `calendar` that are to be written.
    term_days : date and school_day of the whole term, as they will be.
    notes : what is to be looked at, in Chinese.
    """

    term: str
    days: pd.DataFrame
    term_days: pd.DataFrame
    notes: tuple[str, ...]


def propose_calendar(
    office: Office,
    period: str,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    own_days: Mapping[dt.date, bool] | None = None,
) -> CalendarProposal:
    """Return the days of a term that the register of school days lacks, or has as 待确认; other days that it has stay.

    Parameters
    ----------
    office : whose calendar it is.
    period : a term.
    first, last : first and last day of school; None = as a year before, else customary days, which a note says.
    own_days : days that the office knows, and whether one works on them; they go before the published ones. Of a year
        that they name, no other day is in doubt.

    Raises
    ------
    PeriodError
        when the period is no term.
    CalendarError
        when the last day is before the first.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     proposal = propose_calendar(office, "2026-autumn", first=dt.date(2026, 9, 1), last=dt.date(2026, 10, 10))
    >>> int(proposal.days["school_day"].sum()), proposal.notes
    (25, ())
    """
    term = parse(period)
    if term.unit != "term":
        raise PeriodError(f"“{period}”不是学期；如 2026-autumn 或 2027-spring")
    usual_first, usual_last, basis = usual_days(office, term)
    span = Span(first or usual_first, last or usual_last)
    if span.end < span.start:
        raise CalendarError(f"放假前最后一天 {span.end} 早于开学第一天 {span.start}")
    notes = []
    if first is None or last is None:
        notes.append(f"开学 {span.start}、放假 {span.end} {basis}，请核对；不对的用 --first、--last 写明")
    days, unknown = days_of_term(span, term.text, own_days)
    around = Span(min(term.start, span.start) - LEEWAY, max(term.end, span.end) + LEEWAY)
    calendar = office.read("calendar", around)
    is_doubtful = calendar["note"].eq(TO_CONFIRM).fillna(value=False).astype(bool)
    stated = days["date"].isin([pd.Timestamp(day) for day in own_days or ()])
    days = days[~days["date"].isin(calendar.loc[~is_doubtful, "date"]) | stated]
    inside = calendar["date"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))
    is_late = calendar["school_day"].astype(bool) & ~inside & (calendar["term"] == term.text)
    if (first or last) and is_late.any():
        closed = calendar.loc[is_late, ["date", "term"]].assign(school_day=False, note=OUTSIDE)
        days = pd.concat([days, closed])
        notes.append(f"校历上原来还有 {len(closed)} 个开园日不在 {span.start} 至 {span.end} 之内，改为不开园")
    days = days[~_same(days, calendar)].sort_values("date", ignore_index=True)
    doubtful_years = set(days.loc[days["note"] == TO_CONFIRM, "date"].dt.year)
    if years := [year for year in unknown if int(year) in doubtful_years]:
        notes.append(
            f"{'、'.join(years)}年的放假安排还没有收录，先按周一至周五，备注待确认；公布后用 --holidays 文件 写入"
        )
    here = calendar.loc[inside & ~calendar["date"].isin(days["date"]), ["date", "school_day"]]
    of_term = days.loc[days["date"].between(pd.Timestamp(span.start), pd.Timestamp(span.end)), ["date", "school_day"]]
    term_days = pd.concat([here, of_term]).sort_values("date", ignore_index=True)
    return CalendarProposal(term.text, days, term_days, tuple(notes))


def _same(days: pd.DataFrame, calendar: pd.DataFrame) -> pd.Series[bool]:
    """Return which days are kept as they are."""
    before = calendar.set_index("date")[["school_day", "note"]].reindex(days["date"]).set_index(days.index)
    same_note = (before["note"] == days["note"]) | (before["note"].isna() & days["note"].isna())
    same_day = before["school_day"].astype(object) == days["school_day"].astype(object)
    return same_day.fillna(value=False).astype(bool) & same_note


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


__all__ = [
    "CalendarError", "CalendarProposal", "days_of_term", "propose_calendar",
    "usual_days",
]  # fmt: skip
