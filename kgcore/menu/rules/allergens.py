"""Allergens the whole menu avoids; an allergen nobody looked up counts as present."""

from collections.abc import Iterator, Sequence

import numpy as np

from kgcore.menu.problem.allergens import UNKNOWN
from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.rules.base import Rule
from kgcore.menu.rules.wording import listed


class Allergens(Rule):
    """A dish is left out when it holds an avoided allergen, or one of its foods is marked unknown."""

    name, title, hard = "allergens", "避开过敏原", True
    says = "an avoided allergen, or one nobody looked up, in any food of the dish"

    def source(self, problem: Problem) -> str:
        return "食物表的过敏原；不明按含有处理"

    def forbids(self, problem: Problem) -> Flags | None:
        if not problem.avoid:
            return None
        return _holding(problem, problem.avoid)

    def closes(self, problem: Problem) -> Iterator[tuple[str, Flags]]:
        for allergen in sorted(problem.avoid):
            yield allergen, _holding(problem, frozenset({allergen}))

    def demand(self, keys: Sequence[str], high: float) -> str:
        return f"避开过敏原：{listed(keys)}（过敏原不明的菜也避开）"


def _holding(problem: Problem, allergens: frozenset[str]) -> Flags:
    """Return the choices whose dish may hold one of some allergens, on every day, [K, D]."""
    holds = np.array([bool(of & (allergens | {UNKNOWN})) for of in problem.allergens], dtype=bool)
    return np.repeat(holds[problem.choices.dish][:, None], len(problem.days), axis=1)
