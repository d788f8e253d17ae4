"""Displays that rest on registers: where an office does not keep one of them, they show nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from kgcore.present import mime


class Reviewed(Protocol):
    """What a display is made from: a review that knows which registers are not kept."""

    @property
    def unkept(self) -> frozenset[str]:
        """Registers that the office does not keep."""


class Nothing:
    """What a display returns that has nothing to show, because its registers are not kept, say.

    Parameters
    ----------
    registers : those that are not kept; none where there is nothing to show.
    """

    def __init__(self, registers: Collection[str] = ()) -> None:
        self.content: dict[str, Any] = {"registers": sorted(registers)}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/plain": "", mime.NOTHING: self.content}


Source = TypeVar("Source", bound=Reviewed)
More = ParamSpec("More")
Shown = TypeVar("Shown")


def rests_on(
    *registers: str, one_is_enough: bool = False
) -> Callable[[Callable[Concatenate[Source, More], Shown]], Callable[Concatenate[Source, More], Shown | Nothing]]:
    """Make a display show nothing where one of its registers is not kept.

    Parameters
    ----------
    registers : names of registers without which the display says nothing.
    one_is_enough : it says something as long as one of them is kept.
    """

    def decorate(
        display: Callable[Concatenate[Source, More], Shown],
    ) -> Callable[Concatenate[Source, More], Shown | Nothing]:
        @wraps(display)
        def shown(review: Source, /, *more: More.args, **named: More.kwargs) -> Shown | Nothing:
            missing = review.unkept.intersection(registers)
            if len(missing) >= (len(registers) if one_is_enough else 1):
                return Nothing(missing)
            return display(review, *more, **named)

        return shown

    return decorate


__all__ = ["Nothing", "Reviewed", "rests_on"]
