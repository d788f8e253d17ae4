"""What a kindergarten kitchen must not cook: cold dishes, raw food other than fruit, poisonous ingredients."""

import numpy as np

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.rules.base import Rule, where


class Banned(Rule):
    """Methods and foods of the settings rows banned_method and banned_food."""

    name, title, hard = "banned", "不得供应", True
    says = "methods and foods a canteen must not serve (凉拌, 四季豆, …)"

    def source(self, problem: Problem) -> str:
        rows = [*problem.settings.rows("banned_method"), *problem.settings.rows("banned_food")]
        return problem.profile.cited("；".join(dict.fromkeys(row.source for row in rows)))

    def forbids(self, problem: Problem) -> Flags:
        wrong = np.zeros(len(problem.choices), dtype=bool)
        methods = problem.dishes["method"].to_numpy()[problem.choices.dish]
        for row in problem.settings.rows("banned_method"):
            wrong |= (methods == row.key) & where(problem, row)
        foods = problem.foods.index.isin([row.key for row in problem.settings.rows("banned_food")])
        wrong |= problem.contains(foods)[problem.choices.dish]
        return np.repeat(wrong[:, None], len(problem.days), axis=1)
