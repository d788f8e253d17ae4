"""What one does with a menu: pin, ban, swap, copy, solve anew. Each returns a new plan; the old one stays as it is.

These are the verbs of `MenuPlan`. They are here, above the rooms that they call, and `kgcore.menu` attaches them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from kgcore.menu.explanation.frontier import frontier
from kgcore.menu.planning.planner import judged
from kgcore.menu.planning.planner import plan as plan_problem
from kgcore.menu.planning.planner import revise as revise_weeks
from kgcore.menu.problem.errors import MenuError
from kgcore.menu.problem.problem import Problem, Serving
from kgcore.menu.problem.vocabulary import FEN_PER_YUAN
from kgcore.menu.result.menu import MenuPlan
from kgcore.menu.rules.allergens import Allergens
from kgcore.menu.solvers.effort import QUICK, Effort
from kgcore.menu.solvers.highs import Progress


def pin(plan: MenuPlan, *pins: Serving | str, effort: Effort | None = None) -> MenuPlan:
    """Return a plan with these servings fixed; only their weeks change, and as little as can be.

    Parameters
    ----------
    pins : servings, or what `kg menu plan --pin` takes: "2026-05-06:午餐:大荤=红烧肉".

    Raises
    ------
    MenuError
        a text that is no serving; Infeasible when a pin breaks a hard rule, which the message names.

    Examples
    --------
    >>> from kgcore.testing import tiny_plan
    >>> from kgcore.menu import Effort
    >>> plan, quick = tiny_plan(), Effort(rounds=1, exact=False)
    >>> serving = plan.servings[0]
    >>> serving in plan.pin(serving, effort=quick).problem.pins
    True
    """
    wanted = _servings(pins)
    kept = [old for old in plan.problem.pins if all(_place(old) != _place(new) for new in wanted)]
    problem = plan.problem.with_(pins=tuple(sorted({*kept, *wanted})))
    return _revise(plan, problem, [pin.date for pin in wanted], effort)


def unpin(plan: MenuPlan, *pins: Serving | str) -> MenuPlan:
    """Return the same menu with these servings, written as for `pin`, free again.

    Examples
    --------
    >>> from kgcore.testing import tiny_plan
    >>> from kgcore.menu import Effort
    >>> plan, quick = tiny_plan(), Effort(rounds=1, exact=False)
    >>> serving = plan.servings[0]
    >>> plan.pin(serving, effort=quick).unpin(serving).problem.pins
    ()
    """
    freed = _servings(pins)
    return replace(plan, problem=plan.problem.with_(pins=tuple(pin for pin in plan.problem.pins if pin not in freed)))


def swap(plan: MenuPlan, date: dt.date, meal: str, course: str, dish: str, effort: Effort | None = None) -> MenuPlan:
    """Return a plan with `dish` in a place instead of the dish that is there.

    Examples
    --------
    >>> from kgcore.testing import tiny_plan
    >>> from kgcore.menu import Effort
    >>> plan, quick = tiny_plan(), Effort(rounds=1, exact=False)
    >>> first = plan.servings[0]
    >>> same = plan.swap(first.date, first.meal, first.course, first.dish, effort=quick)
    >>> same.problem.pins == (first,)
    True
    """
    return pin(plan, Serving(date, meal, course, dish), effort=effort)


def ban(plan: MenuPlan, *dishes: str, on: dt.date | None = None, effort: Effort | None = None) -> MenuPlan:
    """Return a plan without these dishes, for good or on one day; only the weeks that serve them change.

    Examples
    --------
    >>> from kgcore.testing import tiny_plan
    >>> from kgcore.menu import Effort
    >>> plan, quick = tiny_plan(), Effort(rounds=1, exact=False)
    >>> dish = plan.servings[0].dish
    >>> dish in set(plan.ban(dish, effort=quick).table()["dish"])
    False
    """
    problem = plan.problem.with_(bans=plan.problem.bans | {(dish, on) for dish in dishes})
    touched = {serving.date for serving in plan.servings if serving.dish in dishes and on in (None, serving.date)}
    return _revise(plan, problem, touched - problem.fixed_days, effort)


def avoid(plan: MenuPlan, *allergens: str, effort: Effort | None = None) -> MenuPlan:
    """Return a plan that avoids exactly these allergens; only the weeks that serve them change.

    Raises
    ------
    MenuError
        a place that no dish without them may fill; Infeasible when a pin holds one of them.

    Examples
    --------
    >>> from kgcore.testing import tiny_plan
    >>> from kgcore.menu import Effort
    >>> plan, quick = tiny_plan(), Effort(rounds=1, exact=False)
    >>> plan.avoid("花生", effort=quick).problem.avoid
    frozenset({'花生'})
    """
    problem = plan.problem.with_(avoid=frozenset(allergens))
    refused = Allergens().forbids(problem)
    touched = (
        set() if refused is None else {problem.days[day] for choice, day in plan.placements if refused[choice, day]}
    )
    return _revise(plan, problem, touched - problem.fixed_days, effort)


def copy_week(plan: MenuPlan, source: str, target: str) -> MenuPlan:
    """Return the menu with week `target` (2026-W20) served as week `source`, weekday by weekday; nothing is solved.

    Fixed days of `target`, and days whose weekday `source` lacks, keep their dishes. Rules that this breaks are in
    `findings`.

    Raises
    ------
    MenuError
        a week that is not planned here.

    Examples
    --------
    >>> from kgcore.testing import tiny_plan
    >>> plan = tiny_plan()
    >>> plan.copy_week("2026-W25", "2026-W25").changed_from(plan)
    []
    """
    problem, weekday = plan.problem, {}
    if lacking := [week for week in (source, target) if week not in problem.weeks]:
        raise MenuError([f"计划里没有 {'、'.join(lacking)}；有 {'、'.join(problem.weeks)}"])
    for day in problem.week_days[problem.weeks.index(source)]:
        weekday[problem.days[day].weekday()] = day
    placing = dict(plan.placements)
    for day in problem.week_days[problem.weeks.index(target)]:
        like = weekday.get(problem.days[day].weekday())
        if like is not None and problem.days[day] not in problem.fixed_days:
            placing = {key: times for key, times in placing.items() if key[1] != day}
            placing |= {(choice, day): times for (choice, at), times in plan.placements.items() if at == like}
    return judged(replace(plan, placements=placing), [problem.weeks.index(target)])


def solve(plan: MenuPlan, effort: Effort | None = None, progress: Progress | None = None) -> MenuPlan:
    """Return the problem solved anew, all weeks free but for the pins, starting from this menu.

    Examples
    --------
    >>> from kgcore.testing import tiny_plan
    >>> from kgcore.menu import Effort
    >>> plan, quick = tiny_plan(), Effort(rounds=1, exact=False)
    >>> plan.solve(quick).problem.weeks
    ('2026-W25',)
    """
    return plan_problem(plan.problem, effort or Effort(), progress, start=plan)


def with_fee(plan: MenuPlan, fee: float, effort: Effort | None = None) -> MenuPlan:
    """Return the problem solved anew for another fee, starting from this menu; pins and fixed days stay.

    Parameters
    ----------
    fee : yuan per child-day.
    effort : how hard to look; None = as for a new plan.

    Raises
    ------
    MenuError
        the fee is not positive; Infeasible when the rules leave no menu for it.

    Examples
    --------
    >>> from kgcore.testing import tiny_plan
    >>> from kgcore.menu import Effort
    >>> plan, quick = tiny_plan(), Effort(rounds=1, exact=False)
    >>> plan.with_fee(18, quick).problem.fee_fen
    1800
    """
    return solve(replace(plan, problem=plan.problem.with_(fee_fen=fee * FEN_PER_YUAN)), effort)


def nondominated(plan: MenuPlan) -> pd.DataFrame:
    """Return nondominated menus of the same problem by cost, nutrition and liking; see `menu.frontier`."""
    return frontier(plan.problem)


def _servings(pins: Iterable[Serving | str]) -> list[Serving]:
    return [Serving.of(pin) if isinstance(pin, str) else pin for pin in pins]


def _place(serving: Serving) -> tuple[dt.date, str, str]:
    return serving.date, serving.meal, serving.course


def _revise(plan: MenuPlan, problem: Problem, touched: Iterable[dt.date], effort: Effort | None) -> MenuPlan:
    weeks = sorted({int(problem.week_of[problem.days.index(day)]) for day in touched if day in problem.days})
    return revise_weeks(plan, problem, weeks, effort or QUICK)
