"""What a given menu breaks: the rules' own rows, evaluated instead of solved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kgcore.menu.formulation.day_assignment import Placed, served_around
from kgcore.menu.formulation.goal_cache import asked_of
from kgcore.menu.formulation.master import Counts, served_outside
from kgcore.menu.formulation.menu_as_model import DayTally, WeekTally
from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.rules import RULES, Rule
from kgcore.menu.rules.allowed import refusals
from kgcore.menu.rules.base import bands_of
from kgcore.menu.rules.kinds import Kinds
from kgcore.menu.rules.violations import NEGLIGIBLE, Broken, sorted_rows
from kgcore.menu.solvers.model import HARD


def judge_menu(problem: Problem, counts: Counts, placed: Placed, portions: Floats) -> tuple[Broken, ...]:
    """Return every rule's rows that a menu breaks, dearest tier first; days that stand break none of a day.

    Parameters
    ----------
    counts : [K, W] servings. placed : (choice, day) of each. portions : [N, W, B] factors.
    """
    found = [
        *_forbidden(problem, placed), *_tallied(problem, counts, placed, RULES), *_amounts(problem, counts, portions),
    ]  # fmt: skip
    return sorted_rows(found)


def kinds_short(problem: Problem, counts: Counts, placed: Placed) -> list[Broken]:
    """Return weeks, and days that have dishes, with fewer kinds of food than the profile asks."""
    return _tallied(problem, counts, placed, (Kinds(),))


def _tallied(problem: Problem, counts: Counts, placed: Placed, rules: Sequence[Rule]) -> list[Broken]:
    planned, open_days = counts.copy(), problem.open_days
    for (choice, day), times in placed.items():
        planned[choice, problem.week_of[day]] -= 0 if open_days[day] else times
    weeks = WeekTally(problem, counts, planned, served_outside(problem))
    for rule in rules:
        rule.counts(weeks)
    found = weeks.broken
    served = np.zeros((len(problem.choices), len(problem.days)), dtype=bool)
    for key in placed:
        served[key] = True
    for week in range(len(problem.weeks) if placed else 0):
        days = DayTally(problem, week, served, served_around(problem, placed, week))
        for rule in rules:
            rule.days(days)
        found += days.broken
    return found


def _amounts(problem: Problem, counts: Counts, portions: Floats) -> list[Broken]:
    served = {week: np.flatnonzero(counts[:, week]) for week in range(len(problem.weeks))}
    plates = {
        week: counts[rows, week][:, None] * portions[problem.choices.dish[rows], week] for week, rows in served.items()
    }
    found = []
    for rule in RULES:
        for goal in asked_of(problem, rule, bands_of(problem)):
            amount = sum(
                float((contents[served[week]] * plates[week]).sum(axis=0) @ goal.mix.weights)
                for week, contents in goal.contents.items()
            )
            short = 0.0 if goal.low is None else goal.low - amount
            over = 0.0 if goal.high is None else amount - goal.high
            if max(short, over) / goal.scale > NEGLIGIBLE:
                lack = max(short, over)
                found.append(Broken(rule.name, goal.key, goal.setting.tier, lack, lack / goal.scale))
    return found


def _forbidden(problem: Problem, placed: Placed) -> list[Broken]:
    refused = refusals(problem)
    return [
        Broken(rule, f"{problem.days[day]} {problem.dishes['dish'][problem.choices.dish[choice]]}", HARD, 1.0, 1.0)
        for choice, day in sorted(placed)
        for rule, mask in refused.items()
        if mask[choice, day]
    ]


def lacks_kinds(problem: Problem, counts: Counts, placed: Placed | None = None) -> bool:
    """Whether the lazy rule on kinds of food is needed: of weeks, or of days when they are placed."""
    return bool(kinds_short(problem, counts, placed or {}))
