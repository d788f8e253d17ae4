"""What each fee buys: the linear relaxation of the master solved again and again as its fee rows move."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from kgcore.menu.explanation.relaxation import Relaxation
from kgcore.menu.infeasible.conflict import why_infeasible
from kgcore.menu.planning.partly_served import on_open_days
from kgcore.menu.problem.fixed_days import with_fee
from kgcore.menu.problem.problem import Problem
from kgcore.menu.problem.vocabulary import FEN_PER_YUAN

COLUMNS = (
    "fee_fen", "points", "norm_lost", "goal_lost", "fee_lost", "preference", "liking", "cost_fen", "worst", "band",
    "worst_ratio", "points_per_yuan",
)  # fmt: skip


def fee_curve(problem: Problem, fees: Sequence[float]) -> pd.DataFrame:
    """Return what the best menu can be at each fee, dishes free and divisible: a bound, and close to the plan.

    Parameters
    ----------
    fees : meal money per child-day to be planned in yuan, in any order: fixed days keep the problem's fee, and
        what they left or overspent of it counts.

    Returns
    -------
    DataFrame
        One row a fee, ascending: fee_fen, points (all tiers), norm_lost, goal_lost, fee_lost (points lost to goals of
        the tier), preference (points earned), liking (preference ÷ servings), cost_fen (per child-day to be planned),
        worst, band and worst_ratio (the judged nutrient furthest below its target; amount ÷ target), points_per_yuan
        (shadow price of the fee: what one more yuan a child-day adds to the points, before the next change of basis).

    Raises
    ------
    MenuError
        a fee that is not positive, or no menu at all.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     problem = menu.from_office(office, "2026-W25")
    >>> menu.fee_curve(problem, [10, 12])["fee_fen"].tolist()
    [1000.0, 1200.0]
    """
    # the highest fee first: each step down tightens one bound, which costs the dual simplex least
    falling = sorted({float(fee * FEN_PER_YUAN) for fee in fees}, reverse=True)
    if not falling:
        return pd.DataFrame(columns=list(COLUMNS))
    problem.with_(fee_fen=falling[-1])
    return on_open_days(with_fee(problem, falling[-1]), lambda asked: _curve(asked, falling))


def _curve(problem: Problem, falling: Sequence[float]) -> pd.DataFrame:
    """Ask for the dearer half of the fees in one thread and for the other half in another."""
    relaxation, half = Relaxation(problem), len(falling) // 2
    with ThreadPoolExecutor(2) as threads:
        found = threads.map(_rows, (relaxation, relaxation.again()), (falling[:half], falling[half:]))
        rows = [row for part in found for row in part]
    return pd.DataFrame(rows[::-1], columns=list(COLUMNS))


def _rows(relaxation: Relaxation, falling: Sequence[float]) -> list[tuple[float | str, ...]]:
    rows: list[tuple[float | str, ...]] = []
    for fee in falling:
        answer = relaxation.solve(relaxation.at_fee(relaxation.bounds, fee))
        if answer is None:
            raise why_infeasible(relaxation.problem).error()
        ratios = relaxation.ratios(answer)
        worst = ratios.index[int(ratios.argmin())] if len(ratios) else ("", "", "")
        liked, norm, goal = relaxation.liked(answer), relaxation.lost(answer, "norm"), relaxation.lost(answer, "goal")
        rows.append((
            fee, answer.points, norm, goal, max(0.0, liked - norm - goal - answer.points), liked,
            liked / answer.columns[relaxation.servings].sum(), relaxation.cost(answer), worst[0], worst[2],
            ratios.min() if len(ratios) else np.nan, relaxation.worth_of_fee(answer),
        ))  # fmt: skip
    return rows
