"""The command `kg`. Each module of this package adds one command; `main` runs them."""

from __future__ import annotations

from kgcore.cli import (
    advice,
    archiving,
    backup,
    cards,
    check,
    demo,
    dishes,
    everyday,
    explore,
    exporting,
    forgetting,
    grant,
    importing,
    init,
    journal,
    menu,
    moving,
    names,
    report,
    school_calendar,
    template,
    term,
)
from kgcore.cli.application import app, main

__all__ = [
    "advice", "app", "archiving", "backup", "cards", "check", "demo", "dishes", "everyday", "explore", "exporting",
    "forgetting", "grant", "importing", "init", "journal", "main", "menu", "moving", "names", "report",
    "school_calendar", "template", "term",
]  # fmt: skip
