"""What is worked out from a problem's dishes, foods and prices, kept for every copy that has the same ones."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Value = TypeVar("Value")


class ProblemCache:
    """Values by key, each worked out at its first use.

    A `Problem` owns one from the moment it is made. `Problem.with_` hands it on, because pins, bans, fees, served days,
    stock and points change nothing that is kept here. A problem with other dishes, foods, days or prices, made by
    `from_frames` or `dataclasses.replace`, starts with an empty one. It is dropped with the last problem that holds it.
    Whoever puts a value in names in its key what else the value depends on: the rule, the fee, the fixed days.

    Examples
    --------
    >>> cache = ProblemCache()
    >>> cache.remember("answer", lambda: 6 * 7)
    42
    >>> cache.remember("answer", lambda: 0)
    42
    """

    def __init__(self) -> None:
        self._values: dict[Hashable, Any] = {}

    def remember(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """Return the value of a key, worked out if nobody has asked for it yet."""
        if key not in self._values:
            self._values[key] = work_out()
        value: Value = self._values[key]
        return value
