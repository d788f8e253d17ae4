"""The rules of an append-only ledger: no entry changes, and a reversal takes back exactly one whole entry."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kgcore.registers import Register, RegisterColumn, as_written, columns, terms
from kgcore.registers.base import EMPTY
from kgcore.registers.check import Fault

Entry = dict[Any, Any]


def reversal_faults(register: type[Register], new: pd.DataFrame, ledger: pd.DataFrame) -> list[Fault]:
    """Name every reversal among new rows that does not fit the entry it names.

    A reversal names an entry of its own site that exists, is no reversal itself and was not reversed before, and
    repeats its figures and what they are about (food, ledger, purpose …); what a reversal may leave empty it may
    leave empty. Who signs, when, and for which month it is booked are its own.

    Parameters
    ----------
    register : a ledger.
    new : rows about to be added, as `check` returns them.
    ledger : entries already in the store, with at least the ledger's columns.
    """
    reversals = new[new["reverses"].notna()]
    if reversals.empty:
        return []
    entries = pd.concat([ledger, new], ignore_index=True)
    wanted = set(reversals["reverses"]) | set(reversals["entry"])
    relevant = entries[entries["entry"].isin(wanted)].astype(object)
    by_entry: dict[tuple[str, str], Entry] = {(row["site"], row["entry"]): row for row in relevant.to_dict("records")}
    reversals_by_entry = {
        (s, r): e for s, e, r in ledger.loc[ledger["reverses"].notna(), ["site", "entry", "reverses"]].to_numpy()
    }
    faults = []
    for position, reversal in zip(reversals.index.tolist(), reversals.astype(object).to_dict("records"), strict=True):
        original_key = (str(reversal["site"]), str(reversal["reverses"]))
        original = by_entry.get(original_key)
        if original is None:
            faults.append(Fault(position, "reverses", original_key[1], "要冲正的单号不存在；请核对单号和园所"))
        elif not pd.isna(original["reverses"]):
            message = "要冲正的单子本身就是冲正，不能再冲正；请重新登记一笔正确的单子"
            faults.append(Fault(position, "reverses", original_key[1], message))
        elif original_key in reversals_by_entry:
            message = f"这张单子已被 {reversals_by_entry[original_key]} 冲正过，不能再次冲正"
            faults.append(Fault(position, "reverses", original_key[1], message))
        else:
            faults += _differences(register, position, reversal, original)
        reversals_by_entry.setdefault(original_key, str(reversal["entry"]))
    return faults


def repeated_columns(register: type[Register]) -> tuple[RegisterColumn, ...]:
    """Return the columns that a reversal must repeat: figures, and what they are about."""
    return tuple(c for c in columns(register) if _is_repeated(c))


def _is_repeated(column: RegisterColumn) -> bool:
    if column.key or column.name == "reverses" or terms.REVERSAL in column.choices:
        return False
    if column.reference:
        return not column.reference.startswith("staff.")
    return column.kind in ("integer", "number") or bool(column.choices)


def _differences(register: type[Register], position: int, reversal: Entry, original: Entry) -> list[Fault]:
    faults = []
    for column in repeated_columns(register):
        value, original_value = reversal[column.name], original[column.name]
        if column.nullable and pd.isna(value):
            continue
        if pd.isna(original_value) or value != original_value:
            shown = as_written(column, original_value)
            unit = column.sheet_unit or "" if shown != EMPTY else ""
            message = f"与被冲正单 {reversal['reverses']} 不一致：冲正须照抄原单，原单为 {shown}{unit}"
            faults.append(Fault(position, column.name, value, message))
    return faults


__all__ = ["repeated_columns", "reversal_faults"]
