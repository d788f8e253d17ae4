"""Rows of master registers that sheets make: suppliers, dishes as drafts, children by code."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgcore.intake.children import new_codes
from kgcore.names import DishDrafts
from kgcore.sheets import Ask
from kgcore.sheets.result import Row

if TYPE_CHECKING:
    from kgcore.office import Office

MasterRow = dict[str, Any]


class Makings:
    """What the sheets of one file make.

    Parameters
    ----------
    office : what it keeps is not made again.
    drafts : of dishes that the office does not keep; None = no dish is made.
    """

    def __init__(self, office: Office, drafts: DishDrafts | None) -> None:
        self.asks: list[Ask] = []
        """Of dishes from whose name nothing can be drafted, in the sheet at hand."""
        self.suppliers: dict[str, str] = {}
        """Numbers of new suppliers by name."""
        self.children: dict[str, str] = {}
        """Codes of new children by pseudonym."""
        self.courses: dict[str, str] = {}
        """Courses of new dishes."""
        self._drafts = drafts
        self._known_dishes = set(office.read("dishes")["dish"])
        numbers = [int(number[1:]) for number in office.read("suppliers")["supplier"]]
        self._next_supplier = max(numbers, default=0) + 1
        self._codes = list(office.read("children")["child"])
        self._school_days = office.read("calendar")["date"]
        self.keep()

    def rows(self, new_rows: list[Row], first: dt.date | None) -> dict[str, list[MasterRow]]:
        """Return rows by register.

        A new supplier gets the next number; a dish comes with its ingredients, marked as a draft (拟): nobody plans
        with it until it is confirmed; a child gets the next code and is there from the first school day.

        Parameters
        ----------
        new_rows : as `TableReading.made` tells them.
        first : the earliest day of the rows.
        """
        by_register: dict[str, list[MasterRow]] = {}
        for row in new_rows:
            if row["register"] == "suppliers" and row["name"] not in self.suppliers:
                number = f"V{self._next_supplier:02d}"
                self._next_supplier += 1
                self.suppliers[str(row["name"])] = number
                by_register.setdefault("suppliers", []).append({"supplier": number, "name": row["name"]})
            elif row["register"] == "dishes" and row["dish"] not in self._known_dishes:
                self._draft(str(row["dish"]), by_register)
            elif row["register"] == "children" and row["child"] not in self.children:
                by_register.setdefault("children", []).append(self._child(row, first))
        return by_register

    def keep(self) -> None:
        """Keep in mind what is made now: the sheets so far are written."""
        self._before = (dict(self.suppliers), dict(self.children), dict(self.courses), set(self._known_dishes))

    def forget(self) -> None:
        """Forget what was made since `keep`: its sheet waits, and another that needs it must make it anew."""
        suppliers, children, courses, dishes = self._before
        self.suppliers, self.children, self.courses = dict(suppliers), dict(children), dict(courses)
        self._known_dishes = set(dishes)

    def _draft(self, name: str, by_register: dict[str, list[MasterRow]]) -> None:
        draft = self._drafts.draft(name) if self._drafts else None
        if draft is None:
            # From such a name nothing can be drafted: another must be told.
            self.asks.append(Ask("dish", name))
            return
        self._known_dishes.add(name)
        self.courses[name] = str(draft.dish["course"].iloc[0])
        by_register.setdefault("dishes", []).extend(_records(draft.dish))
        by_register.setdefault("dish_ingredients", []).extend(_records(draft.ingredients))

    def _child(self, row: Row, first: dt.date | None) -> MasterRow:
        [code] = new_codes(self._codes, 1)
        self._codes.append(code)
        self.children[str(row["child"])] = code
        day = pd.Timestamp(first) if first else self._school_days.max()
        before = self._school_days[self._school_days <= day]
        facts = {name: row.get(name) for name in ("class_name", "sex", "birth_month")}
        return {"child": code, **facts, "enrolled_on": before.min() if len(before) else day}


def _records(frame: pd.DataFrame) -> list[MasterRow]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


__all__ = ["Makings"]
