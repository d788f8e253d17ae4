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
    basis : dishes_again (chosen again, divisible), dishes_kept (portions only) or swapped (a menu).
    figure : what is measured: points, liking, nutrition_lost or lack (share of the goal's scale missed).
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
