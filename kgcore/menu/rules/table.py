"""The table of the rules in docs/optimiser.md, rendered from what the rules say of themselves."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from pathlib import Path

from kgcore.menu.rules.base import Rule

STATIONS = (("forbids", "F"), ("counts", "M"), ("amounts", "M P"), ("days", "D"))
"""What a rule overrides → where it has a say: forbidding choices, rows of the master, of the days, of the portions."""


def table(rules: Sequence[Rule]) -> str:
    """Return the rules as a Markdown table: file, title, where and how strongly, what it says; links as from docs/."""
    lines = ["| rule | title | where | what it says |", "|---|---|---|---|"]
    lines += [f"| {_link(rule)} | {rule.title} | {_where(rule)} | {rule.says} |" for rule in rules]
    return "\n".join(lines) + "\n"


def _link(rule: Rule) -> str:
    return f"[{rule.name}](../kgcore/menu/rules/{Path(inspect.getfile(type(rule))).name})"


def _where(rule: Rule) -> str:
    said = " ".join(place for method, place in STATIONS if getattr(type(rule), method) is not getattr(Rule, method))
    places = [place for place in "FMDP" if place in said.split()]
    kind = "hard" if rule.hard else "goal" if places else "points"
    return " ".join([*places, kind]) + (", lazy" if rule.lazy else "")
