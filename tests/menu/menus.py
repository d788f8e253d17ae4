"""Menus without a solver: random ones, and plans made of a table."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd

from kgcore.menu import MenuPlan, Problem, Solution, Status
from kgcore.menu.result.menu import no_portions


def random_menu(problem: Problem, rng: random.Random) -> pd.DataFrame:
    """Serve anything that fits the place: season, repetition and capacity are left to chance."""
    names, rows = problem.dishes["dish"].to_numpy(), []
    for day in problem.days:
        for number, slot in enumerate(problem.slots):
            fits = problem.choices.dish[problem.choices.slot == number]
            rows += [(day, slot.meal, slot.course, names[n]) for n in rng.sample(list(fits), slot.count)]
    return pd.DataFrame(rows, columns=["date", "meal", "course", "dish"])


def plan_of(problem: Problem, menu: pd.DataFrame) -> MenuPlan:
    """Return a plan that serves a table, every dish as it stands in the register."""
    place = {(s.meal, s.course): n for n, s in enumerate(problem.slots)}
    pairs = zip(problem.choices.dish.tolist(), problem.choices.slot.tolist(), strict=True)
    choice = {pair: k for k, pair in enumerate(pairs)}
    counts = np.zeros((len(problem.choices), len(problem.weeks)), dtype=np.int64)
    placed = {}
    for row in menu.itertuples(index=False):
        k, day = choice[problem.position[row.dish], place[row.meal, row.course]], problem.days.index(row.date)
        counts[k, problem.week_of[day]] += 1
        placed[k, day] = 1
    unknown = Solution(Status.FEASIBLE, None, np.nan, np.nan, np.inf, 0.0, 0, "")
    return MenuPlan(problem, counts, placed, no_portions(problem), unknown, {}, ())
