"""Titles of nutrients, yuan and fen, and what is said of a dish that the register does not hold."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache

from kgcore import registers

NEAR, LIKE = 3, 0.4

FEN_PER_YUAN = 100
"""A fee is fen inside; public functions take `fee=` and `fees=` in yuan."""

DARK_VEGETABLES, FISH = "深色蔬菜", "鱼"
"""Keys of the settings of `frequency` that are no food group."""

DISHES_A_DAY = "每日菜点"
"""Unit of a setting whose figure is of each day."""


@cache
def nutrient_titles() -> dict[str, str]:
    """Return the Chinese title of each nutrient by its column."""
    return {column.name: column.title for column in registers.nutrients()}


def unknown_dish(dish: str, known: Iterable[str]) -> str:
    """Say that a dish is not known, with the names most like it."""
    names = list(known)
    near = [name for name in names if dish and dish in name][:NEAR]
    near += difflib.get_close_matches(dish, names, n=NEAR, cutoff=LIKE)
    found = "、".join(list(dict.fromkeys(near))[:NEAR])
    return f"菜点表里没有“{dish}”" + (f"；是不是 {found}？" if found else "；请先在《菜点》里登记")
