"""One thing a menu does not keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

HARD = "hard"
NEGLIGIBLE = 1e-3
"""Share of a range's size by which a figure may miss it without a word."""


@dataclass(frozen=True)
class Violation:
    """A rule that a menu breaks: what (dish, nutrient), where (day, meal or week), measured against low and high.

    `share` is the lack divided by the figure it is judged by; `tier` is hard or the settings' tier.
    """

    rule: str
    tier: str
    what: str
    where: str
    measured: float
    low: float
    high: float
    share: float


def outside(
    rule: str, tier: str, subject: str, where: str, amount: float, *, low: float | None = None,
    high: float | None = None, scale: float = 1.0,
) -> Iterator[Violation]:  # fmt: skip
    """Yield the violation of low <= measured <= high, if there is one; NaN bounds are none."""
    least = -np.inf if low is None or np.isnan(low) else low
    most = np.inf if high is None or np.isnan(high) else high
    share = max(least - amount, amount - most, 0.0) / scale
    if share > NEGLIGIBLE or np.isnan(amount):
        yield Violation(rule, tier, subject, where, float(amount), float(least), float(most), float(share))
