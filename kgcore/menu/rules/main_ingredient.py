"""The same main ingredient not twice a day, nor too often a week."""

from collections.abc import Iterator, Sequence

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules.base import CountLimits, where
from kgcore.menu.rules.group import GroupLimit
from kgcore.menu.rules.wording import Step, one_more

DAILY, WEEKLY = "daily", "weekly"
"""What a limit counts; `weekly` stands in the key of a row that holds the whole week."""

LABELS = {DAILY: "每天", WEEKLY: "每周"}


class MainIngredient(GroupLimit):
    """Limit `day` holds each day over all meals, limit `week` over the week for dishes with a main ingredient."""

    name, title, column = "main_ingredient", "主料不重复", "main_ingredient"
    says = "once a day, at most three times a week"
    gives_way = 25

    def groups(self, problem: Problem) -> Iterator[tuple[Setting, str, Flags]]:
        return (group for group in super().groups(problem) if group[0].key == "day")

    def counts(self, on: CountLimits) -> None:
        super().counts(on)
        self._weekly_limits(on, rare=False)

    def implied_counts(self, on: CountLimits) -> None:
        """Limit the ingredients of so few dishes that only a dish served again could break the limit."""
        self._weekly_limits(on, rare=True)

    def _weekly_limits(self, on: CountLimits, *, rare: bool) -> None:
        weekly = on.problem.settings.row(self.name, "week")
        if weekly is None:
            return
        inside = where(on.problem, weekly)
        for _, food, mask in self._groups(on.problem):
            if ((mask & inside).sum() <= weekly.high) == rare:
                for week in on.weeks:
                    key = f"{food} {WEEKLY} {on.problem.weeks[week]}"
                    on.limit(self.name, key, (week,), mask & inside, high=weekly.high)

    def weekly(self, setting: Setting) -> bool:
        return setting.key == "week"

    def implied_by_days(self, key: str) -> bool:
        return WEEKLY not in key.split(" ")

    def step(self, problem: Problem, key: Sequence[str], days: int) -> Step | None:
        setting = problem.settings.row(self.name, "week" if WEEKLY in key else "day")
        if setting is None:
            return None
        group, more = (WEEKLY, 1.0) if WEEKLY in key else (DAILY, days)
        return one_more(LABELS[group], setting, self.unit, more)

    def label(self, key: str) -> str:
        return " ".join(LABELS.get(word, word) for word in key.split(" "))
