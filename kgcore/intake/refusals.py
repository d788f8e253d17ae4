"""Why rows of an ordinary sheet were refused, by file, sheet and cell; and where in their sheet any rows stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from kgcore import registers
from kgcore.sheets import TableReading
from kgcore.sheets.result import Row
from kgcore.store import FaultsError
from kgcore.wording import first_few
from kgcore.workbook import CellFault
from kgcore.workbook.faults import shown

ORIGIN = "_origin"
"""Under this name a row carries its `Origin` until it is written."""


@dataclass(frozen=True)
class Origin:
    """The sheet, the table and the row of the reading from which a row of a register was made."""

    sheet: str
    table: TableReading
    row: Row

    @property
    def line(self) -> int | None:
        """The line of the sheet, from 1; None where the row comes from several cells."""
        return self.table.origins.line(self.row)


def refusals(
    file: str,
    error: FaultsError,
    frames: Mapping[str, pd.DataFrame],
    origins: Mapping[str, Sequence[Origin | None]],
) -> Iterator[CellFault]:
    """Yield what is wrong in a file: the cell where one is at fault, else the cells of its table, and what is expected.

    Parameters
    ----------
    file : that holds the rows.
    error : as the store raised it.
    frames : the rows by register, in the order in which the error counts them.
    origins : of these rows, where they are known.

    Examples
    --------
    >>> from kgcore.registers.check import Fault
    >>> fault = Fault(0, "diners", 31, "不得大于 大一班 的在册人数 29")
    >>> rows = pd.DataFrame({"date": pd.to_datetime(["2026-10-08"]), "class_name": ["大一班"], "meal": ["午餐"]})
    >>> table = TableReading("就餐人数", "attendance", "A3:D9", rows=[{}])
    >>> origin = Origin("10月", table, table.rows[0])
    >>> error = FaultsError({"attendance": [fault]})
    >>> print(next(refusals("10月考勤.xlsx", error, {"attendance": rows}, {"attendance": [origin]})))
    10月考勤.xlsx，工作表《10月》 A3:D9（就餐人数）：写的是“31”；2026-10-08 大一班 午餐：不得大于 大一班 的在册人数 29
    """
    for name, faults in error.faults.items():
        register = registers.get(name)
        columns = {column.name: column for column in registers.columns(register)}
        for fault in faults:
            place = origins.get(name, ())
            origin = place[fault.row] if fault.row is not None and fault.row < len(place) else None
            column = columns.get(fault.column or "")
            heading = column.title if column else registers.meta(register).title
            value = shown(_as_written(fault.value, column))
            if origin is None:
                key = _key(name, fault.row, fault.column, frames)
                yield CellFault(file, "", "", heading, value, f"{key}：{fault.message}" if key else fault.message)
                continue
            cell, _, text = origin.table.origins.cell(origin.row, fault.column)
            if cell:
                yield CellFault(file, origin.sheet, cell, heading, text or value, fault.message)
            else:
                key = _key(name, fault.row, fault.column, frames)
                expected = f"{key}：{fault.message}" if key else fault.message
                yield CellFault(file, origin.sheet, origin.table.area, heading, value, expected)


def _as_written(value: object, column: registers.RegisterColumn | None) -> object:
    """Return a stored figure in the unit of sheets: 5 kg and not 5000."""
    if column is None or not isinstance(value, (int, float, Decimal)) or isinstance(value, bool) or column.scale == 1:
        return value
    return f"{float(value) / float(column.scale):g} {column.sheet_unit or ''}".strip()


def placed(rows: Iterable[tuple[str, int | None]]) -> str:
    """Return sheets and lines in words: 《送货单》第 3、4、5 行等 8 行.

    Parameters
    ----------
    rows : the sheet and the line of each row; without a line where a row comes from several cells.

    Examples
    --------
    >>> placed([("送货单", 3), ("送货单", 5), ("Sheet2", None)])
    '《送货单》第 3、5 行，《Sheet2》'
    """
    lines: dict[str, list[int]] = {}
    for sheet, line in rows:
        held = lines.setdefault(sheet, [])
        if line is not None and line not in held:
            held.append(line)
    return "，".join(
        f"《{sheet}》" + (f"第 {first_few([str(line) for line in sorted(numbers)], 5, ' 等')} 行" if numbers else "")
        for sheet, numbers in lines.items()
    )


def _key(name: str, row_number: int | None, column: str | None, frames: Mapping[str, pd.DataFrame]) -> str:
    """Return the key of a row in words: its day, class, meal, food."""
    frame = frames.get(name)
    if frame is None or row_number is None or row_number >= len(frame):
        return ""
    row = frame.iloc[row_number]
    keys = [key for key in (*registers.key_columns(registers.get(name)), "date", "food") if key in frame]
    values = [row[key] for key in dict.fromkeys(keys) if key not in ("site", "entry", column)]
    return " ".join(f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value) for value in values)


__all__ = ["ORIGIN", "Origin", "placed", "refusals"]
