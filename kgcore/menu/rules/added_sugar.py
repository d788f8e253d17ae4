"""Energy from added sugar below its share."""

from kgcore.menu.rules.base import Amounts, Rule, per_choice, target_of, week_label
from kgcore.standards import energy_factors


class AddedSugar(Rule):
    """Energy of added sugar - share x energy <= 0, by band and week."""

    name, title = "added_sugar", "添加糖供能比"
    says = "the ratio made linear, as the shares of energy are"

    def amounts(self, on: Amounts) -> None:
        problem, setting = on.problem, on.problem.settings.row(self.name, "week")
        if setting is None:
            return
        rules = problem.profile.quality_rules()
        most = float(rules.loc[rules["rule"] == "added_sugar", "high"].iloc[0])
        sugar = per_choice(problem, problem.per_dish(problem.foods["added_sugar_g"])) * energy_factors()["carb_g"]
        excess = sugar - most * per_choice(problem, problem.content("energy_kcal"))
        for week in on.weeks:
            for mix in on.mixes:
                scale = target_of(problem, "energy_kcal", mix, week)
                on.amount(setting, week_label(problem, week, mix), week, mix, excess, scale=scale, high=0.0)
