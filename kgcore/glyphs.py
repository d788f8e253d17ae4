"""Letters as people mean them: marks that cannot be seen, full width, look-alikes copied out of PDF files."""

from __future__ import annotations

import re
import unicodedata

# Format characters, variation selectors and blanks without width: Unicode categories Cf and Default_Ignorable.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U000e0000-\U000e0fff]"
)
# Only the full-width forms of an input method; NFKC would also make 22 of 2² and 1 of ①.
HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | str.maketrans(
    "‐‑‒–—―−﹣。￥∶︰﹕⁄∕", "--------.¥:::" + "//"
)
# Radicals of the CJK supplement that stand for a whole character and that NFKC leaves as they are.
RADICALS = str.maketrans(
    "⺁⺄⺌⺍⺘⺜⺝⺠⺡⺣⺫⺬⺭⺮⺶⺷⺸⺹⺼⺽⺾⺿⻀⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻟⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰",
    "厂乙小小手日月民水火目示示竹羊羊羊老肉臼艹艹艹虎西见角贝车長长门雨青韦页风飞食食食马骨鬼鱼鸟卤麦黄黾齐齿龙",
)
CJK = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
BLANK_BETWEEN = re.compile(rf"(?<=[{CJK}])\s+(?=[{CJK}])")


def visible(text: str) -> str:
    """Return a text without the marks that cannot be seen."""
    return text if text.isascii() else INVISIBLE.sub("", text)


def fold(text: str) -> str:
    """Return text as it is compared: half-width, lower case, without any blank, look-alikes as the usual letter.

    Examples
    --------
    >>> fold("⼤　⽶") == fold("大米")
    True
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", visible(text)).translate(RADICALS)
    return re.sub(r"\s+", "", text).casefold()


def half_width(text: str) -> str:
    """Return a number, day or time as typed on a half-width keyboard, blanks as single spaces, in lower case."""
    return re.sub(r"\s+", " ", visible(text).translate(HALF_WIDTH)).strip().casefold()


def plain_name(text: str) -> str:
    """Return a name as it is kept: letters and digits half-width, punctuation as it is, no blank between characters.

    Examples
    --------
    >>> plain_name("大　米"), plain_name("⻥\u200e（Ａ１）")
    ('大米', '鱼（A1）')
    """
    if text.isascii():
        return re.sub(r"\s+", " ", text).strip()
    letters = (
        unicodedata.normalize("NFKC", letter) if letter.isalnum() or "\u2e80" <= letter <= "\u2fdf" else letter
        for letter in visible(text).translate(RADICALS)
    )
    return BLANK_BETWEEN.sub("", re.sub(r"\s+", " ", "".join(letters))).strip()


__all__ = ["fold", "half_width", "plain_name", "visible"]
