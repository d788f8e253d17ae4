"""A filled workbook into rows by register, with every fault named by sheet and cell and nothing guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from kgcore import registers
from kgcore.periods import Span
from kgcore.workbook import cells
from kgcore.workbook.container import Unreadable
from kgcore.workbook.faults import CellFault
from kgcore.workbook.sheet import Sheet, filled
from kgcore.workbook.sheet_rows import SheetRows
from kgcore.workbook.spreadsheet import read_spreadsheet
from kgcore.workbook.template import GUIDE_SHEET, LISTS_SHEET


@dataclass
class Reading:
    """What a workbook holds: tables by register, every fault, and notices of what was passed over."""

    file: str
    tables: dict[str, SheetRows] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Rows by register name, in stored units."""
        return {name: table.frame for name, table in self.tables.items()}

    def refuse(self, expected: str, sheet: str = "", value: str = "") -> None:
        """Add a fault of the whole file or of a whole sheet."""
        self.faults.append(CellFault(self.file, sheet, "", "", value, expected))


def read_workbook(
    path: str | Path,
    *,
    site: str | None = None,
    period: Span | None = None,
    words: Mapping[str, Sequence[str]] | None = None,
) -> Reading:
    """Read a filled workbook; faults are collected, never raised.

    Parameters
    ----------
    path : the .xlsx file.
    site : site of rows whose 园所 is empty or absent; None requires the column.
    period : gives dates without a year (5月6日) their year; None makes them a fault.
    words : key of the office's profile → its values; an empty 餐次 of 就餐人数 then stands for every meal served.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from kgcore.workbook import write_workbook
    >>> sites = pd.DataFrame({"site": ["main"], "name": ["示范幼儿园"], "kitchen": ["main"]})
    >>> with TemporaryDirectory() as folder:
    ...     reading = read_workbook(write_workbook(Path(folder) / "园所.xlsx", {"sites": sites}))
    >>> reading.faults, reading.frames["sites"]["name"].tolist()
    ([], ['示范幼儿园'])
    >>> print(*read_workbook("没有这个文件.xlsx").faults)
    没有这个文件.xlsx：找不到这个文件
    """
    source = Path(path)
    reading = Reading(source.name)
    try:
        book = read_spreadsheet(source, without=(GUIDE_SHEET, LISTS_SHEET))
    except Unreadable as error:
        reading.refuse(str(error))
        return reading
    reckoning = cells.Reckoning(book.epoch, period)
    titles = {cells.fold(registers.meta(register).title): name for name, register in registers.REGISTERS.items()}
    for facts, rows in book.sheets:
        name = facts.name
        if not any(filled(value) for row in rows for value in row):
            continue
        register = titles.get(cells.fold(name))
        if register is None:
            near = cells.nearest(name.strip(), titles)
            advice = f"，是不是《{near}》？" if near else "；请用 kg template 导出的模板"
            reading.refuse(f"没有叫这个名字的台账{advice}", name, name)
            continue
        if register in reading.tables:
            reading.refuse(f"《{name.strip()}》有两张工作表；请并成一张", name)
            continue
        sheet = Sheet(source.name, name, register, rows, facts, reckoning, site, words or {})
        table = sheet.read()
        reading.faults += sheet.faults
        reading.notices += sheet.notices
        if table is not None:
            reading.tables[register] = table
    if not reading.tables and not reading.faults:
        reading.refuse("工作簿里没有填任何数据")
    return reading
