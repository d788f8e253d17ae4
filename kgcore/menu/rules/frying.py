"""Fried, ready-made and boiled-in-broth dishes at most so often a week."""

from kgcore.menu.rules.base import Counts, Rule, where
from kgcore.menu.rules.group import flagged


class Frying(Rule):
    """Dishes of a method that the kitchen keeps rare, by method."""

    name, title, hard = "frying", "少用的烹法", True

    def counts(self, on: Counts) -> None:
        for setting in on.problem.settings.rows(self.name):
            mask = flagged(on.problem, "method", setting.key) & where(on.problem, setting)
            for week in on.weeks:
                on.limit(self.name, f"{setting.key} {on.problem.weeks[week]}", (week,), mask, high=setting.high)
