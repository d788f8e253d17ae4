"""Division of a sum in whole fen."""

from __future__ import annotations

from collections.abc import Mapping


def allocate(total_fen: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Return a sum divided by weights, losing no fen: the largest remainder method (Hamilton).

    Equal remainders go by name, so the order of entry does not matter. A negative sum (a correction) is divided as its
    opposite would be.

    Parameters
    ----------
    total_fen : the sum, in fen.
    weights : name → whole weight, e.g. person-days x meal share in per mille.

    Raises
    ------
    ValueError
        when a weight is negative, or none is positive.

    Examples
    --------
    >>> allocate(100, {"longma": 1, "main": 2})
    {'longma': 33, 'main': 67}
    """
    whole = sum(weights.values())
    if min(weights.values(), default=0) < 0 or whole <= 0:
        raise ValueError("分摊的权数不能为负，且至少一项权数大于零")
    size, sign = abs(total_fen), -1 if total_fen < 0 else 1
    shares = {name: size * weight // whole for name, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda name: (-(size * weights[name] % whole), name))
    for name in by_remainder[: size - sum(shares.values())]:
        shares[name] += 1
    return {name: sign * fen for name, fen in shares.items()}
