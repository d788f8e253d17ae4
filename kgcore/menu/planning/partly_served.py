"""A week partly served: fixed days keep their dishes and their cost, and only the open days are planned.

Fixed servings need not keep the rules. So each place of a fixed day is held while solving by a placeholder: a dish made
of the fixed servings of that place, of which the rules know the foods and nothing else. Its nutrients and its cost
count together with those of the open days. The fixed servings themselves count against the limits of a week and of
repetition: where Monday had a fried dish, the limit of one a week leaves none for Friday. Where fixed servings exceed
a limit already, the open days may add nothing to it. Where that leaves no menu at all, the excess is forgiven for all
limits at once, because nobody has said which of several limits should give way.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pandas as pd

from kgcore.menu.formulation.day_assignment import Placements
from kgcore.menu.formulation.master import Counts
from kgcore.menu.formulation.rule_check import judge_menu
from kgcore.menu.problem.errors import Infeasible, MenuError
from kgcore.menu.problem.problem import Problem, Serving
from kgcore.menu.result.menu import MenuPlan, no_portions

LABELS = ("main_ingredient", "family", "method", "colour", "texture", "equipment")

Answer = TypeVar("Answer")


def on_open_days(problem: Problem, ask: Callable[[Problem], Answer]) -> Answer:
    """Ask something of the open days of a problem, with its fixed servings counted.

    Parameters
    ----------
    problem : with or without fixed servings.
    ask : called with the problem itself where it has no fixed day or has its placeholders already, else with the
        problem with placeholders. Where the limits leave no menu because fixed servings count, it is called a second
        time with these servings forgiven.

    Raises
    ------
    MenuError
        a fixed serving names an unknown dish, or no day is open.
    Infeasible
        a pin on a fixed day, or the rules leave no menu.
    """
    if not problem.fixed_servings or problem.placeholders:
        return ask(problem)
    fixed_days = problem.fixed_days
    if wrong := [pin for pin in problem.pins if pin.date in fixed_days]:
        raise Infeasible([f"固定的“{pin}”：这一天的食谱已经公布或供应，不再改" for pin in wrong])
    if unknown := [serving for serving in problem.fixed_servings if serving.dish not in problem.position]:
        raise MenuError([f"已公布的“{serving}”不在菜点表中；请先在菜点表中补上" for serving in unknown])
    if fixed_days == set(problem.days):
        raise MenuError(["这些天的食谱都已经公布或供应，没有要排的日子"])
    with_placeholders = _with_placeholders(problem)
    try:
        return ask(with_placeholders)
    except MenuError:
        return ask(with_placeholders.with_(forgiven=True))


def onto_open_days(menu: MenuPlan, problem: Problem) -> MenuPlan:
    """Return a menu as a plan of a problem with placeholders: its dishes on open days, placeholders on fixed ones.

    Parameters
    ----------
    menu : a plan of the same days without placeholders.
    problem : what `on_open_days` asks of; without placeholders the menu is returned as it is.
    """
    if not problem.placeholders or menu.problem.placeholders:
        return menu
    places = _places(problem)
    choices, placing = menu.problem.choices, Placements()
    for (choice, day), times in menu.placements.items():
        if problem.open_days[day]:
            placing[places[int(choices.dish[choice]), int(choices.slot[choice])], day] = times
    slots = [(slot.meal, slot.course) for slot in problem.slots]
    for pin in problem.placeholders:
        place = places[problem.position[pin.dish], slots.index((pin.meal, pin.course))]
        placing[place, problem.days.index(pin.date)] = 1
    portions = no_portions(problem)
    portions[: len(menu.portions)] = menu.portions
    counts = _counted(problem, placing)
    broken = judge_menu(problem, counts, placing, portions)
    return replace(menu, problem=problem, counts=counts, placements=placing, portions=portions, violations=broken)


def with_fixed_days(problem: Problem, menu: MenuPlan) -> MenuPlan:
    """Return a menu with its placeholders replaced by the fixed servings of `problem`.

    A fixed serving in a place that the dishes register does not allow for its dish is left out.

    Parameters
    ----------
    problem : the problem without placeholders. menu : a plan of what `on_open_days` asked of.
    """
    if not menu.problem.placeholders or problem.placeholders:
        return menu
    dishes, choices = len(problem.dishes), _places(problem)
    places = {(slot.meal, slot.course): n for n, slot in enumerate(problem.slots)}
    placing: Placements = {}
    for (choice, day), times in menu.placements.items():
        dish = int(menu.problem.choices.dish[choice])
        if dish < dishes:
            placing[choices[dish, int(menu.problem.choices.slot[choice])], day] = times
    for serving in problem.fixed_servings:
        dish, day = problem.position[serving.dish], problem.days.index(serving.date)
        place = choices.get((dish, places.get((serving.meal, serving.course), -1)))
        if place is not None:
            placing[place, day] = placing.get((place, day), 0) + 1
    counts, portions = _counted(problem, placing), menu.portions[:dishes]
    broken = judge_menu(problem, counts, placing, portions)
    return replace(menu, problem=problem, counts=counts, placements=placing, portions=portions, violations=broken)


def days_left(problem: Problem, week: int | None = None) -> str:
    """Return the days an answer is of, as people say it: 其余3天; empty where no day is fixed.

    Parameters
    ----------
    week : position of the week it is of; None = all.
    """
    days = list(range(len(problem.days)) if week is None else problem.week_days[week])
    left = int(problem.open_days[days].sum())
    return "" if left == len(days) else f"其余{left}天"


def _dishes_by_place(problem: Problem) -> list[tuple[dt.date, int, tuple[str, ...]]]:
    """Return day, place and dishes of each placeholder; a serving without a place goes to the first of its meal."""
    by_place: dict[tuple[dt.date, int], list[str]] = defaultdict(list)
    places = {(slot.meal, slot.course): n for n, slot in enumerate(problem.slots)}
    first = {slot.meal: n for n, slot in reversed(list(enumerate(problem.slots)))}
    for serving in sorted(problem.fixed_servings):
        place = places.get((serving.meal, serving.course), first.get(serving.meal, 0))
        by_place[serving.date, place].append(serving.dish)
    rows = []
    for day in sorted(problem.fixed_days):
        for number, slot in enumerate(problem.slots):
            dishes = by_place[day, number]
            alone = [(dish,) for dish in dishes[: slot.count - 1]]
            parts = [*alone, tuple(dishes[slot.count - 1 :])]
            rows += [(day, number, part) for part in parts + [()] * (slot.count - len(parts))]
    return rows


def _with_placeholders(problem: Problem) -> Problem:
    """Return the problem with a placeholder for each place of a fixed day, served there and nowhere else.

    Built once for the same fixed servings: what was worked out from dishes, foods and prices is kept for other pins,
    bans or fees.
    """
    larger = problem.cache.remember(("placeholders", problem.fixed_servings), lambda: _add_placeholders(problem))
    none = np.zeros(len(larger.placeholders))
    return larger.with_(
        pins=problem.pins, bans=problem.bans, avoid=problem.avoid, fee_fen=problem.fee_fen, history=problem.history,
        stock=problem.stock, price_cases=problem.price_cases, preference=np.append(problem.preference, none),
    )  # fmt: skip


def _add_placeholders(problem: Problem) -> Problem:
    rows, grams, pins = [], [], []
    for number, (day, place, dishes) in enumerate(_dishes_by_place(problem)):
        slot, name = problem.slots[place], f"{day}·{number}·{'、'.join(dishes)}"
        rows.append(
            {"dish": name, "course": slot.course, "meals": ";".join(slot.dishes_from), "prep_minutes": 0,
             "season_months": ";".join(str(month) for month in range(1, 13)), **dict.fromkeys(LABELS)}
        )  # fmt: skip
        # a place of which nothing was served has no grams
        places = np.array([problem.position[dish] for dish in dishes], dtype=np.intp)
        factors = np.array([problem.meal_factor(dish, slot.meal) for dish in dishes], dtype=np.float64)
        grams.append((problem.grams[:, places] * factors[:, None]).sum(axis=1))
        pins.append(Serving(day, slot.meal, slot.course, name))
    extra = pd.DataFrame(rows).reindex(columns=problem.dishes.columns)
    table = pd.concat([problem.dishes, extra.astype(problem.dishes.dtypes)], ignore_index=True)
    return replace(
        problem, dishes=table, grams=np.concatenate([problem.grams, np.stack(grams, axis=1)], axis=1),
        preference=np.append(problem.preference, np.zeros(len(rows))),
        allergens=(*problem.allergens, *[frozenset[str]()] * len(rows)), placeholders=tuple(pins),
    )  # fmt: skip


def _places(problem: Problem) -> dict[tuple[int, int], int]:
    """Return the choice of each dish and place."""
    choices = problem.choices
    return {pair: k for k, pair in enumerate(zip(choices.dish.tolist(), choices.slot.tolist(), strict=True))}


def _counted(problem: Problem, placed: Placements) -> Counts:
    counts = np.zeros((len(problem.choices), len(problem.weeks)), dtype=np.int64)
    for (choice, day), times in placed.items():
        counts[choice, problem.week_of[day]] += times
    return counts
