"""Use up what is about to expire."""

import numpy as np
import pandas as pd

from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.rules.base import Rule


class Stock(Rule):
    """A serving of a dish that uses a food whose stock expires within its week earns extra points, once a food."""

    name, title = "stock", "临期先用"
    says = "food about to expire"

    def source(self, problem: Problem) -> str:
        return "库存的保质期"

    def prefers(self, problem: Problem) -> Floats | None:
        setting = problem.settings.row(self.name, "week")
        if setting is None or problem.stock.empty:
            return None
        points = np.zeros((len(problem.choices), len(problem.weeks)))
        expires = pd.to_datetime(problem.stock["expires"])
        for week, days in enumerate(problem.week_days):
            first, last = (pd.Timestamp(problem.days[days[n]]) for n in (0, -1))
            soon = (expires >= first) & (expires <= last + pd.Timedelta(days=7)) & (problem.stock["kg"] > 0)
            flags = problem.foods.index.isin(problem.stock.loc[soon, "food"])
            points[:, week] = problem.contains(flags)[problem.choices.dish] * setting.weight
        return points
