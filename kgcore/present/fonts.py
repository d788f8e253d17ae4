"""The fonts inside pages: just the characters that a page shows; one that no font has becomes a mark with its code."""

from __future__ import annotations

import base64
import functools
import io
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from kgcore.fonts import (
    FAMILY,
    SYMBOLS,
    FontError,
    path,
    register,
    register_symbols,
    symbols,
    use_chinese,
)

MARK = "〓"
"""Stands for characters that no font has, with their codes: 〓[0E01]; printers have used it so since lead."""

CODES = 4
"""So many codes are written of one run of such characters; … stands for the rest."""

ALIKE = {
    "✅": "☑", "❌": "✘", "❎": "☒", "⭕": "○", "⭐": "★", "🌟": "★", "❗": "！", "❕": "！", "❓": "？", "❔": "？",
    "➕": "＋", "➖": "－", "➗": "÷", "⬜": "□", "⬛": "■", "🔲": "□", "🔳": "□", "🔺": "▲", "🔻": "▼",
    "🔸": "◆", "🔹": "◆", "🔶": "◆", "🔷": "◆", "🔴": "●红", "🟠": "●橙", "🟡": "●黄", "🟢": "●绿", "🔵": "●蓝",
    "🟣": "●紫", "🟤": "●棕", "💯": "100", "⃣": "",
}  # fmt: skip
"""Signs that no font has → signs of the same meaning that one has."""

KEPT = {"\n", "\t", "\u200b"}  # the last allows a line to break
UNSEEN = {"Cf", "Cc"}
"""Unicode categories that draw nothing: joiners, direction marks, control characters."""


class GlyphError(ValueError):
    """A text holds a character that the fonts cannot draw; the message names it in Chinese."""


@functools.cache
def characters(file: Path | None = None) -> frozenset[int]:
    """Return the code points that a font can draw, the Chinese one by default."""
    from fontTools.ttLib import TTFont

    with TTFont(file or path(), lazy=True) as font:
        return frozenset(font.getBestCmap())


@functools.cache
def signs() -> frozenset[int]:
    """Return the code points that only the font for symbols can draw: signs (☑ ✗ ✉), not faces or foreign letters."""
    found = characters(symbols()) - characters()
    return frozenset(code for code in found if code < 0x10000 and unicodedata.category(chr(code)) in ("So", "Sm"))


def _has(char: str) -> bool:
    return char in KEPT or ord(char) in characters() or ord(char) in signs()


@functools.cache
def _alike(char: str) -> str | None:
    """Return what can be drawn in place of a character, None when only a mark can."""
    if _has(char):
        return char
    if char in ALIKE:
        return ALIKE[char]
    category = unicodedata.category(char)
    if category in UNSEEN or unicodedata.name(char, "").startswith("VARIATION SELECTOR"):
        return ""
    if category in ("Zs", "Zl", "Zp"):
        return " "
    plain = unicodedata.normalize("NFKC", char)
    return plain if plain != char and all(_has(of) for of in plain) else None


def lost(text: str) -> set[str]:
    """Return the characters of a text for which only a mark can be drawn.

    Examples
    --------
    >>> sorted(lost("鸡蛋 ✅ ☐ → 👍"))
    ['👍']
    """
    return {char for char in set(text) if _alike(char) is None}


def marked(text: str) -> str:
    """Return a text that the fonts can draw whole.

    A sign that they lack becomes one of the same meaning, a compatibility character its plain form; what is left
    becomes a mark with its codes, one mark for each run.

    Examples
    --------
    >>> marked("已核对✅ 鸡蛋👍")
    '已核对☑ 鸡蛋〓[1F44D]'
    """
    if not {char for char in set(text) if _alike(char) != char}:
        return text
    parts: list[str] = []
    run: list[str] = []
    for char in [*text, ""]:
        instead = _alike(char) if char else ""
        if instead is None:
            run.append(f"{ord(char):04X}")
            continue
        if run and (instead or not char):
            parts.append(f"{MARK}[{' '.join(run[:CODES])}{'…' if len(run) > CODES else ''}]")
            run = []
        parts.append(instead)
    return "".join(parts)


def require(text: str, where: str) -> None:
    """Refuse a text that the fonts cannot draw: words of the program itself, since data pass through `marked`.

    Raises
    ------
    GlyphError
        naming each character and `where` it stands.
    """
    if missing := sorted(char for char in lost(text)):
        named = "、".join(f"“{char}”（U+{ord(char):04X}）" for char in missing)
        raise GlyphError(f"{where}里有字体画不出的字符：{named}。请在数据里换一种写法")


def subset(texts: Iterable[str], file: Path | None = None) -> bytes:
    """Return a WOFF file that draws only the characters of `texts`; equal input gives equal bytes.

    Parameters
    ----------
    file : the font it is cut from, the Chinese one by default.
    """
    from fontTools import subset as cutter

    options = cutter.Options()
    options.flavor = "woff"
    options.hinting = False
    options.drop_tables += ["FFTM"]  # when the font was made; nothing draws with it
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 13, 14]  # name, copyright and licence travel with the font
    with cutter.load_font(str(file or path()), options) as font:
        font.recalcTimestamp = False
        work = cutter.Subsetter(options)
        work.populate(unicodes={ord(char) for text in texts for char in text} | {0x20})
        work.subset(font)
        out = io.BytesIO()
        cutter.save_font(font, out, options)
    return out.getvalue()


def face(page: str) -> str:
    """Return the CSS that carries just the characters of a page, as family `kg`: it looks the same on every machine."""
    words = re.sub(r"data:[^\"']+", "", page)
    rules = [_rule(subset([words]), "")]
    if used := sorted({char for char in words if ord(char) in signs()}):
        rules.append(_rule(subset(used, symbols()), ";unicode-range:" + ",".join(f"U+{ord(char):X}" for char in used)))
    return "".join(rules)


def _rule(font: bytes, more: str) -> str:
    code = base64.b64encode(font).decode()
    return f'@font-face{{font-family:"kg";src:url(data:font/woff;base64,{code}) format("woff"){more}}}'


__all__ = [
    "FAMILY",
    "SYMBOLS",
    "FontError",
    "GlyphError",
    "characters",
    "face",
    "lost",
    "marked",
    "path",
    "register",
    "register_symbols",
    "require",
    "subset",
    "symbols",
    "use_chinese",
]
