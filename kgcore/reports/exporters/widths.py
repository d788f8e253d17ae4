"""How wide each column of a table on paper is: short ones as wide as they need, the rest for the texts that wrap."""

from __future__ import annotations

from collections.abc import Sequence

LATIN_EM = 0.58  # of the report's font: digits 0.555, capitals a little more
SIGN_EM = 1.8  # the sign before a verdict, and its space
HEADING_EM = 5.0  # a longer heading wraps
SHORT_EM = 7.0  # a date, a verdict, a number: not to be broken
LONG_EM = 24.0  # beyond this a text only gets longer, not wider
SLACK_PT = 2.0


def ems(text: str) -> float:
    """Return the length of a text, in widths of a Chinese character."""
    return sum(1.0 if ord(char) > 0x2E80 else 0.0 if char == "\u200b" else LATIN_EM for char in text)


def shares(
    headings: Sequence[str], columns: Sequence[Sequence[tuple[str, bool]]], *, line: float, size: float, inset: float
) -> list[float]:
    """Return the part of the line that each column gets; they add up to 1.

    Parameters
    ----------
    headings : of the columns.
    columns : the cells of each column, text and whether a sign stands before it.
    line, size, inset : width of the table, size of the letters, space left and right of a cell together; pt.
    """
    asked = [
        max([min(ems(heading), HEADING_EM), *(ems(text) + SIGN_EM * signed for text, signed in cells)])
        for heading, cells in zip(headings, columns, strict=True)
    ]
    needed = [min(length, LONG_EM) * size + inset + SLACK_PT for length in asked]
    if sum(needed) > line:
        short = [length <= SHORT_EM for length in asked]
        kept = sum(width for width, is_short in zip(needed, short, strict=True) if is_short)
        wide = sum(width for width, is_short in zip(needed, short, strict=True) if not is_short)
        if wide and line - kept >= 0.3 * wide:
            needed = [
                width if is_short else width * (line - kept) / wide
                for width, is_short in zip(needed, short, strict=True)
            ]
    return [width / sum(needed) for width in needed]
