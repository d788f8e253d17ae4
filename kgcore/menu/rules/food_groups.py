"""Weekly amounts of the food groups against the dietary guide."""

from collections.abc import Sequence

import numpy as np

from kgcore.menu.rules.base import Amounts, Rule, per_choice, week_label
from kgcore.menu.rules.macro_shares import mix_range
from kgcore.standards import load


class FoodGroups(Rule):
    """Edible grams per day of each group of the chosen guide; daily amounts times the in-school share of energy.

    Dried, fresh and milk-powder weights are added as served: the composition table has no conversion factors.
    """

    name, title = "food_groups", "食物种类用量"
    says = "guide amounts a week × share"

    def amounts(self, on: Amounts) -> None:
        problem, setting = on.problem, on.problem.settings.row(self.name, "week")
        if setting is None:
            return
        guide = problem.profile.food_guide()
        members = load("food_guide_groups")
        for group, rows in guide.groupby("food_group", sort=True):
            groups = members.loc[members["food_group"] == group, "guide_group"]
            flags = problem.foods["guide_group"].isin(groups).astype("float64") * 100
            grams = per_choice(problem, problem.per_dish(flags))
            share = 1.0 if (rows["basis"] == "in_school").all() else problem.profile.in_school_share("energy_kcal")
            for week in on.weeks:
                days = len(problem.week_days[week])
                for mix in on.mixes:
                    low, high = (bound * share * days for bound in mix_range(problem, rows, mix))
                    low, high = low * setting.low, high * setting.high
                    scale = low if low > 0 else high
                    if np.isnan(scale):
                        continue
                    on.amount(
                        setting, f"{group} {week_label(problem, week, mix)}", week, mix, grams, scale=scale,
                        low=None if np.isnan(low) else low, high=None if np.isnan(high) else high,
                    )  # fmt: skip

    def subject(self, names: Sequence[str], band: str, side: str) -> str:
        return f"{band}的{names[0]}用量"
