"""The dishes that may be served in a place of the menu, no rule forbidding them there, the best liked first."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from kgcore.explorer.errors import BenchError
from kgcore.menu import MenuPlan, Problem
from kgcore.menu.rules.allowed import Permission

COLUMNS = ["dish", "points", "fen", "allergens", "served"]


def substitutes(
    problem: Problem, permission: Permission, plan: MenuPlan | None, date: dt.date, meal: str, course: str
) -> pd.DataFrame:
    """Return the dishes that may be served in a place.

    Returns
    -------
    DataFrame
        dish, points (liking, 1 to 5), fen (cost of an average child's serving on that day, portions as in the
        register), allergens (text), served (days of the plan that serve it, as text); the dish there now is left out.

    Raises
    ------
    BenchError
        there is no such place or day.
    """
    day, slot = _at(problem, date, meal, course)
    choices = problem.choices
    permitted = (choices.slot == slot) & permission.allowed[:, day]
    here = choices.dish[permitted]
    fen = problem.cost_fen[here, day] @ problem.band_weights * choices.portion[permitted]
    days: dict[str, list[str]] = {}
    in_place = set()
    for serving in () if plan is None else plan.servings:
        days.setdefault(serving.dish, []).append(f"{serving.date:%m-%d}")
        if (serving.date, serving.meal, serving.course) == (date, meal, course):
            in_place.add(serving.dish)
    rows = [
        (name, float(problem.preference[n]), float(cost), "、".join(sorted(problem.allergens[n])),
         "、".join(days.get(name, ())))
        for n, cost in zip(here, fen, strict=True)
        if (name := problem.dishes["dish"][n]) not in in_place
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(
        ["points", "fen", "dish"], ascending=[False, True, True], ignore_index=True
    )


def serving_grams(problem: Problem, plan: MenuPlan | None, dish: str, date: dt.date, meal: str) -> pd.DataFrame:
    """Return the net grams of a dish's foods in one child's serving: food and a column per band, portions applied."""
    position = problem.position[dish]
    factors = np.ones(len(problem.bands))
    if plan is not None:
        factors = plan.portions[position, problem.week_of[problem.days.index(date)]]
    grams = problem.grams[:, position] * factors[:, None] * problem.meal_factor(dish, meal)
    used = np.flatnonzero(grams.max(axis=0) > 0)
    table = pd.DataFrame(grams[:, used].T, columns=list(problem.bands))
    table.insert(0, "food", list(problem.foods.index[used]))
    return table.sort_values(problem.bands[-1], ascending=False, ignore_index=True)


def _at(problem: Problem, date: dt.date, meal: str, course: str) -> tuple[int, int]:
    if date not in problem.days:
        raise BenchError(f"{date}不在计划的日期内")
    found = [n for n, slot in enumerate(problem.slots) if (slot.meal, slot.course) == (meal, course)]
    if not found:
        raise BenchError(f"菜单结构里没有{meal}·{course}")
    return problem.days.index(date), found[0]
