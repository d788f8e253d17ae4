"""The fonts of kgcore: Noto Sans CJK SC from mplfonts, and for symbols that it lacks matplotlib's DejaVu."""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path

FAMILY = "Noto Sans CJK SC"
FILE = "NotoSansCJKsc-Regular.otf"
SYMBOLS = "DejaVu Sans"
SYMBOLS_FILE = "DejaVuSans.ttf"


class FontError(RuntimeError):
    """The font is not installed; the message says in Chinese what to do."""


@functools.cache
def path() -> Path:
    """Return the font file.

    Raises
    ------
    FontError
        when the package mplfonts, which carries it, is not installed whole.

    Examples
    --------
    >>> path().name
    'NotoSansCJKsc-Regular.otf'
    """
    # Importing mplfonts changes matplotlib's settings, so its folder is found without importing it.
    spec = importlib.util.find_spec("mplfonts")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        file = Path(folder) / "fonts" / FILE
        if file.is_file():
            return file
    raise FontError(f"找不到中文字体 {FILE}。它随 mplfonts 一起安装：请重新运行 make setup")


@functools.cache
def symbols() -> Path:
    """Return the font file for symbols such as ☑ ☐ ✔ ✗, which comes with matplotlib.

    Raises
    ------
    FontError
        when matplotlib is not installed whole.

    Examples
    --------
    >>> symbols().name
    'DejaVuSans.ttf'
    """
    spec = importlib.util.find_spec("matplotlib")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        file = Path(folder) / "mpl-data" / "fonts" / "ttf" / SYMBOLS_FILE
        if file.is_file():
            return file
    raise FontError(f"找不到符号字体 {SYMBOLS_FILE}。它随 matplotlib 一起安装：请重新运行 make setup")


@functools.cache
def register() -> str:
    """Make the font known to matplotlib and return its family name.

    Examples
    --------
    >>> register()
    'Noto Sans CJK SC'
    """
    from matplotlib import font_manager

    font_manager.fontManager.addfont(str(path()))
    return FAMILY


@functools.cache
def register_symbols() -> str:
    """Make the font for symbols known to matplotlib and return its family name.

    Examples
    --------
    >>> register_symbols()
    'DejaVu Sans'
    """
    from matplotlib import font_manager

    font_manager.fontManager.addfont(str(symbols()))
    return SYMBOLS


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


__all__ = ["FAMILY", "SYMBOLS", "FontError", "path", "register", "register_symbols", "symbols", "use_chinese"]
