"""Days as ordinary sheets write them: 10月12日, 10.12, 12日, 星期一; the year often stands only in the title."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kgcore.sheets.grid import Value, plain

WEEKDAYS = "一二三四五六日"
WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")
FULL = re.compile(r"(?<!\d)(20\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?!\d)")
DIGITS = re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
MONTH = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|(?![-/.\d]))")
MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
SHORT = re.compile(r"(?<![\d.])(\d{1,2})[./-](\d{1,2})(?![\d.])")
MONTH_ALONE = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s*月份?(?!\s*\d)")
DAY_ALONE = re.compile(r"(\d{1,2})\s*[日号]?")
SCHOOL_YEAR = re.compile(r"(20\d{2})\s*(?:[-—–~至/]\s*(?:20)?\d{2})?\s*学?年度?\s*学?年?\s*第?\s*([一二上下12])\s*学期")
YEAR = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|学年|届)")
MONTH_AND_DAY = re.compile(r"(1[0-2]|[1-9])\.([12]\d|3[01]|0?[1-9])")
CHINESE = "〇一二三四五六七八九"
CAPITALS = str.maketrans("零○壹贰叁肆伍陆柒捌玖拾贰两", "〇〇一二三四五六七八九十二二")
IN_WORDS = re.compile(
    r"(?:([〇一二三四五六七八九]{4})年)?([〇一二三四五六七八九十]{1,3})月([〇一二三四五六七八九十]{1,3})[日号]?"
)
"""A day in Chinese numerals; those of a cheque become the plain ones first."""
THIRD = {"上旬": 10, "中旬": 20}
WEEK_OF_YEAR = re.compile(r"(20\d{2})\s*年?\s*第\s*(\d{1,2})\s*周")


@dataclass(frozen=True)
class Moment:
    """A day as far as it is written: year, month or day may be missing."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    loose: bool = field(default=False, compare=False, repr=False)
    """Whether it is written as 8/10, which may be 10 August or 8 October."""

    @property
    def date(self) -> dt.date | None:
        """The day, when all of it is known and it exists."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return dt.date(self.year, self.month, self.day)
        except ValueError:
            return None

    def turned_for(self, month: int | None) -> Moment:
        """Return 8/10 as the eighth of the tenth month where a title names that month and the eighth month is another.

        Examples
        --------
        >>> moments("8/10")[0].turned_for(10), moments("10/8")[0].turned_for(10)
        (Moment(year=None, month=10, day=8), Moment(year=None, month=10, day=8))
        """
        if self.loose and self.year is None and month is not None and self.month != month == self.day:
            return Moment(None, month, self.month)
        return self

    def within(self, context: Moment) -> Moment:
        """Return this moment with what it lacks taken from another, from the year down.

        Examples
        --------
        >>> Moment(day=12).within(Moment(2026, 10))
        Moment(year=2026, month=10, day=12)
        """
        month = self.month if self.month is not None else context.month
        return Moment(
            self.year if self.year is not None else context.year,
            month,
            self.day if self.day is not None else context.day,
        )


def moments(text: str) -> list[Moment]:
    """Return the moments named in a text, in its order.

    Examples
    --------
    >>> moments("2026年10月12日—10月16日")
    [Moment(year=2026, month=10, day=12), Moment(year=None, month=10, day=16)]
    >>> moments("2026年10月"), moments("联系电话13800000001")
    ([Moment(year=2026, month=10, day=None)], [])
    """
    moments_found: list[tuple[int, Moment]] = []
    rest = _in_digits(text)
    for pattern, names in (
        (FULL, ("year", "month", "day")),
        (DIGITS, ("year", "month", "day")),
        (MONTH, ("year", "month")),
        (MONTH_DAY, ("month", "day")),
        (SHORT, ("month", "day")),
        (MONTH_ALONE, ("month",)),
    ):
        for match in pattern.finditer(rest):
            parts = dict(zip(names, map(int, match.groups()), strict=True))
            if 1 <= parts.get("month", 1) <= 12 and 1 <= parts.get("day", 1) <= 31:
                loose = pattern is SHORT and "/" in match[0]
                moments_found.append((match.start(), Moment(**parts, loose=loose)))
        rest = pattern.sub(lambda match: "■" * len(match[0]), rest)
    return [moment for _, moment in sorted(moments_found, key=lambda pair: pair[0])]


def _in_digits(text: str) -> str:
    """Return a text with a day in Chinese numerals, 贰零贰陆年拾月拾伍日, in digits."""
    plain_words = text.translate(CAPITALS)
    if not IN_WORDS.search(plain_words):
        return text
    return IN_WORDS.sub(
        lambda match: (
            (f"{''.join(str(CHINESE.index(sign)) for sign in match[1])}年" if match[1] else "")
            + f"{_count(match[2])}月{_count(match[3])}日"
        ),
        plain_words,
    )


def _count(word: str) -> int:
    """Return the number that one to three plain Chinese numerals tell: 二十五 is 25."""
    tens, ten, units = word.rpartition("十")
    value = CHINESE.index(units) if len(units) == 1 else int("".join(str(CHINESE.index(sign)) for sign in units) or 0)
    return value + (10 * (CHINESE.index(tens[-1]) if tens.strip("〇") else 1) if ten else 0)


def likely_days(text: str, context: Moment) -> tuple[dt.date, ...]:
    """Return the days to propose for a text that tells none: the last and the first of those it spans.

    Without a span they are the ends of its month, or of that of the context.

    Examples
    --------
    >>> [str(day) for day in likely_days("11日-20日", Moment(2026, 10))]
    ['2026-10-20', '2026-10-11']
    >>> [str(day) for day in likely_days("10月末", Moment(2026, 10))], likely_days("", Moment())
    (['2026-10-31', '2026-10-01'], ())
    """
    named_moments = moments(plain(text))
    head = named_moments[0].within(context) if named_moments else context
    if head.year is None or head.month is None:
        return ()
    first, last = 1, calendar.monthrange(head.year, head.month)[1]
    if numbers := re.fullmatch(r"(?:.*[月.])?(\d{1,2})[日号]?[-—–~～至到]+(?:.*[月.])?(\d{1,2})[日号]?", plain(text)):
        first, last = int(numbers[1]), int(numbers[2])
    elif third := next((end for word, end in THIRD.items() if word in text), None):
        first, last = third - 9, third
    elif "下旬" in text:
        first = 21
    days = (
        Moment(head.year, (named_moments or [head])[-1].within(head).month, last),
        Moment(head.year, head.month, first),
    )
    return tuple(day for moment in days if (day := moment.date) is not None)


def year_of(text: str, month: int | None) -> int | None:
    """Return the year that a title gives to a month; a school year gives its first year to the months from August.

    Examples
    --------
    >>> year_of("2026学年第一学期第6周食谱", 10), year_of("2025-2026学年第二学期", 3), year_of("十月", 10)
    (2026, 2026, None)
    """
    if match := SCHOOL_YEAR.search(text):
        first = int(match[1])
        if month is None:
            return first if match[2] in "一上1" else first + 1
        return first if month >= 8 else first + 1
    if match := YEAR.search(text):
        return int(match[1])
    dated = [moment.year for moment in moments(text) if moment.year]
    if dated:
        return dated[0]
    loose = re.search(r"(?<!\d)(20[2-4]\d)(?!\d)", text)
    return int(loose[1]) if loose else None


def read_moment(value: Value) -> Moment | None:
    """Return the day that a cell holds, as far as it is written; None when it is none.

    A whole number from 1 to 31 and 12日 are days without a month. 10.14 typed as a number is 14 October; 10.1 is
    no day: it may be 1 October or 10 October, see `ambiguous_moments`.

    Examples
    --------
    >>> read_moment(10.14), read_moment(10.1)
    (Moment(year=None, month=10, day=14), None)
    """
    if isinstance(value, (dt.datetime, dt.date)):
        return Moment(value.year, value.month, value.day)
    if isinstance(value, bool) or value is None or isinstance(value, dt.time):
        return None
    if isinstance(value, (int, float)):
        if 1 <= value <= 31 and value == int(value):
            return Moment(day=int(value))
        if 40000 <= value < 60000 and value == int(value):
            day = dt.date(1899, 12, 30) + dt.timedelta(days=int(value))
            return Moment(day.year, day.month, day.day)
        if digits := DIGITS.fullmatch(f"{value:.0f}"):
            return Moment(int(digits[1]), int(digits[2]), int(digits[3]))
        written = MONTH_AND_DAY.fullmatch(repr(value))
        return Moment(None, int(written[1]), int(written[2])) if written and not ambiguous_moments(value) else None
    text = WEEKDAY.sub("", plain(value))
    text = re.sub(r"\(\s*\)", "", text).strip()
    if match := re.fullmatch(DAY_ALONE, text):
        return Moment(day=int(match[1])) if 1 <= int(match[1]) <= 31 else None
    moments_found = moments(text)
    return moments_found[0] if moments_found and moments_found[0].day is not None and len(text) <= 24 else None


def ambiguous_moments(value: Value) -> tuple[Moment, ...]:
    """Return the two days that a number such as 10.1 may be, which Excel makes of 10.1 and of 10.10; else nothing.

    Examples
    --------
    >>> [moment.day for moment in ambiguous_moments(10.1)], ambiguous_moments(10.14), ambiguous_moments("10.1")
    ([1, 10], (), ())
    """
    written = MONTH_AND_DAY.fullmatch(repr(value)) if isinstance(value, float) else None
    if written is None or written[2] not in ("1", "2", "3"):
        return ()
    return tuple(Moment(None, int(written[1]), day) for day in (int(written[2]), 10 * int(written[2])))


def weekday_of(text: str) -> int | None:
    """Return the day of the week that a text names, 0 = Monday; None when it names none."""
    match = WEEKDAY.search(text)
    if match:
        return "一二三四五六日".index("日" if match[1] == "天" else match[1])
    bare = text.strip()
    return WEEKDAYS.index(bare) if len(bare) == 1 and bare in WEEKDAYS else None


def completed(moments_written: Iterable[Moment | None], context: Moment) -> list[Moment | None]:
    """Return moments with what they lack taken from the one before in their row, and at the start from `context`.

    A day smaller than the one before, with the same month unsaid, belongs to the next month.
    """
    last = context
    full_moments: list[Moment | None] = []
    for moment in moments_written:
        if moment is None:
            full_moments.append(None)
            continue
        full = moment.within(last)
        if moment.month is None and last.day is not None and full.month and (moment.day or 0) < last.day:
            following = full.month % 12 + 1
            full = replace(full, month=following, year=full.year + (following == 1) if full.year else None)
        full_moments.append(full)
        last = full
    return full_moments


def read_month(text: str | None) -> str | None:
    """Return a month as it is kept; None when the text names none.

    Examples
    --------
    >>> read_month("2026年10月"), read_month("2026-10"), read_month("十月")
    ('2026-10', '2026-10', None)
    """
    match = re.fullmatch(r"(20\d{2})\s*[-年./]\s*(\d{1,2})月?", plain(text))
    return f"{match[1]}-{int(match[2]):02d}" if match and 1 <= int(match[2]) <= 12 else None


__all__ = [
    "Moment",
    "ambiguous_moments",
    "completed",
    "likely_days",
    "moments",
    "read_moment",
    "read_month",
    "weekday_of",
    "year_of",
]
