"""A table of a room's report, or an empty one that says why the room is absent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import pandas as pd

from kgcore.assessment import Logistics
from kgcore.present.findings import Findings
from kgcore.present.palette import Tone
from kgcore.present.table import Column, Table

Rooms = Logistics
Shown = TypeVar("Shown")


def absent(joined: Rooms, room: str) -> str:
    """Return why a room has no report; empty where it has one."""
    return next((one.absent for one in joined.rooms if one.room.name == room), "")


def listed(
    joined: Rooms,
    room: str,
    title: str,
    columns: Mapping[str, Column],
    take: Callable[[object], pd.DataFrame],
    note: str | None = None,
    page_rows: int | None = None,
) -> Table:
    """Return a table of what `take` picks from a room's report; without the report an empty one with the reason."""
    report = joined.report(room)
    if report is None:
        tones = [column.tone for column in columns.values() if column.tone]
        return Table(pd.DataFrame(columns=[*columns, *tones]), title, columns, absent(joined, room))
    return Table(take(report), title, columns, note, page_rows)


def of(joined: Rooms, room: str, display: Callable[..., Shown], *more: object) -> Shown | Findings:
    """Return a display of a room's report; without the report the reason instead.

    Parameters
    ----------
    display : a function of the room's display objects that takes its report, and after it what `more` holds.
    """
    report = joined.report(room)
    return Findings([], absent(joined, room)) if report is None else display(report, *more)


def toned(good: pd.Series, bad: Tone = "warning") -> pd.Series:
    """Return the tone of a verdict that is right, wrong or missing."""
    return good.astype("boolean").map({True: "good", False: bad}).astype("object").where(good.notna(), "notice")
