"""The kitchen's hands: preparation minutes of a day's dishes."""

from collections.abc import Sequence

import numpy as np

from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.rules.base import Days, Rule, ServingCounts
from kgcore.menu.rules.wording import Step

HOUR = 60.0
"""Minutes a day that one step adds."""


class Hands(Rule):
    """Σ preparation minutes of the day's dishes within what the staff can do; a dish without figure counts nothing."""

    name, title, hard = "hands", "人手够用", True
    says = r"$\sum$ preparation minutes a day"
    gives_way = 110
    unit = "分钟"

    def minutes(self, problem: Problem) -> Floats:
        """Return preparation minutes of each choice, [K]."""
        minutes = np.asarray(problem.dishes["prep_minutes"].astype("float64").fillna(0.0), dtype=np.float64)
        return np.asarray(minutes[problem.choices.dish])

    def counts(self, on: ServingCounts) -> None:
        for setting in on.problem.settings.rows(self.name):
            for week in on.weeks:
                on.each_day(self.name, on.problem.weeks[week], week, self.minutes(on.problem), high=setting.high)

    def days(self, on: Days) -> None:
        everything = np.ones(len(on.problem.choices), dtype=bool)
        for setting in on.problem.settings.rows(self.name):
            for day in on.days:
                key = str(on.problem.days[day])
                on.limit(self.name, key, day, everything, weight=self.minutes(on.problem), high=setting.high)

    def implied_by_days(self, key: str) -> bool:
        return True

    def step(self, problem: Problem, key: Sequence[str], days: int) -> Step | None:
        setting = problem.settings.row(self.name, "day")
        if setting is None:
            return None
        change = f"每天{setting.high:g}{self.unit}→{setting.high + HOUR:g}{self.unit}"
        return Step("", change, HOUR * days)
