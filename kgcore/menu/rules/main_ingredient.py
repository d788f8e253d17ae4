"""The same main ingredient not twice a day, nor too often a week."""

from collections.abc import Iterator

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules.base import Counts, where
from kgcore.menu.rules.group import GroupLimit


class MainIngredient(GroupLimit):
    """Limit `day` holds each day over all meals, limit `week` over the week for dishes with a main ingredient."""

    name, title, column = "main_ingredient", "主料不重复", "main_ingredient"

    def groups(self, problem: Problem) -> Iterator[tuple[Setting, str, Flags]]:
        return (group for group in super().groups(problem) if group[0].key == "day")

    def counts(self, on: Counts) -> None:
        super().counts(on)
        weekly = on.problem.settings.row(self.name, "week")
        if weekly is None:
            return
        inside = where(on.problem, weekly)
        for _, food, mask in self._groups(on.problem):
            if (mask & inside).sum() > weekly.high:
                for week in on.weeks:
                    key = f"{food} 每周 {on.problem.weeks[week]}"
                    on.limit(self.name, key, (week,), mask & inside, high=weekly.high)
