"""No nutrient above its tolerable upper intake."""

from collections.abc import Sequence

import numpy as np

from kgcore.menu.problem.vocabulary import nutrient_titles
from kgcore.menu.rules.base import Amounts, Rule, bands_of, per_choice, week_label
from kgcore.standards import COUNTED_AS


class UpperLimits(Rule):
    """Weekly average of each nutrient with an upper intake at most that intake times the in-school share."""

    name, title = "upper_limits", "不超过可耐受最高摄入量"
    says = r"$\le U_{nb} \lvert D_w \rvert$"

    def amounts(self, on: Amounts) -> None:
        problem, setting = on.problem, on.problem.settings.row(self.name, "week")
        if setting is None:
            return
        for nutrient in problem.uppers.index:
            daily = problem.uppers.loc[nutrient].astype("float64")
            values = per_choice(problem, problem.content(COUNTED_AS.get(nutrient, nutrient)))
            for week in on.weeks:
                for mix in bands_of(problem):
                    upper = float(daily[mix.name]) * len(problem.week_days[week])
                    if not np.isnan(upper):
                        key = f"{nutrient} {week_label(problem, week, mix)}"
                        on.amount(setting, key, week, mix, values, scale=upper, high=upper)

    def subject(self, names: Sequence[str], band: str, side: str) -> str:
        return f"{band}的{nutrient_titles().get(names[0], names[0])}上限"
