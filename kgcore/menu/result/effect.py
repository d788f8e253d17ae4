"""What changes in a menu when one thing is changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effect:
    """One question and its answer, both solved for.

    Attributes
    ----------
    question : fee, rule, goal, pins, bans, limiting, swap. rule, subject : whose rule, and what of it.
    change : what is changed.
    basis : 重新选菜 (dishes chosen again, divisible), 菜不变 (portions only) or 换菜 (a menu).
    figure : what is measured: 总分, 喜爱度, 营养扣分 or 缺口 (share of the goal's scale missed).
    estimate : what duals said the change would be; NaN where none were asked.
    """

    question: str
    rule: str
    subject: str
    change: str
    basis: str
    figure: str
    before: float
    after: float
    estimate: float = float("nan")
