"""Columns of a morning check that stand for one symptom each, with a mark or a number of children in their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgcore.sheets.grid import plain
from kgcore.sheets.kinds import bare
from kgcore.sheets.records import Record, TableSource
from kgcore.sheets.result import TableReading

NONE = re.compile(r"(?:无|没有|正常|否|未见|未见异常|0+人?|[-—–/\\／×xX✗]|)")
COUNT = re.compile(r"(\d{1,3})(?:\.0)?\s*[人名例个]?")
TICKS = ("√", "✓", "✔", "有", "是", "+")
WITH, WITHOUT = "有这个症状", "没有异常"
"""What a tick under a symptom may mean where most children have one."""
MOST = 3
"""One tick in so many cells is too often for a symptom."""


@dataclass
class Signs:
    """What the columns of symptoms tell of a class, or of one row.

    Parameters
    ----------
    text : symptoms with their number of children, or of one child; empty where there is none.
    is_told : whether there are such columns.
    children : rows of single children; 0 in a list by class.
    abnormal : children with a symptom, at most.
    fewest : of these, as many as there are at least.
    is_unclear : whether that number is not certain.
    """

    text: str = ""
    is_told: bool = False
    children: int = 0
    abnormal: int = 0
    fewest: int = 0
    is_unclear: bool = False

    @property
    def proposals(self) -> tuple[str, ...]:
        """How many children may stand out, the likeliest number first."""
        return tuple(str(number) for number in dict.fromkeys((self.abnormal, self.fewest)))

    def add(self, row: Signs) -> None:
        """Add those of another row of the same class."""
        self.is_told |= row.is_told
        self.is_unclear |= row.is_unclear
        self.children += row.children
        self.abnormal += row.abnormal
        self.fewest += row.fewest


def signs_of(source: TableSource, record: Record, reading: TableReading) -> Signs:
    """Return what a row tells in its columns of symptoms: of one child by marks, of a class by numbers."""
    columns = source.table.columns.get("sign", [])
    cells = [
        (bare(column.heading.rpartition("/")[2]).removesuffix("人数"), plain(value))
        for column, value in zip(columns, record.every("sign"), strict=True)
    ]
    cells += [
        (bare(column.heading.rpartition("/")[2]), text)
        for column, value in zip(source.table.columns.get("symptom", []), record.every("symptom"), strict=True)
        if COUNT.fullmatch(text := plain(value))
    ]
    marks_told = [(word, text) for word, text in cells if not NONE.fullmatch(text)]
    child = bool(record.text("child"))
    signs = Signs(is_told=bool(columns) or bool(cells), children=int(child and bool(columns)))
    if child:
        marks_told = [] if _ticks_are_usual(source, reading) else marks_told
        names = [word if text in TICKS or COUNT.fullmatch(text) else f"{word}{text}" for word, text in marks_told]
        signs.text, signs.abnormal = "、".join(names), int(bool(marks_told))
        return signs
    counts = [(word, int(match[1]) if (match := COUNT.fullmatch(text)) else None, text) for word, text in marks_told]
    numbers = [number or 1 for _, number, _ in counts]
    signs.text = "、".join(
        f"{word}{number}人" if number is not None else word if text in TICKS else f"{word}：{text}"
        for word, number, text in counts
    )
    signs.text = source.children.without_names(signs.text)
    signs.abnormal, signs.fewest = sum(numbers), max(numbers, default=0)
    signs.is_unclear = len(counts) > 1 or any(number is None for _, number, _ in counts)
    return signs


def children_listed(source: TableSource) -> int:
    """Return how many rows of a list tell a child, those without a symptom too."""
    column = source.table.column("child")
    return sum(1 for row in source.table.body if column and source.grid.own_text(row, column.index))


def _ticks_are_usual(source: TableSource, reading: TableReading) -> bool:
    """Whether ticks under symptoms mean that all is well: asked once for the form where they are too many."""
    columns = source.table.columns.get("sign", [])
    cells = [plain(source.grid.own(row, column.index)) for row in source.table.body for column in columns]
    ticks = [cell for cell in cells if cell in TICKS]
    if len(ticks) * MOST <= len(cells):
        return False
    question = f"{ticks[0]}（{source.context.form}）"
    answer = source.names.answered("mark", question)
    if answer is None:
        reading.ask("mark", question, (WITHOUT, WITH))
    return answer == WITHOUT


__all__ = ["Signs", "children_listed", "signs_of"]
