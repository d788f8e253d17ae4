"""Fish, liver, soy, dark vegetables, mushrooms, milk and eggs as often as they should be."""

import numpy as np

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.problem.vocabulary import DARK_VEGETABLES, DISHES_A_DAY, FISH
from kgcore.menu.rules.base import Rule, ServingCounts
from kgcore.registers import terms


class Frequency(Rule):
    """Dishes a week that hold enough of a kind of food; a key is a food group, 鱼 or 深色蔬菜."""

    name, title = "frequency", "各类食物的次数"
    says = "fish, liver, soy, dark vegetables, mushrooms, milk, eggs"

    def dishes(self, problem: Problem, key: str) -> Flags:
        """Whether each dish counts for a key, [N]."""
        foods = problem.foods
        if key == DARK_VEGETABLES:
            flags = foods["vegetable_colour"] == terms.DARK
        elif key == FISH:
            flags = foods["kind"] == FISH
        else:
            flags = foods["guide_group"] == key
        least = problem.settings.row("counted_grams", "week")
        return problem.contains(flags.to_numpy(dtype=bool), least.low if least else 0.0)

    def counts(self, on: ServingCounts) -> None:
        problem = on.problem
        for setting in problem.settings.rows(self.name):
            mask = self.dishes(problem, setting.key)[problem.choices.dish]
            for week in on.weeks:
                days = len(problem.week_days[week])
                # a short week owes its part; the limits above hold whole
                low = setting.low * days if setting.unit == DISHES_A_DAY else np.floor(setting.low * min(1.0, days / 5))
                on.wish(
                    setting, f"{setting.key} {problem.weeks[week]}", week, mask,
                    low=None if np.isnan(low) else float(low), high=None if np.isnan(setting.high) else setting.high,
                )  # fmt: skip
