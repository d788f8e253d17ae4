"""Colours and signs of verdicts: each verdict is a word and a sign first, a colour second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["severe", "warning", "notice", "good", "plain"]

INK = "#1f2933"
MUTED = "#52606d"
RULE = "#9aa5b1"
PAPER = "#ffffff"
TINT = "#eef2f5"
BAND = "#c8e6d5"
BAND_EDGE = "#3f7d3a"
SERIES = ("#1b6ca8", "#b5541c", "#3f7d3a", "#8a4f9e", "#8c6d1f", "#a33b52", "#4a6572", "#2f7f7f")


@dataclass(frozen=True)
class Look:
    """How a verdict is shown; `ink` on `ground` and on white has a contrast of at least 4.5."""

    sign: str
    ink: str
    ground: str


LOOKS: dict[Tone, Look] = {
    "severe": Look("■", "#9b1c1c", "#fdecea"),
    "warning": Look("▲", "#8a4b08", "#fff3e0"),
    "notice": Look("◆", "#1b4f8a", "#e8f1fb"),
    "good": Look("●", "#1e6b3a", "#e8f5ec"),
    "plain": Look("", INK, PAPER),
}


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2 contrast ratio of two #rrggbb colours (relative luminance, 1 to 21)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
