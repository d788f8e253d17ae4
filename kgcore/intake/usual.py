"""What ordinary sheets do not tell and every entry needs: by custom, or as somebody answered; told, never silent."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from kgcore import registers
from kgcore.registers import RegisterColumn
from kgcore.sheets import Ask
from kgcore.sheets.grid import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgcore.office import Office


@cache
def _customs() -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    """Return the usual value, or the posts whose holder signs, by register and column."""
    text = resources.files("kgcore.intake").joinpath("usual.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        (row["register"], row["column"]): (row["value"], tuple(filter(None, row["posts"].split(";")))) for row in rows
    }


class UsualValues:
    """Values of columns that no sheet of a register tells.

    Parameters
    ----------
    office : its staff sign by post.
    answers : what was answered before, by (about, written); an answer counts before a custom.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> columns = {column.name: column for column in registers.columns(registers.get("counts"))}
    >>> with tiny_office() as office:
    ...     usual = UsualValues(office, {})
    ...     usual.value("counts", columns["warehouse"]), usual.customs
    ('食堂', {'盘点·仓库': '食堂'})
    """

    def __init__(self, office: Office, answers: Mapping[tuple[str, str], str]) -> None:
        self.asks: list[Ask] = []
        self.customs: dict[str, str] = {}
        """What was taken by custom, by register and column as people read them."""
        self._answers = answers
        staff = office.read("staff")
        self._staff = tuple(staff["staff"].head(8))
        self._holders: dict[str, list[str]] = {
            str(role): list(rows["staff"]) for role, rows in staff[staff["left_on"].isna()].groupby("role")
        }

    def value(self, register: str, column: RegisterColumn) -> str | None:
        """Return the value of a column; None when it is asked."""
        label = f"{registers.meta(registers.get(register)).title}·{column.title}"
        if answer := self._answers.get(("default", plain(label))):
            return answer
        value, posts = _customs().get((register, column.name), ("", ()))
        holders = next((self._holders[post] for post in posts if self._holders.get(post)), [])
        if value or len(holders) == 1:
            self.customs[label] = value or holders[0]
            return self.customs[label]
        proposals = column.choices
        if column.reference == "staff.staff":
            proposals = tuple(dict.fromkeys((*holders, *self._staff)))
        ask = Ask("default", label, tuple(str(choice) for choice in proposals))
        if ask not in self.asks:
            self.asks.append(ask)
        return None


__all__ = ["UsualValues"]
