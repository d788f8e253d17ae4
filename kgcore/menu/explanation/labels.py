"""What rules' rows are called by the people who read them: 小班的钙, 奶类（小班）."""

from __future__ import annotations

from kgcore.menu.problem.problem import Problem
from kgcore.menu.rules import RULES
from kgcore.menu.rules.base import AVERAGE

SIDES = ("low", "high")
MIXES = {AVERAGE: "全园"}


def subject(problem: Problem, rule: str, key: str) -> str:
    """Return what a row speaks of, without its week: 小班的钙, 大班的蛋白质供能比, 奶类（小班）."""
    words = [word for word in key.split(" ") if word not in problem.weeks]
    side = words[-1] if words and words[-1] in SIDES else ""
    names = [word for word in words if word not in SIDES]
    band = names.pop() if names and names[-1] in (*problem.bands, AVERAGE) else ""
    return RULES.named(rule).subject(names, MIXES.get(band, band), side)
