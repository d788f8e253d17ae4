"""Numbers of entries that ordinary sheets lack, and what becomes of one that is there already.

A number is made of what tells an entry from others: day, supplier, food, and the how-manieth of these on that day. A
sheet imported again gives the same numbers, whatever was corrected in it; a figure that differs is a correction, which
a ledger takes as a reversal and a new entry.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgcore import registers
from kgcore.registers import terms

if TYPE_CHECKING:
    from kgcore.office import Office

EntryRow = dict[str, Any]
PREFIXES = {"movements": "M", "receipts": "R", "refunds": "T", "asset_moves": "Z"}
"""First letters of the numbers."""
KEYS = {
    "movements": ("kind", "date", "supplier", "food", "meal"),
    "receipts": ("month", "class_name", "child", "purpose"),
    "refunds": ("month", "child"),
    "asset_moves": ("kind", "asset"),
}
"""What tells entries apart."""
FIGURES = {
    "movements": ("quantity_g", "amount_fen"),
    "receipts": ("amount_fen",),
    "refunds": ("amount_fen", "absent_days"),
    "asset_moves": ("pieces",),
}
"""What a corrected sheet may tell otherwise."""
REVERSED = "C"
"""The mark of a reversal behind the number it takes back."""


def number(register: str, key: tuple[object, ...], place: int) -> str:
    """Return the number of an entry.

    Parameters
    ----------
    register : a ledger.
    key : its values of `KEYS`, in that order.
    place : the how-manieth entry of the same key, from 1.

    Examples
    --------
    >>> import datetime as dt
    >>> number("movements", ("采购", dt.date(2026, 10, 12), "城东粮油", "大米", None), 1)
    'M20261012-735DEAC8'
    """
    text = "|".join("" if part is None else str(part) for part in key)
    digest = hashlib.sha256(f"{text}#{place}".encode()).hexdigest()[:8].upper()
    day = next((f"{part:%Y%m%d}" for part in key if hasattr(part, "strftime")), "")
    return f"{PREFIXES[register]}{day}-{digest}"


@dataclass(frozen=True)
class Correction:
    """An entry whose figures a sheet tells otherwise than the ledger."""

    register: str
    before: EntryRow
    after: EntryRow

    def told(self) -> str:
        """Return it in words."""
        kept, written = (figures(self.register, one) for one in (self.before, self.after))
        return f"{named(self.before)}：已记 {kept}，表上 {written}"

    def rows(self) -> list[EntryRow]:
        """Return the reversal of the entry and the entry as it should have been."""
        return [reversal(self.before), self.after]


class Ledger:
    """The entries of one ledger that an office has already."""

    def __init__(self, office: Office, register: str) -> None:
        self.register = register
        frame = office.read(register)
        frame = frame.astype(object).where(frame.notna(), None)
        self._rows: dict[str, EntryRow] = {
            str(row["entry"]): {str(name): value for name, value in row.items()} for row in frame.to_dict("records")
        }
        self._reversals = {str(row["reverses"]) for row in self._rows.values() if row["reverses"]}
        self._places: Counter[tuple[object, ...]] = Counter()

    def number(self, key: tuple[object, ...]) -> str:
        """Return the number of the next entry of a key."""
        self._places[key] += 1
        return number(self.register, key, self._places[key])

    def live(self, entry: str) -> str:
        """Return the number under which an entry holds: its own, or with -2, -3 behind it once it was taken back."""
        version, live = 1, entry
        while live in self._rows and live in self._reversals:
            version += 1
            live = f"{entry}-{version}"
        return live

    def kept(self, row: EntryRow) -> EntryRow:
        """Return the entry kept of a row."""
        return self._rows[self.live(str(row["entry"]))]

    def unnamed(self, numbers: Collection[str], kinds: Collection[object]) -> list[EntryRow]:
        """Return the entries that ordinary sheets made, hold, and have none of the numbers.

        Parameters
        ----------
        kinds : of entry that count, where the ledger has kinds.
        """
        pattern = re.compile(rf"{PREFIXES[self.register]}(?:\d{{8}})?-[0-9A-F]{{8}}(?:-\d+)?")
        return [
            row
            for entry, row in self._rows.items()
            if pattern.fullmatch(entry)
            and entry not in numbers
            and entry not in self._reversals
            and row["reverses"] is None
            and ("kind" not in row or row["kind"] in kinds)
        ]

    def settle(self, row: EntryRow) -> Correction | EntryRow | None:
        """Return what becomes of an entry: the row where it is new, None where it is there, or a correction.

        The number of a corrected entry is that of the first with -2, -3 behind it; what was taken back by hand counts
        as not there.
        """
        base = str(row["entry"])
        live = self.live(base)
        before = self._rows.get(live)
        if before is None:
            return row | {"entry": live}
        if all(_same(before.get(name), row.get(name)) for name in FIGURES[self.register]):
            return None
        version = int(live.removeprefix(f"{base}-")) if live != base else 1
        return Correction(self.register, before, row | {"entry": f"{base}-{version + 1}"})


def reversal(entry: EntryRow) -> EntryRow:
    """Return the row that takes an entry back."""
    row = entry | {"entry": f"{entry['entry']}{REVERSED}", "reverses": entry["entry"]}
    return row | {"kind": terms.REVERSAL} if "kind" in row else row


def named(row: EntryRow) -> str:
    """Return day and object of an entry in words."""
    what = next((str(row[name]) for name in ("food", "child", "asset", "class_name") if row.get(name)), "")
    return f"{row['date']:%Y-%m-%d} {what}"


def _same(booked_value: Any, sheet_value: Any) -> bool:
    if booked_value is None or sheet_value is None or pd.isna(booked_value) or pd.isna(sheet_value):
        # What one of them does not tell is no contradiction.
        return True
    return int(str(booked_value).partition(".")[0]) == int(str(sheet_value).partition(".")[0])


def figures(register: str, row: EntryRow) -> str:
    """Return what an entry counts, in the units of sheets."""
    columns = {column.name: column for column in registers.columns(registers.get(register))}
    parts: list[str] = []
    for name in FIGURES[register]:
        if row.get(name) is not None and not pd.isna(row[name]):
            column = columns[name]
            parts.append(f"{float(row[name]) / float(column.scale):g} {column.sheet_unit or ''}".strip())
    return " ".join(parts)


__all__ = ["FIGURES", "KEYS", "Correction", "Ledger", "figures", "named", "number", "reversal"]
