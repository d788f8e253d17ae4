"""The days of a matrix: headings of days and days of the week completed by each other, the titles and the calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kgcore.sheets.axes import DAY, WEEKDAY, Key
from kgcore.sheets.context import Context, DayReader
from kgcore.sheets.dates import WEEKDAYS, Moment, completed, read_moment
from kgcore.sheets.matrix import Keys

PUBLISHED = re.compile(r"发布|公布|公示时间|公示日期|制表|填表|打印|编制")
WEEK = dt.timedelta(days=7)
OF_MONTH = re.compile(r"(\d{1,2})月份?第\s*([1-6一二三四五六])\s*周")
"""A week of a month: which days it has is asked."""


@dataclass
class Dates:
    """The dates of headings in their order, and how sure they are.

    Parameters
    ----------
    dates : one for each heading; None where it names no day that can be told.
    proposals : the first day, likeliest first, when it had to be supposed; empty when it is certain.
    faults : where a heading contradicts itself.
    """

    dates: list[dt.date | None]
    proposals: tuple[str, ...] = ()
    faults: list[str] = field(default_factory=list)


def dates_of(headings: Sequence[Keys], days: DayReader, answer: str | None = None) -> Dates:
    """Return the dates of headings.

    Parameters
    ----------
    headings : of the columns or rows, in their order; consecutive equal ones are one day.
    days : the titles, and today.
    answer : the first day, such as 2026-10-12, when somebody has answered that.
    """
    pairs: list[tuple[Key | None, Key | None]] = [(keys.get(DAY), keys.get(WEEKDAY)) for keys in headings]
    order: list[int] = []
    distinct: list[tuple[Key | None, Key | None]] = []
    for pair in pairs:
        if not distinct or (pair != distinct[-1] and pair != (None, None)):
            distinct.append(pair)
        order.append(len(distinct) - 1 if pair != (None, None) else -1)
    moments = [first.value if first and isinstance(first.value, Moment) else None for first, _ in distinct]
    weekdays = [second.value if second and isinstance(second.value, int) else None for _, second in distinct]
    found = _by_days(moments, weekdays, days, answer) if any(moments) else _by_weekdays(weekdays, days, answer)
    found.dates = [found.dates[position] if position >= 0 else None for position in order]
    return found


def _by_days(moments: list[Moment | None], weekdays: list[int | None], days: DayReader, answer: str | None) -> Dates:
    span, title = days.context.span, days.context.moment
    month = span[0].month if span else title.month
    start_told = _day_told(answer)
    month = month or (start_told.month if start_told else None)
    full = completed(moments, Moment(None, month, None))
    first = next((moment for moment in full if moment is not None), None)
    if first is None or first.month is None:
        return Dates([None] * len(moments), _months(first, days))
    certain = first.year or days.context.year(first.month) or (start_told.year if start_told else days.answered_year)
    near = days.today.year if first.month <= days.today.month else days.today.year - 1
    choices = [certain] if certain else [near, near + 1, near - 1, near - 2, near - 3]
    dated = [_in_year(full, year) for year in choices]
    best = next((one for one in dated if not _contradictions(one, weekdays)), dated[0])
    if not certain:
        days.supposed = True
    return Dates(best, (), _contradictions(best, weekdays))


def _day_told(answer: str | None) -> dt.date | None:
    moment = read_moment(answer)
    return moment.date if moment else None


def _months(first: Moment | None, days: DayReader) -> tuple[str, ...]:
    """Return the first day in this month and the one before, to propose with."""
    if first is None or first.day is None:
        return ()
    before = days.today.replace(day=1) - dt.timedelta(days=1)
    return tuple(f"{month:%Y-%m}-{first.day:02d}" for month in (days.today, before))


def _in_year(moments: list[Moment | None], year: int) -> list[dt.date | None]:
    dates: list[dt.date | None] = []
    last: int | None = None
    for moment in moments:
        if moment is None:
            dates.append(None)
            continue
        if moment.year is not None:
            year = moment.year
        elif last == 12 and moment.month == 1:
            year += 1
        last = moment.month
        dates.append(Moment(year, moment.month, moment.day).date)
    return dates


def _contradictions(dates: list[dt.date | None], weekdays: list[int | None]) -> list[str]:
    return [
        f"{day:%Y-%m-%d} 是星期{WEEKDAYS[day.weekday()]}，表上写着星期{WEEKDAYS[weekday]}；请核对日期"
        for day, weekday in zip(dates, weekdays, strict=True)
        if day is not None and weekday is not None and day.weekday() != weekday
    ]


def _by_weekdays(weekdays: list[int | None], days: DayReader, answer: str | None) -> Dates:
    first = next((weekday for weekday in weekdays if weekday is not None), None)
    if first is None:
        return Dates([None] * len(weekdays))
    context = days.context
    start_told = _day_told(answer)
    proposals: tuple[str, ...] = ()
    span = context.span
    begin = days.day(span[0]) if span else None
    if begin is None:
        text = " ".join(context.titles)
        written = days.day(context.moment)
        sure = written is not None and not PUBLISHED.search(text)
        near = written or days.today
        begin = near - dt.timedelta(days=near.weekday())
        if not sure:
            start = begin + dt.timedelta(days=first)
            proposals = tuple((start + shift).isoformat() for shift in (0 * WEEK, WEEK, -WEEK))
            if weeks := _weeks_of_month(context):
                begin, proposals = weeks[0], tuple((day + dt.timedelta(first)).isoformat() for day in weeks)
            if start_told is not None:
                begin, proposals = start_told - dt.timedelta(days=start_told.weekday()), ()
    last = begin - dt.timedelta(days=begin.weekday() + 1)
    dates: list[dt.date | None] = []
    for weekday in weekdays:
        if weekday is None:
            dates.append(None)
            continue
        last += dt.timedelta(days=(weekday - last.weekday() - 1) % 7 + 1)
        dates.append(last)
    end = days.day(span[1]) if span else None
    if end is not None and start_told is None and last > end + dt.timedelta(days=2):
        # More weeks stand there than the title names.
        first_day = next(day for day in dates if day is not None)
        proposals = tuple((first_day + shift).isoformat() for shift in (0 * WEEK, WEEK, -WEEK))
    return Dates(dates, proposals)


def _weeks_of_month(context: Context) -> list[dt.date]:
    """Return the Mondays that 10月第2周 may mean, by whole weeks and by weeks begun; empty where no title says so."""
    match = next(
        (found for text in (*reversed(context.titles), context.sheet) if (found := OF_MONTH.search(text))), None
    )
    moment = context.moment
    if match is None or moment.year is None or moment.month != int(match[1]):
        return []
    number = int(match[2]) if match[2].isdigit() else "一二三四五六".index(match[2]) + 1
    start = dt.date(moment.year, int(match[1]), 1)
    begun = start - dt.timedelta(start.weekday()) + (number - 1) * WEEK
    return [begun] if start.weekday() == 0 else [begun + WEEK, begun]


__all__ = ["Dates", "dates_of"]
