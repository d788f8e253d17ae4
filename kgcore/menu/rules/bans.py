"""Dishes the nutritionist has struck out, for good or for a day."""

import numpy as np

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.rules.base import Rule


class Bans(Rule):
    """A banned dish is not served; with a date, not on that day."""

    name, title, hard = "bans", "本次禁用", True

    def source(self, problem: Problem) -> str:  # noqa: ARG002
        return "营养员本次指定"

    def forbids(self, problem: Problem) -> Flags | None:
        if not problem.bans:
            return None
        wrong = np.zeros((len(problem.dishes), len(problem.days)), dtype=bool)
        for dish, day in problem.bans:
            if day is None:
                wrong[problem.position[dish]] = True
            elif day in problem.days:
                wrong[problem.position[dish], problem.days.index(day)] = True
        return np.asarray(wrong[problem.choices.dish])
