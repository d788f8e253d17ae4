"""No nuts for children too young to chew them."""

import numpy as np

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.rules.base import Rule


class WholeNuts(Rule):
    """Dishes with foods of the nut group are left out while any child is younger than the settings' age.

    The registers do not say whether nuts are whole or ground, so every nut counts as whole.
    """

    name, title, hard = "whole_nuts", "三岁以下不给坚果", True
    says = "while a child is younger than the settings' age"

    def forbids(self, problem: Problem) -> Flags | None:
        youngest = min(age for age in problem.age_shares.index if problem.age_shares.loc[age].sum() > 0)
        wrong = np.zeros(len(problem.choices), dtype=bool)
        for row in problem.settings.rows(self.name):
            if youngest < row.low:
                wrong |= problem.contains(problem.foods["guide_group"] == row.key)[problem.choices.dish]
        return np.repeat(wrong[:, None], len(problem.days), axis=1) if wrong.any() else None
