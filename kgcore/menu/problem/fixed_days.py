"""Days that are given: what stands on them, as the models and the judge count it.

A problem that is solved holds what stands twice: as `stand_ins`, dishes that carry the food and money of a place that
stands and nothing else, and as `standing`, what was really served, which counts against the limits of weeks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kgcore.menu.problem.problem import Flags, Problem


def days_to_plan(problem: Problem, week: int) -> int:
    """Return how many days of a week do not stand."""
    return int(problem.open_days[list(problem.week_days[week])].sum())


def placeholders(problem: Problem) -> Flags:
    """Return which choices are stand-ins, [K]: they are the last dishes of the problem."""
    return np.asarray(problem.choices.dish >= len(problem.dishes) - len(problem.placeholders))


def blocked(problem: Problem) -> Flags:
    """Return where what stands leaves no choice, [K, D]: a stand-in elsewhere, any other dish on a day that stands."""
    made = placeholders(problem)
    shut = ~made[:, None] & ~problem.open_days[None, :] | made[:, None]
    place = {(slot.meal, slot.course): n for n, slot in enumerate(problem.slots)}
    for serving in problem.placeholders:
        mine = problem.choices.of_dish[problem.position[serving.dish]]
        here = mine[problem.choices.slot[mine] == place[serving.meal, serving.course]]
        shut[here, problem.days.index(serving.date)] = False
    return np.asarray(shut)


def fixed_counts(problem: Problem) -> NDArray[np.int64]:
    """Return the servings that stand, [K, W], as they count against the limits of weeks; none where forgiven.

    A dish that stood in a place the register does not know it for counts where the register knows it.
    """
    counts = np.zeros((len(problem.choices), len(problem.weeks)), dtype=np.int64)
    place = {(slot.meal, slot.course): n for n, slot in enumerate(problem.slots)}
    for serving in () if problem.forgiven else problem.fixed:
        mine = problem.choices.of_dish.get(problem.position[serving.dish], np.empty(0, dtype=np.intp))
        right = mine[problem.choices.slot[mine] == place.get((serving.meal, serving.course), -1)]
        if len(mine):
            counts[(*right, *mine)[0], problem.week_of[problem.days.index(serving.date)]] += 1
    return counts


def fixed_days_by_dish(problem: Problem) -> dict[int, list[int]]:
    """Return the days on which each dish stands, by position, as they count against repetition; none where forgiven."""
    found: dict[int, list[int]] = {}
    for serving in () if problem.forgiven else problem.fixed:
        found.setdefault(problem.position[serving.dish], []).append(problem.days.index(serving.date))
    return found


def fixed_portions(problem: Problem) -> Flags:
    """Return which dishes stand in a week and are no longer ladled otherwise, [N, W]."""
    found = np.zeros((len(problem.dishes), len(problem.weeks)), dtype=np.bool_)
    for serving in (*problem.fixed, *problem.placeholders):
        found[problem.position[serving.dish], problem.week_of[problem.days.index(serving.date)]] = True
    return found


def fee_of_all(problem: Problem, fen: float) -> float:
    """Return the fee of all days (`Problem.fee_fen`) when those to be planned have `fen` a child-day.

    Parameters
    ----------
    problem : with a fee, which the days that stand keep.
    """
    days, left = len(problem.days), int(problem.open_days.sum())
    if left == days:
        return fen
    return (float(problem.fee_fen or 0.0) * (days - left) + fen * left) / days


def with_fee(problem: Problem, fen: float) -> Problem:
    """Return the problem with a fee to ask about others from: its own, else what days that stand cost, else `fen`."""
    if problem.fee_fen is not None:
        return problem
    return problem.with_(fee_fen=_spent_fen(problem) / max(1, len(problem.fixed_days)) or fen)


def fee_left(problem: Problem) -> float:
    """Return what the fee leaves for each child-day to be planned, in fen, what stands being paid from it."""
    paid = float(problem.fee_fen or 0.0) * len(problem.days)
    return (paid - _spent_fen(problem)) / int(problem.open_days.sum())


def _spent_fen(problem: Problem) -> float:
    costs = problem.cost_fen @ problem.band_weights
    return float(sum(costs[problem.position[s.dish], problem.days.index(s.date)] for s in problem.fixed))
