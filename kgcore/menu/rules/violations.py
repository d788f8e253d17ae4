"""What a menu does not keep, as the rules count it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgcore.findings import Severity
from kgcore.menu.solvers.model import HARD

SEVERITY: dict[str, Severity] = {HARD: "severe", "fee": "severe", "norm": "warning", "goal": "notice"}

NEGLIGIBLE = 1e-3
"""Share of a row's scale below which a lack is not worth a word."""


@dataclass(frozen=True)
class Broken:
    """A row that does not hold: rule, which (nutrient, week, band), tier, amount in its unit, share of its scale."""

    rule: str
    key: str
    tier: str
    amount: float
    share: float


def sorted_rows(rows: Iterable[Broken]) -> tuple[Broken, ...]:
    """Return rows with the dearest tier first, the most broken first within it."""
    order = list(SEVERITY)
    return tuple(sorted(rows, key=lambda row: (order.index(row.tier), -row.share)))
