"""Energy of each meal near its share of what is served in school."""

from kgcore.menu.rules.base import Amounts, Rule, per_choice, target_of, week_label


class MealSplit(Rule):
    """Energy of a meal ÷ energy of all meals served, within the scheme's share plus the kitchen's tolerance."""

    name, title = "meal_split", "各餐能量比"
    says = "each meal's share of energy ± 5 points"

    def amounts(self, on: Amounts) -> None:
        problem, setting = on.problem, on.problem.settings.row(self.name, "week")
        if setting is None:
            return
        kcal = per_choice(problem, problem.content("energy_kcal"))
        table = problem.profile.meal_energy()
        for meal, share in zip(table["meal"], table["in_school_share"].astype(float), strict=True):
            here = [slot.meal == meal for slot in problem.slots]
            inside = kcal * [[here[slot]] for slot in problem.choices.slot]
            for side, bound in (("low", share + setting.low), ("high", share + setting.high)):
                for week in on.weeks:
                    for mix in on.mixes:
                        scale = target_of(problem, "energy_kcal", mix, week)
                        excess = inside - bound * kcal
                        key = f"{meal} {week_label(problem, week, mix)} {side}"
                        on.amount(setting, key, week, mix, excess, scale=scale, **{side: 0.0})
