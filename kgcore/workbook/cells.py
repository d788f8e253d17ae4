"""One value to one cell and back: what a register stores against what a person writes in a sheet."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from kgcore.glyphs import fold, half_width, plain_name, visible
from kgcore.registers import RegisterColumn
from kgcore.workbook.days import Reckoning, Wrong, Yearless, read_day, read_month, read_time
from kgcore.workbook.number_format import Formatted

YES, NO = "是", "否"
YES_WORDS = frozenset({"是", "√", "✓", "✔", "对", "有", "1", "true", "yes", "y"})
NO_WORDS = frozenset({"否", "×", "✗", "✘", "x", "无", "不", "0", "false", "no", "n"})
ERROR_VALUES = (
    "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
)  # fmt: skip
# Binary floats carry noise far below a fen or a gram; what lies above this is a decimal somebody wrote.
NOISE = Decimal("0.000001")
ADDRESS = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
LAST_ROW, LAST_COLUMN = 2**20, 2**14
# Excel keeps 15 digits of a number.
DIGITS_LIMIT = 10**15
CURRENCIES = {"元", "rmb", "cny"}
AS_TEXT = "请把这一格的格式设为“文本”，再照原样重新填写"


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
    """Return the 0-based row and column of an A1 address; None when it is no address of a sheet."""
    match = ADDRESS.fullmatch(cell)
    at = (int(match[2]) - 1, position(match[1])) if match else None
    return at if at is not None and at[0] < LAST_ROW and at[1] < LAST_COLUMN else None


def position(name: str) -> int:
    """Return the 0-based position of column letters: A → 0, AA → 26."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


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
    value : what the sheet holds: text, number (`Formatted` where its format is not general), truth value, date,
        time or duration.
    reckoning : how the workbook's dates are to be read.

    Returns
    -------
    the stored value: str, int (fen, g, whole numbers), float, `datetime.date` or bool.
    """
    if isinstance(value, str):
        value = visible(value).strip()
        if value.upper() in ERROR_VALUES:
            return Wrong(f"公式出错（{value}）；请改正公式或直接填数值")
    if value is None or value == "":
        return None
    if column.kind in ("integer", "number"):
        return _number(column, value)
    if column.kind == "text":
        return _text(column, value)
    if isinstance(value, Formatted):
        value = value.number if value.is_number else str(value)
    if column.kind == "date":
        return read_day(value, reckoning)
    return _flag(value) if column.kind == "flag" else read_time(value)


def _text(column: RegisterColumn, value: object) -> str | Wrong:
    text = _as_text(column, value)
    if isinstance(text, Wrong):
        return text
    if column.choices:
        found = _choice(column, text)
        if found is None and column.vocabulary:
            return plain_name(text)
        return found if found is not None else Wrong(f"应为{'、'.join(shown_choices(column))}之一{_near(column, text)}")
    if column.pattern:
        for form in (text, _period_words(column.pattern, value, text)):
            for candidate in (form, form.upper(), form.lower()):
                if re.fullmatch(column.pattern, candidate):
                    return candidate
        advice = f"（{column.help}）" if column.help else ""
        return Wrong(f"应形如 {column.example}{advice}")
    return plain_name(text) if column.key or column.reference else text


def _as_text(column: RegisterColumn, value: object) -> str | Wrong:
    """Return what a cell of a text column shows; a number or day that may not be what was typed is refused."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Formatted):
        return _as_shown(column, value)
    if isinstance(value, (int, float)):
        return _digits(value)
    if isinstance(value, Yearless) or (isinstance(value, (dt.date, dt.time, dt.timedelta)) and not column.pattern
                                       and (column.key or column.reference)):  # fmt: skip
        return Wrong(f"Excel 把填写的内容当成了日期或时间；{AS_TEXT}")
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M") if value.time() != dt.time() else value.strftime("%Y-%m-%d")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return str(value)


def _digits(number: float) -> str | Wrong:
    if abs(number) >= DIGITS_LIMIT or not math.isfinite(number):
        return Wrong(f"Excel 的数字只留 15 位，后面的已经变成 0；{AS_TEXT}")
    return str(int(number)) if number == int(number) else f"{Decimal(f'{number:.15g}'):f}"


def _as_shown(column: RegisterColumn, value: Formatted) -> str | Wrong:
    """Return a number as its cell shows it, such as 00012345; refuse what shows more or less than was typed."""
    plain = _digits(value.number)
    if isinstance(plain, Wrong):
        return plain
    text, section = value.look, value.section
    if text is None:
        return Wrong(f"这一格是数字，看上去却不是它本来的样子；{AS_TEXT}")
    exponent = 2 * section.percents - 3 * section.thousands
    exact = Decimal(plain).scaleb(exponent)
    is_rounded = exact != round(exact, section.decimals) if "General" not in section.marks else False
    has_decimals_added = section.decimals > 0 and exact == exact.to_integral_value() and not column.pattern
    if is_rounded or has_decimals_added or section.is_grouped or (value.number < 0 and "-" not in text):
        return Wrong(f"这一格是数字 {plain}，显示为“{text}”；{AS_TEXT}")
    return text


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


def _period_words(pattern: str, value: object, text: str) -> str:
    """Rewrite months, terms and school years as people write them into the form that `pattern` asks for."""
    narrow = fold(text)
    if re.fullmatch(pattern, "2026-05") and not re.fullmatch(pattern, "2026-13"):
        return read_month(value, text)
    if re.fullmatch(pattern, "2026-spring") and (match := re.fullmatch(r"(\d{4})年?-?(春|秋)季?(?:学期)?", narrow)):
        return f"{match[1]}-{'spring' if match[2] == '春' else 'autumn'}"
    if re.fullmatch(pattern, "2025-2026") and (match := re.fullmatch(r"(\d{4})[-‐–—~/至](\d{4})(?:学年)?", narrow)):
        return f"{match[1]}-{match[2]}"
    return unicodedata.normalize("NFKC", half_width(text).replace(" ", ""))


def _number(column: RegisterColumn, value: object) -> int | float | Wrong:
    if isinstance(value, Formatted):
        refusal = _disguise(column, value)
        if refusal is not None:
            return refusal
        percents = value.section.percents
        value = float(Decimal(repr(value.number)).scaleb(2 * percents)) if percents else value.number
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


def _disguise(column: RegisterColumn, value: Formatted) -> Wrong | None:
    """Return why a number must not be taken as it is: its cell shows another one, in another unit, or none at all."""
    section = value.section
    unit_words = column.sheet_unit or ""
    units = {"", fold(unit_words), fold(unit_words.partition("/")[0])}
    if "元" in unit_words:
        units |= CURRENCIES
    is_percent = column.sheet_unit == "%" and section.percents == 1
    advice = "请把这一格的格式改为“常规”再核对"
    if value.number and not section.has_digits:
        return Wrong(f"这一格里有数，却设成不显示；{advice}")
    if (section.percents and not is_percent) or section.thousands or fold(section.words) not in units:
        unit = f"，单位应为 {unit_words}" if unit_words else ""
        return Wrong(f"这一格显示的是“{value}”，与格里的数 {_plain(value.number)} 不是一回事{unit}；{advice}")
    return None


def _plain(number: float) -> str:
    return f"{Decimal(repr(number)).normalize():f}" if abs(number) < DIGITS_LIMIT else f"{number:g}"


def _unit_words(column: RegisterColumn) -> str:
    return f"，单位 {column.sheet_unit}" if column.sheet_unit else ""


def _decimal(column: RegisterColumn, value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, str):
        text = half_width(value).replace(" ", "").lstrip("¥")
        unit_words = half_width(column.sheet_unit or "")
        for unit in (unit_words, unit_words.partition("/")[0]):
            text = text.removesuffix(unit) if unit else text
        if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text):
            text = text.replace(",", "")
        if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]{1,3})?", text):
            return None
        return Decimal(text)
    return Decimal(repr(value)) if math.isfinite(value) else None


def _flag(value: object) -> bool | Wrong:
    word = fold(value if isinstance(value, str) else f"{value:g}" if type(value) is float else str(value))
    if word in YES_WORDS:
        return True
    return False if word in NO_WORDS else Wrong("应为 是 或 否")


__all__ = [
    "LAST_COLUMN",
    "LAST_ROW",
    "NO",
    "YES",
    "Reckoning",
    "Wrong",
    "address",
    "decimals",
    "fold",
    "letters",
    "limits",
    "nearest",
    "number_format",
    "parse",
    "place",
    "position",
    "shown_choices",
    "shown_column",
    "shown_example",
]
