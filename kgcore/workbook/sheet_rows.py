"""SheetRows: the rows that one sheet holds, and where each stands in the sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Number

import pandas as pd

from kgcore import registers
from kgcore.registers.check import Fault
from kgcore.workbook import cells
from kgcore.workbook.faults import CellFault, shown

ORDINAL = re.compile(r"第 (\d+) 条")


@dataclass(frozen=True)
class SheetRows:
    """One sheet as read: rows in stored units; `lines` and `positions` are 0-based rows and columns of the sheet."""

    sheet: str
    register: str
    frame: pd.DataFrame
    lines: Sequence[int]
    positions: dict[str, int]

    def fault(self, file: str, fault: Fault) -> CellFault:
        """Return a row's fault as a fault of its cell."""
        column = next((c for c in registers.columns(registers.get(self.register)) if c.name == fault.column), None)
        position = self.positions.get(fault.column or "")
        message = ORDINAL.sub(lambda match: self._place(int(match[1]) - 1, position), fault.message)
        cell = ""
        if fault.row is not None:
            line = self.lines[fault.row]
            cell = f"第 {line + 1} 行" if position is None else cells.address(line, position)
        is_figure = column is not None and isinstance(fault.value, Number) and not isinstance(fault.value, bool)
        value = registers.as_written(column, fault.value) if is_figure and column else shown(fault.value)
        return CellFault(file, self.sheet, cell, column.heading if column else "", value, message)

    def _place(self, row: int, position: int | None) -> str:
        line = self.lines[row]
        return f"第 {line + 1} 行" + ("" if position is None else f"（{cells.address(line, position)}）")
