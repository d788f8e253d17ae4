"""Quantities and sums as ordinary sheets write them: 46斤, 3袋 of 25kg/袋, ￥2.4; what a piece weighs is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kgcore.sheets.grid import Value, plain

# Kilograms of one unit. 斤 and 两 are the market units of 500 g and 50 g.
MASS = {
    "kg": Decimal(1), "公斤": Decimal(1), "千克": Decimal(1), "市斤": Decimal("0.5"), "斤": Decimal("0.5"),
    "两": Decimal("0.05"), "钱": Decimal("0.005"),
    "g": Decimal("0.001"), "克": Decimal("0.001"), "吨": Decimal(1000), "t": Decimal(1000),
}  # fmt: skip
# Litres of one unit: a volume becomes a mass only when somebody says what a litre weighs.
VOLUME = {"l": Decimal(1), "升": Decimal(1), "ml": Decimal("0.001"), "毫升": Decimal("0.001")}
# Vessels that hold one portion: what is printed on them is not what the box weighs.
CUPS = ("杯", "盒", "瓶", "罐", "支", "枚", "个", "只", "听")
PIECES = (*CUPS, "袋", "包", "桶", "箱", "件", "板", "条", "块", "把", "捆", "筐", "根", "片")
"""Words for pieces and vessels that may stand behind a name."""
SPECIFICATION = re.compile(r"\d+(?:\.\d+)?\s*(?:kg|g|ml|l|公斤|千克|市斤|斤|克|毫升|升)")
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
QUANTITY = re.compile(r"(约|大约|≥|≤|>|<)?\s*([-+]?\d+(?:\.\d+)?)\s*([^\d\s×x*/()]*)")
CAPITALS = "壹贰叁肆伍陆柒捌玖"
NUMERALS = {sign: Decimal(place) for place, sign in enumerate("一二三四五六七八九十", 1)} | {"两": Decimal(2)}
IN_WORDS = re.compile(rf"([{''.join(NUMERALS)}])\s*({'|'.join(sorted((*MASS, *PIECES), key=len, reverse=True))})(半?)")
FACTOR = re.compile(r"[×xX*＊]")


def read_number(value: Value) -> Decimal | None:
    """Return the number that a cell holds; signs of money, thousands and 元 beside it are left out.

    Examples
    --------
    >>> read_number("￥1,500"), read_number("20 "), read_number("未检"), read_number(None)
    (Decimal('1500'), Decimal('20'), None, None)
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    text = re.sub(r"[¥￥,，\s]|元$|人$|天$|次$|℃$|%$", "", plain(value))
    try:
        return Decimal(text) if NUMBER.fullmatch(text) else None
    except InvalidOperation:
        return None


@dataclass(frozen=True)
class Mass:
    """What a quantity weighs: kilograms, and whether they are certain or only a proposal that somebody must confirm."""

    kg: Decimal | None
    certain: bool
    unit: str = ""
    """The unit as asked about: 桶(20L)."""
    unit_kg: Decimal | None = None
    """Kilograms of one unit, where they are known or may be proposed."""
    number: Decimal | None = None
    """Units, where nothing tells what one of them weighs."""
    choices: tuple[Decimal, ...] = ()
    """Kilograms of one unit that were answered for different specifications, to propose with."""


def unit_of(text: str) -> str:
    """Return a unit as compared: half-width, small letters, without brackets.

    Examples
    --------
    >>> unit_of("（千克）"), unit_of("KG")
    ('千克', 'kg')
    """
    return re.sub(r"[()\[\]:：\s]", "", plain(text)).lower()


def name_unit(name: str) -> tuple[str, str, str]:
    """Return the name of a food, the unit and the specification that stand behind it; empty where none does.

    Examples
    --------
    >>> name_unit("大米（斤）"), name_unit("鸡蛋/kg"), name_unit("挂面(500g)"), name_unit("香菇（干）")
    (('大米', '斤', ''), ('鸡蛋', 'kg', ''), ('挂面', '', '500g'), ('香菇(干)', '', ''))
    """
    text = plain(name)
    match = re.fullmatch(r"(.+?)\s*(?:\(([^()]*)\)|/\s*([a-zA-Z]+|[\u4e00-\u9fff]{1,2}))", text)
    if match is None:
        return text, "", ""
    inside = (match[2] or match[3]).strip()
    if unit_of(inside) in MASS or inside in PIECES:
        return match[1], inside, ""
    if match[2] and SPECIFICATION.match(inside.lower()):
        return match[1], "", inside
    return text, "", ""


def mass(number: Decimal, unit: str, specification: str, density: Decimal | None = None) -> Mass:
    """Return what a number of units weighs.

    Parameters
    ----------
    number : of units.
    unit : as written: 斤, 袋, 桶 …
    specification : of the goods: 25kg/袋, 1kg*10袋, 20L/桶; empty when there is none.
    density : kg of a litre of this food where that is known, to propose with.

    Examples
    --------
    >>> mass(Decimal(46), "斤", "").kg
    Decimal('23.0')
    >>> mass(Decimal(3), "袋", "25kg/袋").kg, mass(Decimal(1), "件", "1kg*10袋").kg
    (Decimal('75'), Decimal('10'))
    >>> oil = mass(Decimal(1), "桶", "20L/桶", Decimal("0.92"))
    >>> oil.kg, oil.certain, oil.unit
    (Decimal('18.40'), False, '桶(20L/桶)')
    """
    name = unit_of(unit)
    if name in MASS:
        return Mass(number * MASS[name], True, unit, MASS[name])
    label = unit_label(unit, specification)
    each = _each(name, plain(specification).lower(), density)
    if each is None:
        return Mass(None, False, label, number=number)
    return Mass(number * each[0], each[1], label, each[0])


def priced_mass(heading: str) -> Decimal | None:
    """Return the kilograms of which a heading tells the price; None where it tells no unit of mass.

    Examples
    --------
    >>> priced_mass("单价（元/公斤）"), priced_mass("单价(元/斤)"), priced_mass("单价（元）")
    (Decimal('1'), Decimal('0.5'), None)
    """
    match = re.search(r"[/每]\s*(公斤|千克|kg|市斤|斤)", plain(heading).lower())
    return MASS[match[1]] if match else None


def unit_label(unit: str, specification: str) -> str:
    """Return a unit with its specification, as it is asked about.

    Examples
    --------
    >>> unit_label("桶", "20L/桶"), unit_label("条", "")
    ('桶(20L/桶)', '条')
    """
    return f"{unit}({specification})" if specification else unit


def _each(unit: str, specification: str, density: Decimal | None) -> tuple[Decimal, bool] | None:
    """Return the kilograms of one unit by its specification, and whether they are certain."""
    content, _, per = specification.replace("每", "/").partition("/")
    parts = [QUANTITY.fullmatch(part.strip()) for part in FACTOR.split(content.strip("()[] "))]
    if not parts or any(part is None for part in parts):
        return None
    about = any(part[1] for part in parts if part)
    factor, kilograms, vessel = Decimal(1), None, False
    for part in parts:
        if part is None:
            return None
        number, word = Decimal(part[2]), part[3]
        if word in MASS and kilograms is None:
            kilograms = number * MASS[word]
        elif word in VOLUME and kilograms is None:
            kilograms, about = number * VOLUME[word] * (density or Decimal(1)), True
        else:
            factor *= number
            vessel = vessel or word in CUPS
    if kilograms is None:
        return None
    other_unit = bool(per.strip()) and unit_of(per) != unit and len(parts) == 1
    alone = len(parts) == 1 and not per.strip() and unit in CUPS
    return kilograms * factor, not (about or vessel or other_unit or alone)


def capital_amount(text: str) -> Decimal | None:
    """Return the yuan of a sum written in capital numerals; None where the text holds none.

    Examples
    --------
    >>> capital_amount("合计（大写）：壹仟零伍元整"), capital_amount("叁佰贰拾元伍角"), capital_amount("合计")
    (Decimal('1005'), Decimal('320.5'), None)
    """
    match = re.search(rf"([{CAPITALS}拾佰仟万零]+)[元圆](?:([{CAPITALS}])角)?(?:零?([{CAPITALS}])分)?", text)
    if match is None or not set(match[1]) - {"零"}:
        return None
    total = section = digit = 0
    for sign in match[1]:
        if sign in CAPITALS:
            digit = CAPITALS.index(sign) + 1
        elif sign == "万":
            total, section, digit = (total + section + digit) * 10000, 0, 0
        elif sign != "零":
            section, digit = section + max(1, digit) * {"拾": 10, "佰": 100, "仟": 1000}[sign], 0
    parts = [CAPITALS.index(part) + 1 if part else 0 for part in (match[2], match[3])]
    return total + section + digit + Decimal(parts[0] * 10 + parts[1]) / 100


def split_quantity(text: str) -> tuple[Decimal, str] | None:
    """Return number and unit of a text such as 46斤; None when it is not one number with one unit.

    Examples
    --------
    >>> split_quantity("3袋"), split_quantity("8斤6两"), split_quantity("约30")
    ((Decimal('3'), '袋'), (Decimal('8.6'), '斤'), None)
    >>> split_quantity("半斤"), split_quantity("两斤半"), split_quantity("20(斤)")
    ((Decimal('0.5'), '斤'), (Decimal('2.5'), '斤'), (Decimal('20'), '斤'))
    """
    text = re.sub(r"\(([^()\d]+)\)$", r"\1", plain(text).lower())
    if half := re.fullmatch(r"(\d*)\s*([a-z\u4e00-\u9fff]*?)\s*半\s*([a-z\u4e00-\u9fff]*)", text):
        unit = half[2] or half[3]
        # 4斤半, 半斤; 半 behind a number without a unit says nothing.
        if unit and not (half[2] and half[3]) and bool(half[1]) == bool(half[2]):
            return Decimal(half[1] or 0) + Decimal("0.5"), unit
    if jin := re.fullmatch(r"(\d+)\s*(市?斤)\s*(\d(?:\.\d+)?)\s*两", text):
        return Decimal(jin[1]) + Decimal(jin[3]) / 10, jin[2]
    if word := IN_WORDS.fullmatch(text):
        return NUMERALS[word[1]] + Decimal("0.5") * len(word[3]), word[2]
    match = re.fullmatch(r"([-+]?\d+(?:\.\d+)?)\s*([a-z\u4e00-\u9fff]*)", text)
    return (Decimal(match[1]), match[2]) if match else None


__all__ = [
    "MASS",
    "Mass",
    "capital_amount",
    "mass",
    "name_unit",
    "priced_mass",
    "read_number",
    "split_quantity",
    "unit_label",
    "unit_of",
]
