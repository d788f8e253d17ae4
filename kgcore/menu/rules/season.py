"""Dishes only in the months their ingredients are in season."""

import numpy as np

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.rules.base import Rule


class Season(Rule):
    """A dish is not served in a month that its own list of months leaves out."""

    name, title, hard = "season", "当季", True
    says = "$x_{kd} = 0$ in months the dish leaves out"

    def source(self, problem: Problem) -> str:
        return "菜点表的供应月份"

    def forbids(self, problem: Problem) -> Flags:
        months = [{int(m) for m in text.split(";") if m} for text in problem.dishes["season_months"]]
        allowed = np.array([[day.month in of for day in problem.days] for of in months], dtype=bool)
        return ~allowed[problem.choices.dish]
