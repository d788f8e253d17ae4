"""Fresh goods come only on some days of the week, and their dishes are cooked on those days."""

import numpy as np

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.rules.base import Rule


class Delivery(Rule):
    """Settings row delivery: key is a food group, unit lists its weekdays (1 = Monday); fresh purchases only.

    The packaged settings have no such row: delivery days are each kitchen's own.
    """

    name, title, hard = "delivery", "到货日", True

    def forbids(self, problem: Problem) -> Flags | None:
        rows = problem.settings.rows(self.name)
        if not rows:
            return None
        wrong = np.zeros((len(problem.choices), len(problem.days)), dtype=bool)
        main = problem.foods.reindex(problem.dishes["main_ingredient"])
        for row in rows:
            comes = np.array([str(day.isoweekday()) in row.unit.split(";") for day in problem.days])
            needs = ((main["guide_group"] == row.key) & (main["purchase"] == "fresh")).to_numpy(dtype=bool)
            wrong |= needs[problem.choices.dish][:, None] & ~comes[None, :]
        return wrong
