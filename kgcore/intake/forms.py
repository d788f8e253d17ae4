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
    """Return whether a workbook is made from a template of kgcore: a sheet has a register's name and its headings.

    A sheet of the office's own may be called 留样 or 安全检查 too; its headings tell it apart: most of a form's are the
    register's. What cannot be opened
    counts as a form, because the reading of forms says what is wrong with it.

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
        headings = {fold(column.heading) for column in registers.columns(register) if column.name != "site"}
        titles_only = {fold(column.title) for column in registers.columns(register) if column.name != "site"}
        required = sum(1 for column in registers.columns(register) if not column.nullable and column.name != "site")
        for row in rows[:HEADER_ROWS]:
            words = {fold(plain(value)) for value in row if isinstance(value, str)}
            if 2 * len(words & (headings | titles_only)) > max(required, len(words)):
                return True
    return False


__all__ = ["is_form"]
