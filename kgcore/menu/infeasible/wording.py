"""Conflicts and ways out in the nutritionist's words: what is alike is said once, each rule in its own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kgcore.menu.infeasible.demands import Demand
from kgcore.menu.rules import RULES
from kgcore.menu.rules.wording import Relaxed


def demands(rows: Sequence[Demand]) -> Iterator[str]:
    """Yield a sentence for each kind of demand."""
    for (rule, high), alike in groupby(rows, key=lambda row: (row.rule, row.high)):
        yield RULES.named(rule).demand([row.key for row in alike], high)


def way(parts: Sequence[Relaxed]) -> str:
    """Return a way out as one sentence."""
    by_rule = groupby(parts, key=lambda part: part.rule)
    return "；同时".join(RULES.named(rule).way_out(list(alike)) for rule, alike in by_rule)
