"""Excel number formats: whether a number is a date, what it looks like, and whether that is what it is."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from kgcore.workbook.days import EPOCH_1900, Yearless

GENERAL = "General"
# ECMA-376 part 1, 18.8.30, with the formats that Chinese Excel and WPS give to 27-36 and 50-58.
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"',
    30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0",
    49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
MARK = re.compile(r'General|"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|E[+-]|上午/下午|AM/PM|A/P|.', re.DOTALL | re.IGNORECASE)
ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
# Longer numbers are not shown in full by Excel, nor told exactly here.
LONGEST, MOST_DECIMALS = 10**15, 10
LAST_MOMENT = 2_958_466.0
"""The number of 1 January 10000, which Excel no longer shows."""


@dataclass(frozen=True)
class Section:
    """One section of a format: its placeholders and literal texts, and what it does to a number."""

    marks: tuple[str, ...]
    percents: int = 0
    thousands: int = 0
    decimals: int = 0
    is_grouped: bool = False
    is_simple: bool = True
    """Whether what it shows can be told here: no exponent, fraction, condition or Chinese numeral."""

    @property
    def words(self) -> str:
        """The literal letters and Chinese characters shown beside the number."""
        return "".join(letter for mark in self.marks if mark[-1] == "\0" for letter in mark if letter.isalnum())

    @property
    def has_digits(self) -> bool:
        """Whether the number is shown at all."""
        return any(mark in ("0", "#", "?", GENERAL) for mark in self.marks)


@dataclass(frozen=True)
class Formatted:
    """A number in a cell whose format is neither general nor that of a date."""

    number: float
    code: str

    @property
    def section(self) -> Section:
        """The section of the format that shows this number."""
        parts = sections(self.code)
        if len(parts) > 2 and self.number == 0:
            return parts[2]
        return parts[1] if len(parts) > 1 and self.number < 0 else parts[0]

    @property
    def is_number(self) -> bool:
        """Whether the cell shows the number's own digits, more or fewer decimals apart, with nothing beside them."""
        section = self.section
        return section.is_simple and not (section.percents or section.thousands or section.words)

    @property
    def look(self) -> str | None:
        """What the cell looks like; None where this cannot be told."""
        section = self.section
        is_long = abs(self.number) >= LONGEST or section.decimals > MOST_DECIMALS or section.percents > 1
        if not section.is_simple or not section.has_digits or not math.isfinite(self.number) or is_long:
            return None
        text = _render(abs(self.number), section)
        return f"-{text}" if self.number < 0 and len(sections(self.code)) == 1 else text

    def __str__(self) -> str:
        plain = int(self.number) if math.isfinite(self.number) and self.number.is_integer() else self.number
        return self.look or str(plain)


def displayed(number: float, code: str, epoch: dt.date) -> object:
    """Return a number as its cell shows it: a float, a date-time, a time, a duration, or `Formatted`.

    Parameters
    ----------
    number : what the cell holds.
    code : the cell's number format.
    epoch : day zero of the workbook's dates.
    """
    if code in (GENERAL, "@", "") or code.lower() == "general":
        return number
    parts = _date_parts(code)
    if not parts:
        return Formatted(number, code)
    last = LAST_MOMENT if epoch == EPOCH_1900 else LAST_MOMENT - 1462
    if not 0 <= number < last:
        return number
    if "elapsed" in parts:
        return dt.timedelta(seconds=round(number * 86400))
    moment = dt.datetime.combine(epoch, dt.time()) + dt.timedelta(seconds=round(number * 86400))
    if number < 1 and parts <= {"time"} and round(number * 86400) < 86400:
        return moment.time()
    if "day" in parts and "year" not in parts:
        return Yearless.combine(moment.date(), moment.time())
    return moment


@lru_cache(maxsize=4096)
def _date_parts(code: str) -> frozenset[str]:
    """Return which of year, day, time and elapsed a format shows; empty when it is no format of a date."""
    parts = set()
    for mark in MARK.findall(_first_section(code)):
        if ELAPSED.fullmatch(mark):
            parts.add("elapsed")
        elif mark.lower() in ("y", "e", "g", "b"):
            parts.add("year")
        elif mark.lower() in ("d", "a"):
            parts.add("day")
        elif mark.lower() == "m":
            parts.add("month")
        elif mark.lower() in ("h", "s", "am/pm", "a/p", "上午/下午"):
            parts.add("time")
    if "month" in parts and not parts & {"time", "elapsed"}:
        parts.add("day")
    return frozenset(parts - {"month"})


def _first_section(code: str) -> str:
    text = ""
    for mark in MARK.findall(code):
        if mark == ";":
            break
        text += mark
    return text


@lru_cache(maxsize=4096)
def sections(code: str) -> tuple[Section, ...]:
    """Return the sections of a number format: positive, negative, zero, text."""
    parts: list[list[str]] = [[]]
    for mark in MARK.findall(code):
        if mark == ";":
            parts.append([])
        else:
            parts[-1].append(mark)
    return tuple(_section(marks) for marks in parts)


def _section(marks: list[str]) -> Section:
    digits = [place for place, mark in enumerate(marks) if mark in ("0", "#", "?") or mark.lower() == "general"]
    last = digits[-1] if digits else -1
    point = next((place for place, mark in enumerate(marks) if mark == "."), len(marks))
    literals: list[str] = []
    is_simple = True
    for mark in marks:
        if mark[0] == '"':
            literals.append(mark.replace('"', "") + "\0")
        elif mark[0] == "\\":
            literals.append(mark[1] + "\0")
        elif mark[0] == "[":
            symbol = re.match(r"\[\$([^-\]]*)", mark)
            literals += [symbol[1] + "\0"] if symbol and symbol[1] else []
            is_simple &= symbol is not None or re.fullmatch(r"\[[A-Za-z]+\d*\]", mark) is not None
            is_simple &= not mark.lower().startswith("[dbnum")
        elif mark[0] in "_*" and len(mark) == 2:
            literals.append(" \0")
        elif mark.lower() == "general":
            literals.append(GENERAL)
        elif mark.lower() in ("e+", "e-", "/"):
            is_simple = False
        elif mark != ",":
            literals.append(mark if mark in "0#?.%" else mark + "\0")
    return Section(
        marks=tuple(literals),
        percents=marks.count("%"),
        thousands=sum(mark == "," for mark in marks[last + 1 :]) if digits else 0,
        decimals=sum(place > point for place in digits),
        is_grouped=any(mark == "," for mark in marks[: last + 1]),
        is_simple=is_simple,
    )


def _render(number: float, section: Section) -> str:
    amount = Decimal(repr(number)).scaleb(2 * section.percents - 3 * section.thousands)
    if GENERAL in section.marks:
        digits = f"{amount.normalize():f}"
        return "".join(digits if mark == GENERAL else mark.rstrip("\0") for mark in section.marks)
    rounded = f"{amount.quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP):f}"
    whole, fraction = rounded.partition(".")[::2]
    point = section.marks.index(".") if "." in section.marks else len(section.marks)
    return _filled(section.marks[:point], whole, section.is_grouped) + _fraction(section.marks[point:], fraction)


def _filled(marks: tuple[str, ...], whole: str, is_grouped: bool) -> str:
    """Put the digits of a whole number into placeholders from the right; those left over go before the first."""
    rest = "" if whole == "0" else whole
    if is_grouped:
        rest = f"{int(whole):,}" if rest else rest
    places = [at for at, mark in enumerate(marks) if mark in ("0", "#", "?")]
    pieces = [mark.rstrip("\0") for mark in marks]
    for at in reversed(places):
        digits = (rest if at == places[0] else rest[-1:]) or ("0" if marks[at] == "0" else "")
        rest = "" if at == places[0] else rest[:-1]
        pieces[at] = digits
    return "".join(pieces)


def _fraction(marks: tuple[str, ...], digits: str) -> str:
    significant = digits.rstrip("0")
    pieces, place = [], 0
    for mark in marks:
        if mark in ("0", "#", "?"):
            pieces.append(digits[place : place + 1] if mark == "0" or place < len(significant) else "")
            place += 1
        else:
            pieces.append(mark.rstrip("\0"))
    return "".join(pieces).removesuffix(".")


__all__ = ["BUILT_IN", "GENERAL", "Formatted", "Section", "displayed", "sections"]
