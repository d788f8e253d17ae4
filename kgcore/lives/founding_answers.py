"""What people write when they are asked about a new office: classes, fee, registers, and how use is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kgcore.registers import GROUPS, USUAL, terms
from kgcore.sheets.dates import read_moment
from kgcore.sheets.facts import read_time
from kgcore.sheets.names import class_word
from kgcore.standards import load

NUMBERED = re.compile(r"[托小中大]\s*[(（]?\d[)）]?\s*班")
"""A class with a number in its name: 小(1)班 is 小一班."""

WHOLE = {"全部": tuple(GROUPS)}
"""What one writes who keeps all registers → their groups."""

USES = {"盘点": "stocktake", "倒挤": "stocktake", "领": "issues"}
"""How the answer on what was used begins → the key of the profile."""


KITCHENS = {
    **dict.fromkeys(
        ("", "本园", "本园食堂", "自己", "自己的", "自己的食堂", "自办", "自营", "自有", "有", "own"), True
    ),
    **dict.fromkeys(("别的", "别人", "别园", "别的园", "其他", "其他园", "外送", "外包", "配餐", "送餐"), False),
    **dict.fromkeys(("没有", "无", "other"), False),
}
"""What one answers to who cooks without a name → whether the kitchen is one's own."""


class FoundingError(ValueError):
    """Answers about a new office that cannot be used; the message says which and why, in Chinese."""


def read_classes(text: str) -> list[dict[str, Any]]:
    """Return classes written as 托班 15、小一班 25、彩虹班（大班）28; the band stands first in the name, or behind it.

    Parameters
    ----------
    text : names with the number of children, separated by commas, 、 or blanks.

    Raises
    ------
    FoundingError
        when a class has no number or its band cannot be told from its name.

    Examples
    --------
    >>> read_classes("小一班25、大一班 30")
    [{'name': '小一班', 'band': '小班', 'enrolled': 25}, {'name': '大一班', 'band': '大班', 'enrolled': 30}]
    >>> read_classes("彩虹班（大班）18人|学前班20")
    [{'name': '彩虹班', 'band': '大班', 'enrolled': 18}, {'name': '学前班', 'band': '大班', 'enrolled': 20}]
    """
    classes = []
    pattern = r"([^\d、，,;；|｜/\s:：()（）]+班)\s*(?:[(（]\s*([^\d()（）]+?)\s*[)）])?\s*[:：]?\s*(\d*)"
    for name, told, count in re.findall(pattern, NUMBERED.sub(lambda match: class_word(match[0]), text)):
        band = told or band_of(name)
        if band is None:
            raise FoundingError(f"从“{name}”看不出年龄段；请在后面写明，如 {name}（大班）{count or 28}")
        if not count:
            raise FoundingError(f"“{name}”没有写人数；如 {name}30")
        classes.append({"name": name, "band": band, "enrolled": int(count)})
    if not classes:
        raise FoundingError(f"“{text}”里没有班级；如 小一班25、中一班30、大一班28")
    return classes


def band_of(name: str) -> str | None:
    """Return the usual band that a class's name begins with; None where it names none, or two (中大班)."""
    if name.startswith(terms.PRESCHOOL):
        return terms.LARGE
    letters = {band[0]: band for band in terms.USUAL_BANDS}
    found = [letters[letter] for letter in name if letter in letters]
    return terms.MIXED if terms.MIXED in found else found[0] if len(found) == 1 and name[0] in letters else None


def place_rules(place: str | None) -> tuple[dict[str, str], list[str]]:
    """Return the choices of a profile that a place prescribes, and a sentence on each with its source.

    Parameters
    ----------
    place : province or city as people write it, such as 湖北省武汉市; None or empty = not told.

    Examples
    --------
    >>> place_rules("湖北省武汉市")[0]
    {'refund_rule': 'by_absent_day'}
    """
    if not place:
        return {}, []
    table, schemes = load("places"), load("schemes").set_index(["choice", "value"])["label"]
    rows = table.loc[[str(name) in place for name in table["place"]]]
    notes = [
        f"{row['place']}：{schemes[row['choice'], row['value']]}（{row['source']}），请核对"
        for row in rows.to_dict("records")
    ]
    if rows.empty:
        notes = [f"没有收录{place}的规定，先用通行的；退费、停课等按当地文件改 profile.toml"]
    return dict(zip(rows["choice"], rows["value"], strict=True)), notes


def read_groups(text: str) -> tuple[str, ...]:
    """Return the groups of registers named in a text; empty: those that are usual.

    Raises
    ------
    FoundingError
        when a word names no group.

    Examples
    --------
    >>> read_groups("考勤、采购、体检"), read_groups("")
    (('考勤', '采购', '体检'), ('考勤', '采购', '盘点', '食谱'))
    """
    words = [word for word in re.split(r"[、，,;；\s]+", text) if word]
    if (word := text.strip()) in WHOLE:
        return WHOLE[word]
    if unknown := [word for word in words if word not in GROUPS]:
        raise FoundingError(f"没有{'、'.join(unknown)}这一类台账；可写：{'、'.join(WHOLE)}，或{'、'.join(GROUPS)}")
    return tuple(words) or USUAL


def read_fee(text: str) -> float | dict[str, float]:
    """Return a meal fee in yuan a day, or one for each band, as people write it.

    Raises
    ------
    FoundingError
        when no amount can be read.

    Examples
    --------
    >>> read_fee("12.5元"), read_fee("托班 15、大班13.5")
    (12.5, {'托班': 15.0, '大班': 13.5})
    """
    if whole := re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*元?\s*(?:/\s*[人天日]+)?", text):
        return float(whole[1])
    pairs = re.findall(r"([^\d、，,;；:：=\s]+班)\s*[:：=]?\s*(\d+(?:\.\d+)?)\s*元?", text)
    if not pairs:
        raise FoundingError(f"“{text}”不是膳费；如 13.5，各年龄段不同的如 小班13、大班14")
    return {band: float(amount) for band, amount in pairs}


def read_pattern(text: str) -> str:
    """Return how meals are served as the profile names it: 三餐两点 and 3餐2点 are 三餐二点, 午餐 alone is 一餐.

    Examples
    --------
    >>> read_pattern("三餐两点"), read_pattern("2餐1点"), read_pattern("只供午餐"), read_pattern("早餐、午餐、午点")
    ('三餐二点', '二餐一点', '一餐', '二餐一点')
    """
    numerals = str.maketrans({"1": "一", "2": "二", "3": "三", "两": "二", "俩": "二"})
    word = re.sub(r"[\s,，、和+]", "", text.translate(numerals))
    if re.fullmatch(r"[一二三]餐(?:[一二]点)?", word):
        return word
    meals = {meal for meal in terms.MEALS if meal in text}
    rest = re.sub("|".join(terms.MEALS), "", text)
    if re.search(r"[\u4e00-\u9fff]", re.sub("只|供应?|一顿|和|加", "", rest)):
        return text
    patterns = load("meal_energy").groupby("pattern")["meal"].agg(set)
    return next((str(pattern) for pattern, served in patterns.items() if served == meals), text)


def read_day(text: str) -> str:
    """Return a day with its year as 2026-09-01, as people write it; other words as they stand.

    Examples
    --------
    >>> read_day("2026.9.1"), read_day("2026年9月1日"), read_day("九月")
    ('2026-09-01', '2026-09-01', '九月')
    """
    moment = read_moment(text)
    return moment.date.isoformat() if moment is not None and moment.date is not None else text


def read_times(text: str) -> dict[str, str]:
    """Return when meals begin, as people write it; empty: not told.

    Raises
    ------
    FoundingError
        when a part of the text names no meal or no time.

    Examples
    --------
    >>> read_times("早点9:00、午餐11点半, 午点 14：50")
    {'早点': '09:00', '午餐': '11:30', '午点': '14:50'}
    """
    times = {}
    for part in filter(None, re.split(r"[、，,;；\n]+", text.strip())):
        meal = next((meal for meal in terms.MEALS if meal in part), None)
        time = read_time(part)
        if meal is None or time is None:
            raise FoundingError(f"“{part.strip()}”里没有餐次和时刻；如 {'、'.join(proposed_times(terms.MEALS[1:4]))}")
        times[meal] = time
    return times


def proposed_times(meals: Iterable[str]) -> list[str]:
    """Return usual times of meals as they may be answered.

    Examples
    --------
    >>> proposed_times(["午餐", "午点"])
    ['午餐11:30', '午点14:50']
    """
    usual = load("meal_times").set_index("meal")["time"]
    return [f"{meal}{usual[meal]}" for meal in meals]


def read_kitchen(text: str) -> str | None:
    """Return who cooks for the kindergarten where another does; None = its own kitchen.

    Raises
    ------
    FoundingError
        when another cooks and is not named.

    Examples
    --------
    >>> read_kitchen("本园"), read_kitchen("龙马幼儿园"), read_kitchen("")
    (None, '龙马幼儿园', None)
    """
    name = text.strip()
    own = next((own for word, own in KITCHENS.items() if word == name), None)
    if own is False:
        raise FoundingError(f"请写明由谁供餐，不只是“{name}”；如 龙马幼儿园、某某配餐公司；自己的食堂写 本园")
    return None if own else name


def read_use(text: str) -> str:
    """Return how it is known what was used, as the profile writes it.

    Raises
    ------
    FoundingError
        when the answer is neither.

    Examples
    --------
    >>> read_use("盘点"), read_use("领用（单）"), read_use("issues")
    ('stocktake', 'issues', 'issues')
    """
    found = [code for word, code in USES.items() if text.strip().startswith(word) or text.strip() == code]
    if not found:
        raise FoundingError(f"要写盘点（期初＋购入－期末）或领用（每次写领料单），不是“{text}”")
    return found[0]


__all__ = [
    "FoundingError", "band_of", "place_rules", "proposed_times", "read_classes", "read_day", "read_fee",
    "read_groups", "read_kitchen", "read_pattern", "read_times", "read_use",
]  # fmt: skip
