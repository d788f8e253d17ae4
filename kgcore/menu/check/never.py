"""What must never be on the menu: season, banned methods and foods, nuts, allergens, bans, delivery; pins, places."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from kgcore.menu.check.plates import Plates
from kgcore.menu.check.violation import HARD, Violation
from kgcore.menu.problem import Serving
from kgcore.menu.settings import Setting
from kgcore.registers import terms


def never(plates: Plates) -> Iterator[Violation]:
    """Yield each serving that should not be there, and each place or pin that is not filled as it should."""
    for row, serving in enumerate(plates.servings):
        for rule in _reasons(plates, row, serving):
            yield _said(rule, serving.dish, f"{serving.date} {serving.meal}")
    yield from _places(plates)
    for pin in plates.problem.pins:
        rows = plates.rows
        here = (rows["date"] == pin.date) & (rows["meal"] == pin.meal) & (rows["course"] == pin.course)
        if pin.date in plates.days and not (here & (rows["dish"] == pin.dish)).any():
            yield _said("pins", pin.dish, f"{pin.date} {pin.meal}")


def _said(rule: str, what: str, where: str) -> Violation:
    return Violation(rule, HARD, what, where, 1.0, 0.0, 0.0, 1.0)


def _reasons(plates: Plates, row: int, serving: Serving) -> Iterator[str]:
    problem, day = plates.problem, serving.date
    dish = problem.dishes.iloc[plates.dish[row]]
    middle = problem.grams[len(problem.bands) // 2, plates.dish[row]]
    eaten = problem.foods[middle > 0]
    if str(day.month) not in str(dish["season_months"]).split(";"):
        yield "season"
    methods = [r for r in problem.settings.rows("banned_method") if r.key == dish["method"] and _concerns(r, serving)]
    foods = {r.key for r in problem.settings.rows("banned_food")}
    if methods or foods & set(eaten.index):
        yield "banned"
    present = problem.age_shares.to_numpy(np.float64).sum(axis=1) > 0
    youngest = problem.age_shares.index.to_numpy(np.float64)[present].min()
    nuts = {r.key for r in problem.settings.rows("whole_nuts") if youngest < r.low}
    if nuts & set(eaten["guide_group"]):
        yield "whole_nuts"
    any_band = problem.foods[problem.grams[:, plates.dish[row]].max(axis=0) > 0]
    if problem.avoid and not problem.avoid.isdisjoint(_allergens(any_band["allergens"])):
        yield "allergens"
    if (serving.dish, None) in problem.bans or (serving.dish, day) in problem.bans:
        yield "bans"
    main = problem.foods.loc[dish["main_ingredient"]] if dish["main_ingredient"] in problem.foods.index else None
    for delivered in problem.settings.rows("delivery"):
        fresh = main is not None and main["guide_group"] == delivered.key and main["purchase"] == "fresh"
        if fresh and str(day.isoweekday()) not in delivered.unit.split(";"):
            yield "delivery"


def _concerns(setting: Setting, serving: Serving) -> bool:
    meals, courses = setting.meals, setting.courses
    return (not meals or serving.meal in meals) and (not courses or serving.course in courses)


def _allergens(cells: Iterable[object]) -> set[str]:
    """Allergens of foods; one nobody looked up counts as every one."""
    found: set[str] = set()
    for cell in cells:
        parts = {part for part in str(cell).split(";") if part} if isinstance(cell, str) else set()
        found |= set(terms.ALLERGENS) if parts - set(terms.ALLERGENS) else parts
    return found


def _places(plates: Plates) -> Iterator[Violation]:
    problem, servings = plates.problem, plates.servings
    served: dict[tuple[dt.date, str, str], int] = Counter((s.date, s.meal, s.course) for s in servings)
    meals, course = plates.field("meals"), plates.field("course")
    for day in plates.days:
        for slot in problem.slots:
            dishes = served.pop((day, slot.meal, slot.course), 0)
            if dishes != slot.count:
                yield Violation(
                    "courses", HARD, slot.course, f"{day} {slot.meal}", dishes, slot.count, slot.count, 1.0
                )  # fmt: skip
    for day, meal, place in served:
        yield _said("courses", place, f"{day} {meal}")
    sources = {(slot.meal, slot.course): set(slot.dishes_from) for slot in problem.slots}
    for row, serving in enumerate(servings):
        cooked_for = set(str(meals[row]).split(";"))
        wanted = sources.get((serving.meal, serving.course))
        if wanted is not None and (course[row] != serving.course or cooked_for.isdisjoint(wanted)):
            yield _said("courses", serving.dish, f"{serving.date} {serving.meal}")


def counted_kinds(plates: Plates) -> np.ndarray:
    """Foods that count as a kind, [F]: not oil, sugar, salt, seasonings as the settings list them."""
    left_out = plates.problem.settings.row("kinds", "uncounted")
    groups = left_out.unit.split(";") if left_out else []
    return ~plates.problem.foods["guide_group"].isin(groups).to_numpy(dtype=bool)
