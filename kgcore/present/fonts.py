"""The one font of every report, Noto Sans CJK SC from the mplfonts package, and what is done so that no box appears."""

from __future__ import annotations

import base64
import functools
import importlib.util
import io
import re
from collections.abc import Iterable
from pathlib import Path

FAMILY = "Noto Sans CJK SC"
FILE = "NotoSansCJKsc-Regular.otf"


class FontError(RuntimeError):
    """The font is not installed; the message says in Chinese what to do."""


class GlyphError(ValueError):
    """A text holds a character that the font cannot draw; the message names it in Chinese."""


@functools.cache
def path() -> Path:
    """Return the font file.

    Raises
    ------
    FontError
        when the package mplfonts, which carries it, is not installed whole.
    """
    # Importing mplfonts changes matplotlib's settings, so its folder is found without importing it.
    spec = importlib.util.find_spec("mplfonts")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        file = Path(folder) / "fonts" / FILE
        if file.is_file():
            return file
    raise FontError(f"找不到中文字体 {FILE}。它随 mplfonts 一起安装：请重新运行 make setup")


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


@functools.cache
def register() -> str:
    """Make the font known to matplotlib and return its family name."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(str(path()))
    return FAMILY


def use_chinese() -> None:
    """Let matplotlib and seaborn draw Chinese in this session, behind whatever font is set.

    Importing `kgcore.present` does it. Call it again after `seaborn.set_theme`, which sets the fonts anew.

    Raises
    ------
    FontError
        when the font is not installed.

    Examples
    --------
    >>> import matplotlib as mpl
    >>> use_chinese()
    >>> mpl.rcParams["font.family"][-1]
    'Noto Sans CJK SC'
    """
    import matplotlib as mpl

    families = mpl.rcParams["font.family"]
    if register() not in families:
        mpl.rcParams["font.family"] = [*families, FAMILY]
