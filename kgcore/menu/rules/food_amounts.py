"""Grams of single foods, as the advice of a month's analysis asks for them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kgcore.menu.rules.base import Amounts, Rule, average_of, per_choice, target_of, week_label

ENERGY = "energy_kcal"


class FoodAmounts(Rule):
    """Edible grams of a food per child and day, at least `low`, at most `high`; a key is the food.

    The figures are of the average child; each band's share follows its target of energy. Nothing is packaged: the
    settings come with a plan that follows a month's advice.
    """

    name, title = "food_amounts", "按调整方案的食物用量"
    says = "grams of a food per child and day, by a month's advice"
    of_target = True

    def amounts(self, on: Amounts) -> None:
        problem = on.problem
        for setting in problem.settings.rows(self.name):
            grams = per_choice(problem, problem.per_dish(pd.Series({setting.key: 100.0})))
            for week in on.weeks:
                average = target_of(problem, ENERGY, average_of(problem), week)
                for mix in on.mixes:
                    share = target_of(problem, ENERGY, mix, week) / average * len(problem.week_days[week])
                    low, high = setting.low * share, setting.high * share
                    on.amount(
                        setting, f"{setting.key} {week_label(problem, week, mix)}", week, mix, grams,
                        scale=high if np.isnan(low) else low, low=None if np.isnan(low) else low,
                        high=None if np.isnan(high) else high,
                    )  # fmt: skip

    def subject(self, names: Sequence[str], band: str, side: str) -> str:
        return f"{band}的{names[0]}用量"
