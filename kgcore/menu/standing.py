"""A week partly served: the days that stand are eaten and paid as they are, and only the others are planned.

What was cooked need not keep the rules. So each place of a standing day is filled by a dish of its own, made of what
stands there, of which the rules know the food and nothing else; its amounts and its money count with the days to come.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from kgcore.menu.assign import Placed
from kgcore.menu.errors import Infeasible, MenuError
from kgcore.menu.judging import judge_menu
from kgcore.menu.master import Counts
from kgcore.menu.plan import MenuPlan, no_portions
from kgcore.menu.problem import Floats, Problem, Serving
from kgcore.menu.special.repetition import Repetition

LABELS = ("main_ingredient", "family", "method", "colour", "texture", "equipment")


def plan_around(problem: Problem, solve: Callable[[Problem], MenuPlan]) -> MenuPlan:
    """Plan the days of a problem that do not stand.

    Dishes that stand are not served again too soon; where that leaves no menu, they are. Limits of a whole week on
    main ingredients and methods hold for the days to come, not for what stands.

    Parameters
    ----------
    problem : with `standing` servings. solve : plans a problem without any.

    Returns
    -------
    MenuPlan
        of all days. What stands in a place that the dishes register does not know the dish for is not in it.

    Raises
    ------
    MenuError
        a pin on a day that stands, or no day is left. Infeasible where the rules leave no menu.
    """
    given = problem.given_days
    if wrong := [pin for pin in problem.pins if pin.date in given]:
        raise Infeasible([f"固定的“{pin}”：这一天的食谱已经公布或供应，不再改" for pin in wrong])
    if given == set(problem.days):
        raise MenuError(["这些天的食谱都已经公布或供应，没有要排的日子"])
    cooked = _cooked(problem)
    try:
        found = solve(_with_dishes(problem, cooked, _too_soon(problem)))
    except (Infeasible, MenuError):
        found = solve(_with_dishes(problem, cooked, frozenset()))
    return _as_it_stands(problem, found)


def carried(menu: MenuPlan, problem: Problem) -> MenuPlan:
    """Return a menu on a problem that `plan_around` gives to solve: its days to come, and what was cooked.

    Parameters
    ----------
    menu : a plan of the problem that `plan_around` was asked for.
    """
    choices, slots = problem.choices, [(slot.meal, slot.course) for slot in problem.slots]
    number = {pair: k for k, pair in enumerate(zip(choices.dish.tolist(), choices.slot.tolist(), strict=True))}
    mine, placed = menu.problem.choices, Placed()
    for (choice, day), times in menu.placed.items():
        if problem.days[day] not in problem.given_days:
            placed[number[int(mine.dish[choice]), int(mine.slot[choice])], day] = times
    for pin in problem.standing:
        placed[
            number[problem.position[pin.dish], slots.index((pin.meal, pin.course))], problem.days.index(pin.date)
        ] = 1
    portions = no_portions(problem)
    portions[: len(menu.portions)] = menu.portions
    return replace(menu, problem=problem, counts=_counted(problem, placed), placed=placed, portions=portions)


def as_registered(problem: Problem, portions: Floats) -> Floats:
    """Return factors [N, W, B] with one for the dishes that stand: they were cooked as the register has them."""
    portions = portions.copy()
    for serving in problem.standing:
        portions[problem.position[serving.dish], problem.week_of[problem.days.index(serving.date)]] = 1.0
    return portions


def _cooked(problem: Problem) -> list[tuple[dt.date, int, tuple[str, ...]]]:
    """Return day, place and dishes of each dish that stands for a place; what has no place goes to the meal's first."""
    by_place: dict[tuple[dt.date, int], list[str]] = defaultdict(list)
    places = {(slot.meal, slot.course): n for n, slot in enumerate(problem.slots)}
    first = {slot.meal: n for n, slot in reversed(list(enumerate(problem.slots)))}
    for serving in sorted(problem.standing):
        place = places.get((serving.meal, serving.course), first.get(serving.meal, 0))
        by_place[serving.date, place].append(serving.dish)
    found = []
    for day in sorted(problem.given_days):
        for number, slot in enumerate(problem.slots):
            dishes = by_place[day, number]
            alone = [(dish,) for dish in dishes[: slot.count - 1]]
            parts = [*alone, tuple(dishes[slot.count - 1 :])]
            found += [(day, number, part) for part in parts + [()] * (slot.count - len(parts))]
    return found


def _too_soon(problem: Problem) -> frozenset[tuple[str, dt.date | None]]:
    """Return the dishes that stand with each day to come on which they would be served again too soon."""
    choice = {int(dish): k for k, dish in enumerate(problem.choices.dish)}
    eaten: dict[int, list[int]] = defaultdict(list)
    for serving in problem.standing:
        if (known := choice.get(problem.position[serving.dish])) is not None:
            eaten[problem.days.index(serving.date)].append(known)
    repetition, banned = Repetition(problem), set()
    for n, day in enumerate(problem.days):
        if day not in problem.given_days:
            again = repetition.of(n, eaten)
            banned |= {(s.dish, day) for s in problem.standing if again(problem.position[s.dish])}
    return frozenset(banned)


def _with_dishes(
    problem: Problem, cooked: list[tuple[dt.date, int, tuple[str, ...]]], banned: frozenset[tuple[str, dt.date | None]]
) -> Problem:
    """Return the problem with a dish for each place that stands, pinned to its day and served on no other."""
    rows, grams, pins = [], [], []
    for number, (day, place, dishes) in enumerate(cooked):
        slot, name = problem.slots[place], f"{day} {number} {'、'.join(dishes)}"
        rows.append(
            {"dish": name, "course": slot.course, "meals": ";".join(slot.dishes_from), "prep_minutes": 0,
             "season_months": ";".join(str(month) for month in range(1, 13)), **dict.fromkeys(LABELS)}
        )  # fmt: skip
        grams.append(problem.grams[:, [problem.position[dish] for dish in dishes]].sum(axis=1))
        pins.append(Serving(day, slot.meal, slot.course, name))
    added = pd.DataFrame(rows).reindex(columns=problem.dishes.columns)
    table = pd.concat([problem.dishes, added.astype(problem.dishes.dtypes)], ignore_index=True)
    elsewhere = {(pin.dish, day) for pin in pins for day in problem.days if day != pin.date}
    neutral = float(np.median(problem.preference))
    return replace(
        problem, dishes=table, grams=np.concatenate([problem.grams, np.stack(grams, axis=1)], axis=1),
        preference=np.append(problem.preference, np.full(len(rows), neutral)),
        allergens=(*problem.allergens, *[frozenset[str]()] * len(rows)), pins=tuple(sorted({*problem.pins, *pins})),
        bans=problem.bans | banned | elsewhere, standing=tuple(pins),
    )  # fmt: skip


def _as_it_stands(problem: Problem, found: MenuPlan) -> MenuPlan:
    """Return the plan on the problem's own dishes."""
    own, known = len(problem.dishes), problem.choices
    number = {pair: k for k, pair in enumerate(zip(known.dish.tolist(), known.slot.tolist(), strict=True))}
    places = {(slot.meal, slot.course): n for n, slot in enumerate(problem.slots)}
    placed: Placed = {}
    for (choice, day), times in found.placed.items():
        dish = int(found.problem.choices.dish[choice])
        if dish < own:
            placed[number[dish, int(found.problem.choices.slot[choice])], day] = times
    portions = as_registered(problem, found.portions[:own])
    for serving in problem.standing:
        dish, day = problem.position[serving.dish], problem.days.index(serving.date)
        place = number.get((dish, places.get((serving.meal, serving.course), -1)))
        if place is not None:
            placed[place, day] = placed.get((place, day), 0) + 1
    counts = _counted(problem, placed)
    broken = judge_menu(problem, counts, placed, portions)
    return replace(found, problem=problem, counts=counts, placed=placed, portions=portions, broken=broken)


def _counted(problem: Problem, placed: Placed) -> Counts:
    counts = np.zeros((len(problem.choices), len(problem.weeks)), dtype=np.int64)
    for (choice, day), times in placed.items():
        counts[choice, problem.week_of[day]] += times
    return counts
