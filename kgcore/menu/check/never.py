"""What must never be on the menu: season, banned methods and foods, nuts, allergens, bans, delivery; pins, places."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from kgcore.menu.check.figures import plain
from kgcore.menu.check.plates import Plates
from kgcore.menu.check.telling import Counted, Never, Telling
from kgcore.menu.check.violation import HARD, Violation
from kgcore.menu.problem.problem import Serving
from kgcore.menu.problem.settings import Setting
from kgcore.registers import terms

WHOLE_DAY = "whole_day"
"""What lacks where a day has no dish at all."""

LABELS = {WHOLE_DAY: "全天"}


class CoursesTelling(Counted):
    """Places of the menu: dishes that lack, are too many, or are in the wrong place."""

    def subject(self, v: Violation) -> str:
        return LABELS.get(v.what) or super().subject(v)

    def words(self, plates: Plates, v: Violation) -> tuple[str, str]:
        if v.what == WHOLE_DAY:
            return f"{v.where} 整天没有菜，应为{plain(v.low)}道", "请补上；这一天不供餐的，请改《校历》"
        if v.high > 0:
            said = f"{v.where}·{v.what}：有{plain(v.measured)}道菜，应为{plain(v.low)}道"
            return said, "请补上" if v.measured < v.low else "请去掉多出的菜"
        return f"{v.where} {v.what}：不能放在这个餐位（菜点表的类别和可供餐次）", "请放到合适的餐位，或改菜点表"


TELLINGS: dict[str, Telling] = {
    "season": Never("不当季", "请换一道当季的菜"),
    "banned": Never("食堂不得供应（凉菜、生食或禁用的食材）", "请换菜"),
    "whole_nuts": Never("含坚果，三岁以下的幼儿容易呛噎", "请换一道不含坚果的菜"),
    "allergens": Never("含本次要避开的过敏原，或过敏原没有查明", "请换一道不含的菜；没有查明的请看包装标签"),
    "bans": Never("本次已禁用", "请换菜，或取消禁用"),
    "delivery": Never("主料当天不到货", "请挪到到货的日子，或换菜"),
    "pins": Never("没有按固定的位置供应", "请放回固定的位置，或取消固定"),
    "courses": CoursesTelling(),
}


def never(plates: Plates) -> Iterator[Violation]:
    """Yield each serving that should not be there, and each place or pin that is not filled as it should."""
    forbidden = Forbidden(plates)
    for row, serving in enumerate(plates.servings):
        for rule in forbidden.reasons(int(plates.dish[row]), serving):
            yield _said(rule, serving.dish, f"{serving.date} {serving.meal}")
    yield from _places(plates)
    there = set(plates.servings)
    for pin in plates.problem.pins:
        if pin.date in plates.days and pin not in there:
            yield _said("pins", pin.dish, f"{pin.date} {pin.meal}")


def _said(rule: str, what: str, where: str) -> Violation:
    return Violation(rule, HARD, what, where, 1.0, 0.0, 0.0, 1.0)


class Forbidden:
    """Which rules forbid a serving, from the rows of dishes, foods and settings laid out once."""

    def __init__(self, plates: Plates) -> None:
        self.problem = problem = plates.problem
        dishes, foods = problem.dishes, problem.foods
        self.months, self.method = dishes["season_months"].tolist(), dishes["method"].tolist()
        self.main = dishes["main_ingredient"].tolist()
        self.food, self.group = foods.index.tolist(), foods["guide_group"].tolist()
        self.label, self.purchase = foods["allergens"].tolist(), foods["purchase"].tolist()
        self.place = {name: n for n, name in enumerate(self.food)}
        self.middle = problem.grams[problem.middle_band]
        present = problem.age_shares.to_numpy(np.float64).sum(axis=1) > 0
        youngest = problem.age_shares.index.to_numpy(np.float64)[present].min()
        self.nuts = {r.key for r in problem.settings.rows("whole_nuts") if youngest < r.low}
        self.methods = problem.settings.rows("banned_method")
        self.banned_foods = {r.key for r in problem.settings.rows("banned_food")}
        self.deliveries = problem.settings.rows("delivery")

    def reasons(self, dish: int, serving: Serving) -> Iterator[str]:
        """Yield the rules that forbid a dish, by position, where and when it is served."""
        problem, day = self.problem, serving.date
        foods = np.flatnonzero(self.middle[dish] > 0).tolist()
        if str(day.month) not in str(self.months[dish]).split(";"):
            yield "season"
        if any(r.key == self.method[dish] and _concerns(r, serving) for r in self.methods) or any(
            self.food[n] in self.banned_foods for n in foods
        ):
            yield "banned"
        if any(self.group[n] in self.nuts for n in foods):
            yield "whole_nuts"
        if problem.avoid:
            any_band = np.flatnonzero(problem.grams[:, dish].max(axis=0) > 0).tolist()
            if not problem.avoid.isdisjoint(_allergens(self.label[n] for n in any_band)):
                yield "allergens"
        if (serving.dish, None) in problem.bans or (serving.dish, day) in problem.bans:
            yield "bans"
        main = self.place.get(self.main[dish])
        for delivered in self.deliveries:
            fresh = main is not None and self.group[main] == delivered.key and self.purchase[main] == "fresh"
            if fresh and str(day.isoweekday()) not in delivered.unit.split(";"):
                yield "delivery"


def _concerns(setting: Setting, serving: Serving) -> bool:
    meals, courses = setting.meals, setting.courses
    return (not meals or serving.meal in meals) and (not courses or serving.course in courses)


def _allergens(cells: Iterable[object]) -> set[str]:
    """Allergens of foods; one nobody looked up counts as every one."""
    allergens: set[str] = set()
    for cell in cells:
        parts = {part for part in str(cell).split(";") if part} if isinstance(cell, str) else set()
        allergens |= set(terms.ALLERGENS) if parts - set(terms.ALLERGENS) else parts
    return allergens


def _places(plates: Plates) -> Iterator[Violation]:
    problem, servings = plates.problem, plates.servings
    dishes_at: dict[tuple[dt.date, str, str], int] = Counter((s.date, s.meal, s.course) for s in servings)
    meals, course, family = plates.field("meals"), plates.field("course"), plates.field("family")
    wanted = sum(slot.count for slot in problem.slots)
    for day in sorted(set(problem.days) - set(plates.days)):
        yield Violation("courses", HARD, WHOLE_DAY, str(day), 0, wanted, wanted, 1.0)
    for day in plates.days:
        for slot in problem.slots:
            dishes = dishes_at.pop((day, slot.meal, slot.course), 0)
            if dishes != slot.count:
                yield Violation(
                    "courses", HARD, slot.course, f"{day} {slot.meal}", dishes, slot.count, slot.count, 1.0
                )  # fmt: skip
    for day, meal, extra in dishes_at:
        yield _said("courses", extra, f"{day} {meal}")
    places = {(slot.meal, slot.course): slot for slot in problem.slots}
    for row, serving in enumerate(servings):
        kind, cooked_for = str(course[row]), str(meals[row]).split(";")
        place = places.get((serving.meal, serving.course))
        if place is None:
            continue
        is_kind = (kind,) in place.takes or (kind, str(family[row])) in place.takes
        if not is_kind or set(cooked_for).isdisjoint(place.dishes_from):
            yield _said("courses", serving.dish, f"{serving.date} {serving.meal}")


def counted_kinds(plates: Plates) -> np.ndarray:
    """Foods that count as a kind, [F]: not oil, sugar, salt, seasonings as the settings list them."""
    left_out = plates.problem.settings.row("kinds", "uncounted")
    groups = left_out.unit.split(";") if left_out else []
    return ~plates.problem.foods["guide_group"].isin(groups).to_numpy(dtype=bool)
