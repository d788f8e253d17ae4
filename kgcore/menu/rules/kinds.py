"""Kinds of food a day and a week, cooking oil and seasonings not counted."""

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.rules.base import Days, Rule, ServingCounts


class Kinds(Rule):
    """At least so many different foods; the guide gives 12 a day and 25 a week."""

    name, title, lazy = "kinds", "食物种数", True
    says = r"$\ge 12$ a day, $\ge 25$ a week; rows only when a solution lacks them"

    def counted(self, problem: Problem) -> Flags:
        """Foods that count as a kind, [F]."""
        row = problem.settings.row(self.name, "uncounted")
        return (~problem.foods["guide_group"].isin(row.unit.split(";") if row else [])).to_numpy(dtype=bool)

    def counts(self, on: ServingCounts) -> None:
        setting = on.problem.settings.row(self.name, "week")
        if setting is None:
            return
        least = on.problem.profile.kinds_per_week_min
        for week in on.weeks:
            on.kinds(setting, on.problem.weeks[week], week, self.counted(on.problem), least)

    def days(self, on: Days) -> None:
        setting = on.problem.settings.row(self.name, "day")
        if setting is None:
            return
        least = on.problem.profile.kinds_per_day_min
        for day in on.days:
            on.kinds(setting, str(on.problem.days[day]), day, self.counted(on.problem), least)
