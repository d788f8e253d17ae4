"""Periods as people write them: 2026-05 (month), 2026-W19 (ISO week), 2026-spring / 2026-autumn (term), 2026 (year)."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Literal, Self

Unit = Literal["week", "month", "term", "year"]

BEFORE_ALL = dt.date(1970, 1, 1)
"""First day of a span that begins with whatever was recorded first."""


class PeriodError(ValueError):
    """The text is not a period; the message says in Chinese what is accepted."""


@dataclass(frozen=True, order=True)
class Span:
    """A closed range of days, from `start` to `end`; it may be cut out of a period or reach over several.

    Examples
    --------
    >>> span = Span(dt.date(2026, 5, 6), dt.date(2026, 5, 20))
    >>> str(span), dt.date(2026, 5, 7) in span
    ('2026-05-06..2026-05-20', True)
    """

    start: dt.date
    end: dt.date

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"

    @property
    def title(self) -> str:
        """Chinese wording, e.g. 2026-05-06 至 2026-05-20."""
        return f"{self.start} 至 {self.end}"

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day <= self.end

    def months(self) -> list[Period]:
        """Return the months that this span touches, in order.

        Examples
        --------
        >>> [str(month) for month in Span(dt.date(2025, 12, 30), dt.date(2026, 1, 2)).months()]
        ['2025-12', '2026-01']
        """
        months: list[Period] = []
        month = month_of(self.start)
        while month.start <= self.end:
            months.append(month)
            month = month.following()
        return months


@dataclass(frozen=True, order=True)
class Period(Span):
    """A week, month, term or year, with the text it was written as.

    Examples
    --------
    >>> parse("2026-spring").title
    '2026年春季学期'
    >>> parse("2026-05").cut(dt.date(2026, 5, 20)).end
    datetime.date(2026, 5, 20)
    """

    unit: Unit
    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def title(self) -> str:
        """Chinese wording, e.g. 2026年5月, 2026年第19周, 2026年春季学期."""
        year = self.text[:4]
        if self.unit == "month":
            return f"{year}年{self.start.month}月"
        if self.unit == "week":
            return f"{year}年第{int(self.text[6:])}周（{self.start:%m-%d} 至 {self.end:%m-%d}）"
        if self.unit == "term":
            return f"{year}年{'春' if self.text.endswith('spring') else '秋'}季学期"
        return f"{year}年"

    def cut(self, last: dt.date) -> Period:
        """Return the part of this period up to a day, under the same name: the period so far."""
        return replace(self, end=last)

    def previous(self, steps: int = 1) -> Period:
        """Return the period of the same unit `steps` before this one."""
        period = self
        for _ in range(steps):
            period = _before(period)
        return period

    def following(self) -> Period:
        """Return the period of the same unit after this one."""
        day = self.end + dt.timedelta(days=1)
        if self.unit == "month":
            return month_of(day)
        if self.unit == "week":
            return week_of(day)
        return term_of(day) if self.unit == "term" else parse(f"{day.year:04d}")


@dataclass(frozen=True, order=True)
class Weeks(Span):
    """Whole weeks that are planned together.

    Examples
    --------
    >>> two = Weeks.of(parse("2026-W19"), 2)
    >>> two.first, two.count, str(two)
    ('2026-W19', 2, '2026-05-04..2026-05-17')
    """

    @classmethod
    def of(cls, first: Period, count: int = 1) -> Self:
        """Return `count` weeks beginning with a week."""
        return cls(first.start, first.end + dt.timedelta(days=7 * (count - 1)))

    @property
    def first(self) -> str:
        """The first week, 2026-W19."""
        return week_of(self.start).text

    @property
    def count(self) -> int:
        """How many weeks."""
        return ((self.end - self.start).days + 1) // 7

    @property
    def title(self) -> str:
        """Chinese wording: the first week with the days of all."""
        return f"{self.first[:4]}年第{int(self.first[6:])}周（{self.start:%m-%d} 至 {self.end:%m-%d}）"


def _before(period: Period) -> Period:
    day = period.start - dt.timedelta(days=1)
    if period.unit == "month":
        return month_of(day)
    if period.unit == "week":
        return week_of(day)
    if period.unit == "term":
        return term_of(day)
    return parse(str(int(period.text) - 1))


def parse(text: str | Period) -> Period:
    """Read a period from text; a period already read is returned as it is.

    Raises
    ------
    PeriodError
        when the text is not of one of the accepted forms or names no real month or week.

    Examples
    --------
    >>> parse("2026-W19").start
    datetime.date(2026, 5, 4)
    >>> [str(parse(text)) for text in ("2026年10月", "2026年第19周", "2026年秋季学期", "2026年")]
    ['2026-10', '2026-W19', '2026-autumn', '2026']
    """
    if isinstance(text, Period):
        return text
    code = _code(text.strip())
    try:
        if match := re.fullmatch(r"(\d{4})-(\d{2})", code):
            year, month = int(match[1]), int(match[2])
            return Period(
                dt.date(year, month, 1),
                dt.date(year, month, calendar.monthrange(year, month)[1]),
                "month",
                code,
            )
        if match := re.fullmatch(r"(\d{4})-W(\d{2})", code):
            monday = dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return Period(monday, monday + dt.timedelta(days=6), "week", code)
        if match := re.fullmatch(r"(\d{4})-(spring|autumn)", code):
            year = int(match[1])
            if match[2] == "spring":
                return Period(dt.date(year, 2, 1), dt.date(year, 7, 31), "term", code)
            return Period(dt.date(year, 8, 1), dt.date(year + 1, 1, 31), "term", code)
        if re.fullmatch(r"\d{4}", code):
            return Period(dt.date(int(code), 1, 1), dt.date(int(code), 12, 31), "year", code)
    except ValueError:
        pass
    raise PeriodError(
        f"“{text}”不是可用的期间。可写：2026-05（月）、2026-W19（周）、2026-spring 或 2026-autumn（学期）、2026（年），"
        "或 2026年5月、2026年第19周、2026年秋"
    )


_CHINESE = (  # how people write a period → how it is written in code
    (r"(\d{4})年(\d{1,2})月份?", "{0}-{1:02d}"),
    (r"(\d{4})[年-]?第(\d{1,2})周", "{0}-W{1:02d}"),
    (r"(\d{4})年?春季?学?期?", "{0}-spring"),
    (r"(\d{4})年?秋季?学?期?", "{0}-autumn"),
    (r"(\d{4})年", "{0}"),
)


def _code(text: str) -> str:
    """Return a period written in Chinese as code; any other text as it is."""
    for pattern, code in _CHINESE:
        if match := re.fullmatch(pattern, text.replace(" ", "")):
            return code.format(*map(int, match.groups()))
    return text


def read_span(text: str) -> Span:
    """Read the text under which a read of a register is recorded (`kgcore.office.Read.period`).

    Parameters
    ----------
    text : a period as `parse` reads it, or the first and the last day of a span, written `a..b` or `a 至 b`.

    Raises
    ------
    PeriodError
        when the text is neither.

    Examples
    --------
    >>> read_span("2026-05").title
    '2026年5月'
    >>> str(read_span("2026-05-06 至 2026-05-20"))
    '2026-05-06..2026-05-20'
    """
    first, dots, last = text.replace(" 至 ", "..").partition("..")
    if not dots:
        return parse(text)
    try:
        return Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    except ValueError:
        raise PeriodError(f"“{text}”不是可用的起止日期。可写：2026-05-06..2026-05-20") from None


def month_of(day: dt.date) -> Period:
    """Return the month that holds a day.

    Examples
    --------
    >>> str(month_of(dt.date(2026, 5, 6)))
    '2026-05'
    """
    return parse(f"{day:%Y-%m}")


def week_of(day: dt.date) -> Period:
    """Return the ISO week that holds a day.

    Examples
    --------
    >>> str(week_of(dt.date(2026, 5, 6)))
    '2026-W19'
    """
    year, week, _ = day.isocalendar()
    return parse(f"{year:04d}-W{week:02d}")


def term_of(day: dt.date) -> Period:
    """Return the term that holds a day: spring is February to July, autumn August to January.

    Examples
    --------
    >>> str(term_of(dt.date(2026, 5, 6)))
    '2026-spring'
    """
    if 2 <= day.month <= 7:
        return parse(f"{day.year}-spring")
    return parse(f"{day.year if day.month >= 8 else day.year - 1}-autumn")


def books_from(day: dt.date) -> dt.date:
    """Return the first day that figures of a day's term look back to: 1 January of the year in which the term began.

    An archive of the terms before leaves the stock ledger, menus and money from this day on (`kgcore.lives`).

    Examples
    --------
    >>> str(books_from(dt.date(2026, 5, 6))), str(books_from(dt.date(2026, 1, 6)))
    ('2026-01-01', '2025-01-01')
    """
    return term_of(day).start.replace(month=1, day=1)


__all__ = [
    "BEFORE_ALL", "Period", "PeriodError", "Span", "Weeks", "books_from", "month_of", "parse", "read_span", "term_of",
    "week_of",
]  # fmt: skip
