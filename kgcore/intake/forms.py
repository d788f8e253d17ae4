"""Whether a workbook is a filled template or a sheet of the office's own."""

from __future__ import annotations

from pathlib import Path

from kgcore import registers
from kgcore.sheets.grid import plain
from kgcore.workbook.cells import fold
from kgcore.workbook.container import Unreadable
from kgcore.workbook.spreadsheet import read_spreadsheet, sheet_names
from kgcore.workbook.template import GUIDE_SHEET, LISTS_SHEET

HEADER_ROWS = 5


def is_form(path: Path) -> bool:
    """Return whether a workbook is made from a template of kgcore: it has the template's guide, or a register's sheet.

    A sheet of the office's own may be called 留样 or 食谱 too; its headings tell it apart: a form has every heading
    that the register requires, and most of its headings are the register's. What cannot be opened counts as a form,
    because the reading of forms says what is wrong with it.

    Examples
    --------
    >>> import tempfile
    >>> from kgcore.workbook import write_template
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     is_form(write_template(Path(folder) / "模板.xlsx", ["attendance"]))
    True
    >>> is_form(Path("领料.xls"))
    False
    """
    if path.suffix.lower() != ".xlsx":
        return path.suffix.lower() not in (".xls", ".csv")
    try:
        # A template has a guide and lists: its rows, which may be many, need not be read for this.
        if {GUIDE_SHEET, LISTS_SHEET} & set(sheet_names(path)):
            return True
        book = read_spreadsheet(path)
    except (Unreadable, OSError):
        return True
    titles = {fold(registers.meta(register).title): register for register in registers.REGISTERS.values()}
    for facts, rows in book.sheets:
        register = titles.get(fold(facts.name))
        if register is None:
            continue
        columns = [column for column in registers.columns(register) if column.name != "site"]
        headings = {fold(word): column.name for column in columns for word in (column.heading, column.title)}
        necessary_columns = {
            column.name for column in columns if not (column.nullable or column.default_list or column.usual)
        }
        for row in rows[:HEADER_ROWS]:
            words = {fold(plain(value)) for value in row if isinstance(value, str)}
            known_columns = {headings[word] for word in words if word in headings}
            if necessary_columns <= known_columns and 2 * len(known_columns) > len(words):
                return True
    return False


__all__ = ["is_form"]
