"""Rows of ordinary sheets into rows of registers: units, numbers of entries, and what the sheet does not tell."""

from __future__ import annotations

import hashlib
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgcore import registers
from kgcore.names import everyday_dish
from kgcore.registers import RegisterColumn, terms
from kgcore.sheets import Ask, TableReading
from kgcore.sheets.result import Row

if TYPE_CHECKING:
    from kgcore.office import Office

SHEET_SUFFIXES = {"_g": ("_kg", Decimal(1000)), "_fen": ("_yuan", Decimal(100))}
PREFIXES = {"movements": "M", "receipts": "R", "refunds": "T", "asset_moves": "Z", "invoices": "F"}
"""First letters of the numbers that entries of ordinary sheets get."""


class Registration:
    """Makes rows of registers; notes what must be asked because no sheet tells it.

    Parameters
    ----------
    office : its staff may be proposed as signatories, its suppliers keep their numbers.
    answers : what was answered before, by (about, written).
    """

    def __init__(self, office: Office, answers: dict[tuple[str, str], str]) -> None:
        self.answers = answers
        self.asks: list[Ask] = []
        self.suppliers: dict[str, str] = {}
        self._foods = office.read("foods")
        staff = office.read("staff")
        self._staff = tuple(staff["staff"].head(8))
        numbers = [int(number[1:]) for number in office.read("suppliers")["supplier"]]
        self._next_supplier = max(numbers, default=0) + 1
        self._entries: Counter[str] = Counter()

    def rows(self, table: TableReading) -> list[dict[str, Any]]:
        """Return the rows of a table as its register keeps them."""
        columns = [column for column in registers.columns(registers.get(table.register)) if column.name != "site"]
        return [self._row(table, row, columns) for row in table.rows]

    def made(self, rows: list[Row]) -> dict[str, list[dict[str, Any]]]:
        """Return rows of master registers that a sheet makes.

        A new supplier gets the next number; a dish that only the packaged everyday ones hold comes with its
        ingredients, marked as a draft: it is not planned with until somebody confirms it.
        """
        by_register: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            name = str(row.get("register"))
            if name == "suppliers" and row["name"] not in self.suppliers:
                number = f"V{self._next_supplier:02d}"
                self._next_supplier += 1
                self.suppliers[row["name"]] = number
                by_register.setdefault(name, []).append({"supplier": number, "name": row["name"]})
            elif name == "dishes" and (draft := everyday_dish(str(row["dish"]), self._foods)) is not None:
                by_register.setdefault("dishes", []).extend(_records(draft.dish))
                by_register.setdefault("dish_ingredients", []).extend(_records(draft.ingredients))
        return by_register

    def _row(self, table: TableReading, row: Row, columns: list[RegisterColumn]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for column in columns:
            value = self._value(row, column)
            if value is None and column.name == "entry" and table.register in PREFIXES:
                value = self._entry(table.register, row)
            if value is None and not column.nullable and not _is_asked(row, column):
                value = self._default(table.register, column)
            values[column.name] = value
        if "supplier" in values and values["supplier"] in self.suppliers:
            values["supplier"] = self.suppliers[values["supplier"]]
        return values

    @staticmethod
    def _value(row: Row, column: RegisterColumn) -> Any:
        if column.name in row:
            return row[column.name]
        for suffix, (sheet_suffix, factor) in SHEET_SUFFIXES.items():
            name = column.name.removesuffix(suffix) + sheet_suffix
            if column.name.endswith(suffix) and row.get(name) is not None:
                return round(Decimal(str(row[name])) * factor)
        return None

    def _entry(self, register: str, row: Row) -> str:
        """Return a number made of the row itself: the same sheet imported again gives the same numbers."""
        parts = [f"{name}={row[name]}" for name in sorted(row) if name not in ("asked", "unit_cost_yuan")]
        text = "|".join(parts)
        self._entries[text] += 1
        digest = hashlib.sha256(f"{text}#{self._entries[text]}".encode()).hexdigest()[:8].upper()
        day = row.get("date")
        return f"{PREFIXES[register]}{day:%Y%m%d}-{digest}" if day else f"{PREFIXES[register]}-{digest}"

    def _default(self, register: str, column: RegisterColumn) -> str | None:
        """Return what was answered once for a column that no sheet of this register tells."""
        label = f"{registers.meta(registers.get(register)).title}·{column.title}"
        answer = self.answers.get(("default", label))
        if answer:
            return answer
        proposals = column.choices
        if column.reference == "staff.staff":
            proposals = self._staff
        if column.name == "ledger":
            proposals = terms.LEDGERS
        ask = Ask("default", label, tuple(str(choice) for choice in proposals))
        if ask not in self.asks:
            self.asks.append(ask)
        return None


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _is_asked(row: Row, column: RegisterColumn) -> bool:
    """Whether a question about this very cell is open already."""
    open_columns = row.get("asked", [])
    names = {column.name, *(column.name.removesuffix(s) + new for s, (new, _) in SHEET_SUFFIXES.items())}
    return bool(names & set(open_columns))


__all__ = ["Registration"]
