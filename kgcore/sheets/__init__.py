"""Ordinary office sheets as they are: tables found on them, their kind recognised, rows of registers made of them.

A sheet that an office keeps has no fixed form. `read_sheets` finds the tables on it by their headings, tells the kind
of each (采购, 考勤, 周食谱 …) by the declaration in ``headings.csv``, and answers with rows in plain units, with what
must be asked, what was skipped and what must never be kept. Nothing is guessed silently: a row that rests on an open
question names the columns in ``asked``.
"""

from kgcore.sheets.kinds import KINDS, Kind
from kgcore.sheets.names import Names, names_of
from kgcore.sheets.reading import read_files, read_sheets
from kgcore.sheets.result import Ask, FileReading, SheetReading, TableReading

__all__ = [
    "KINDS",
    "Ask",
    "FileReading",
    "Kind",
    "Names",
    "SheetReading",
    "TableReading",
    "names_of",
    "read_files",
    "read_sheets",
]
