"""How many dishes of one kind a meal, a day or a week has room for: the limits of the settings as labels of choices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules import TITLES
from kgcore.menu.rules.base import where

LABELLED = {
    "main_ingredient": "main_ingredient", "family": "family", "method": "method", "colour": "colour",
    "texture": "texture", "frying": "method", "equipment": "equipment",
}  # fmt: skip
OF_ONE_LABEL = ("frying", "equipment")
"""Rules whose settings name the one label they speak of; the others speak of every label of their column."""


@dataclass(frozen=True, eq=False)
class Room:
    """At most `high` servings with the same label, [K] by choice (None = not concerned), in a day or a week.

    `kitchen`: pots are counted, not what one child eats.
    """

    title: str
    label: tuple[str | None, ...]
    high: float
    weekly: bool
    kitchen: bool


def rooms(problem: Problem) -> tuple[Room, ...]:
    """Return the limits of variety and equipment, and that no dish comes twice a day; remembered with the problem."""
    key = "rooms"
    if key not in problem.memory:
        problem.memory[key] = tuple(
            Room(
                TITLES[rule], _labels(problem, rule, column, setting), setting.high,
                weekly=rule == "frying" or setting.key == "week", kitchen=rule == "equipment",
            )
            for rule, column in LABELLED.items()
            for setting in problem.settings.rows(rule)
        )  # fmt: skip
        twice = Room(TITLES["repeat"], _dishes(problem), 1.0, weekly=False, kitchen=False)
        problem.memory[key] = (*problem.memory[key], twice)
    found: tuple[Room, ...] = problem.memory[key]
    return found


def _labels(problem: Problem, rule: str, column: str, setting: Setting) -> tuple[str | None, ...]:
    values = problem.dishes[column].to_numpy()[problem.choices.dish]
    concerned: Flags = where(problem, setting) & np.array([isinstance(v, str) for v in values], dtype=bool)
    if rule in OF_ONE_LABEL:
        concerned &= values == setting.key
    return tuple(str(value) if mine else None for value, mine in zip(values, concerned, strict=True))


def _dishes(problem: Problem) -> tuple[str | None, ...]:
    names = problem.dishes["dish"].to_numpy()
    return tuple(str(names[dish]) for dish in problem.choices.dish)
