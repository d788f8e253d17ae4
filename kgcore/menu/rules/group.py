"""At most so many dishes of one kind a meal: the shape shared by family, method, colour, texture and equipment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules.base import CountLimits, DayLimits, Rule, where


class Labelled(Rule):
    """A limit on dishes with the same value of one column of the dishes register.

    Attributes
    ----------
    column : that column. own_label : a setting's key names the one value it speaks of; else it speaks of every value.
    pots : what the kitchen cooks is counted, not what one child eats.
    """

    hard = True
    column: ClassVar[str]
    own_label: ClassVar[bool] = False
    pots: ClassVar[bool] = False

    def counts(self, on: CountLimits) -> None:
        """Add rows on weekly servings: limits and no goals, so that a swap can be held against them alone."""

    def weekly(self, setting: Setting) -> bool:
        """Whether a setting counts the servings of a week; else those of a day."""
        return False


class GroupLimit(Labelled):
    """At most `high` dishes with the same value of a dish column among the meals and courses of a setting."""

    def groups(self, problem: Problem) -> Iterator[tuple[Setting, str, Flags]]:
        """Yield each value that enough choices share to break the limit, with its choices [K]."""
        values = problem.dishes[self.column].to_numpy()[problem.choices.dish]
        for setting in problem.settings.rows(self.name):
            inside = where(problem, setting)
            for value in sorted({str(v) for v in values[inside] if v == v}):
                yield setting, value, inside & (values == value)

    def _groups(self, problem: Problem) -> list[tuple[Setting, str, Flags]]:
        return problem.cache.remember(("groups", self.name), lambda: list(self.groups(problem)))

    def counts(self, on: CountLimits) -> None:
        for setting, value, mask in self._groups(on.problem):
            for week in on.weeks:
                on.each_day(self.name, f"{value} {on.problem.weeks[week]}", week, mask, high=setting.high)

    def days(self, on: DayLimits) -> None:
        for setting, value, mask in self._groups(on.problem):
            for day in on.days:
                on.limit(self.name, f"{value} {on.problem.days[day]}", day, mask, high=setting.high)

    def implied_by_days(self, key: str) -> bool:
        return True


def flagged(problem: Problem, column: str, value: str) -> Flags:
    """Return the choices whose dish has a value in a column, [K]."""
    return np.asarray((problem.dishes[column].to_numpy() == value)[problem.choices.dish])
