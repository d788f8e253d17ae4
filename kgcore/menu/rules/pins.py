"""Dishes the nutritionist has fixed on a day."""

from collections.abc import Sequence

import numpy as np

from kgcore.menu.problem.problem import Flags, Problem, Serving
from kgcore.menu.rules.base import Days, Rule, ServingCounts
from kgcore.menu.rules.wording import Relaxed, listed


class Pins(Rule):
    """A pinned dish is served on its day in its place."""

    name, title, hard = "pins", "本次固定", True
    says = "$x_{kd} = 1$"
    gives_way = 10

    def source(self, problem: Problem) -> str:
        return "营养员本次指定"

    def mask(self, problem: Problem, pin: Serving) -> Flags:
        """Return the choice that a pin names, [K]; none when the dish may not fill the place."""
        place = [n for n, slot in enumerate(problem.slots) if (slot.meal, slot.course) == (pin.meal, pin.course)]
        of_dish = problem.choices.dish == problem.position[pin.dish]
        return np.asarray(of_dish & np.isin(problem.choices.slot, place))

    def counts(self, on: ServingCounts) -> None:
        problem = on.problem
        for week in on.weeks:
            here = [pin for pin in problem.pins if problem.week_of[problem.days.index(pin.date)] == week]
            for dish in sorted({(pin.meal, pin.course, pin.dish) for pin in here}):
                same = [pin for pin in here if (pin.meal, pin.course, pin.dish) == dish]
                on.limit(self.name, str(same[0]), (week,), self.mask(problem, same[0]), low=len(same))

    def days(self, on: Days) -> None:
        problem = on.problem
        for pin in problem.pins:
            if (day := problem.days.index(pin.date)) in on.days:
                on.limit(self.name, str(pin), day, self.mask(problem, pin), low=1)

    def implied_by_days(self, key: str) -> bool:
        return True

    def demand(self, keys: Sequence[str], high: float) -> str:
        return f"固定：{listed(keys)}"

    def way_out(self, parts: Sequence[Relaxed]) -> str:
        return f"取消固定{listed(part.key for part in parts)}"
