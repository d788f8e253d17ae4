"""Fried, ready-made and boiled-in-broth dishes at most so often a week."""

from collections.abc import Sequence

from kgcore.menu.problem.problem import Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules.base import CountLimits, where
from kgcore.menu.rules.group import Labelled, flagged
from kgcore.menu.rules.wording import Step, one_more


class Frying(Labelled):
    """Dishes of a method that the kitchen keeps rare, by method."""

    name, title, column = "frying", "少用的烹法", "method"
    says = "fried, ready-made, broth staples a week"
    gives_way = 20
    own_label = True

    def counts(self, on: CountLimits) -> None:
        for setting in on.problem.settings.rows(self.name):
            mask = flagged(on.problem, self.column, setting.key) & where(on.problem, setting)
            for week in on.weeks:
                on.limit(self.name, f"{setting.key} {on.problem.weeks[week]}", (week,), mask, high=setting.high)

    def weekly(self, setting: Setting) -> bool:
        return True

    def step(self, problem: Problem, key: Sequence[str], days: int) -> Step | None:
        setting = problem.settings.row(self.name, key[0])
        return None if setting is None else one_more(key[0], setting, self.unit, 1.0)
