"""How many dishes of one kind a meal, a day or a week has room for: the limits of the settings as labels of choices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules import RULES
from kgcore.menu.rules.base import where
from kgcore.menu.rules.group import Labelled
from kgcore.menu.rules.repeat import Repeat


@dataclass(frozen=True, eq=False)
class RepetitionLimit:
    """At most `high` servings with the same label, [K] by choice (None = not concerned), in a day or a week.

    `kitchen`: pots are counted, not what one child eats.
    """

    title: str
    label: tuple[str | None, ...]
    high: float
    weekly: bool
    kitchen: bool


def rooms(problem: Problem) -> tuple[RepetitionLimit, ...]:
    """Return the limits of variety and equipment, and that no dish comes twice a day; remembered with the problem."""
    return problem.cache.remember("rooms", lambda: _rooms(problem))


def _rooms(problem: Problem) -> tuple[RepetitionLimit, ...]:
    limits = (
        RepetitionLimit(
            rule.title, _labels(problem, rule, setting), setting.high, weekly=rule.weekly(setting), kitchen=rule.pots
        )
        for rule in RULES if isinstance(rule, Labelled)
        for setting in problem.settings.rows(rule.name)
    )  # fmt: skip
    return (*limits, RepetitionLimit(Repeat.title, _dishes(problem), 1.0, weekly=False, kitchen=False))


def _labels(problem: Problem, rule: Labelled, setting: Setting) -> tuple[str | None, ...]:
    values = problem.dishes[rule.column].to_numpy()[problem.choices.dish]
    concerned: Flags = where(problem, setting) & np.array([isinstance(v, str) for v in values], dtype=bool)
    if rule.own_label:
        concerned &= values == setting.key
    return tuple(str(value) if mine else None for value, mine in zip(values, concerned, strict=True))


def _dishes(problem: Problem) -> tuple[str | None, ...]:
    names = problem.dishes["dish"].to_numpy()
    return tuple(str(names[dish]) for dish in problem.choices.dish)
