"""How a fault is planted: what is known of it, and how rows are overwritten, dropped and added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from demo.world import Frames, frame
from kgcore.registers import terms


@dataclass(frozen=True)
class Planted:
    """A fault: the system (1 to 33) that should find it, where it lies, what it is, and how it is made."""

    system: int
    where: str
    what: str
    change: Callable[[Frames], None]


def overwrite(made: Frames, register: str, rows: pd.Series, **values: object) -> None:
    """Overwrite cells of the chosen rows; there must be some."""
    table = made[register].copy()
    if not rows.any():
        raise LookupError(f"{register}: nothing to change")
    for column, value in values.items():
        table.loc[rows, column] = value
    made[register] = table


def drop(made: Frames, register: str, rows: pd.Series) -> None:
    """Take out the chosen rows; there must be some."""
    if not rows.any():
        raise LookupError(f"{register}: nothing to drop")
    made[register] = made[register][~rows].reset_index(drop=True)


def add(made: Frames, register: str, *rows: dict[str, object]) -> None:
    """Add rows at the end of a register."""
    made[register] = pd.concat([made[register], frame(register, rows)], ignore_index=True)


def first_of(rows: pd.Series) -> pd.Series:
    """Return the mask of the first chosen row only."""
    return rows & (rows.cumsum() == 1)


def nurturers(made: Frames) -> list[str]:
    """Return the numbers of the nurturers."""
    staff = made["staff"]
    return list(staff.loc[staff["role"] == terms.NURTURER, "staff"])
