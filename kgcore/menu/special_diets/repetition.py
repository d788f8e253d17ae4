"""Whether a dish comes again too soon on one child's menu: the rule `repeat`, asked of a single serving."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from kgcore.menu.problem.problem import Problem
from kgcore.menu.rules.repeat import Repeat


class Repetition:
    """School days of a problem, planned ones and those something was served on before or after."""

    title = Repeat.title

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        calendar = sorted({*problem.days, *(s.date for s in problem.history)})
        number = {day: n for n, day in enumerate(calendar)}
        self.day_numbers = [number[day] for day in problem.days]
        self.monday = [day.toordinal() - day.weekday() for day in calendar]
        self.before: dict[int, list[int]] = defaultdict(list)
        planned = set(problem.days)
        for serving in problem.history:
            if serving.date not in planned and serving.dish in problem.position:
                self.before[problem.position[serving.dish]].append(number[serving.date])
        self.course = problem.dishes["course"].to_numpy()
        self.gaps = {row.key: (row.low, row.high) for row in problem.settings.rows("repeat")}
        self.spans = {row.key: (row.low, row.high) for row in problem.settings.rows("repeat_weeks")}

    def of(self, day: int, menu: Mapping[int, Sequence[int]]) -> Callable[[int], bool]:
        """Return a test of dishes for one day of a menu.

        Parameters
        ----------
        menu : choices of the menu by day; the place to fill is not among them.

        Returns
        -------
        Callable
            dish position → whether one more serving on the day comes less than the gap away from another, or is one
            too many in its week or in the weeks around it that the settings count together.
        """
        here = self.day_numbers[day]
        times: dict[int, list[int]] = defaultdict(list)
        for at, choices in menu.items():
            for choice in choices:
                times[int(self.problem.choices.dish[choice])].append(self.day_numbers[at])

        def again(dish: int) -> bool:
            servings = [*times.get(dish, ()), *self.before.get(dish, ())]
            if not servings:
                return False
            course = self.course[dish]
            gap, weekly = self.gaps.get(course, (0.0, float("inf")))
            weeks, high = self.spans.get(course, (1.0, float("inf")))
            apart = [abs(self.monday[at] - self.monday[here]) // 7 for at in servings]
            return (
                any(0 < abs(at - here) < gap for at in servings)
                or sum(away == 0 for away in apart) >= weekly
                or sum(away < weeks for away in apart) >= high
            )

        return again
