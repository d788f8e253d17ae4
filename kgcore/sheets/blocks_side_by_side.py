"""Blocks of a matrix side by side below titles of their own: the menu of 小班 beside that of 大班.

Only titles of their own tell that they are two: the days of one week written twice may be two weeks of one menu.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kgcore.sheets.axes import CLASS, DAY, WEEKDAY, Key
from kgcore.sheets.dates import moments
from kgcore.sheets.grid import Grid

Span = tuple[int, int]


def blocks_side_by_side(grid: Grid, first: int, headings: Mapping[int, Mapping[str, Key]]) -> list[Span]:
    """Return the first and last column of each block below one row of headings; empty when there is one block.

    Parameters
    ----------
    first : the row of the headings.
    headings : what each column stands for.

    Examples
    --------
    >>> from kgcore.sheets.axes import keys_of
    >>> rows = [["小班", None, None, "大班", None, None], [None, "周一", "周二", None, "周一", "周二"]]
    >>> keys = {column: {key.axis: key for key in keys_of(text)} for column, text in enumerate(rows[1]) if text}
    >>> dishes = ["午餐", "米饭", "面条", "午餐", "米饭", "面条"]
    >>> blocks_side_by_side(Grid("a", "b", [*rows, dishes]), 1, keys)
    [(0, 2), (3, 5)]
    """
    columns = sorted(column for column, keys in headings.items() if {DAY, WEEKDAY} & set(keys))
    words = [
        tuple(headings[column][axis].value for axis in (DAY, WEEKDAY) if axis in headings[column]) for column in columns
    ]
    starts = [column for column, word in zip(columns, words, strict=True) if word == words[0]]
    if len(starts) < 2 or len(words) != len(set(words)) * len(starts):
        return []
    width = starts[1] - starts[0]
    last_days = [max(column for column in columns if column < end) for end in (*starts[1:], grid.width)]
    begins = [0, *(previous + 1 for previous in last_days[:-1])]
    if any(second - one != width for one, second in itertools.pairwise(starts)):
        return []
    # Without headings of its own rows the second block is more columns of the first.
    has_labels = all(
        any(grid.own_text(row, column) for row in range(first + 1, grid.height) for column in range(begin, start))
        for begin, start in zip(begins, starts, strict=True)
    )
    spans = list(zip(begins, [*(begin - 1 for begin in begins[1:]), grid.width - 1], strict=True))
    own = [_own_titles(grid, first, span, spans) for span in spans]
    return spans if has_labels and all(_tells(text) for text in own) and len(set(own)) == len(own) else []


def alone(grid: Grid, first: int, span: Span, spans: Sequence[Span]) -> Grid:
    """Return a sheet with the cells of one block, its own titles and those of all blocks; the others are empty.

    Parameters
    ----------
    first : the row of the headings.
    span, spans : the columns of this block, and of all.

    Examples
    --------
    >>> rows = [["食谱", None], ["小班", "大班"], ["周一", "周一"]]
    >>> alone(Grid("a", "b", rows), 2, (1, 1), [(0, 0), (1, 1)]).values
    [['食谱', None], [None, '大班'], [None, '周一']]
    """
    values = [
        [
            value if span[0] <= column <= span[1] or (row < first and not _is_parted(grid, row, spans)) else None
            for column, value in enumerate(line)
        ]
        for row, line in enumerate(grid.values)
    ]
    corners = {
        corner: last
        for corner, last in grid.spans.items()
        if corner[0] < first or (span[0] <= corner[1] and last[1] <= span[1])
    }
    return replace(grid, values=values, spans=corners)


def _is_parted(grid: Grid, row: int, spans: Sequence[Span]) -> bool:
    return all(any(begin <= column <= end for column in grid.filled(row)) for begin, end in spans)


def _own_titles(grid: Grid, first: int, span: Span, spans: Sequence[Span]) -> str:
    rows = [row for row in range(first) if _is_parted(grid, row, spans)]
    texts = [grid.own_text(row, column) for row in rows for column in grid.filled(row) if span[0] <= column <= span[1]]
    return " ".join(texts)


def _tells(text: str) -> bool:
    """Whether titles tell a class, a band or a day."""
    return bool(re.search(f"(?:{CLASS.pattern})", text)) or any(moment.day for moment in moments(text))


__all__ = ["alone", "blocks_side_by_side"]
