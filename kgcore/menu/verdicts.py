"""What a menu does not keep, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgcore.findings import Finding, Severity
from kgcore.menu.model import HARD
from kgcore.menu.problem import Problem
from kgcore.menu.rules import RULES, TITLES
from kgcore.menu.wording import worded

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


def findings_of(problem: Problem, broken: Iterable[Broken]) -> tuple[Finding, ...]:
    """Return a finding for each broken row, with the rule's title and source."""
    rules = {rule.name: rule for rule in RULES}
    return tuple(
        Finding(
            code=f"menu.{row.rule}", severity=SEVERITY[row.tier], subject=worded(row.key),
            period="、".join(problem.weeks),
            text=f"{TITLES[row.rule]}：{worded(row.key)} 差{row.share:.1%}" if row.tier != HARD
            else f"{TITLES[row.rule]}：{worded(row.key)} 没有做到",
            measured=row.amount, source=rules[row.rule].source(problem),
        )
        for row in broken
    )  # fmt: skip
