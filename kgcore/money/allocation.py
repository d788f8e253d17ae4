"""Division of a sum in whole fen."""

from __future__ import annotations

from collections.abc import Mapping


def allocate(total_fen: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Divide a sum in fen by whole weights (e.g. person-days x meal share in per mille), losing no fen.

    Largest remainder (Hamilton); equal remainders go by name, so the order of entry does not matter.
    Raises ValueError for a negative sum or weight, or where no weight is positive.
    """
    whole = sum(weights.values())
    if total_fen < 0 or min(weights.values(), default=0) < 0 or whole <= 0:
        raise ValueError("分摊金额和权数不能为负，且至少一项权数大于零")
    shares = {name: total_fen * weight // whole for name, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda name: (-(total_fen * weights[name] % whole), name))
    for name in by_remainder[: total_fen - sum(shares.values())]:
        shares[name] += 1
    return shares
