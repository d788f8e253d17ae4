"""What is wrong in a workbook, named by sheet and cell, and the list that the office can tick off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import xlsxwriter

from kgcore import disk
from kgcore.wording import first_few
from kgcore.workbook.template import CREATED

PRINTED = 40
"""Kinds of faults that are printed of one sheet."""
NAMED = 3
"""Cells and values that a line names of many."""
SHOWN_LETTERS = 40


@dataclass(frozen=True)
class CellFault:
    """One fault: where it is, what was found, what is expected; a part that does not apply is empty."""

    file: str
    sheet: str
    cell: str
    heading: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = self.file + (f"，工作表《{self.sheet}》" if self.sheet else "")
        place += f" {self.cell}" if self.cell else ""
        place += f"（{self.heading}）" if self.heading else ""
        found = f"写的是“{self.value}”；" if self.value else ""
        return f"{place}：{found}{self.expected}"


def shown(value: object) -> str:
    """Return a found value as a fault quotes it: on one line and not longer than a person reads."""
    if value is None:
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    text = " ".join(text.split())
    return text if len(text) <= SHOWN_LETTERS else text[:SHOWN_LETTERS] + "…"


def listing(faults: Sequence[CellFault], limit: int = PRINTED) -> str:
    """Return the printed list of faults: one line for each kind in each sheet, at most `limit` lines a sheet.

    Examples
    --------
    >>> from dataclasses import replace
    >>> fault = CellFault("5月.xlsx", "就餐人数", "D7", "人数", "三十", "应为整数")
    >>> print(listing([fault, replace(fault, cell="D9", value="两")]))
    5月.xlsx，工作表《就餐人数》（人数） 2 处 D7、D9：写的是“三十”、“两”；应为整数
    """
    kinds: dict[tuple[str, str, str, str], list[CellFault]] = {}
    for fault in faults:
        kinds.setdefault((fault.file, fault.sheet, fault.heading, fault.expected), []).append(fault)
    lines: list[str] = []
    for _, of_sheet in groupby(kinds.items(), key=lambda kind: kind[0][:2]):
        groups = [group for _, group in of_sheet]
        lines += [_told(group) for group in groups[:limit]]
        if rest := groups[limit:]:
            cells = sum(map(len, rest))
            lines.append(f"……《{rest[0][0].sheet or rest[0][0].file}》还有 {len(rest)} 种问题，共 {cells} 处")
    return "\n".join(lines)


def _told(group: list[CellFault]) -> str:
    """Return faults of one kind in one line: how many cells, which first, and what stands in them."""
    first = group[0]
    if len(group) == 1:
        return str(first)
    place = (
        first.file
        + (f"，工作表《{first.sheet}》" if first.sheet else "")
        + (f"（{first.heading}）" if first.heading else "")
    )
    cells = first_few([fault.cell for fault in group if fault.cell], NAMED, " 等")
    values = list(dict.fromkeys(f"“{fault.value}”" for fault in group if fault.value))
    found = f"写的是{first_few(values, NAMED, '等')}；" if values else ""
    return f"{place} {len(group)} 处 {cells}：{found}{first.expected}"


def faults_workbook(path: str | Path, faults: Sequence[CellFault]) -> Path:
    """Write the faults as a workbook with a column to tick them off; an existing file is replaced.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from dataclasses import replace
    >>> fault = CellFault("5月.xlsx", "就餐人数", "D7", "人数", "三十", "应为整数")
    >>> with TemporaryDirectory() as folder:
    ...     faults_workbook(Path(folder) / "问题.xlsx", [fault]).name
    '问题.xlsx'
    """
    headings = ("文件", "工作表", "单元格", "栏目", "写的是", "应为", "已改")
    widths = (24, 14, 9, 18, 24, 60, 8)
    target = Path(path)
    plain_texts = {"strings_to_formulas": False, "strings_to_urls": False}
    with disk.replacing(target) as draft, xlsxwriter.Workbook(draft, plain_texts) as book:
        book.set_properties({"title": "导入问题清单", "created": CREATED})
        sheet = book.add_worksheet("问题清单")
        bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        sheet.freeze_panes(1, 0)
        for position, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(position, position, width)
            sheet.write_string(0, position, heading, bold)
        for row, fault in enumerate(faults, 1):
            cells = (fault.file, fault.sheet, fault.cell, fault.heading, fault.value, fault.expected)
            for position, text in enumerate(cells):
                sheet.write_string(row, position, text, plain)
        sheet.data_validation(1, 6, max(1, len(faults)), 6, {"validate": "list", "source": ["√"]})
        sheet.autofilter(0, 0, max(1, len(faults)), 6)
    return target
