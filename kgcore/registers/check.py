"""Check the rows of a register: types, limits, rules and keys here; references in `kgcore.registers.references`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kgcore.registers.base import Register, RegisterColumn, as_written, columns, key_columns, meta
from kgcore.registers.coercion import DTYPES, coerce
from kgcore.registers.references import check_references as _reference_faults

# Four key columns of this length still fit one entry of a PostgreSQL B-tree index (2,704 bytes).
KEY_TEXT_MAX = 120


@dataclass(frozen=True)
class Fault:
    """One fault: position of the row (0-based; None = whole table), column, value found, what is expected."""

    row: int | None
    column: str | None
    value: object
    message: str


def check(register: type[Register], frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Coerce rows to a register's columns and name every fault at once.

    Parameters
    ----------
    register : the declaration to check against.
    frame : rows in stored units; nullable columns may be absent.

    Returns
    -------
    The rows with exactly the register's columns in declared order (str, Int64, float64, datetime64[us],
    boolean), numbered from 0; a cell that cannot be read is missing there. And the faults, by row.
    """
    rows = frame.reset_index(drop=True)
    faults = list(_column_faults(register, rows))
    coerced_columns: dict[str, pd.Series] = {}
    unreadable_rows = pd.Series(False, index=rows.index)
    for column in columns(register):
        if column.name not in rows:
            coerced_columns[column.name] = pd.Series(index=rows.index, dtype=DTYPES[column.kind])
            continue
        values, bad = coerce(column, rows[column.name])
        coerced_columns[column.name] = values
        absent = values.isna() & ~bad if not column.nullable else pd.Series(False, index=rows.index)
        unreadable_rows |= bad | absent
        if column.usual is not None:
            absent &= _has_usual(register, column.usual.by, rows)
        faults += _cells(column.name, rows[column.name], bad, _expected(column))
        faults += _cells(column.name, rows[column.name], absent, "不能为空")
    coerced_frame = pd.DataFrame(coerced_columns, index=rows.index)
    if any(fault.row is None for fault in faults):
        return coerced_frame, faults
    faults += _value_faults(register, coerced_frame, rows)
    faults += _rule_faults(register, coerced_frame, unreadable_rows)
    faults += _duplicate_faults(register, coerced_frame)
    order = {column.name: place for place, column in enumerate(columns(register))}
    return coerced_frame, sorted(faults, key=lambda fault: (fault.row, order[str(fault.column)]))


def check_references(
    register: type[Register], frame: pd.DataFrame, lookup: Callable[[str], pd.DataFrame]
) -> list[Fault]:
    """Name every value that refers to nothing and every figure above the one it must not exceed.

    Parameters
    ----------
    register : the declaration to check against.
    frame : rows as `check` returns them.
    lookup : register name → the rows known of it (the store's and those of the same workbook).
    """
    faults = [Fault(*fault) for fault in _reference_faults(register, frame, lookup)]
    return sorted(faults, key=lambda fault: fault.row if fault.row is not None else -1)


def unknown_words(register: type[Register], frame: pd.DataFrame, words: Mapping[str, Sequence[str]]) -> list[Fault]:
    """Name every value that an office's profile does not have.

    Parameters
    ----------
    register : the declaration to check against.
    frame : rows as `check` returns them.
    words : key of the profile → the values that the office has.

    Examples
    --------
    >>> from kgcore import registers
    >>> frame = pd.DataFrame({"band": ["小班", "大大班"]})
    >>> unknown_words(registers.get("classes"), frame, {"age_bands": ["小班", "大班"]})[0].row
    1
    """
    faults = []
    for column in columns(register):
        if column.vocabulary is None or column.vocabulary not in words or column.name not in frame:
            continue
        values_of_office = words[column.vocabulary]
        message = (
            f"本园没有这个{column.title}，有{'、'.join(values_of_office)}；"
            f"请改正写法，或在本园口径 profile.toml 的 {column.vocabulary} 里写上它"
        )
        values = frame[column.name]
        faults += _cells(column.name, values, values.notna() & ~values.isin(values_of_office), message)
    return faults


def _column_faults(register: type[Register], rows: pd.DataFrame) -> Iterator[Fault]:
    title = meta(register).title
    known = {column.name for column in columns(register)}
    for name in rows.columns:
        if name not in known:
            yield Fault(None, str(name), None, f"《{title}》没有“{name}”这一列，请删去或改正列名")
    repeated = rows.columns[rows.columns.duplicated()]
    for name in repeated:
        yield Fault(None, str(name), None, f"“{name}”列出现了两次，只能保留一列")
    for column in columns(register):
        if column.name not in rows and not column.nullable:
            yield Fault(None, column.name, None, f"缺少“{column.heading}”列")


def _has_usual(register: type[Register], name: str, rows: pd.DataFrame) -> pd.Series:
    """Whether the column that tells what an empty cell stands for is right; where it is wrong, that is the fault."""
    choices = next(column.choices for column in columns(register) if column.name == name)
    if not choices or name not in rows:
        return pd.Series(True, index=rows.index)
    return rows[name].isin(choices)


def _cells(name: str, raw: pd.Series, at: pd.Series, message: str) -> list[Fault]:
    return [Fault(int(row), name, raw.iloc[row], message) for row in at.to_numpy().nonzero()[0]]


def _expected(column: RegisterColumn) -> str:
    unit = f"，单位 {column.unit}" if column.unit else ""
    return {
        "text": "应为文字，不能含看不见的控制字符" + (f"，不超过 {KEY_TEXT_MAX} 个字" if column.key else ""),
        "integer": f"应为整数{unit}",
        "number": f"应为数字{unit}",
        "date": "应为日期，如 2026-05-06",
        "time": "应为时刻，如 09:10",
        "flag": "应为 是 或 否",
    }[column.kind]


def _value_faults(register: type[Register], frame: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Fault]:
    schema = register.to_schema()
    for column in columns(register):
        values = frame[column.name]
        present = values[values.notna()]
        for declared in schema.columns[column.name].checks:
            passed = declared(present).check_output
            wrong = present.index[~passed.to_numpy(dtype=bool)] if len(present) else []
            message = _limit(column, str(declared.name)) if len(wrong) else ""
            for row in wrong:
                yield Fault(int(row), column.name, rows[column.name].iloc[row], message)
        if column.kind == "text" and column.key:
            for row in present.index[present.str.len() > KEY_TEXT_MAX]:
                yield Fault(int(row), column.name, rows[column.name].iloc[row], _expected(column))


def _limit(column: RegisterColumn, name: str) -> str:
    unit = f" {column.sheet_unit}" if column.sheet_unit else ""
    if name == "isin":
        shown = [f"{c}（{column.labels[c]}）" if c in column.labels else c for c in column.choices]
        return f"应为其中之一：{'、'.join(shown)}"
    if name == "greater_than_or_equal_to":
        return f"不得小于 {as_written(column, column.minimum)}{unit}"
    if name == "less_than_or_equal_to":
        return f"不得大于 {as_written(column, column.maximum)}{unit}"
    if column.kind == "time":
        return "应为 00:00 到 23:59 的时刻，如 09:10"
    return f"写法不对，应如 {column.example}"


def _rule_faults(register: type[Register], frame: pd.DataFrame, unreadable_rows: pd.Series) -> Iterator[Fault]:
    """Rules across columns are judged only on rows whose cells could all be read."""
    whole: Any = frame[~unreadable_rows]
    for declared in register.to_schema().checks:
        passed = declared(whole).check_output
        for row in whole.index[~passed.fillna(True).to_numpy(dtype=bool)]:
            yield Fault(int(row), str(declared.name), frame[declared.name].iloc[row], str(declared.error))


def _duplicate_faults(register: type[Register], frame: pd.DataFrame) -> Iterator[Fault]:
    keys = [name for name in key_columns(register) if name in frame]
    whole = frame[frame[keys].notna().all(axis=1)]
    again = whole.duplicated(keys, keep="first")
    if not again.any():
        return
    first = {key: row for row, key in reversed(list(enumerate(frame[keys].itertuples(index=False, name=None))))}
    titles = "、".join(c.title for c in columns(register) if c.key)
    last = keys[-1]
    for row, *key in whole.loc[again, keys].itertuples(name=None):
        yield Fault(int(row), last, key[-1], f"与第 {first[tuple(key)] + 1} 条重复（{titles} 相同）")


__all__ = ["KEY_TEXT_MAX", "Fault", "check", "check_references", "unknown_words"]
