"""At least half of the protein from animals and legumes."""

from kgcore.menu.rules.base import Amounts, Rule, per_choice, target_of, week_label
from kgcore.registers import terms


class HighQualityProtein(Rule):
    """Animal and legume protein - share x all protein >= 0, by band and week."""

    name, title = "high_quality_protein", "优质蛋白质占比"
    says = r"animal and legume protein $\ge 50\,\%$ of protein"

    def amounts(self, on: Amounts) -> None:
        problem, setting = on.problem, on.problem.settings.row(self.name, "week")
        if setting is None:
            return
        good = problem.foods["origin"].isin([terms.ANIMAL, terms.LEGUME])
        quality = per_choice(problem, problem.per_dish(problem.foods["protein_g"].where(good, 0.0)))
        surplus = quality - problem.profile.high_quality_protein_min * per_choice(problem, problem.content("protein_g"))
        for week in on.weeks:
            for mix in on.mixes:
                scale = target_of(problem, "protein_g", mix, week)
                on.amount(
                    setting, week_label(problem, week, mix), week, mix, surplus, scale=scale, low=0.0
                )  # fmt: skip
