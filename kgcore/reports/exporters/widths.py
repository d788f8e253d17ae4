"""How wide each column of a table on paper is: short ones as wide as they need, the rest for the texts that wrap."""

from __future__ import annotations

from collections.abc import Sequence

LATIN_EM = 0.58  # of the report's font: digits 0.555, capitals a little more
SIGN_EM = 1.8  # the sign before a verdict, and its space
SHORT_EM = 7.0  # a date, a verdict, a number: not to be broken
SLACK_PT = 2.0
# longest heading that is not wrapped, longest text that makes its column wider; where there is room, and where not
ROOMY_EM, TIGHT_EM = (5.0, 24.0), (3.0, 14.0)
LEAST_EM = 8.0  # of a column whose texts wrap


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

    def lengths(heading_em: float, text_em: float) -> list[float]:
        longest = [max([ems(text) + SIGN_EM * signed for text, signed in cells], default=0.0) for cells in columns]
        heads = [min(ems(heading), heading_em) for heading in headings]
        return [min(max(pair), text_em) for pair in zip(heads, longest, strict=True)]

    def points(length: float) -> float:
        return length * size + inset + SLACK_PT

    needs = [points(length) for length in lengths(*ROOMY_EM)]
    if sum(needs) > line:
        compact = lengths(*TIGHT_EM)
        wraps = [length > SHORT_EM for length in compact]
        needs = [points(length) for length in compact]
        wide = sum(width for width, wrapped in zip(needs, wraps, strict=True) if wrapped)
        if wide:
            left = max(line - (sum(needs) - wide), points(LEAST_EM) * sum(wraps))
            needs = [width * left / wide if wrapped else width for width, wrapped in zip(needs, wraps, strict=True)]
    return [width / sum(needs) for width in needs]
