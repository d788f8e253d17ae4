"""A table of a room's review, or an empty one that says why the room is absent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pandas as pd

from kgcore.assessment import Logistics
from kgcore.present.findings import Findings
from kgcore.present.palette import Tone
from kgcore.present.table import Column, Table

Shown = TypeVar("Shown")


def absent(logistics: Logistics, room: str) -> str:
    """Return why a room has no review; empty where it has one."""
    return next((one.absent for one in logistics.rooms if one.room.name == room), "")


def room_table(
    logistics: Logistics,
    room: str,
    title: str,
    columns: Mapping[str, Column],
    take: Callable[[Any], pd.DataFrame],
    note: str | None = None,
    page_rows: int | None = None,
) -> Table:
    """Return a table of what a room's review holds; without the review an empty one with the reason.

    Parameters
    ----------
    logistics : the rooms' reviews.
    room : name of the room, as in `kgcore.assessment.rooms`.
    title, columns, note, page_rows : as for `Table`.
    take : picks the frame to show from the review.
    """
    review = logistics.report(room)
    if review is None:
        tones = [column.tone for column in columns.values() if column.tone]
        return Table(pd.DataFrame(columns=[*columns, *tones]), title, columns, absent(logistics, room))
    return Table(take(review), title, columns, note, page_rows)


def of(logistics: Logistics, room: str, display: Callable[..., Shown], *more: object) -> Shown | Findings:
    """Return a display of a room's review; without the review the reason instead.

    Parameters
    ----------
    logistics, room : as for `room_table`.
    display : a function of the room's display objects that takes its review, and after it what `more` holds.
    """
    review = logistics.report(room)
    return Findings([], absent(logistics, room)) if review is None else display(review, *more)


def toned(good: pd.Series, bad: Tone = "warning") -> pd.Series:
    """Return the tone of a verdict that is right (good), wrong (`bad`) or missing (notice)."""
    return good.astype("boolean").map({True: "good", False: bad}).astype("object").where(good.notna(), "notice")
