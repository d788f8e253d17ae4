"""Which rooms the assessment joins; one that is not there, or has nothing to go by, is absent and said so."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kgcore.periods import Period
from kgcore.registers.plan import CHAPTERS

if TYPE_CHECKING:
    from kgcore.office import Office

TEAM, HEALTH, SAFETY, PROPERTY, CAMPUS = CHAPTERS


@dataclass(frozen=True)
class Room:
    """A room: its name as in the findings' codes, Chinese title, chapter of the plan, module, reviews by period.

    `monthly`, `termly`: names of the functions that review a month and a term. `so_far` says that a period still
    running is given to the room only up to the last recorded day, because it takes every school day of it as past.
    """

    name: str
    title: str
    chapter: str
    module: str
    monthly: str = "month"
    termly: str = "term"
    so_far: bool = False


ROOMS = (
    Room("staff", "队伍建设", TEAM, "kgcore.staff"),
    Room("health", "卫生保健", HEALTH, "kgcore.health", termly="month", so_far=True),
    Room("nutrition", "膳食营养", HEALTH, "kgcore.nutrition", termly="month", so_far=True),
    Room("dining", "品尝与满意", HEALTH, "kgcore.assessment.dining", termly="month"),
    Room("safety", "安全工作", SAFETY, "kgcore.safety"),
    Room("money", "膳费与经费", PROPERTY, "kgcore.money"),
    Room("property", "财产管理", PROPERTY, "kgcore.property"),
    Room("campus", "园所环境", CAMPUS, "kgcore.campus"),
    Room("workplan", "计划落实", "", "kgcore.workplan"),
)


@dataclass(frozen=True)
class Joined:
    """A room's report on the period, or why there is none."""

    room: Room
    report: Any | None
    absent: str = ""


def joined(
    office: Office, span: Period, unit: Literal["month", "term"], given: dict[str, dict[str, Any]] | None = None
) -> tuple[Joined, ...]:
    """Return every room's report on a period.

    Parameters
    ----------
    office, span : whose rooms, and which period.
    unit : review it as a month or as a term.
    given : further arguments of a room's review by the room's name.
    """
    return tuple(_reviewed(room, office, span, unit, (given or {}).get(room.name, {})) for room in ROOMS)


def _reviewed(room: Room, office: Office, span: Period, unit: str, more: dict[str, Any]) -> Joined:
    name = room.monthly if unit == "month" else room.termly
    try:
        review = getattr(importlib.import_module(room.module), name, None)
    except ModuleNotFoundError as fault:
        if fault.name != room.module:
            raise
        review = None
    if review is None:
        return Joined(room, None, f"“{room.title}”尚未接入本系统")
    try:
        if room.so_far and (reached := office.reached(span)) > span.start:
            span = Period(span.start, reached, span.unit, span.text)
        return Joined(room, review(office, span, **more))
    except ValueError as fault:  # the rooms say in Chinese what their data lack
        return Joined(room, None, f"“{room.title}”没有结论：{fault}")
