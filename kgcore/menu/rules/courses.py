"""Every place on every day's menu is filled."""

from kgcore.menu.problem.problem import Problem
from kgcore.menu.rules.base import Days, Rule, ServingCounts


class Courses(Rule):
    """Each course of each meal has exactly its number of dishes, every day."""

    name, title, hard = "courses", "每餐每类有菜", True
    says = r"$\sum_{k \in place} z_{kw} = n \lvert D_w \rvert$, and $= n$ each day"

    def source(self, problem: Problem) -> str:
        return problem.profile.cite("meal_pattern")

    def counts(self, on: ServingCounts) -> None:
        for number, slot in enumerate(on.problem.slots):
            mask = on.problem.choices.slot == number
            for week in on.weeks:
                on.each_day(
                    self.name, f"{slot} {on.problem.weeks[week]}", week, mask, low=slot.count, high=slot.count
                )  # fmt: skip

    def days(self, on: Days) -> None:
        for number, slot in enumerate(on.problem.slots):
            mask = on.problem.choices.slot == number
            for day in on.days:
                on.limit(self.name, f"{slot} {on.problem.days[day]}", day, mask, low=slot.count, high=slot.count)

    def implied_by_days(self, key: str) -> bool:
        return True
