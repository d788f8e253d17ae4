"""Rows of ordinary sheets into rows of registers: units, numbers of entries, and what the sheet does not tell."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kgcore import registers
from kgcore.intake.entries import FIGURES, KEYS, Correction, EntryRow, Ledger
from kgcore.intake.makings import Makings
from kgcore.intake.portions import RecipeGrams
from kgcore.intake.refusals import ORIGIN, Origin
from kgcore.intake.usual import UsualValues
from kgcore.registers import RegisterColumn, terms
from kgcore.sheets import Ask, TableReading
from kgcore.sheets.amounts import read_number
from kgcore.sheets.grid import question_text
from kgcore.sheets.result import Row

if TYPE_CHECKING:
    from kgcore.office import Office
    from kgcore.sheets import Names

SHEET_SUFFIXES = {"_g": ("_kg", Decimal(1000)), "_fen": ("_yuan", Decimal(100))}
OWN_NUMBERS = {
    "hazards": ("hazard", "H", ("found_on", "place", "description")),
    "assets": ("asset", "A", ("name", "bought_on", "unit_value_yuan")),
    "visitors": ("badge", "X", ("date", "entered_at")),
}
"""Numbers that ordinary sheets often lack: their column, first letter, and what they are made of."""
AMEND, ANOTHER = "更正已记的", "是另外的一笔"
"""Answers to what becomes of a figure that differs from the entry kept."""
MARK = "单号、签字和账别按本园惯例"


class Registration:
    """Makes rows of registers of one file; notes what must be asked because no sheet tells it.

    Parameters
    ----------
    office : where the rows go.
    names : what was answered before, and drafts of dishes.
    """

    def __init__(self, office: Office, names: Names) -> None:
        self.usual = UsualValues(office, names.answers)
        self.makings = Makings(office, names.drafts)
        self.amendments: list[Correction] = []
        self.repeats: list[tuple[Origin, EntryRow]] = []
        """Rows that are entries kept already, and these."""
        self.doubles: list[tuple[Origin, Origin]] = []
        """Rows that stand alike on two sheets, each with the first."""
        self._firsts: dict[tuple[object, ...], Origin] = {}
        self.entries: dict[str, set[str]] = defaultdict(set)
        """Numbers of the entries kept that the sheets tell, by ledger; those corrected too."""
        self._office = office
        self._answers = names.answers
        self.grams = RecipeGrams(office)
        self._ledgers: dict[str, Ledger] = {}
        self._deliveries = Ledger(office, "movements")
        self._assets: dict[int, str] = {}
        self._numbers: Counter[str] = Counter()
        suppliers = office.read("suppliers")
        self._supplier_names = dict(zip(suppliers["supplier"], suppliers["name"], strict=True))

    @property
    def asks(self) -> list[Ask]:
        """What must be asked of the sheet at hand."""
        return self.usual.asks

    def sheet(self, tables: list[TableReading], place: str, title: str) -> dict[str, list[EntryRow]]:
        """Return the rows of a sheet by register, with those that its tables make; grams as `RecipeGrams.rows` does.

        What must be asked is noted in the tables too.

        Parameters
        ----------
        tables : of the sheet, without rows that nobody wants.
        place, title : the sheet, as questions name it, and its own name.
        """
        self.usual.asks, self.makings.asks = [], []
        self.makings.keep()
        self._assets = {}
        sheet_rows: dict[str, list[EntryRow]] = {}
        corrections: list[Correction] = []
        for table in tables:
            dishes: list[Row] = [{"register": "dishes", "dish": row["dish"]} for row in table.rows if row.get("dish")]
            first = min((row["date"] for row in table.rows if isinstance(row.get("date"), dt.date)), default=None)
            for name, rows in self.makings.rows([*table.made, *dishes], first).items():
                sheet_rows.setdefault(name, []).extend(rows)
        for table in tables:
            count = len(self.usual.asks)
            if table.register == "dish_ingredients":
                rows = self.grams.rows(table.rows)
            else:
                rows = [self._row(table, row, place) | {ORIGIN: Origin(title, table, row)} for row in table.rows]
            if table.register in KEYS:
                rows, changed = self._settled(table.register, rows)
                corrections += changed
            sheet_rows.setdefault(table.register, []).extend(rows)
            table.asks += [ask for ask in self.usual.asks[count:] if ask not in table.asks]
        count = len(self.usual.asks)
        self._amend(corrections, sheet_rows, place)
        self.usual.asks += [ask for ask in self.makings.asks if ask not in self.usual.asks]
        if tables:
            ledgers = [table for table in tables if table.register in KEYS]
            table = (ledgers or tables)[0]
            table.asks += [ask for ask in self.usual.asks[count:] if ask not in table.asks]
        return {name: rows for name, rows in sheet_rows.items() if rows}

    def _row(self, table: TableReading, row: Row, place: str) -> EntryRow:
        register = table.register
        values: EntryRow = {"_meal": row.get("meal")} if register == "movements" else {}
        for column in registers.columns(registers.get(register)):
            if column.name != "site":
                values[column.name] = self._value(row, column)
        for column_name, kept in (("supplier", self.makings.suppliers), ("child", self.makings.children)):
            if values.get(column_name) in kept:
                values[column_name] = kept[values[column_name]]
        if register == "menus" and values["course"] is None:
            values["course"] = self.makings.courses.get(str(values["dish"]))
        if register in OWN_NUMBERS or register == "asset_moves":
            self._number(table, row, values)
        if register == "movements":
            self._price(values, str(row.get("food_written") or values["food"]), place)
            values["note"] = values["note"] or MARK
        if register in KEYS and values["entry"] is None:
            values["entry"] = self._ledger(register).number(self._key(register, values))
        if register == "acceptance":
            delivery = {"kind": terms.PURCHASE, "date": row.get("date"), "food": row.get("food"), "_meal": None}
            supplier = self.makings.suppliers.get(str(row.get("supplier")), row.get("supplier"))
            values["entry"] = self._deliveries.number(self._key("movements", delivery | {"supplier": supplier}))
        for column in registers.columns(registers.get(register)):
            # The course of a dish is the dish's own: one answer for all dishes would be none.
            is_needed = column.name not in ("site", "course") and not column.nullable and not _is_asked(row, column)
            if is_needed and values[column.name] is None:
                values[column.name] = self.usual.value(register, column)
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

    def _ledger(self, register: str) -> Ledger:
        if register not in self._ledgers:
            self._ledgers[register] = Ledger(self._office, register)
        return self._ledgers[register]

    def _key(self, register: str, values: EntryRow) -> tuple[object, ...]:
        """Return what tells an entry from others; a supplier by name, which stays when its number is given later."""
        key = {name: values.get("_meal" if name == "meal" else name) for name in KEYS[register]}
        if "supplier" in key:
            names = {number: name for name, number in self.makings.suppliers.items()} | self._supplier_names
            key["supplier"] = names.get(str(key["supplier"]), key["supplier"])
        return tuple(key.values())

    def _number(self, table: TableReading, row: Row, values: EntryRow) -> None:
        """Give a number to a hazard, an asset, a visitor without one; the receipt of an asset takes the asset's."""
        if table.register == "asset_moves":
            place = next(index for index, sibling in enumerate(table.rows) if sibling is row)
            values["asset"] = values["asset"] or self._assets.get(place)
            return
        column, letter, parts = OWN_NUMBERS[table.register]
        if values[column] is None:
            text = "|".join(str(row.get(name)) for name in parts)
            self._numbers[table.register + text] += 1
            place = self._numbers[table.register + text]
            digest = hashlib.sha256(f"{text}#{place}".encode()).hexdigest()[:6].upper()
            values[column] = f"{letter}{place}" if letter == "X" else f"{letter}-{digest}"
        if table.register == "assets":
            self._assets[next(index for index, sibling in enumerate(table.rows) if sibling is row)] = str(
                values[column]
            )

    def _price(self, values: EntryRow, food_written: str, place: str) -> None:
        """Put the amount of a purchase that its sheet does not tell: its price is asked once."""
        if values["kind"] != terms.PURCHASE or values["amount_fen"] is not None or values["quantity_g"] is None:
            return
        written = f"{values['food'] or food_written} 每千克几元（{place}）"
        price = read_number(self._answers.get(("price", question_text(written))))
        if price is None:
            self.usual.asks.append(Ask("price", written, self._last_price(str(values["food"]))))
            return
        values["amount_fen"] = round(price * values["quantity_g"] / 10)

    def _last_price(self, food: str) -> tuple[str, ...]:
        """Return the yuan of a kilogram at the last purchase of a food, to propose with."""
        purchases = self._office.read("movements")
        purchases = purchases[(purchases["kind"] == terms.PURCHASE) & (purchases["food"] == food)]
        purchases = purchases[purchases["amount_fen"].notna()]
        if purchases.empty:
            return ()
        last = purchases.sort_values("date").iloc[-1]
        return (f"{last['amount_fen'] / last['quantity_g'] * 10:.2f}",)

    def _settled(self, register: str, rows: list[EntryRow]) -> tuple[list[EntryRow], list[Correction]]:
        """Return the entries that are new, and those that differ from what is kept."""
        new, corrections = [], []
        for row in rows:
            alike = (register, *self._key(register, row), *(row.get(name) for name in FIGURES[register]))
            first = self._firsts.setdefault(alike, row[ORIGIN])
            if first.sheet != row[ORIGIN].sheet:
                self.doubles.append((row[ORIGIN], first))
            row.pop("_meal", None)
            if row["entry"] is None:
                new.append(row)
                continue
            outcome = self._ledger(register).settle(row)
            self.entries[register].add(str(self._ledger(register).live(str(row["entry"]))))
            if isinstance(outcome, Correction):
                corrections.append(outcome)
            elif outcome is None:
                self.repeats.append((row[ORIGIN], self._ledger(register).kept(row)))
            else:
                new.append(outcome)
        return new, corrections

    def _amend(self, corrections: list[Correction], sheet_rows: dict[str, list[EntryRow]], place: str) -> None:
        """Put reversals and corrected entries, once somebody has said that they are none of their own."""
        if not corrections:
            return
        told = "；".join(correction.told() for correction in corrections[:3])
        written = f"{place}：{len(corrections)} 笔与已记的不同（{told}{'……' if len(corrections) > 3 else ''}）"
        answer = self._answers.get(("entry", question_text(written)))
        if answer not in (AMEND, ANOTHER):
            self.usual.asks.append(Ask("entry", written, (AMEND, ANOTHER)))
            return
        for correction in corrections:
            rows = correction.rows() if answer == AMEND else [correction.after]
            sheet_rows.setdefault(correction.register, []).extend(rows)
        if answer == AMEND:
            self.amendments += corrections


def _is_asked(row: Row, column: RegisterColumn) -> bool:
    """Whether a question about this very cell is open already."""
    open_columns = row.get("asked", [])
    names = {column.name, *(column.name.removesuffix(s) + new for s, (new, _) in SHEET_SUFFIXES.items())}
    return bool(names & set(open_columns))


__all__ = ["AMEND", "ANOTHER", "Registration"]
