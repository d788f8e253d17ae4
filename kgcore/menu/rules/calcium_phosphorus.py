"""Calcium to phosphorus within its range."""

from kgcore.menu.rules.base import Amounts, Rule, per_choice, target_of, week_label


class CalciumPhosphorus(Rule):
    """Ca (mg) - bound x P (mg) on the right side of zero, by band and week."""

    name, title = "calcium_phosphorus", "钙磷比"
    says = "the ratio made linear, as the shares of energy are"

    def amounts(self, on: Amounts) -> None:
        problem, setting = on.problem, on.problem.settings.row(self.name, "week")
        if setting is None:
            return
        calcium, phosphorus = (per_choice(problem, problem.content(n)) for n in ("ca_mg", "p_mg"))
        for bound, side in zip(problem.profile.ca_p_range, ("low", "high"), strict=True):
            for week in on.weeks:
                for mix in on.mixes:
                    scale = target_of(problem, "ca_mg", mix, week)
                    excess = calcium - bound * phosphorus
                    key = f"{week_label(problem, week, mix)} {side}"
                    on.amount(setting, key, week, mix, excess, scale=scale, **{side: 0.0})
