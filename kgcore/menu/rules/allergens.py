"""Allergens the whole menu avoids; an allergen nobody looked up counts as present."""

import numpy as np

from kgcore.menu.problem.allergens import UNKNOWN
from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.rules.base import Rule


class Allergens(Rule):
    """A dish is left out when it holds an avoided allergen, or one of its foods is marked unknown."""

    name, title, hard = "allergens", "避开过敏原", True

    def source(self, problem: Problem) -> str:  # noqa: ARG002
        return "食物表的过敏原；不明按含有处理"

    def forbids(self, problem: Problem) -> Flags | None:
        if not problem.avoid:
            return None
        holds = np.array([bool(of & (problem.avoid | {UNKNOWN})) for of in problem.allergens], dtype=bool)
        return np.repeat(holds[problem.choices.dish][:, None], len(problem.days), axis=1)
