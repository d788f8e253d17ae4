"""From weekly servings to days; a week whose days cannot hold its servings is cut and chosen again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kgcore.menu.formulation.day_assignment import Group, Placements, assign, served_around
from kgcore.menu.formulation.master import Counts, Master
from kgcore.menu.planning.search import search_near
from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.rules import RULES, Rule
from kgcore.menu.rules.allowed import Permission
from kgcore.menu.solvers.effort import Effort

ROUNDS = 8

Cut = tuple[Floats, float]
"""[K] what a week's servings count in a row, and the most they may come to."""


@dataclass(frozen=True, eq=False)
class Scheduled:
    """Servings [K, W] and their days, the cuts that were needed, and day rules that could not be kept."""

    counts: Counts
    placements: Placements
    cuts: int
    violations: tuple[tuple[str, str, float], ...]


def schedule(
    problem: Problem, permission: Permission, counts: Counts, effort: Effort, *, weeks: Sequence[int] | None = None,
    start: Placements | None = None, rules: Sequence[Rule] = RULES, lazy: frozenset[str] = frozenset(),
    chooser: type[Master] = Master,
) -> Scheduled:  # fmt: skip
    """Place the servings of `weeks` (all when None) on days, choosing a week again where its days fail.

    The cut takes one serving from the group of dishes whose row the days broke. It may cut off a menu that some other
    placing could hold, so the bound of the first master stays the bound of the plan.

    Parameters
    ----------
    start : days of all weeks so far; weeks that are not placed anew keep theirs.
    """
    free = range(len(problem.weeks)) if weeks is None else weeks
    placing: Placements = dict(start or {})
    cuts, violations = 0, []
    for week in free:
        week_cuts: list[Cut] = []
        before = {key: n for key, n in placing.items() if key[1] in problem.week_days[week]}
        while True:
            others = [key for key in placing if key[1] not in problem.week_days[week]]
            assignment = assign(
                problem, permission, week, counts[:, week], around=served_around(problem, others, week),
                before=before, rules=rules, lazy=lazy,
            )  # fmt: skip
            if not assignment.violations or len(week_cuts) >= ROUNDS:
                break
            again = None
            for cut in [_cut(group, counts[:, week]) for group in assignment.short]:
                again = _choose_again(
                    problem, permission, counts, week, [*week_cuts, cut], effort, rules, lazy, chooser
                )
                if again is not None:
                    week_cuts.append(cut)
                    counts = again
                    break
            if again is None:
                break
        cuts += len(week_cuts)
        violations += list(assignment.violations)
        placing = {
            key: n for key, n in placing.items() if key[1] not in problem.week_days[week]
        } | assignment.placements
    return Scheduled(counts, placing, cuts, tuple(violations))


def _cut(group: Group, counts: Counts) -> Cut:
    return group.weight, float(group.weight @ counts) - float(group.weight[group.weight > 0].min())


def _choose_again(
    problem: Problem, permission: Permission, counts: Counts, week: int, cuts: Sequence[Cut], effort: Effort,
    rules: Sequence[Rule], lazy: frozenset[str], chooser: type[Master],
) -> Counts | None:  # fmt: skip
    master = chooser(problem, permission, weeks=(week,), other_weeks=counts, keep=counts, rules=rules, lazy=lazy)
    for weight, most in cuts:
        master.cut(weight, week, most)
    seconds = None if effort.seconds is None else max(1.0, effort.seconds / 4)
    answer = search_near(master, replace(effort, seconds=seconds))
    return None if answer.values is None else master.counts(answer.values)
