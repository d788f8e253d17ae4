"""Sheets that are understood and hold nothing that a register takes: totals of a month, tests of sight; and why."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources

from kgcore.sheets.grid import Grid

HEADING_LINES = 5


def refusal(grid: Grid) -> str:
    """Return why nothing of a sheet can be read; empty when it is not a form that is known.

    Examples
    --------
    >>> refusal(Grid("a.xlsx", "视力", [["大一班视力筛查"], ["姓名", "左眼", "右眼"]]))
    '视力没有台账可登记，没有读入；体检表里登记身高、体重和血红蛋白'
    >>> refusal(Grid("a.xlsx", "采购", [["日期", "品名"]]))
    ''
    """
    rows = range(min(HEADING_LINES, grid.height))
    lines = [[grid.own_text(row, column) for column in grid.filled(row)] for row in rows]
    title = " ".join([grid.file, grid.name, *(line[0] for line in lines if len(line) < 3 and line)])
    headings = " ".join(re.sub(r"\s", "", text) for line in lines for text in line if len(line) > 1)
    return next((why for words, heads, why in _forms() if words.search(title) and heads.search(headings)), "")


@cache
def _forms() -> list[tuple[re.Pattern[str], re.Pattern[str], str]]:
    text = resources.files("kgcore.sheets").joinpath("refused_forms.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return [(re.compile(row["title"]), re.compile(row["headings"]), row["why"]) for row in rows]


__all__ = ["refusal"]
