"""One value to one cell and back: what a register stores against what a person writes in a sheet."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from kgcore.periods import Span
from kgcore.registers import RegisterColumn

YES, NO = "是", "否"
YES_WORDS = frozenset({"是", "√", "✓", "✔", "对", "有", "1", "true", "yes", "y"})
NO_WORDS = frozenset({"否", "×", "✗", "✘", "x", "无", "不", "0", "false", "no", "n"})
ERROR_VALUES = (
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#N/A",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
)
FIRST_YEAR, LAST_YEAR = 1950, 2099
EPOCH_1900, EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
# Binary floats carry noise far below a fen or a gram; what lies above this is a decimal somebody wrote.
NOISE = Decimal("0.000001")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f"))
# Only the full-width forms of an input method; NFKC would also make 22 of 2² and 1 of ①.
HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | str.maketrans("−–—。￥", "---.¥")


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be read; `expected` says in Chinese what belongs there."""

    expected: str


@dataclass(frozen=True)
class Reckoning:
    """How dates of one workbook are to be read: its day zero, and the period that gives 5月6日 its year."""

    epoch: dt.date = EPOCH_1900
    period: Span | None = None


def letters(position: int) -> str:
    """Return the column letters of a 0-based position: 0 → A, 26 → AA."""
    text = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row: int, position: int) -> str:
    """Return the A1 address of a 0-based row and column."""
    return f"{letters(position)}{row + 1}"


def place(cell: str) -> tuple[int, int] | None:
    """Return the 0-based row and column of an A1 address; None when it is no address."""
    match = re.fullmatch(r"([A-Z]{1,3})([1-9]\d{0,6})", cell)
    return (int(match[2]) - 1, position(match[1])) if match else None


def position(name: str) -> int:
    """Return the 0-based position of column letters: A → 0, AA → 26."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def fold(text: str) -> str:
    """Return text as it is compared: half-width, lower case, without any blank."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text.translate(INVISIBLE))).casefold()


def _half_width(text: str) -> str:
    """Return a number, day or time as typed on a half-width keyboard, without any blank."""
    return re.sub(r"\s+", "", text.translate(INVISIBLE).translate(HALF_WIDTH)).casefold()


def decimals(column: RegisterColumn) -> int:
    """Return how many decimals the sheet may show of an exactly scaled column: 2 for 元, 3 for kg."""
    return len(str(column.scale)) - 1


def limits(column: RegisterColumn) -> str:
    """Return the limits of a column in the unit of the sheet, in Chinese; empty when there are none."""
    low, high = (
        None if value is None else f"{Decimal(str(value)) / column.scale:f}".rstrip(".")
        for value in (column.minimum, column.maximum)
    )
    if low is not None and high is not None:
        return f"{low} 到 {high}"
    if low is not None:
        return f"不小于 {low}"
    return f"不大于 {high}" if high is not None else ""


def number_format(column: RegisterColumn) -> str:
    """Return the Excel number format of a column; text is marked as text, else Excel turns 2026-05 into a date."""
    if column.kind == "date":
        return "yyyy-mm-dd"
    if column.scale != 1:
        return "0." + "0" * decimals(column)
    return {"integer": "0", "number": "General"}.get(column.kind, "@")


def shown_choices(column: RegisterColumn) -> tuple[str, ...]:
    """Return the values of a drop-down list as the sheet shows them; empty when the column is open."""
    if column.kind == "flag":
        return (YES, NO)
    return tuple(column.labels.get(choice, choice) for choice in column.choices)


def shown_example(column: RegisterColumn) -> str | float | dt.date | None:
    """Return the example of a column as the sheet shows it; examples are declared in the unit of the sheet."""
    value = column.example
    if value is None:
        return None
    if column.kind == "flag":
        return YES if value else NO
    if column.kind == "date":
        return dt.date.fromisoformat(str(value))
    if column.kind in ("integer", "number"):
        return float(str(value)) if column.scale != 1 or column.kind == "number" else int(str(value))
    return column.labels.get(str(value), str(value))


def shown_column(column: RegisterColumn, values: pd.Series) -> list[str | float | dt.date | None]:
    """Return stored values as the sheet shows them, exactly scaled; None where a value is missing."""
    missing = values.isna().to_numpy()
    if column.kind == "date":
        days = pd.to_datetime(values).dt.date
        return [None if absent else day for absent, day in zip(missing, days, strict=True)]
    if column.kind == "flag":
        return [None if absent else YES if value else NO for absent, value in zip(missing, values, strict=True)]
    if column.kind == "integer" and column.scale != 1:
        return [
            None if absent else float(Decimal(int(value)) / column.scale)
            for absent, value in zip(missing, values, strict=True)
        ]
    if column.kind in ("integer", "number"):
        as_number = int if column.kind == "integer" else float
        return [None if absent else as_number(value) for absent, value in zip(missing, values, strict=True)]
    return [
        None if absent or value == "" else column.labels.get(str(value), str(value))
        for absent, value in zip(missing, values, strict=True)
    ]


def parse(column: RegisterColumn, value: object, reckoning: Reckoning) -> object | Wrong | None:
    """Read one cell of a column; None where it is empty, `Wrong` where it holds what does not belong there.

    Parameters
    ----------
    column : the column declared by the register.
    value : what the sheet holds: text, number, truth value, date, time or duration.
    reckoning : how the workbook's dates are to be read.

    Returns
    -------
    the stored value: str, int (fen, g, whole numbers), float, `datetime.date` or bool.
    """
    if isinstance(value, str):
        value = value.translate(INVISIBLE).strip()
        if value.upper() in ERROR_VALUES:
            return Wrong(f"公式出错（{value}）；请改正公式或直接填数值")
    if value is None or value == "":
        return None
    if column.kind == "date":
        return _date(value, reckoning)
    if column.kind == "flag":
        return _flag(value)
    if column.kind == "time":
        return _time(value)
    if column.kind in ("integer", "number"):
        return _number(column, value)
    return _text(column, value)


def _text(column: RegisterColumn, value: object) -> str | Wrong:
    text = _as_text(value)
    if column.choices:
        found = _choice(column, text)
        return found if found is not None else Wrong(f"应为{'、'.join(shown_choices(column))}之一{_near(column, text)}")
    if column.pattern:
        for form in (text, _period_words(column.pattern, value, text)):
            for candidate in (form, form.upper(), form.lower()):
                if re.fullmatch(column.pattern, candidate):
                    return candidate
        advice = f"（{column.help}）" if column.help else ""
        return Wrong(f"应形如 {column.example}{advice}")
    return _narrow(text) if column.key or column.reference else text


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M") if value.time() != dt.time() else value.strftime("%Y-%m-%d")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return str(value)


def _choice(column: RegisterColumn, text: str) -> str | None:
    wanted = fold(text)
    for choice in column.choices:
        if wanted in (fold(choice), fold(column.labels.get(choice, choice))):
            return choice
    return None


def _near(column: RegisterColumn, text: str) -> str:
    near = nearest(text, shown_choices(column))
    return f"；是否“{near}”？" if near else ""


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `text`, or None when nothing is like it."""
    by_fold = {fold(word): word for word in known}
    found = difflib.get_close_matches(fold(text), by_fold, n=1, cutoff=0.5)
    return by_fold[found[0]] if found else None


def _narrow(text: str) -> str:
    """Make letters and digits half-width and leave punctuation, which may belong to a name, as it is."""
    return "".join(unicodedata.normalize("NFKC", letter) if letter.isalnum() else letter for letter in text)


def _period_words(pattern: str, value: object, text: str) -> str:
    """Rewrite months, terms and school years as people write them into the form that `pattern` asks for."""
    narrow = fold(text)
    if re.fullmatch(pattern, "2026-05") and not re.fullmatch(pattern, "2026-13"):
        if isinstance(value, dt.date):
            return f"{value:%Y-%m}"
        if match := re.fullmatch(r"(\d{4})(?:[-/.年]?)(\d{1,2})月?份?", narrow):
            return f"{match[1]}-{int(match[2]):02d}"
    if re.fullmatch(pattern, "2026-spring") and (match := re.fullmatch(r"(\d{4})年?-?(春|秋)季?(?:学期)?", narrow)):
        return f"{match[1]}-{'spring' if match[2] == '春' else 'autumn'}"
    if re.fullmatch(pattern, "2025-2026") and (match := re.fullmatch(r"(\d{4})[-–—~/至](\d{4})(?:学年)?", narrow)):
        return f"{match[1]}-{match[2]}"
    return unicodedata.normalize("NFKC", re.sub(r"\s+", "", text))


def _number(column: RegisterColumn, value: object) -> int | float | Wrong:
    amount = _decimal(column, value)
    if amount is None:
        return Wrong(f"应为{'整数' if column.kind == 'integer' and column.scale == 1 else '数字'}{_unit_words(column)}")
    exact = amount * column.scale
    if column.kind == "integer":
        whole = exact.to_integral_value()
        if abs(exact - whole) > NOISE:
            if column.scale == 1:
                return Wrong(f"应为整数{_unit_words(column)}")
            return Wrong(f"最多 {decimals(column)} 位小数{_unit_words(column)}")
        exact = whole
    low, high = column.minimum, column.maximum
    if (low is not None and exact < Decimal(str(low))) or (high is not None and exact > Decimal(str(high))):
        return Wrong(f"应{limits(column)}{_unit_words(column)}")
    if column.kind == "integer":
        return int(exact) if abs(exact) < 2**63 else Wrong("数字太大")
    return float(exact)


def _unit_words(column: RegisterColumn) -> str:
    return f"，单位 {column.sheet_unit}" if column.sheet_unit else ""


def _decimal(column: RegisterColumn, value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, str):
        text = _half_width(value).lstrip("¥")
        unit_words = _half_width(column.sheet_unit or "")
        for unit in (unit_words, unit_words.partition("/")[0]):
            text = text.removesuffix(unit) if unit else text
        if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text):
            text = text.replace(",", "")
        if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]{1,3})?", text):
            return None
        return Decimal(text)
    return Decimal(repr(value)) if math.isfinite(value) else None


def _date(value: object, reckoning: Reckoning) -> dt.date | Wrong:
    refusal = Wrong("应为日期，如 2026-05-06")
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return _plausible(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return refusal
    text = _as_text(value) if not isinstance(value, str) else _half_width(value)
    text = re.sub(r"[(]?(周|星期)[一二三四五六日天][)]?$", "", text)
    text = re.sub(r"(?<=[0-9])t?00:00(:00)?(\.0+)?$", "", text) if ":" in text else text
    if re.fullmatch(r"[0-9]{5}", text):
        return _plausible(reckoning.epoch + dt.timedelta(days=int(text)))
    if match := re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?", text) or re.fullmatch(
        r"([0-9]{4})([0-9]{2})([0-9]{2})", text
    ):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?", text):
        return _day_of_period(int(match[1]), int(match[2]), reckoning.period)
    return refusal


def _day(year: int, month: int, day: int) -> dt.date | Wrong:
    try:
        return _plausible(dt.date(year, month, day))
    except ValueError:
        return Wrong(f"没有 {year} 年 {month} 月 {day} 日这一天；应为日期，如 2026-05-06")


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
    return Wrong(f"没有写年份{where}；应为完整日期，如 2026-05-06")


def _time(value: object) -> str | Wrong:
    if isinstance(value, dt.datetime):
        value = value.time()
    if isinstance(value, dt.timedelta):
        value = value.total_seconds() / 86400
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1:
        minutes = round(value * 1440)
        return f"{minutes // 60:02d}:{minutes % 60:02d}" if minutes < 1440 else "23:59"
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, str):
        match = re.fullmatch(r"(\d{1,2})[:点时](\d{2})分?(:00)?", _half_width(value), re.ASCII)
        if match and int(match[1]) < 24 and int(match[2]) < 60:
            return f"{int(match[1]):02d}:{match[2]}"
    return Wrong("应为时间，如 09:10")


def _flag(value: object) -> bool | Wrong:
    word = fold(_as_text(value))
    if word in YES_WORDS:
        return True
    return False if word in NO_WORDS else Wrong("应为 是 或 否")
