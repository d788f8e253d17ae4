"""How surely a menu keeps the fee, and what that costs, in sentences."""

from __future__ import annotations

from kgcore.menu.robust.robust import Sure

NOTICED = 0.1
"""Points that are worth a word: less lies within the gap of the search."""


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
