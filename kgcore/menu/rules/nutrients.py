"""Every norm nutrient against its target, by band and week."""

from collections.abc import Iterator, Sequence

from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.problem.vocabulary import nutrient_titles
from kgcore.menu.rules.base import Amounts, Rule, bands_of, per_choice, target_of, week_label
from kgcore.standards import NOT_BY_FOOD

ENERGY = "energy_kcal"


class Nutrients(Rule):
    """Reach the target (goal), and not fall below what the evaluation calls 不足 (norm).

    A nutrient whose content is determined for too small a part of the dishes' grams gets no verdict and no row:
    `withheld` names it.
    """

    name, title = "nutrients", "营养素达标"
    says = r"$\sum_k a_{nkb} z_{kw} \ge T_{nb} \lvert D_w \rvert$, and dearer below the 不足 limit"
    of_target = True

    def judged(self, problem: Problem) -> list[str]:
        """Nutrients with a target, determined for enough of the grams; energy has its own rule."""
        uncounted = problem.settings.row(self.name, "uncounted")
        left_out = {ENERGY, *NOT_BY_FOOD, *(uncounted.unit.split(";") if uncounted else ())}
        return [name for name in problem.targets.index if name not in left_out and self.coverage(problem, name)]

    def withheld(self, problem: Problem) -> list[str]:
        """Nutrients with a target whose coverage is below the profile's limit."""
        return [name for name in problem.targets.index if not self.coverage(problem, name)]

    def coverage(self, problem: Problem, nutrient: str) -> bool:
        """Whether the determined share of all dishes' grams reaches the profile's limit."""
        return bool(problem.determined(nutrient).sum() >= problem.profile.coverage_min * problem.serving_g.sum())

    def floor(self, problem: Problem, nutrient: str) -> float:
        """Share of the target below which the evaluation says 不足."""
        verdicts = problem.profile.bands("protein" if nutrient == "protein_g" else "others")
        return float(verdicts.loc[verdicts["level"] == "low", "high"].max())

    def amounts(self, on: Amounts) -> None:
        problem = on.problem
        target, floor = problem.settings.row(self.name, "target"), problem.settings.row(self.name, "floor")
        for nutrient, values in self.contents(problem):
            share = self.floor(problem, nutrient)
            for week in on.weeks:
                for mix in bands_of(problem):
                    goal = target_of(problem, nutrient, mix, week)
                    key = f"{nutrient} {week_label(problem, week, mix)}"
                    if target:
                        on.amount(target, key, week, mix, values, scale=goal, low=goal)
                    if floor:
                        on.amount(floor, key, week, mix, values, scale=goal, low=share * goal)

    def contents(self, problem: Problem) -> Iterator[tuple[str, Floats]]:
        """Yield each judged nutrient with its amount per choice and band, [K, B]."""
        for nutrient in self.judged(problem):
            yield nutrient, per_choice(problem, problem.content(nutrient))

    def subject(self, names: Sequence[str], band: str, side: str) -> str:
        return f"{band}的{nutrient_titles().get(names[0], names[0])}"
