"""Codes of nutrients and sides of a range as a person of the office reads them."""

from __future__ import annotations

from functools import cache

from kgcore import registers

SIDES = {"protein": "蛋白质供能比", "fat": "脂肪供能比", "carb": "碳水化合物供能比", "low": "偏低", "high": "偏高"}


@cache
def nutrient_titles() -> dict[str, str]:
    """Return the Chinese title of each nutrient by its column."""
    return {column.name: column.title for column in registers.nutrients()}


def worded(key: str) -> str:
    """Return a rule's key (``ca_mg 2026-W19 小班``) with its codes in Chinese."""
    words = nutrient_titles() | SIDES
    return " ".join(words.get(part, part) for part in key.split(" "))
