"""Steamers, woks, ovens and fryers carry only so many dishes a meal."""

from collections.abc import Iterator

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules.base import where
from kgcore.menu.rules.group import GroupLimit, flagged


class Equipment(GroupLimit):
    """At most so many dishes on one kind of equipment at a meal; each kind has its own figure."""

    name, title, column = "equipment", "设备够用", "equipment"

    def groups(self, problem: Problem) -> Iterator[tuple[Setting, str, Flags]]:
        for setting in problem.settings.rows(self.name):
            yield setting, setting.key, where(problem, setting) & flagged(problem, self.column, setting.key)
