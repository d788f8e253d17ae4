"""The dishes of one cell of a menu: 米饭、红烧肉（五花肉35g）+番茄蛋汤, one or the other, with numbers and labels.

What a mark or a blank parts is several dishes where each part is understood as one. Where only some are, somebody is
asked: a name that holds two dishes is never made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from kgcore.sheets.axes import CLASS, banded, course_of, meal_of
from kgcore.sheets.grid import Value, plain
from kgcore.sheets.names import LEAVE_OUT, Match

STRONG = "、,，+;；|。&"
WEAK = re.compile(r"\s+|(?<=[\u4e00-\u9fff)gGlL])\s*[·•*—–.\-]+\s*(?=[\u4e00-\u9fff])")
"""What may part dishes or stand inside the name of one."""
SQUARE = str.maketrans("【】〔〕[]{}", "()()()()")
CIRCLED = re.compile("[①-⑳❶-❿]")
NUMBERING = re.compile(r"^\s*(?:\d{1,2}[.、)]|\(\d{1,2}\))\s*(?=[\u4e00-\u9fff])")
UNIT = r"(?:g|G|克|ml|ML|毫升|个|只|杯|块|片|份|盒|袋|瓶|根|条|颗|粒|枚)"
AMOUNT = re.compile(rf"(?:约)?(?:\d+(?:\.\d+)?(?:[-~]\d+)?|半|一|1/2)\s*{UNIT}(?:/人|/份|每人)?")
FOOD = re.compile(
    rf"([\u4e00-\u9fff][\u4e00-\u9fff()A-Za-z]*?)\s*[:：]?\s*(\d+(?:\.\d+)?)\s*({UNIT}?)(?:/人)?(?=$|[^\d.])"
)
SOME = re.compile(r"[\u4e00-\u9fff]{1,4}\s*(?:适量|少许|少量|若干)")
"""A food without a figure among others that have one."""
BEFORE_FOODS = re.compile(r"(?:^|(?<=[、,;\s]))([^\d:、,;+/\s()]+(?:\([^()\d]*\))?)\s*[:—–\-]\s*")
"""A dish and the mark between it and its foods: 番茄炒蛋：番茄60g、鸡蛋40g."""
BESIDE_FOODS = re.compile(r"([^\d:、,;+/\s()]+(?:\([^()\d]*\))?)\s+(.+)")
DRINK = ("ml", "毫升")
GLUED = 4
"""Letters that two dishes have at least, each, where a name without a mark is taken for both."""
LABEL = re.compile(r"([\u4e00-\u9fff]{1,6}(?:\([^()]*\))?)\s*[:：]")


class DishWords(Protocol):
    """The names of dishes that an office knows, and what was answered about them."""

    def is_dish(self, word: str) -> bool:
        """Whether a dish of this name is known."""

    def dish(self, word: str) -> Match:
        """Return the dish that a name stands for."""

    def answered(self, about: str, word: str) -> str | None:
        """Return what somebody has answered to a question before."""


@dataclass(frozen=True)
class Portion:
    """One dish of a cell.

    Parameters
    ----------
    text : its name as written, without quantities and ingredients; empty for foods of which nobody can tell the dish.
    foods : its ingredients where they are told with numbers: food, number, unit.
    group, proposals : what is asked and what may be answered where it is unclear which dishes a text holds; empty where
        it is clear.
    meal, course, band : by a label before it; empty when there is none.
    """

    text: str
    foods: tuple[tuple[str, Decimal, str], ...] = ()
    group: str = ""
    proposals: tuple[str, ...] = ()
    meal: str = ""
    course: str = ""
    band: str = ""


@dataclass
class _Line:
    """A label and the dishes behind it, with foods that belong to the one dish; a question where that is unclear."""

    label: str
    text: str
    foods: str = ""
    question: str = ""


def lines_of(value: Value) -> list[str]:
    r"""Return the lines of a cell, numbers in circles made separators and square brackets round ones.

    Examples
    --------
    >>> lines_of("米饭\n红烧肉"), lines_of("①米饭②红烧肉"), lines_of("红烧肉【五花肉35g】")
    (['米饭', '红烧肉'], ['米饭', '红烧肉'], ['红烧肉(五花肉35g)'])
    """
    raw = CIRCLED.sub("\n", value).translate(SQUARE) if isinstance(value, str) else value
    return [line.strip() for line in re.split(r"[\r\n]+", plain(raw)) if line.strip()]


def foods_of(text: str) -> tuple[tuple[str, Decimal, str], ...]:
    """Return foods with their numbers and units; empty when the text is something else. 盐少许 has no number.

    Examples
    --------
    >>> foods_of("大米50 青菜 80g、鸡蛋半个")
    ()
    >>> [(food, str(number), unit) for food, number, unit in foods_of("大米50 青菜 80g、牛奶150ml、盐少许")]
    [('大米', '50', ''), ('青菜', '80', 'g'), ('牛奶', '150', 'ml')]
    """
    figures = SOME.sub("", text)
    rest = re.sub(rf"[\s{STRONG}/]", "", FOOD.sub("", figures))
    if rest or not FOOD.search(figures):
        return ()
    return tuple((match[1], Decimal(match[2]), match[3].lower()) for match in FOOD.finditer(figures))


def separators(cells: Iterable[list[str]]) -> str:
    """Return which of blank and slash part dishes in a sheet, by how often they occur; see `portions`.

    A blank does where it is usual and no other mark parts. A slash, which else stands between a dish and another that
    may replace it, does where three cells hold three dishes or more by it and by no other mark.

    Examples
    --------
    >>> separators([["米饭 红烧肉 青菜"], ["面条 鸡蛋"]]), separators([["红烧 狮子头", "米饭", "青菜"]])
    (' ', '')
    >>> separators([["米饭/红烧肉/青菜"]] * 3), separators([["酸奶/面包"]] * 3)
    ('/', '')
    """
    lines = [re.sub(r"\([^()]*\)|^[^:]{1,6}:\s*", "", line) for cell in cells for line in cell]
    inner = [line for line in lines if re.search(r"[\u4e00-\u9fff)]\s+[\u4e00-\u9fff]", line)]
    strong = [line for line in lines if any(sign in line for sign in STRONG)]
    stacked = [line for line in lines if line not in inner and line not in strong]
    slashed = [line for line in lines if "/" in line and not re.search(r"\d/|/[人份]", line)]
    is_blank = bool(inner) and not strong and len(inner) > len(stacked) / 2
    is_slash = sum(line.count("/") > 1 for line in slashed) > 2 and not set(slashed) & set(strong)
    return f"{' ' if is_blank else ''}{'/' if is_slash else ''}"


def portions(lines: list[str], names: DishWords, signs: str = "") -> list[Portion]:
    """Return the dishes of the lines of one cell.

    Parameters
    ----------
    lines : of the cell, as `lines_of` gives them.
    names : that the office knows, and what was answered about dishes before.
    signs : which of blank and slash always part dishes; else a blank does between names that are understood, and a
        slash stands between dishes of which one may replace the other.
    """
    dishes: list[Portion] = []
    meal = course = band = ""
    for line in _with_foods([entry for text in lines for entry in _labelled(text)], names, signs):
        if line.label and (named := meal_of(line.label)) is not None:
            band, meal, course = banded(line.label)[0] or band, named or line.label, ""
        elif line.label and (named := course_of(line.label)):
            course = named
        elif line.label:
            band = line.label
        line_dishes = [dish for part in _parts(line.text, signs) for dish in _dishes(part, names, signs)] or [
            Portion("")
        ]
        if line.foods and len(line_dishes) == 1:
            line_dishes = [replace(line_dishes[0], foods=foods_of(line.foods))]
        answer = names.answered("dish", line.question) if line.question else None
        if line.question and answer is None:
            line_dishes = [replace(dish, group=line.question, proposals=(dish.text, LEAVE_OUT)) for dish in line_dishes]
        if answer != LEAVE_OUT:
            dishes += [
                replace(dish, meal=meal, course=course, band=band) for dish in line_dishes if dish.text or dish.foods
            ]
    return dishes


def _labelled(line: str) -> list[tuple[str, str]]:
    """Return the parts of a line by the label of a meal, course or class before each; empty where none stands."""
    marks = [
        match
        for match in LABEL.finditer(line)
        if meal_of(match[1]) is not None or course_of(match[1]) or (match[1][-1] == "班" and CLASS.fullmatch(match[1]))
    ]
    if not marks:
        return [("", line)]
    parts = [("", line[: marks[0].start()])] if line[: marks[0].start()].strip() else []
    ends = [match.start() for match in marks[1:]] + [len(line)]
    return parts + [(match[1], line[match.end() : end]) for match, end in zip(marks, ends, strict=True)]


def _with_foods(entries: list[tuple[str, str]], names: DishWords, signs: str) -> list[_Line]:
    """Return the lines, foods with grams put to the dish before them: 番茄炒蛋：番茄60g, or on the lines below it.

    苹果100g below 水果沙拉 may be a food of it or a dish of its own. Foods below several dishes belong to none.
    """
    result: list[_Line] = []
    dish: _Line | None = None
    for label, written in entries:
        text = NUMBERING.sub("", written).strip()
        beside = BESIDE_FOODS.fullmatch(text)
        if pairs := _dishes_and_foods(text):
            result += [_Line(label, name, foods) for name, foods in pairs]
            dish = result[-1]
        elif beside and foods_of(beside[2]) and _belong(foods_of(beside[2]), beside[1], names):
            dish = _Line(label, beside[1], beside[2])
            result.append(dish)
        elif foods_of(text) and dish is not None and not label:
            if len(_parts(dish.text, signs)) > 1 or (" " in signs and " " in dish.text):
                result.append(_Line("", "", text))
            elif _belong(foods_of(text), dish.text, names):
                dish.foods = f"{dish.foods}、{text}"
            else:
                is_drink = any(unit in DRINK for _, _, unit in foods_of(text))
                result.append(_Line("", text, "", "" if is_drink else f"{dish.text} {text}"))
        else:
            result.append(_Line(label, text))
            dish = None if re.search(r"\d", text) else result[-1]
    return result


def _dishes_and_foods(text: str) -> list[tuple[str, str]]:
    """Return dishes and foods by the mark between them; empty when the text is something else."""
    parts = [part.strip(f" {STRONG}") for part in BEFORE_FOODS.split(text)]
    pairs = list(zip(parts[1::2], parts[2::2], strict=True))
    is_dish = all(meal_of(name) is None and course_of(name) is None and foods_of(foods) for name, foods in pairs)
    return pairs if is_dish and not parts[0] else []


def _belong(foods: tuple[tuple[str, Decimal, str], ...], dish: str, names: DishWords) -> bool:
    """Whether foods beside or below a dish are its own: one of them is no dish by itself, or stands in its name."""
    return any(food in dish or not names.is_dish(food) for food, _, _ in foods)


def _parts(text: str, signs: str) -> list[str]:
    """Return a text cut at the marks that part dishes, not at those in brackets."""
    mask = re.sub(r"\([^()]*\)", lambda match: "(" + "\0" * (len(match[0]) - 2) + ")", text)
    slash = "/" if "/" in signs else ""
    pieces: list[str] = []
    begin = 0
    for match in [*re.finditer(rf"\s*[{re.escape(STRONG)}{slash}]+\s*|\s{{2,}}|\t", mask), None]:
        end = match.start() if match else len(mask)
        pieces.append(text[begin:end])
        begin = match.end() if match else end
    cleaned = (NUMBERING.sub("", piece).strip(" .:") for piece in pieces)
    return [piece for piece in cleaned if piece]


def _dishes(text: str, names: DishWords, signs: str) -> list[Portion]:
    """Return the dishes of a text between marks: by an answer, parted by blanks or a slash, one, or a question."""
    pieces = _at_blanks(text)
    bare = [re.sub(r"\([^()]*\)", "", piece) for piece in pieces]
    short = [name for name in bare if len(name) < 2]
    answer = names.answered("dish", text)
    whole = answer is None and (names.is_dish("".join(bare)) or names.is_dish(text))
    is_long = not short or (" " in signs and len(short) < len(bare))
    if len(pieces) > 1 and not whole and not foods_of(text) and is_long:
        if (" " in signs and " " in text) or (answer is None and all(names.dish(name).name for name in bare)):
            return [one for piece in pieces for one in _choices(piece, names)]
        if number := sum(map(names.is_dish, bare)):
            group = [one for piece in pieces for one in _choices(piece, names)]
            joined = ("".join(bare),) if number == 1 else ()
            return _grouped(text, group, ("、".join(bare), *joined), answer)
    return _choices(text, names)


def _at_blanks(text: str) -> list[str]:
    mask = re.sub(r"\([^()]*\)", lambda match: "(" + "\0" * (len(match[0]) - 2) + ")", text)
    begin, pieces = 0, []
    for match in [*WEAK.finditer(mask), None]:
        end = match.start() if match else len(mask)
        pieces.append(text[begin:end])
        begin = match.end() if match else end
    return [piece for piece in pieces if piece]


def _choices(text: str, names: DishWords) -> list[Portion]:
    """Return the dish of a text, or those of which one may replace the other, or those that stand in it unparted."""
    answer = names.answered("dish", text)
    parts = (
        [text]
        if re.search(r"\d/\d|/人|/份", text)
        else re.split(r"/|(?<=[\u4e00-\u9fff)])或者?(?=[\u4e00-\u9fff])", text)
    )
    parts = [part.strip() for part in parts if part.strip()]
    if len(parts) > 1 and (answer or not names.is_dish(text)):
        return _grouped(text, [_portion(part) for part in parts], ("、".join(parts), *parts), answer)
    if (glued := _unparted(text, names)) and (answer is None or "、" in answer):
        return _grouped(text, [_portion(part) for part in glued], ("、".join(glued),), answer)
    return [_portion(text)]


def _grouped(text: str, dishes: list[Portion], proposals: tuple[str, ...], answer: str | None) -> list[Portion]:
    """Return dishes about which somebody is asked; once that is answered, those of the answer."""
    if answer is None:
        return [replace(one, group=text, proposals=proposals) for one in dishes]
    if answer == LEAVE_OUT:
        return [Portion(text)]
    own = {one.text: one for one in dishes}
    return [own.get(word, Portion(word)) for word in re.split("[、/]", answer)]


def _unparted(text: str, names: DishWords) -> list[str]:
    """Return the known dishes that a name without a mark holds, where two of them are long; empty when it is one."""
    if len(text) < 2 * GLUED or not re.fullmatch(r"[\u4e00-\u9fff]+", text) or names.is_dish(text):
        return []
    best: list[list[str] | None] = [[], *[None] * len(text)]
    for end in range(2, len(text) + 1):
        for begin in range(max(0, end - 12), end - 1):
            before = best[begin]
            if before is not None and best[end] is None and names.is_dish(text[begin:end]):
                best[end] = [*before, text[begin:end]]
    parts = best[-1] or []
    return parts if sum(len(part) >= GLUED for part in parts) > 1 else []


def _portion(text: str) -> Portion:
    """Return a dish without the quantities and ingredients behind it."""
    foods: tuple[tuple[str, Decimal, str], ...] = ()
    name = text
    for bracket in re.findall(r"\(([^()]*)\)", text):
        own = foods_of(bracket)
        if own or AMOUNT.fullmatch(bracket) or re.search(rf"[\s{re.escape(STRONG)}]", bracket):
            name, foods = name.replace(f"({bracket})", ""), foods or own
    return Portion(re.sub(rf"{AMOUNT.pattern}$", "", name.strip()).strip() or text, foods)


__all__ = ["Portion", "foods_of", "lines_of", "portions", "separators"]
