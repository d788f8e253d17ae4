"""What rules' rows are called by the people who read them: 小班的钙, 奶类（小班）."""

from __future__ import annotations

from kgcore import registers
from kgcore.menu.problem.problem import Problem
from kgcore.menu.rules import TITLES

MACROS = {"protein": "蛋白质供能比", "fat": "脂肪供能比", "carb": "碳水化合物供能比"}
SHARES = frozenset({"nutrients", "energy"})
"""Rules whose goal is an amount of a target: told as the share reached."""


def nutrient_title(name: str) -> str:
    """Return the Chinese title of a nutrient column, without unit."""
    return next((column.title for column in registers.nutrients() if column.name == name), name)


def subject(problem: Problem, rule: str, key: str) -> str:
    """Return what a row speaks of, without its week: 小班的钙, 大班的蛋白质供能比, 奶类（小班）."""
    parts = [part for part in key.split(" ") if part not in problem.weeks and part not in ("low", "high")]
    band = parts[-1] if parts and parts[-1] in (*problem.bands, "全园") else ""
    names = parts[:-1] if band else parts
    if rule == "energy":
        return f"{band}的能量"
    if rule == "nutrients" and names:
        return f"{band}的{nutrient_title(names[0])}"
    if rule == "upper_limits" and names:
        return f"{band}的{nutrient_title(names[0])}上限"
    if rule == "food_groups" and names:
        return f"{band}的{names[0]}用量"
    if rule == "macro_shares" and names:
        return f"{band}的{MACROS.get(names[0], names[0])}{'上限' if key.endswith('high') else '下限'}"
    named = f"{TITLES[rule]}“{' '.join(names)}”" if names else TITLES[rule]
    return f"{named}（{band}）" if band else named
