"""Foods with grams as kitchens write them into one cell: 小班:大米36g、燕麦4; 牛奶 150; 1块."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kgcore.sheets.amounts import MASS
from kgcore.sheets.grid import plain

BAND_COLUMN = "g_"
"""What columns of grams by band begin with; an office's own band stands behind it as the sheet writes it: g_混龄班."""
LETTERS = {"托": "g_toddler", "小": "g_small", "中": "g_middle", "大": "g_large"}
ENTRY = re.compile(
    r"(?P<food>[^\d\s、,;；，:]*(?:\([^()]*\))?[^\d\s、,;；，:]*?)\s*[:：]?\s*(?P<number>\d+(?:\.\d+)?)\s*"
    r"(?P<unit>kg|g|ml|克|千克|毫升|钱|两|[个块片杯只枚盒根袋勺瓶粒颗条份包串])?\)?(?![\d.])",
    re.IGNORECASE,
)
BAND_LABEL = re.compile(r"\s*(?:([托小中大](?:[托小中大])*班)\s*[:(]?|([\u4e00-\u9fff]{1,3}班)\s*[:(])\s*")
BANDS_IN_TITLE = re.compile(r"([托小中大]+)\s*(?:[(]?[一二三四五六七八九十\d]{1,2}[)]?\s*)?班")
SEPARATOR = re.compile(r"[、,;；，\n/+＋]+")


@dataclass(frozen=True)
class FoodAmount:
    """A food and what one child gets of it.

    Parameters
    ----------
    food : as written; empty where only a number of pieces stands.
    number, unit : as written; grams where no unit stands; None where no number does.
    bands : columns of the bands that it is for; empty = all.
    """

    food: str
    number: Decimal | None
    unit: str = "g"
    bands: tuple[str, ...] = ()

    @property
    def grams(self) -> Decimal | None:
        """The grams; None where the unit is no mass."""
        factor = MASS.get(self.unit.lower() or "g")
        if self.number is None or factor is None:
            return None
        return (self.number * factor * 1000).normalize()


def bands_of(text: str) -> tuple[str, ...]:
    """Return the columns of the bands that a heading names.

    Examples
    --------
    >>> bands_of("中大班"), bands_of("小班用量"), bands_of("重量")
    (('g_middle', 'g_large'), ('g_small',), ())
    """
    match = re.search(r"([托小中大](?:[、/]?[托小中大])*)班", plain(text))
    return tuple(LETTERS[letter] for letter in match[1] if letter in LETTERS) if match else ()


def bands_of_titles(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of the one class or band that titles name, the nearest first; empty where that names several.

    Examples
    --------
    >>> bands_of_titles(["托班带量食谱", "小班"]), bands_of_titles(["中大班食谱"]), bands_of_titles(["小班、中班食谱"])
    (('g_toddler',), ('g_middle', 'g_large'), ())
    """
    for text in texts:
        groups = {match[1] for match in BANDS_IN_TITLE.finditer(plain(text))}
        if groups:
            letters = groups.pop()
            return () if groups or len(letters) > 2 else tuple(LETTERS[letter] for letter in letters)
    return ()


def portions(text: str) -> list[FoodAmount]:
    """Return the foods of a text with their numbers, in its order.

    Examples
    --------
    >>> [(one.food, one.grams, one.bands) for one in portions("小班:大米36g、燕麦4")]
    [('大米', Decimal('36'), ('g_small',)), ('燕麦', Decimal('4'), ('g_small',))]
    >>> [(one.food, one.number, one.unit) for one in portions("牛奶 150ml 饼干1块")]
    [('牛奶', Decimal('150'), 'ml'), ('饼干', Decimal('1'), '块')]
    >>> [(one.food, one.number, one.unit) for one in (*portions("1杯"), *portions("大米"))]
    [('', Decimal('1'), '杯'), ('大米', None, 'g')]
    """
    foods: list[FoodAmount] = []
    bands: tuple[str, ...] = ()
    for part in SEPARATOR.split(plain(text)):
        match = BAND_LABEL.match(part)
        if match:
            bands = bands_of(match[1]) if match[1] else (BAND_COLUMN + match[2],)
            part = part[match.end() :]
        entries = [entry for entry in ENTRY.finditer(part) if entry["number"]]
        foods += [
            FoodAmount(entry["food"].strip("()- "), Decimal(entry["number"]), (entry["unit"] or "g").lower(), bands)
            for entry in entries
        ]
        rest = part.strip("() ")
        if not entries and rest:
            foods.append(FoodAmount(rest, None, "g", bands))
    return foods


__all__ = ["BAND_COLUMN", "FoodAmount", "bands_of", "bands_of_titles", "portions"]
