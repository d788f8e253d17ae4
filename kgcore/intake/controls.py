"""Month totals of ordinary sheets as rows of the register 月度对照数."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kgcore.registers import intake
from kgcore.sheets.result import Row

FIGURES = {f"{figure}_yuan": figure for figure in intake.CONTROLS if figure != intake.DINER_DAYS}


def control_rows(controls: Iterable[Row], file: str) -> list[dict[str, Any]]:
    """Return the totals of months that a table prints, a row each; those of no known month are left out.

    Parameters
    ----------
    controls : as `TableReading.controls` holds them.
    file : that prints them.

    Examples
    --------
    >>> control_rows([{"month": "2026-10", "spent_yuan": 48684.5, "diner_days": 3145}], "收支.xlsx")[0]["amount_fen"]
    4868450
    """
    rows: list[dict[str, Any]] = []
    for control in controls:
        if not control.get("month") or "food_written" in control or "class_name_written" in control:
            # A part of a month's total: of one food, of one class.
            continue
        base = {"month": control["month"], "file": file}
        rows += [
            base | {"figure": figure, "amount_fen": round(control[name] * 100), "persons": None}
            for name, figure in FIGURES.items()
            if control.get(name) is not None
        ]
        if control.get(intake.DINER_DAYS) is not None:
            persons = int(control[intake.DINER_DAYS])
            rows.append(base | {"figure": intake.DINER_DAYS, "amount_fen": None, "persons": persons})
    return rows


__all__ = ["control_rows"]
