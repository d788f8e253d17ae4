"""The font inside pages: just the characters that a page shows, and no character that the font cannot draw."""

from __future__ import annotations

import base64
import functools
import io
import re
from collections.abc import Iterable

from kgcore.fonts import FAMILY, FontError, path, register, use_chinese


class GlyphError(ValueError):
    """A text holds a character that the font cannot draw; the message names it in Chinese."""


@functools.cache
def characters() -> frozenset[int]:
    """Return the code points that the font can draw."""
    from fontTools.ttLib import TTFont

    with TTFont(path(), lazy=True) as font:
        return frozenset(font.getBestCmap())


def require(text: str, where: str) -> None:
    """Refuse a text that the font cannot draw.

    Raises
    ------
    GlyphError
        naming each character and `where` it stands.
    """
    missing = sorted({char for char in text if char.isprintable() and ord(char) not in characters()})
    if missing:
        named = "、".join(f"“{char}”（U+{ord(char):04X}）" for char in missing)
        raise GlyphError(f"{where}里有字体画不出的字符：{named}。请在数据里换一种写法")


def subset(texts: Iterable[str]) -> bytes:
    """Return a WOFF file that draws only the characters of `texts`; equal input gives equal bytes."""
    from fontTools import subset as cutter

    options = cutter.Options()
    options.flavor = "woff"
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 13, 14]  # name, copyright and licence travel with the font
    with cutter.load_font(str(path()), options) as font:
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
    font = base64.b64encode(subset([words])).decode()
    return f'@font-face{{font-family:"kg";src:url(data:font/woff;base64,{font}) format("woff")}}'


__all__ = [
    "FAMILY",
    "FontError",
    "GlyphError",
    "characters",
    "face",
    "path",
    "register",
    "require",
    "subset",
    "use_chinese",
]
