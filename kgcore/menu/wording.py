"""Codes of nutrients as a person of the office reads them, dishes nobody knows, how surely the fee is kept."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from kgcore import registers

if TYPE_CHECKING:
    from kgcore.menu.robust import Sure

NEAR, LIKE = 3, 0.4

NOTICED = 0.1
"""Points that are worth a word: less lies within the gap of the search."""


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


def how_sure(kept: Sure) -> str:
    """Say in how many simulated weeks the fee is kept, and what to do where that is less often than asked."""
    asked = kept.robust.probability
    said = (
        f"把握 {asked:.0%}：另抽 {kept.runs:,} 个模拟周，价格和人数随机变动，"
        f"{kept.within:,} 周（{kept.kept:.1%}）不超膳费，95% 置信下限 {kept.at_least:.1%}"
    )
    return said if kept.reached else f"{said}；没有达到 {asked:.0%}：请降低要求的把握，或提高膳费"


def put_by(kept: Sure) -> str:
    """Say what is put by for dearer prices, and what that costs in nutrition and liking."""
    if not kept.robust.cases:
        return "不必为涨价另留钱"
    worth = f"少 {kept.points_lost:.1f} 分" if kept.points_lost > NOTICED else "不差"
    return f"按今天的价每人每天留出 {kept.put_by_fen / 100:.2f} 元备涨价，营养和喜爱比不留时{worth}"
