"""What the children like."""

import numpy as np

from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.rules.base import Rule


class Preference(Rule):
    """Each serving earns the points of its dish (1 to 5)."""

    name, title = "preference", "幼儿喜爱"
    says = "shrunken means of tastings ([preferences.py](../kgcore/menu/office/preferences.py))"

    def prefers(self, problem: Problem) -> Floats | None:
        setting = problem.settings.row(self.name, "day")
        if setting is None:
            return None
        points = problem.preference[problem.choices.dish] * setting.weight
        return np.repeat(points[:, None], len(problem.weeks), axis=1)
