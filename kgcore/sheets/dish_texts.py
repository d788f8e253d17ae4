"""The dishes of one cell of a menu: 米饭、红烧肉（五花肉35g）+番茄蛋汤, one or the other, with numbers and labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from kgcore.sheets.axes import course_of, meal_of
from kgcore.sheets.grid import Value, plain

STRONG = "、,，+;；|。&"
CIRCLED = re.compile("[①-⑳❶-❿]")
NUMBERING = re.compile(r"^\s*(?:\d{1,2}[.、)]|\(\d{1,2}\))\s*(?=[\u4e00-\u9fff])")
UNIT = r"(?:g|G|克|ml|ML|毫升|个|只|杯|块|片|份|盒|袋|瓶|根|条|颗|粒|枚)"
AMOUNT = re.compile(rf"(?:约)?(?:\d+(?:\.\d+)?(?:[-~]\d+)?|半|一|1/2)\s*{UNIT}(?:/人|/份|每人)?")
FOOD = re.compile(
    rf"([\u4e00-\u9fff][\u4e00-\u9fff()A-Za-z]*?)\s*[:：]?\s*(\d+(?:\.\d+)?)\s*({UNIT}?)(?:/人)?(?=$|[^\d.])"
)
LABEL = re.compile(r"([\u4e00-\u9fff]{1,6}(?:\([^()]*\))?)\s*[:：]")
GRAMS = ("", "g", "克")


@dataclass(frozen=True)
class Portion:
    """One dish of a cell.

    Parameters
    ----------
    text : its name as written, without quantities and ingredients.
    foods : its ingredients where they are told with numbers: food, number, unit.
    group : the whole text when dishes stand in it of which one may replace the other; empty otherwise.
    meal, course : by a label before it; empty when there is none.
    """

    text: str
    foods: tuple[tuple[str, Decimal, str], ...] = ()
    group: str = ""
    meal: str = ""
    course: str = ""


def lines_of(value: Value) -> list[str]:
    r"""Return the lines of a cell, numbers in circles made separators.

    Examples
    --------
    >>> lines_of("米饭\n红烧肉"), lines_of("①米饭②红烧肉")
    (['米饭', '红烧肉'], ['米饭', '红烧肉'])
    """
    raw = CIRCLED.sub("\n", value) if isinstance(value, str) else value
    return [line.strip() for line in re.split(r"[\r\n]+", plain(raw)) if line.strip()]


def foods_of(text: str) -> tuple[tuple[str, Decimal, str], ...]:
    """Return foods with their numbers and units; empty when the text is something else.

    Examples
    --------
    >>> foods_of("大米50 青菜 80g、鸡蛋半个")
    ()
    >>> [(food, str(number), unit) for food, number, unit in foods_of("大米50 青菜 80g、牛奶150ml")]
    [('大米', '50', ''), ('青菜', '80', 'g'), ('牛奶', '150', 'ml')]
    """
    rest = re.sub(rf"[\s{STRONG}/]", "", FOOD.sub("", text))
    if rest or not FOOD.search(text):
        return ()
    return tuple((match[1], Decimal(match[2]), match[3].lower()) for match in FOOD.finditer(text))


def blanks_separate(cells: Iterable[list[str]]) -> bool:
    """Whether blanks stand between dishes and not inside their names, by how often they occur.

    Examples
    --------
    >>> blanks_separate([["米饭 红烧肉 青菜"], ["面条 鸡蛋"]]), blanks_separate([["红烧 狮子头", "米饭", "青菜"]])
    (True, False)
    """
    lines = [re.sub(r"\([^()]*\)|^[^:]{1,6}:\s*", "", line) for cell in cells for line in cell]
    inner = [line for line in lines if re.search(r"[\u4e00-\u9fff)]\s+[\u4e00-\u9fff]", line)]
    strong = [line for line in lines if any(sign in line for sign in STRONG)]
    stacked = [line for line in lines if line not in inner and line not in strong]
    return bool(inner) and not strong and len(inner) > len(stacked) / 2


def portions(lines: list[str], is_dish: Callable[[str], bool], *, blanks: bool) -> list[Portion]:
    """Return the dishes of the lines of one cell.

    Parameters
    ----------
    lines : of the cell, as `lines_of` gives them.
    is_dish : whether the office knows a name.
    blanks : whether a blank stands between dishes; otherwise only two do, or one between names that are known.
    """
    dishes: list[Portion] = []
    meal = course = ""
    for line in lines:
        for label, text in _labelled(line):
            if label and (named := meal_of(label)) is not None:
                meal, course = named or label, ""
            elif label:
                course = course_of(label) or course
            for part in _parts(NUMBERING.sub("", text), is_dish, blanks=blanks):
                dishes += _portion(part, meal, course, is_dish)
    return dishes


def _labelled(line: str) -> list[tuple[str, str]]:
    """Return the parts of a line by the label of a meal or course before each; empty where none stands."""
    marks = [match for match in LABEL.finditer(line) if meal_of(match[1]) is not None or course_of(match[1])]
    if not marks:
        return [("", line)]
    parts = [("", line[: marks[0].start()])] if line[: marks[0].start()].strip() else []
    ends = [match.start() for match in marks[1:]] + [len(line)]
    return parts + [(match[1], line[match.end() : end]) for match, end in zip(marks, ends, strict=True)]


def _parts(text: str, is_dish: Callable[[str], bool], *, blanks: bool) -> list[str]:
    mask = re.sub(r"\([^()]*\)", lambda match: match[0].translate({ord(sign): "\0" for sign in STRONG + " "}), text)
    pieces: list[str] = []
    begin = 0
    separators = rf"[{re.escape(STRONG)}]+|\s{{2,}}|\t"
    for match in [*re.finditer(separators, mask), None]:
        end = match.start() if match else len(mask)
        pieces += _at_blanks(text[begin:end], mask[begin:end], is_dish, blanks=blanks)
        begin = match.end() if match else end
    cleaned = (NUMBERING.sub("", piece).strip(" .:") for piece in pieces)
    return [piece for piece in cleaned if piece]


def _at_blanks(text: str, mask: str, is_dish: Callable[[str], bool], *, blanks: bool) -> list[str]:
    if not re.search(r"\S\s+\S", mask) or foods_of(text):
        return [text]
    begin, pieces = 0, []
    for match in [*re.finditer(r"\s+", mask), None]:
        end = match.start() if match else len(mask)
        pieces.append(text[begin:end])
        begin = match.end() if match else end
    pieces = [piece for piece in pieces if piece]
    names = [re.sub(r"\([^()]*\)", "", piece) for piece in pieces]
    short = [name for name in names if len(name) < 2]
    if is_dish("".join(names)) or (short and (not blanks or len(short) == len(names))):
        return [text]
    return pieces if blanks or all(is_dish(name) for name in names) else [text]


def _portion(text: str, meal: str, course: str, is_dish: Callable[[str], bool]) -> list[Portion]:
    choices = (
        [text]
        if re.search(r"\d/\d|/人|/份", text)
        else re.split(r"/|(?<=[\u4e00-\u9fff)])或者?(?=[\u4e00-\u9fff])", text)
    )
    choices = [choice.strip() for choice in choices if choice.strip()]
    group = text if len(choices) > 1 and not is_dish(text) else ""
    dishes = []
    for choice in choices if group else [text]:
        foods: tuple[tuple[str, Decimal, str], ...] = ()
        name = choice
        for bracket in re.findall(r"\(([^()]*)\)", choice):
            own = foods_of(bracket)
            if own or AMOUNT.fullmatch(bracket) or re.search(rf"[\s{re.escape(STRONG)}]", bracket):
                name, foods = name.replace(f"({bracket})", ""), foods or own
        name = re.sub(rf"{AMOUNT.pattern}$", "", name.strip()).strip() or choice
        dishes.append(Portion(name, foods, group, meal, course))
    return dishes


__all__ = ["GRAMS", "Portion", "blanks_separate", "foods_of", "lines_of", "portions"]
