"""What is asked of the planner, in one object for the command line, the bench, the closed loop and many kitchens.

A new option of planning is a field here, and an option of `kg menu plan` where a person may set it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, Self, TypedDict, Unpack

import pandas as pd

from kgcore import periods
from kgcore.menu.problem.problem import Serving
from kgcore.menu.problem.vocabulary import FEN_PER_YUAN
from kgcore.menu.solvers.effort import Effort
from kgcore.notebook import FiguresFace
from kgcore.periods import Period, Span

DEFAULT = Effort()


class PlanOptions(TypedDict, total=False):
    """Keywords of `menu.plan`, `menu.from_office`, `closed_loop.plan`: PlanRequest's fields; their `fee` is in yuan."""

    weeks: int
    pins: tuple[Serving, ...]
    bans: tuple[str, ...]
    avoid: frozenset[str]
    preference: pd.Series[float] | None
    settings: pd.DataFrame | None
    probability: float | None
    replace: bool
    effort: Effort


@dataclass(frozen=True, eq=False, repr=False)
class PlanRequest(FiguresFace):
    """What is asked for one kitchen.

    Attributes
    ----------
    first : the first week. weeks : how many weeks are planned together.
    fee_fen : meal money per child-day in fen; None = what the register of fees says.
    pins : servings the menu must have. bans : dishes it must not have. avoid : allergens no dish may contain.
    preference : points 1 to 5 by dish; None = what tastings and leftovers of a year say.
    settings : rows laid over the packaged settings of the rules.
    probability : with which the fee is to be kept when prices rise and fewer children come; None = not asked.
    replace : posted menus are planned anew; only days on which children ate are fixed.
    effort : how hard to look.

    Examples
    --------
    >>> request = PlanRequest.of("2026-W19", weeks=2, fee=15.5)
    >>> request
    <PlanRequest 周 2026-W19 起 2 周，膳费 15.50 元/人日>
    >>> request.fee_fen, str(request.span)
    (1550.0, '2026-05-04..2026-05-17')
    """

    face_title: ClassVar[str] = "排菜的要求"

    first: Period
    weeks: int = 1
    fee_fen: float | None = None
    pins: tuple[Serving, ...] = ()
    bans: tuple[str, ...] = ()
    avoid: frozenset[str] = frozenset()
    preference: pd.Series[float] | None = None
    settings: pd.DataFrame | None = None
    probability: float | None = None
    replace: bool = False
    effort: Effort = DEFAULT

    @classmethod
    def of(cls, period: str | Period, *, fee: float | None = None, **options: Unpack[PlanOptions]) -> Self:
        """Read a request from a period, 2026-W19, and keywords, the fee in yuan.

        Raises
        ------
        PeriodError
            when the text is no period.
        """
        return cls(periods.parse(period), fee_fen=None if fee is None else fee * FEN_PER_YUAN, **options)

    def figures(self) -> list[tuple[str, str]]:
        """Return the weeks, the fee, and what else is asked for, in words."""
        fee = "按膳费标准登记" if self.fee_fen is None else f"{self.fee_fen / FEN_PER_YUAN:.2f} 元/人日"
        probability = "" if self.probability is None else f"{self.probability:.0%}"
        wishes = {
            "指定": "、".join(str(serving) for serving in self.pins), "不用": "、".join(self.bans),
            "不含": "、".join(sorted(self.avoid)), "不超膳费的把握": probability,
        }  # fmt: skip
        weeks = f"{self.first} 起 {self.weeks} 周"
        return [("周", weeks), ("膳费", fee), *((label, text) for label, text in wishes.items() if text)]

    @property
    def span(self) -> Span:
        """The days of all weeks asked for."""
        if self.weeks == 1:
            return self.first
        return Span(self.first.start, self.first.end + dt.timedelta(days=7 * (self.weeks - 1)))


__all__ = ["PlanOptions", "PlanRequest"]
