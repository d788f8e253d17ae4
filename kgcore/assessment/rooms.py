"""The rooms that the assessment joins, each called through its `review`; one without a review says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import campus, health, money, nutrition, property, safety, staff, workplan
from kgcore.assessment import dining
from kgcore.periods import Period
from kgcore.registers.plan import CHAPTERS
from kgcore.reviews import Review

if TYPE_CHECKING:
    from kgcore.office import Office

TEAM, HEALTH, SAFETY, PROPERTY, CAMPUS = CHAPTERS

RoomFace = Callable[["Office", Period], Review]
Reviewer = Callable[["Office", Period, pd.DataFrame | None], Review]
"""Office, period, figures of other rooms that scorecards are scored by (None = there are none) -> review."""


def _scored(office: Office, span: Period, inputs: pd.DataFrame | None) -> Review:
    return staff.review(office, span, scorecard_inputs=inputs)


def _face(review: RoomFace) -> Reviewer:
    """Return the review of a room that needs no figures of other rooms."""
    return lambda office, span, _inputs: review(office, span)


@dataclass(frozen=True)
class Room:
    """A room as the assessment sees it.

    Attributes
    ----------
    name : as in its findings' codes. title : what the report calls it. chapter : of the year plan; empty = that of the
        task that a finding is about.
    review : its review of a period.
    so_far : a period still running is given to the room only up to the last recorded day, because it takes every
        school day of it as past.
    """

    name: str
    title: str
    chapter: str
    review: Reviewer
    so_far: bool = False


ROOMS = (
    Room("staff", "队伍建设", TEAM, _scored),
    Room("health", "卫生保健", HEALTH, _face(health.review), so_far=True),
    Room("nutrition", "膳食营养", HEALTH, _face(nutrition.review), so_far=True),
    Room("dining", "品尝与满意", HEALTH, _face(dining.review)),
    Room("safety", "安全工作", SAFETY, _face(safety.review)),
    Room("money", "膳费与经费", PROPERTY, _face(money.review)),
    Room("property", "财产管理", PROPERTY, _face(property.review)),
    Room("campus", "园所环境", CAMPUS, _face(campus.review)),
    Room("workplan", "计划落实", "", _face(workplan.review)),
)


@dataclass(frozen=True)
class RoomReview:
    """A room and its review of the period, or why there is none."""

    room: Room
    review: Review | None
    absent: str = ""


def room_reviews(office: Office, span: Period, inputs: pd.DataFrame | None = None) -> tuple[RoomReview, ...]:
    """Return every room's review of a period; a room whose data do not suffice says so.

    Parameters
    ----------
    office, span : whose rooms, and which month or term.
    inputs : as `scorecard_inputs` returns; None = staff are scored by the staff room's own figures only.
    """
    return tuple(_reviewed(room, office, span, inputs) for room in ROOMS)


def _reviewed(room: Room, office: Office, span: Period, inputs: pd.DataFrame | None) -> RoomReview:
    try:
        if room.so_far and (reached := office.reached(span)) > span.start:
            span = span.cut(reached)
        return RoomReview(room, room.review(office, span, inputs))
    except ValueError as fault:  # the rooms say in Chinese what their data lack
        return RoomReview(room, None, f"“{room.title}”没有结论：{fault}")


__all__ = ["ROOMS", "Reviewer", "Room", "RoomReview", "room_reviews"]
