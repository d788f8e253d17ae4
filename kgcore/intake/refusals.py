"""Why rows of an ordinary sheet were refused: a line for each kind of fault, with the first row as the sheet has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from kgcore import registers
from kgcore.registers.check import Fault
from kgcore.store import FaultsError


def refusals(file: str, error: FaultsError, frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield a Chinese line for each kind of fault: the file, the register, how many rows, what is wrong, the first row.

    Parameters
    ----------
    file : that holds the rows.
    error : as the store raised it.
    frames : the rows by register, in the order in which the error counts them.

    Examples
    --------
    >>> fault = Fault(0, "diners", 31, "不得大于 大一班 的在册人数 29")
    >>> rows = pd.DataFrame({"date": pd.to_datetime(["2026-10-08"]), "class_name": ["大一班"], "meal": ["午餐"]})
    >>> next(refusals("10月考勤.xlsx", FaultsError({"attendance": [fault]}), {"attendance": rows}))
    '10月考勤.xlsx：《就餐人数》“就餐人数”不得大于 大一班 的在册人数 29：1 行，如 2026-10-08 大一班 午餐（表里是 31）'
    """
    for name, faults in error.faults.items():
        register = registers.get(name)
        titles = {column.name: column.title for column in registers.columns(register)}
        kinds: dict[tuple[str | None, str], list[Fault]] = {}
        for fault in faults:
            kinds.setdefault((fault.column, fault.message), []).append(fault)
        for (column, message), same in kinds.items():
            heading = f"“{titles.get(column, column)}”" if column else ""
            first = _first_row(name, same[0], frames)
            yield f"{file}：《{registers.meta(register).title}》{heading}{message}：{len(same)} 行{first}"


def _first_row(name: str, fault: Fault, frames: Mapping[str, pd.DataFrame]) -> str:
    """Return the key of a row in words: its day, class, meal, food."""
    frame = frames.get(name)
    if frame is None or fault.row is None or fault.row >= len(frame):
        return ""
    row = frame.iloc[fault.row]
    keys = [key for key in (*registers.key_columns(registers.get(name)), "date", "food") if key in frame]
    values = [row[key] for key in dict.fromkeys(keys) if key not in ("site", "entry", fault.column)]
    words = [f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value) for value in values]
    value = "" if fault.value is None else f"（表里是 {fault.value}）"
    return f"，如 {' '.join(words)}{value}" if words else value


__all__ = ["refusals"]
