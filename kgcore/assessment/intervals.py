"""Intervals of a proportion and of the difference of two."""

from __future__ import annotations

import math

from scipy.special import ndtri


def wilson(successes: float, trials: float, confidence: float = 0.95) -> tuple[float, float]:
    """Return the score interval of a proportion (Wilson 1927), without continuity correction.

    Raises
    ------
    ValueError
        when there are no trials, or more successes than trials.
    """
    if not 0 <= successes <= trials or not trials:
        raise ValueError(f"{successes} of {trials} is no proportion")
    z = float(ndtri(0.5 + confidence / 2))
    share, square = successes / trials, z * z
    middle = (2 * successes + square) / (2 * (trials + square))
    half = z * math.sqrt(square + 4 * successes * (1 - share)) / (2 * (trials + square))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def difference(
    before: tuple[float, float], after: tuple[float, float], confidence: float = 0.95
) -> tuple[float, float, float]:
    """Return after − before of two independent proportions with its interval (Newcombe 1998, method 10).

    Parameters
    ----------
    before, after : successes and trials.

    Raises
    ------
    ValueError
        as `wilson`.
    """
    shares = before[0] / before[1] if before[1] else math.nan, after[0] / after[1] if after[1] else math.nan
    (low_before, high_before), (low_after, high_after) = wilson(*before, confidence), wilson(*after, confidence)
    gap = shares[1] - shares[0]
    low = gap - math.hypot(shares[1] - low_after, high_before - shares[0])
    high = gap + math.hypot(high_after - shares[1], shares[0] - low_before)
    return gap, low, high
