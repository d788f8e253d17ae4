"""How surely a menu keeps the fee, and what that costs, in sentences."""

from __future__ import annotations

from kgcore.menu.robust.robust import Sure

NOTICED = 0.1
"""Points that are worth a word: less lies within the gap of the search."""


def how_sure(sure: Sure) -> str:
    """Say in how many simulated weeks the fee is kept, and what to do where that is less often than asked."""
    probability = sure.robust.probability
    sentence = (
        f"把握 {probability:.0%}：另抽 {sure.runs:,} 个模拟周，价格和人数随机变动，"
        f"{sure.within:,} 周（{sure.share_within:.1%}）不超膳费，95% 置信下限 {sure.at_least:.1%}"
    )
    return sentence if sure.reached else f"{sentence}；没有达到 {probability:.0%}：请降低要求的把握，或提高膳费"


def put_by(sure: Sure) -> str:
    """Say what is put by for dearer prices, and what that costs in nutrition and liking."""
    if not sure.robust.cases:
        return "不必为涨价另留钱"
    worth = f"少 {sure.points_lost:.1f} 分" if sure.points_lost > NOTICED else "不差"
    return f"按今天的价每人每天留出 {sure.put_by_fen / 100:.2f} 元备涨价，营养和喜爱比不留时{worth}"
