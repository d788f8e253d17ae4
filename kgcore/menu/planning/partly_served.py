"""A week partly served: the days that stand are eaten and paid as they are, and only the others are planned.

What was cooked need not keep the rules. So each place of a standing day is filled by a stand-in, a dish made of what
stands there, of which the rules know the food and nothing else; its amounts and its money count with the days to come.
What was really served counts against the limits of weeks and of repetition, so that Friday's fried dish waits until
next week where Monday had one; where it is too much already, the days to come add nothing, and where that leaves no
menu at all it is forgiven, whole: which of several limits should give way nobody has said.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pandas as pd

from kgcore.menu.formulation.day_assignment import Placed
from kgcore.menu.formulation.master import Counts
from kgcore.menu.formulation.rule_check import judge_menu
from kgcore.menu.problem.errors import Infeasible, MenuError
from kgcore.menu.problem.problem import Problem, Serving
from kgcore.menu.result.menu import MenuPlan, no_portions

LABELS = ("main_ingredient", "family", "method", "colour", "texture", "equipment")

Answer = TypeVar("Answer")


def on_open_days(problem: Problem, ask: Callable[[Problem], Answer]) -> Answer:
    """Ask something of the days of a problem that do not stand, with what stands counted.

    Parameters
    ----------
    problem : with or without `standing` servings. ask : asked of the problem itself where nothing stands or the
        stand-ins are there already, else of the problem with stand-ins; a second time, with what stands forgiven,
        where the limits it counts against leave no menu.

    Raises
    ------
    MenuError
        what stands names a dish nobody knows, or no day is left. Infeasible: a pin on a day that stands, or the rules
        leave no menu.
    """
    if not problem.fixed or problem.placeholders:
        return ask(problem)
    given = problem.fixed_days
    if wrong := [pin for pin in problem.pins if pin.date in given]:
        raise Infeasible([f"固定的“{pin}”：这一天的食谱已经公布或供应，不再改" for pin in wrong])
    if unknown := [serving for serving in problem.fixed if serving.dish not in problem.position]:
        raise MenuError([f"已公布的“{serving}”不在菜点表中；请先在菜点表中补上" for serving in unknown])
    if given == set(problem.days):
        raise MenuError(["这些天的食谱都已经公布或供应，没有要排的日子"])
    settled = _with_stand_ins(problem)
    try:
        return ask(settled)
    except MenuError:
        return ask(settled.with_(forgiven=True))


def onto_open_days(menu: MenuPlan, problem: Problem) -> MenuPlan:
    """Return a menu on a problem that `around` asks of: its days to come, and the stand-ins.

    Parameters
    ----------
    menu : a plan of the problem that `around` was given, or of one like it.
    """
    if not problem.placeholders or menu.problem.placeholders:
        return menu
    places = _places(problem)
    mine, placed = menu.problem.choices, Placed()
    for (choice, day), times in menu.placed.items():
        if problem.open_days[day]:
            placed[places[int(mine.dish[choice]), int(mine.slot[choice])], day] = times
    slots = [(slot.meal, slot.course) for slot in problem.slots]
    for pin in problem.placeholders:
        place = places[problem.position[pin.dish], slots.index((pin.meal, pin.course))]
        placed[place, problem.days.index(pin.date)] = 1
    portions = no_portions(problem)
    portions[: len(menu.portions)] = menu.portions
    counts = _counted(problem, placed)
    broken = judge_menu(problem, counts, placed, portions)
    return replace(menu, problem=problem, counts=counts, placed=placed, portions=portions, broken=broken)


def with_fixed_days(problem: Problem, found: MenuPlan) -> MenuPlan:
    """Return a plan of a problem that `around` asked of on the dishes of the problem it was given.

    What stands in a place that the dishes register does not know the dish for is not in it.
    """
    if not found.problem.placeholders or problem.placeholders:
        return found
    own, known = len(problem.dishes), _places(problem)
    places = {(slot.meal, slot.course): n for n, slot in enumerate(problem.slots)}
    placed: Placed = {}
    for (choice, day), times in found.placed.items():
        dish = int(found.problem.choices.dish[choice])
        if dish < own:
            placed[known[dish, int(found.problem.choices.slot[choice])], day] = times
    for serving in problem.fixed:
        dish, day = problem.position[serving.dish], problem.days.index(serving.date)
        place = known.get((dish, places.get((serving.meal, serving.course), -1)))
        if place is not None:
            placed[place, day] = placed.get((place, day), 0) + 1
    counts, portions = _counted(problem, placed), found.portions[:own]
    broken = judge_menu(problem, counts, placed, portions)
    return replace(found, problem=problem, counts=counts, placed=placed, portions=portions, broken=broken)


def days_left(problem: Problem, week: int | None = None) -> str:
    """Return the days an answer is of, as people say it: 其余3天; empty where no day stands.

    Parameters
    ----------
    week : position of the week it is of; None = all.
    """
    days = list(range(len(problem.days)) if week is None else problem.week_days[week])
    left = int(problem.open_days[days].sum())
    return "" if left == len(days) else f"其余{left}天"


def _cooked(problem: Problem) -> list[tuple[dt.date, int, tuple[str, ...]]]:
    """Return day, place and dishes of each dish that stands for a place; what has no place goes to the meal's first."""
    by_place: dict[tuple[dt.date, int], list[str]] = defaultdict(list)
    places = {(slot.meal, slot.course): n for n, slot in enumerate(problem.slots)}
    first = {slot.meal: n for n, slot in reversed(list(enumerate(problem.slots)))}
    for serving in sorted(problem.fixed):
        place = places.get((serving.meal, serving.course), first.get(serving.meal, 0))
        by_place[serving.date, place].append(serving.dish)
    found = []
    for day in sorted(problem.fixed_days):
        for number, slot in enumerate(problem.slots):
            dishes = by_place[day, number]
            alone = [(dish,) for dish in dishes[: slot.count - 1]]
            parts = [*alone, tuple(dishes[slot.count - 1 :])]
            found += [(day, number, part) for part in parts + [()] * (slot.count - len(parts))]
    return found


def _with_stand_ins(problem: Problem) -> Problem:
    """Return the problem with a dish for each place that stands, served there and nowhere else.

    Made once for what stands: what was worked out from dishes, foods and prices is kept for other pins, bans or fees.
    """
    key = ("stand-ins", problem.fixed)
    if key not in problem.memory:
        problem.memory[key] = _made(problem)
    made: Problem = problem.memory[key]
    none = np.zeros(len(made.placeholders))
    return made.with_(
        pins=problem.pins, bans=problem.bans, avoid=problem.avoid, fee_fen=problem.fee_fen, history=problem.history,
        stock=problem.stock, price_cases=problem.price_cases, preference=np.append(problem.preference, none),
    )  # fmt: skip


def _made(problem: Problem) -> Problem:
    rows, grams, pins = [], [], []
    for number, (day, place, dishes) in enumerate(_cooked(problem)):
        slot, name = problem.slots[place], f"{day}·{number}·{'、'.join(dishes)}"
        rows.append(
            {"dish": name, "course": slot.course, "meals": ";".join(slot.dishes_from), "prep_minutes": 0,
             "season_months": ";".join(str(month) for month in range(1, 13)), **dict.fromkeys(LABELS)}
        )  # fmt: skip
        grams.append(problem.grams[:, [problem.position[dish] for dish in dishes]].sum(axis=1))
        pins.append(Serving(day, slot.meal, slot.course, name))
    added = pd.DataFrame(rows).reindex(columns=problem.dishes.columns)
    table = pd.concat([problem.dishes, added.astype(problem.dishes.dtypes)], ignore_index=True)
    made = replace(
        problem, dishes=table, grams=np.concatenate([problem.grams, np.stack(grams, axis=1)], axis=1),
        preference=np.append(problem.preference, np.zeros(len(rows))),
        allergens=(*problem.allergens, *[frozenset[str]()] * len(rows)), placeholders=tuple(pins),
    )  # fmt: skip
    made.keep()
    return made


def _places(problem: Problem) -> dict[tuple[int, int], int]:
    """Return the choice of each dish and place."""
    choices = problem.choices
    return {pair: k for k, pair in enumerate(zip(choices.dish.tolist(), choices.slot.tolist(), strict=True))}


def _counted(problem: Problem, placed: Placed) -> Counts:
    counts = np.zeros((len(problem.choices), len(problem.weeks)), dtype=np.int64)
    for (choice, day), times in placed.items():
        counts[choice, problem.week_of[day]] += times
    return counts
