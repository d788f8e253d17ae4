"""Steamers, woks, ovens and fryers carry only so many dishes a meal."""

from collections.abc import Iterator, Sequence

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules.base import where
from kgcore.menu.rules.group import GroupLimit, flagged
from kgcore.menu.rules.wording import Step, one_more


class Equipment(GroupLimit):
    """At most so many dishes on one kind of equipment at a meal; each kind has its own figure."""

    name, title, column = "equipment", "设备够用", "equipment"
    says = "dishes a meal on each equipment"
    gives_way = 100
    own_label = pots = True

    def groups(self, problem: Problem) -> Iterator[tuple[Setting, str, Flags]]:
        for setting in problem.settings.rows(self.name):
            yield setting, setting.key, where(problem, setting) & flagged(problem, self.column, setting.key)

    def step(self, problem: Problem, key: Sequence[str], days: int) -> Step | None:
        setting = problem.settings.row(self.name, key[0])
        return None if setting is None else one_more(key[0], setting, "道", days)
