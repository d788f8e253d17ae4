"""Days, months and times of day as people write them in a cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from kgcore.glyphs import half_width
from kgcore.periods import Span

FIRST_YEAR, LAST_YEAR = 1950, 2099
EPOCH_1900, EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
MORNING = ("上午", "早上", "早晨", "清晨", "凌晨", "am", "a.m.")
AFTERNOON = ("下午", "傍晚", "pm", "p.m.")
NOON, EVENING = ("中午",), ("晚上", "晚")
HALF_DAYS = "|".join(re.escape(word) for word in (*MORNING, *AFTERNOON, *NOON, *EVENING))
CLOCK = r"(\d{1,2})[:点时](?:(\d{1,2})(?:[:分](?:(\d{1,2})(?:\.\d+)?秒?)?)?|(半|整))?"
TIME = re.compile(rf"(?P<before>{HALF_DAYS})?{CLOCK}(?P<after>am|pm|a\.m\.|p\.m\.)?", re.ASCII)
WEEKDAY = re.compile(r"[(]?(?:周|星期|礼拜)[一二三四五六日天][)]?")
NO_TIME = "应为时间，如 09:10"
NO_YEAR = "没有写年份"
"""Beginning of what is said of a day without a year."""
NO_DAY = "应为日期，如 2026-05-06"


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be read; `expected` says in Chinese what belongs there."""

    expected: str


@dataclass(frozen=True)
class Reckoning:
    """How dates of one workbook are to be read: its day zero, and the period that gives 5月6日 its year."""

    epoch: dt.date = EPOCH_1900
    period: Span | None = None


class Yearless(dt.datetime):
    """A moment in a cell whose number format shows no year: often a word such as 5-6 that Excel took for a day."""


def read_day(value: object, reckoning: Reckoning) -> dt.date | Wrong:
    """Return the day that a cell holds; `Wrong` where it is none, or its year cannot be told.

    Parameters
    ----------
    value : a date, a date-time, text, or the day's number as Excel keeps it.
    reckoning : day zero of such numbers, and the period that gives a day without a year its year.
    """
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return _plausible(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return Wrong(NO_DAY)
    if isinstance(value, (int, float)):
        # 5.10 typed as a number is kept as 5.1, which may be the first or the tenth of May.
        if value != value or value in (float("inf"), float("-inf")) or value != int(value):
            return Wrong(NO_DAY)
        value = str(int(value))
    text = WEEKDAY.sub("", half_width(value))
    text = _without_time(text).replace(" ", "")
    if re.fullmatch(r"[0-9]{5}", text):
        return _plausible(reckoning.epoch + dt.timedelta(days=int(text)))
    if match := re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?", text) or re.fullmatch(
        r"([0-9]{4})([0-9]{2})([0-9]{2})", text
    ):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?", text):
        return _day_of_period(int(match[1]), int(match[2]), reckoning.period)
    return Wrong(NO_DAY)


def _without_time(text: str) -> str:
    """Return a day's text without a time of day behind it; what is no time of day stays and is refused later."""
    match = re.fullmatch(r"(.*?[0-9日号])(?: ?t| |(?<=[日号]))(?=\D*\d{1,2}[:点时])(.+?)", text)
    if match is None:
        return text
    midnight = re.fullmatch(r"(?:上午|am)? ?12:00(?::00)?(?: ?am)?", match[2])
    return match[1] if midnight or not isinstance(read_time(match[2]), Wrong) else text


def _day(year: int, month: int, day: int) -> dt.date | Wrong:
    try:
        return _plausible(dt.date(year, month, day))
    except ValueError:
        return Wrong(f"没有 {year} 年 {month} 月 {day} 日这一天；{NO_DAY}")


def _plausible(day: dt.date) -> dt.date | Wrong:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    return Wrong(f"年份 {day.year} 不对；应为 {FIRST_YEAR} 到 {LAST_YEAR} 年之间的日期，如 2026-05-06")


def _day_of_period(month: int, day: int, period: Span | None) -> dt.date | Wrong:
    """Give a day without a year the year in which it falls into the period; more than one such year is a fault."""
    if period is not None:
        days = []
        for year in range(period.start.year, period.end.year + 1):
            date = _day(year, month, day)
            if not isinstance(date, Wrong) and date in period:
                days.append(date)
        if len(days) == 1:
            return days[0]
    where = f"，在{period.title}里也定不出年份" if period else ""
    return Wrong(f"{NO_YEAR}{where}；应为完整日期，如 2026-05-06")


def period_for(values: Iterable[str], today: dt.date) -> str:
    """Return the period that gives days without a year the last year in which they are not to come.

    Parameters
    ----------
    values : days as written, such as 5月6日; what is no such day is passed over.
    today : the day on which one asks.

    Returns
    -------
    A month where all days lie in one, else a year; empty where there is no such day.

    Examples
    --------
    >>> period_for(["10月8日", "10月9日"], dt.date(2026, 11, 30)), period_for(["12.1", "11.30"], dt.date(2026, 11, 30))
    ('2026-10', '2025')
    """
    texts = [half_width(value).replace(" ", "") for value in values]
    matches = [re.match(r"([0-9]{1,2})[-/.月]([0-9]{1,2})", text) for text in texts]
    days = [(int(match[1]), int(match[2])) for match in matches if match]
    if not days:
        return ""
    year = today.year if max(days) <= (today.month, today.day) else today.year - 1
    months = {month for month, _ in days}
    return f"{year}-{min(months):02d}" if len(months) == 1 else str(year)


def read_time(value: object) -> str | Wrong:
    """Return the time of day that a cell holds as HH:MM.

    Parameters
    ----------
    value : a time, a date-time, a duration since midnight, a fraction of a day, or text such as 上午9:10 or 9点半.
    """
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return Wrong(f"只有日期，没有时间；{NO_TIME}")
        value = value.time()
    if isinstance(value, dt.timedelta):
        value = value.total_seconds() / 86400
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1:
        minutes = round(value * 1440)
        return f"{minutes // 60:02d}:{minutes % 60:02d}" if minutes < 1440 else "23:59"
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, str) and (match := TIME.fullmatch(half_width(value).replace(" ", ""))):
        minute = 30 if match[5] == "半" else int(match[3] or 0)
        hour = _hour(int(match[2]), match["before"] or "", match["after"] or "")
        colon_alone = re.search(r"\d:(?!\d)", match[0]) is not None
        if hour is not None and hour < 24 and minute < 60 and int(match[4] or 0) < 60 and not colon_alone:
            return f"{hour:02d}:{minute:02d}"
    return Wrong(NO_TIME)


def _hour(hour: int, before: str, after: str) -> int | None:
    """Return the hour of 24 that a word such as 下午 makes of an hour of 12; None where they do not go together."""
    if before and after:
        return None
    word = before or after
    if word in ("am", "a.m.", "pm", "p.m."):
        return hour % 12 + (12 if word.startswith("p") else 0) if 1 <= hour <= 12 else None
    if word in MORNING:
        return hour if hour < 12 else None
    if word in AFTERNOON:
        return hour + 12 if 1 <= hour <= 11 else hour if hour >= 12 else None
    if word in NOON:
        return hour if 10 <= hour <= 14 else hour + 12 if 1 <= hour <= 2 else None
    if word in EVENING:
        return hour + 12 if 5 <= hour <= 11 else hour if hour >= 17 else None
    return hour


def read_month(value: object, text: str) -> str:
    """Return a month as it is kept, such as 2026-05; what names no month comes back as it stands.

    Parameters
    ----------
    value : what the cell holds.
    text : the same as text.
    """
    if isinstance(value, dt.date) and FIRST_YEAR <= value.year <= LAST_YEAR:
        return f"{value:%Y-%m}"
    plain = half_width(text).replace(" ", "")
    if isinstance(value, (int, float)) and plain.endswith(".1"):
        return text
    match = re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:月份?)?", plain) or re.fullmatch(
        r"([0-9]{4})([0-9]{2})", plain
    )
    if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return text
    return f"{match[1]}-{int(match[2]):02d}"


__all__ = [
    "EPOCH_1900", "EPOCH_1904", "FIRST_YEAR", "LAST_YEAR", "Reckoning", "Wrong", "Yearless", "period_for", "read_day",
    "read_month", "read_time",
]  # fmt: skip
