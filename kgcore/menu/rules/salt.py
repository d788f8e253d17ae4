"""Salt, counted from the sodium of salt and seasonings."""

from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.rules.base import Amounts, Rule, per_choice, week_label
from kgcore.menu.rules.macro_shares import mix_range
from kgcore.registers import terms

SODIUM_OF_SALT = 22.99 / 58.44
"""Mass of sodium in sodium chloride, from the atomic masses."""


class Salt(Rule):
    """Salt equivalent of salt and seasonings at most the guide's amount times the in-school share of energy."""

    name, title = "salt", "食盐"
    says = "salt of salt and seasonings at most the guide's amount × share"

    def grams(self, problem: Problem) -> Floats:
        """Salt equivalent of each choice and band in g, [K, B]."""
        seasoning = problem.foods["guide_group"].isin([terms.SALT, terms.CONDIMENTS])
        per_100g = problem.foods["na_mg"].where(seasoning, 0.0) / 1000 / SODIUM_OF_SALT
        return per_choice(problem, problem.per_dish(per_100g))

    def amounts(self, on: Amounts) -> None:
        problem, setting = on.problem, on.problem.settings.row(self.name, "week")
        if setting is None:
            return
        rules = problem.profile.quality_rules()
        rows, salt = rules[rules["rule"] == "salt"], self.grams(problem)
        share = problem.profile.in_school_share("energy_kcal")
        for week in on.weeks:
            for mix in on.mixes:
                most = mix_range(problem, rows, mix)[1] * share * len(problem.week_days[week])
                on.amount(setting, week_label(problem, week, mix), week, mix, salt, scale=most, high=most)
