"""Figures as a cook reads them: as few digits as tell the measured one from the limit it breaks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kgcore.menu.check.violation import Violation

MOST_DIGITS = 3
Figure = Callable[[float], str]


def plain(value: float, more: int = 0) -> str:
    """Return a figure with three digits or all of a whole number, and `more` digits after them.

    Examples
    --------
    >>> plain(3.0), plain(3.14159), plain(31.4159, more=1)
    ('3', '3.14', '31.42')
    """
    if value == round(value):
        return f"{value:.0f}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits + more}f}"


def percent(value: float, more: int = 0) -> str:
    """Return a fraction in percent, e.g. 12.5%."""
    return f"{100 * value:.{1 + more}f}".removesuffix(".0") + "%"


def ratio(value: float, more: int = 0) -> str:
    """Return a ratio with two digits after the point and `more`."""
    return f"{value:.{2 + more}f}"


def apart(v: Violation, figure: Callable[..., str]) -> Figure:
    """Return a way to write figures that tells the measured one from the limit it breaks."""
    limit = limit_of(v)
    both = ([float(figure(value, n).rstrip("%")) for value in (v.measured, limit)] for n in range(MOST_DIGITS))
    more = next((n for n, (measured, told) in enumerate(both) if measured != told), MOST_DIGITS)
    return lambda value: figure(value, more if value in (v.measured, limit) else 0)


def limit_of(v: Violation) -> float:
    """Return the bound that a violation breaks."""
    return v.high if v.measured > v.high else v.low


def range_of(v: Violation, figure: Figure = plain) -> str:
    """Return the bounds in words: 应为2～3, 至少2, 最多3."""
    if np.isfinite(v.low) and np.isfinite(v.high):
        return f"应为{figure(v.low)}～{figure(v.high)}"
    return f"至少{figure(v.low)}" if np.isfinite(v.low) else f"最多{figure(v.high)}"


def change_of(v: Violation) -> str:
    """Return what would mend a violation: 减少 or 增加."""
    return "减少" if v.measured > v.high else "增加"
