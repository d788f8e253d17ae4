"""The same dish not again within so many days, nor too often within so many weeks, what was served before included."""

from collections.abc import Sequence

import numpy as np

from kgcore.menu.problem.fixed_days import fixed_days_by_dish
from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.rules.base import Days, Rule, ServingCounts
from kgcore.menu.rules.wording import Step


class Repeat(Rule):
    """By course: servings of one dish are `low` school days apart and at most `high` a week; over places and meals.

    `repeat_weeks` limits any `low` consecutive weeks to `high` servings.
    """

    name, title, hard = "repeat", "同一菜点不重复", True
    says = "at most so often a week and in so many weeks, so many school days apart; history counts"
    gives_way = 26

    def source(self, problem: Problem) -> str:
        rows = [*problem.settings.rows("repeat"), *problem.settings.rows("repeat_weeks")]
        return problem.profile.cited("；".join(dict.fromkeys(row.source for row in rows)))

    def forbids(self, problem: Problem) -> Flags | None:
        if not problem.placeholders:
            return None
        gaps = {row.key: row.low for row in problem.settings.rows("repeat")}
        courses, days = problem.dishes["course"].to_numpy(), np.arange(len(problem.days))
        near = np.zeros((len(problem.dishes), len(days)), dtype=bool)
        for dish, fixed in fixed_days_by_dish(problem).items():
            for day in fixed:
                near[dish] |= np.abs(days - day) < gaps.get(courses[dish], 0)
        return np.asarray(near[problem.choices.dish])

    def counts(self, on: ServingCounts) -> None:
        problem = on.problem
        weekly = {row.key: row.high for row in problem.settings.rows("repeat")}
        spans = {row.key: (int(row.low), row.high) for row in problem.settings.rows("repeat_weeks")}
        gaps = {row.key: row.low for row in problem.settings.rows("repeat")}
        courses, names = problem.dishes["course"].to_numpy(), problem.dishes["dish"].to_numpy()
        for dish in on.dishes():
            course, mask = courses[dish], problem.choices.of_dish[dish]
            for week in on.weeks if course in weekly else ():
                days = len(problem.week_days[week])
                fits = min(weekly[course], float(np.ceil(days / gaps[course])))
                if len(mask) * days > fits:
                    on.limit(self.name, f"{names[dish]} {problem.weeks[week]}", (week,), mask, high=fits)
            if course in spans:
                span, high = spans[course]
                for first in range(1 - span, len(problem.weeks)):
                    weeks = tuple(range(first, first + span))
                    key = f"{names[dish]} {span}周"
                    if not set(weeks).isdisjoint(on.weeks):
                        on.limit(self.name, key, weeks, mask, high=high)

    def days(self, on: Days) -> None:
        gaps = {row.key: int(row.low) for row in on.problem.settings.rows("repeat")}
        courses = on.problem.dishes["course"].to_numpy()
        wide = {int(n): gaps[courses[n]] for n in np.flatnonzero(np.isin(courses, list(gaps))) if gaps[courses[n]] > 1}
        on.apart(self.name, wide)

    def step(self, problem: Problem, key: Sequence[str], days: int) -> Step | None:
        course = str(problem.dishes["course"][problem.position[key[0]]])
        setting = problem.settings.row(self.name, course)
        if setting is None:
            return None
        week = problem.weeks.index(key[-1]) if key[-1] in problem.weeks else None
        if week is not None and setting.high >= np.ceil(len(problem.week_days[week]) / setting.low):
            return None  # days apart, not servings a week, hold the dish back
        return Step(course, f"一周至多{setting.high:g}次→{setting.high + 1:g}次（跨周也多1次）", 1.0)
