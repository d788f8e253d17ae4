"""Planning: problem in, MenuPlan out. Dishes by week, then days, then portions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kgcore.menu.formulation import portions as ladles
from kgcore.menu.formulation.master import Master
from kgcore.menu.formulation.rule_check import judge_menu, lacks_kinds
from kgcore.menu.infeasible.conflict import why_infeasible
from kgcore.menu.planning.lexicographic import WEIGHTED, in_order
from kgcore.menu.planning.partly_served import on_open_days, onto_open_days, with_fixed_days
from kgcore.menu.planning.schedule import schedule
from kgcore.menu.planning.search import INTERRUPTED, search, search_near
from kgcore.menu.problem.errors import Infeasible, MenuError
from kgcore.menu.problem.problem import Problem
from kgcore.menu.result.menu import MenuPlan, no_portions
from kgcore.menu.rules.allowed import Permission, permission
from kgcore.menu.rules.kinds import Kinds
from kgcore.menu.solvers.effort import Effort
from kgcore.menu.solvers.highs import Progress
from kgcore.menu.solvers.model import HARD
from kgcore.menu.solvers.status import Solution, Status

SEARCH_SHARE = 0.75
"""Share of `Effort.seconds` for choosing dishes; days and portions take the rest."""

STOPPED = ("stopped", INTERRUPTED)


def plan(
    problem: Problem, effort: Effort | None = None, progress: Progress | None = None, start: MenuPlan | None = None
) -> MenuPlan:
    """Plan all weeks of a problem together, goals weighted against each other or in the profile's order (menu_goals).

    Parameters
    ----------
    problem : its fixed days keep their dishes, see `partly_served.on_open_days`.
    progress : called with points, bound and gap; returning True stops and keeps the best menu so far.
    start : a plan of the same days to begin from.

    Raises
    ------
    MenuError
        a place that no dish may fill, or no menu found before the limit.
    Infeasible
        hard rules that cannot hold together, named.
    SolverMissing
        the solver asked for is not there.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     problem = menu.from_office(office, "2026-W25")
    >>> menu.plan_problem(problem).status.value
    'proved'
    """
    effort = effort or Effort()
    if effort.seconds is not None:
        effort = replace(effort, seconds=SEARCH_SHARE * effort.seconds)
    menu = on_open_days(
        problem, lambda asked: _plan(asked, effort, progress, None if start is None else onto_open_days(start, asked))
    )
    return with_fixed_days(problem, menu)


def _plan(problem: Problem, effort: Effort, progress: Progress | None, start: MenuPlan | None) -> MenuPlan:
    permit = permission(problem)
    lazy: frozenset[str] = frozenset()
    while True:
        master = Master(problem, permit, lazy=lazy)
        answer = search(master, effort, progress, None if start is None else start.counts)
        if order := [goal for goal in problem.profile.menu_goals if goal != WEIGHTED]:
            answer = in_order(master, answer, order, effort)
        if answer.values is None:
            raise _no_menu(problem, answer)
        counts = master.counts(answer.values)
        if lazy or answer.message in STOPPED or not lacks_kinds(problem, counts):
            break
        lazy = frozenset({Kinds.name})
    draft = MenuPlan(
        problem, counts, {} if start is None else start.placements, no_portions(problem), answer,
        master.model.points_by_tier(answer.values), (),
    )  # fmt: skip
    return _finish(draft, permit, effort, range(len(problem.weeks)), lazy)


def revise(old: MenuPlan, problem: Problem, weeks: Sequence[int], effort: Effort) -> MenuPlan:
    """Plan some weeks again for a problem with other pins or bans, keeping as much of the old menu as possible.

    Other weeks stay as they are. At most as many other dishes change as the settings allow; only when that is
    impossible, more do. Status and gap are those of the weeks planned again, with the kept dishes' points in them.
    Fixed days keep their dishes, see `partly_served.on_open_days`.

    Raises
    ------
    Infeasible
        the hard rules leave no menu for a week, named.
    """
    if not weeks:
        return replace(old, problem=problem)
    menu = on_open_days(problem, lambda asked: _revise(onto_open_days(old, asked), asked, weeks, effort))
    return with_fixed_days(problem, menu)


def _revise(old: MenuPlan, problem: Problem, weeks: Sequence[int], effort: Effort) -> MenuPlan:
    permit = permission(problem)
    forced = _forced(old, problem, permit, weeks)
    setting = problem.settings.row("change", "week")
    tries = [None] if setting is None else [forced + int(setting.high), None]
    for changes in tries:
        master = Master(problem, permit, weeks=tuple(weeks), other_weeks=old.counts, keep=old.counts, changes=changes)
        answer = search_near(master, effort)
        if answer.values is not None:
            draft = replace(
                old, problem=problem, counts=master.counts(answer.values), solution=answer,
                tiers=master.model.points_by_tier(answer.values), violations=(), cuts=0,
            )  # fmt: skip
            return _finish(draft, permit, effort, weeks, frozenset())
    raise _no_menu(problem, answer)


def judged(menu: MenuPlan, weeks: Sequence[int] | None = None) -> MenuPlan:
    """Return a plan whose days were changed by hand, with counts, portions and broken rules to match.

    Parameters
    ----------
    weeks : positions of the weeks that were changed, whose portions are set anew; None = all.
    """
    problem = menu.problem
    positions = range(len(problem.weeks)) if weeks is None else weeks
    counts = np.zeros_like(menu.counts)
    for choice, day in menu.placements:
        counts[choice, problem.week_of[day]] += 1
    portions = ladles.flex(problem, counts, positions, menu.portions)
    broken = judge_menu(problem, counts, menu.placements, portions)
    unknown = Solution(Status.FEASIBLE, None, np.nan, np.nan, np.inf, 0.0, 0, "手工改动，未求解")
    return replace(menu, counts=counts, portions=portions, violations=broken, solution=unknown)


def _finish(
    draft: MenuPlan, permit: Permission, effort: Effort, weeks: Sequence[int], lazy: frozenset[str]
) -> MenuPlan:
    """Place the servings on days, flex the portions, and see what does not hold."""
    problem = draft.problem
    timetable = schedule(problem, permit, draft.counts, effort, weeks=weeks, start=draft.placements, lazy=lazy)
    if not lazy and lacks_kinds(problem, timetable.counts, timetable.placements):
        again = frozenset({Kinds.name})
        timetable = schedule(
            problem, permit, timetable.counts, effort, weeks=weeks, start=timetable.placements, lazy=again
        )
    portions = ladles.flex(problem, timetable.counts, weeks, draft.portions)
    violations = judge_menu(problem, timetable.counts, timetable.placements, portions)
    if any(row.tier == HARD for row in violations) and (conflict := why_infeasible(problem)):
        raise conflict.error()  # what only a day cannot hold, the weeks did not see
    return replace(
        draft,
        counts=timetable.counts,
        placements=timetable.placements,
        portions=portions,
        violations=violations,
        cuts=timetable.cuts,
    )


def _forced(old: MenuPlan, problem: Problem, permit: Permission, weeks: Sequence[int]) -> int:
    """Count the servings that must go: those no longer allowed on any day, and one for each serving a pin adds."""
    losses = 0
    for week in weeks:
        days = list(problem.week_days[week])
        possible = permit.allowed[:, days].sum(axis=1)
        losses += int(np.maximum(old.counts[:, week] - possible, 0).sum())
    before, pins = (
        Counter((problem.week_of[problem.days.index(s.date)], s.meal, s.course, s.dish) for s in servings)
        for servings in (old.servings, problem.pins)
    )
    return losses + sum((pins - before)[place] for place in pins if place[0] in weeks)


def _no_menu(problem: Problem, answer: Solution) -> MenuError:
    by = f"{answer.solver} {answer.message}".strip()
    if answer.status == Status.ERROR:
        return MenuError([f"求解器没有运行完（{by}）；请重新运行，或改用另一个求解器"])
    if answer.status != Status.INFEASIBLE:
        return MenuError([f"限时内没有找到食谱（{by}）；请放宽时限，或减少固定的菜"])
    if conflict := why_infeasible(problem):
        return conflict.error()
    return Infeasible(["其他各周保持不动时，这一周排不出食谱；请把各周一起重新求解（solve）"])
