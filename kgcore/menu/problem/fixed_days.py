"""Fixed days: what was served or posted on them, as the models and the check of the rules count it.

A problem that is solved holds it twice: as `placeholders`, dishes that carry the food and money of one place of a fixed
day and nothing else; and as `fixed`, what was really served, which counts against the limits of weeks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kgcore.menu.problem.problem import Flags, Problem


def days_to_plan(problem: Problem, week: int) -> int:
    """Return how many days of a week are not fixed."""
    return int(problem.open_days[list(problem.week_days[week])].sum())


def placeholders(problem: Problem) -> Flags:
    """Return which choices are placeholders of fixed days, [K]: they are the last dishes of the problem."""
    return np.asarray(problem.choices.dish >= len(problem.dishes) - len(problem.placeholders))


def blocked(problem: Problem) -> Flags:
    """Return what may not be chosen, [K, D]: a placeholder outside its place, any other dish on a fixed day."""
    holders = placeholders(problem)
    shut = ~holders[:, None] & ~problem.open_days[None, :] | holders[:, None]
    place = {(slot.meal, slot.course): n for n, slot in enumerate(problem.slots)}
    for serving in problem.placeholders:
        mine = problem.choices.of_dish[problem.position[serving.dish]]
        here = mine[problem.choices.slot[mine] == place[serving.meal, serving.course]]
        shut[here, problem.days.index(serving.date)] = False
    return np.asarray(shut)


def fixed_counts(problem: Problem) -> NDArray[np.int64]:
    """Return the servings of fixed days, [K, W], as they count against the limits of weeks; none where forgiven.

    A dish served in a place that the register does not allow it in counts in one that the register allows.
    """
    counts = np.zeros((len(problem.choices), len(problem.weeks)), dtype=np.int64)
    place = {(slot.meal, slot.course): n for n, slot in enumerate(problem.slots)}
    for serving in () if problem.forgiven else problem.fixed_servings:
        mine = problem.choices.of_dish.get(problem.position[serving.dish], np.empty(0, dtype=np.intp))
        right = mine[problem.choices.slot[mine] == place.get((serving.meal, serving.course), -1)]
        if len(mine):
            counts[(*right, *mine)[0], problem.week_of[problem.days.index(serving.date)]] += 1
    return counts


def fixed_days_by_dish(problem: Problem) -> dict[int, list[int]]:
    """Return the fixed days of each dish, by position, as they count against repetition; none where forgiven."""
    found: dict[int, list[int]] = {}
    for serving in () if problem.forgiven else problem.fixed_servings:
        found.setdefault(problem.position[serving.dish], []).append(problem.days.index(serving.date))
    return found


def fixed_portions(problem: Problem) -> Flags:
    """Return which dishes a fixed day of a week holds: their portions no longer change, [N, W]."""
    found = np.zeros((len(problem.dishes), len(problem.weeks)), dtype=np.bool_)
    for serving in (*problem.fixed_servings, *problem.placeholders):
        found[problem.position[serving.dish], problem.week_of[problem.days.index(serving.date)]] = True
    return found


def fee_of_all(problem: Problem, fen: float) -> float:
    """Return the fee of all days (`Problem.fee_fen`) when those to be planned have `fen` a child-day.

    Parameters
    ----------
    problem : with a fee, which the fixed days keep.
    """
    days, left = len(problem.days), int(problem.open_days.sum())
    if left == days:
        return fen
    return (float(problem.fee_fen or 0.0) * (days - left) + fen * left) / days


def with_fee(problem: Problem, fen: float) -> Problem:
    """Return the problem with a fee to begin from: its own, else what the fixed days cost, else `fen`."""
    if problem.fee_fen is not None:
        return problem
    return problem.with_(fee_fen=_spent_fen(problem) / max(1, len(problem.fixed_days)) or fen)


def fee_left(problem: Problem) -> float:
    """Return what the fee leaves for each child-day to be planned, in fen, after what the fixed days cost."""
    paid = float(problem.fee_fen or 0.0) * len(problem.days)
    return (paid - _spent_fen(problem)) / int(problem.open_days.sum())


def _spent_fen(problem: Problem) -> float:
    costs = problem.cost_fen @ problem.band_weights
    cost = 0.0
    for serving in problem.fixed_servings:
        portion = problem.meal_factor(serving.dish, serving.meal)
        cost += float(costs[problem.position[serving.dish], problem.days.index(serving.date)]) * portion
    return cost
