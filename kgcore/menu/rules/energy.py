"""Energy of an average day of the week, and of each day, near the in-school target of each band."""

from collections.abc import Sequence

import numpy as np

from kgcore.menu.rules.base import Amounts, Days, Rule, bands_of, per_choice, target_of, week_label


class EnergyRule(Rule):
    """Week: within the in-school range of the pattern and the verdict 适宜. Day: within the kitchen's window."""

    name, title = "energy", "能量"
    says = "by band and week in the in-school range and the verdict 适宜; each day within 15 %"
    of_target = True

    def amounts(self, on: Amounts) -> None:
        problem = on.problem
        shares = problem.profile.in_school_shares().loc["energy"]
        verdicts = problem.profile.bands("energy")
        fit = verdicts[verdicts["level"] == "adequate"].iloc[0]
        ranges = {
            "week": (shares["low"] / shares["target"], shares["high"] / shares["target"]),
            "judged": (fit["low"], fit["high"]),
        }
        kcal = per_choice(problem, problem.content("energy_kcal"))
        for key, (low, high) in ranges.items():
            setting = problem.settings.row(self.name, key)
            if setting is None:
                continue
            for week in on.weeks:
                for mix in bands_of(problem):
                    target = target_of(problem, "energy_kcal", mix, week)
                    on.amount(
                        setting, week_label(problem, week, mix), week, mix, kcal, scale=target,
                        low=_bound(low, target), high=_bound(high, target),
                    )  # fmt: skip

    def days(self, on: Days) -> None:
        problem, setting = on.problem, on.problem.settings.row(self.name, "day")
        if setting is None:
            return
        kcal = per_choice(problem, problem.content("energy_kcal")) @ problem.band_weights
        target = float(problem.targets.loc["energy_kcal"].to_numpy() @ problem.band_weights)
        for day in on.days:
            on.wish(
                setting, str(problem.days[day]), day, kcal, scale=target,
                low=setting.low * target, high=setting.high * target,
            )  # fmt: skip

    def subject(self, names: Sequence[str], band: str, side: str) -> str:
        return f"{band}的能量"


def _bound(share: float, target: float) -> float | None:
    return None if np.isnan(share) else float(share * target)
