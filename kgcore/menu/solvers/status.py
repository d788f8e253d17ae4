"""What a solver's answer is worth, in our own words: read from bound and solution, never from a library's status."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from kgcore.notebook import FiguresFace


class Status(StrEnum):
    """How far a solution is known to be from the best one."""

    PROVED = "proved"
    """within the gap asked for, proved by a bound"""
    FEASIBLE = "feasible"
    """a solution, stopped before the gap asked for; `gap` says how far"""
    INFEASIBLE = "infeasible"
    """proved that there is none"""
    NONE = "none"
    """no solution found before the limit; there may be one"""
    ERROR = "error"
    """the solver failed or said something that cannot be right"""


STATUS_LABELS = {
    Status.PROVED: "已证明在要求的差距内",
    Status.FEASIBLE: "找到食谱，未证明到要求的差距",
    Status.INFEASIBLE: "无解",
    Status.NONE: "限时内没有找到",
    Status.ERROR: "求解器出错",
}


@dataclass(frozen=True, repr=False)
class Solution(FiguresFace):
    """Answer of a solver to a maximisation.

    Attributes
    ----------
    values : [columns] or None. objective, bound : points; nan where there is none.
    gap : (bound - objective) / |objective|, as a fraction; inf without a solution or a bound.

    Examples
    --------
    >>> Solution(Status.PROVED, None, 99.0, 100.0, 0.01, 0.5, 3, "highs")
    <Solution 结论 已证明在要求的差距内，得分 99.00，上界 100.00，差距 1.00%，求解器 highs>
    """

    face_title: ClassVar[str] = "求解结果"

    status: Status
    values: NDArray[np.float64] | None
    objective: float
    bound: float
    gap: float
    seconds: float
    nodes: int
    solver: str
    message: str = ""

    def figures(self) -> list[tuple[str, str]]:
        """Return how far the answer is proved; points, bound and gap as far as they are known; and who solved it."""
        known = [("得分", self.objective, ".2f"), ("上界", self.bound, ".2f"), ("差距", self.gap, ".2%")]
        figures = [(label, f"{value:{form}}") for label, value, form in known if np.isfinite(value)]
        return [("结论", STATUS_LABELS[self.status]), *figures, ("求解器", self.solver)]


def gap_in_words(gap: float) -> str:
    """Return a gap as people read it; inf (no bound: a menu from the register) is told as unknown.

    Examples
    --------
    >>> gap_in_words(0.0123), gap_in_words(float("inf"))
    ('差距 1.23%', '差距未知')
    """
    return f"差距 {gap:.2%}" if np.isfinite(gap) else "差距未知"


def gap_of(objective: float, bound: float) -> float:
    """Return (bound - objective) / |objective|, never negative; inf when either is missing."""
    if not (np.isfinite(objective) and np.isfinite(bound)):
        return float("inf")
    return max(0.0, bound - objective) / max(abs(objective), 1e-9)


def judge(
    values: NDArray[np.float64] | None, objective: float, bound: float, gap_wanted: float
) -> tuple[Status, float]:
    """Return status and gap of a solution from its objective and bound.

    Parameters
    ----------
    gap_wanted : gap that counts as proved, as a fraction.
    """
    if values is None:
        return Status.NONE, float("inf")
    gap = gap_of(objective, bound)
    return (Status.PROVED if gap <= gap_wanted + 1e-9 else Status.FEASIBLE), gap
