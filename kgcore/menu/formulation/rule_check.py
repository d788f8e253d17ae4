"""What a menu breaks: the rules' own rows, evaluated instead of solved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kgcore.menu.formulation.day_assignment import Placements, served_around
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


def judge_menu(problem: Problem, counts: Counts, on_days: Placements, portions: Floats) -> tuple[Broken, ...]:
    """Return every rule's rows that a menu breaks, dearest tier first; fixed days break no rule of a day.

    Parameters
    ----------
    counts : [K, W] servings. on_days : (choice, day) of each. portions : [N, W, B] factors.
    """
    faults = [
        *_forbidden(problem, on_days), *_tallied(problem, counts, on_days, RULES), *_amounts(problem, counts, portions),
    ]  # fmt: skip
    return sorted_rows(faults)


def kinds_short(problem: Problem, counts: Counts, on_days: Placements) -> list[Broken]:
    """Return weeks, and days that have dishes, with fewer kinds of food than the profile asks."""
    return _tallied(problem, counts, on_days, (Kinds(),))


def _tallied(problem: Problem, counts: Counts, on_days: Placements, rules: Sequence[Rule]) -> list[Broken]:
    planned, open_days = counts.copy(), problem.open_days
    for (choice, day), times in on_days.items():
        planned[choice, problem.week_of[day]] -= 0 if open_days[day] else times
    weeks = WeekTally(problem, counts, planned, served_outside(problem))
    for rule in rules:
        rule.counts(weeks)
        rule.implied_counts(weeks)
    faults = weeks.violations
    there = np.zeros((len(problem.choices), len(problem.days)), dtype=bool)
    for key in on_days:
        there[key] = True
    for week in range(len(problem.weeks) if on_days else 0):
        days = DayTally(problem, week, there, served_around(problem, on_days, week))
        for rule in rules:
            rule.days(days)
        faults += days.violations
    return faults


def _amounts(problem: Problem, counts: Counts, portions: Floats) -> list[Broken]:
    choices = {week: np.flatnonzero(counts[:, week]) for week in range(len(problem.weeks))}
    plates = {
        week: counts[rows, week][:, None] * portions[problem.choices.dish[rows], week] for week, rows in choices.items()
    }
    faults = []
    for rule in RULES:
        for goal in asked_of(problem, rule, bands_of(problem)):
            amount = sum(
                float((contents[choices[week]] * plates[week]).sum(axis=0) @ goal.mix.weights)
                for week, contents in goal.contents.items()
            )
            short = 0.0 if goal.low is None else goal.low - amount
            over = 0.0 if goal.high is None else amount - goal.high
            if max(short, over) / goal.scale > NEGLIGIBLE:
                lack = max(short, over)
                faults.append(Broken(rule.name, goal.key, goal.setting.tier, lack, lack / goal.scale))
    return faults


def _forbidden(problem: Problem, on_days: Placements) -> list[Broken]:
    masks = refusals(problem)
    return [
        Broken(rule, f"{problem.days[day]} {problem.dishes['dish'][problem.choices.dish[choice]]}", HARD, 1.0, 1.0)
        for choice, day in sorted(on_days)
        for rule, mask in masks.items()
        if mask[choice, day]
    ]


def lacks_kinds(problem: Problem, counts: Counts, on_days: Placements | None = None) -> bool:
    """Whether the lazy rule on kinds of food is needed: of weeks, or of days when they are placed."""
    return bool(kinds_short(problem, counts, on_days or {}))
