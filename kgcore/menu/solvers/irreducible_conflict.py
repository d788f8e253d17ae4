"""A smallest set of things that cannot hold together, by the deletion filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def smallest_conflict(items: Sequence[Item], conflicting: Callable[[Sequence[Item]], bool]) -> list[Item]:
    """Return a subset that conflicts while every proper subset of it does not.

    Each item is left out in turn and put back when the rest no longer conflict (Chinneck, Feasibility and Infeasibility
    in Optimization, 2008, deletion filter). What is returned depends on the order: items at the front are given up
    first. Nothing conflicts: an empty list.

    Parameters
    ----------
    conflicting : whether a selection cannot hold together; a superset of a conflicting selection conflicts too.
    """
    if not conflicting(items):
        return []
    core = list(items)
    for item in items:
        rest = [other for other in core if other is not item]
        if conflicting(rest):
            core = rest
    return core
