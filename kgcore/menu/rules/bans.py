"""Dishes the nutritionist has struck out, for good or for a day."""

from collections.abc import Iterator, Sequence

import numpy as np

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.rules.base import Rule
from kgcore.menu.rules.wording import Relaxed, listed


class Bans(Rule):
    """A banned dish is not served; with a date, not on that day."""

    name, title, hard = "bans", "本次禁用", True
    says = "for good or on a day"
    gives_way = 11

    def source(self, problem: Problem) -> str:
        return "营养员本次指定"

    def forbids(self, problem: Problem) -> Flags | None:
        if not problem.bans:
            return None
        return np.asarray(np.logical_or.reduce([mask for _, mask in self.closes(problem)]))

    def closes(self, problem: Problem) -> Iterator[tuple[str, Flags]]:
        for dish, date in sorted(problem.bans, key=str):
            mask = np.zeros((len(problem.choices), len(problem.days)), dtype=bool)
            days = [date in (None, day) for day in problem.days]
            mask[np.ix_(problem.choices.dish == problem.position[dish], days)] = True
            yield dish if date is None else f"{dish} {date}", mask

    def demand(self, keys: Sequence[str], high: float) -> str:
        return f"禁用：{listed(keys)}"

    def way_out(self, parts: Sequence[Relaxed]) -> str:
        return f"取消禁用{listed(part.key for part in parts)}"
