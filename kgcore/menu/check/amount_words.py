"""How amounts out of their range are told: per child and day, or as the part of a whole that a norm speaks of."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from kgcore.menu.check import figures
from kgcore.menu.check.amounts import WHOLE
from kgcore.menu.check.never import Forbidden
from kgcore.menu.check.norms import norms_of
from kgcore.menu.check.plates import Plates
from kgcore.menu.check.telling import Figures, Telling, nutrients
from kgcore.menu.check.violation import Violation
from kgcore.menu.problem.problem import Serving

UNITS = {"kcal": "千卡", "g": "克", "mg": "毫克", "μg": "微克", "μgRAE": "微克"}
EXAMPLES = 3


@dataclass(frozen=True)
class Amount(Telling):
    """An amount per child and day; `note` follows its name, `names` are names that are no nutrient's."""

    note: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def subject(self, v: Violation) -> str:
        return self.names.get(v.what) or super().subject(v)

    def words(self, plates: Plates, v: Violation) -> tuple[str, str]:
        per_day, name = _per_day(plates, v), self.subject(v)
        unit = UNITS.get(_unit(v), UNITS["g"])
        figure = figures.apart(per_day, figures.plain)
        limits = figures.range_of(per_day, figure)
        said = f"{name}{self.note}平均每人每天{figure(per_day.measured)}{unit}，{limits}{unit}"
        return f"{v.where} {said}", self.advice(plates, v, name)

    def figures(self, plates: Plates, v: Violation) -> Figures:
        per_day = _per_day(plates, v)
        return per_day.measured, figures.limit_of(per_day), f"{_unit(v)}/人·日"

    def advice(self, plates: Plates, v: Violation, name: str) -> str:
        """Name the dishes that bring most of what is too much, or dishes in season that bring what lacks."""
        inside = plates.week == v.where.partition(" ")[0]
        return _examples(plates, v, inside if inside.any() else plates.date.astype(str) == v.where, name)


@dataclass(frozen=True)
class AmountShare(Amount):
    """An amount as part of another: `of` says which part; `scale`, `unit` and `figure` say how it is written."""

    of: str = ""
    scale: float = 100
    unit: str = "%"
    figure: Callable[..., str] = figures.percent

    def words(self, plates: Plates, v: Violation) -> tuple[str, str]:
        part, name = _part(plates, v), self.subject(v)
        if part is None:
            return super().words(plates, v)
        figure = figures.apart(part, self.figure)
        said = f"{v.where} {name}{self.of}{figure(part.measured)}，{figures.range_of(part, figure)}"
        return said, self.advice(plates, v, name)

    def figures(self, plates: Plates, v: Violation) -> Figures:
        part = _part(plates, v)
        if part is None:
            return super().figures(plates, v)
        return self.scale * part.measured, self.scale * figures.limit_of(part), self.unit


class MealPart(AmountShare):
    """A meal's energy as part of the day's."""

    def advice(self, plates: Plates, v: Violation, name: str) -> str:
        return f"请{figures.change_of(v)}{name}的份量，或换菜"


class FeeTelling(Telling):
    """Money per child and day."""

    def words(self, plates: Plates, v: Violation) -> tuple[str, str]:
        span = "全部日子平均" if v.where == WHOLE else v.where
        limits = figures.range_of(v, lambda fen: f"{fen / 100:.2f}")
        text = f"{span} 食材每人每天{v.measured / 100:.2f}元，{limits}元"
        return text, "请换上便宜些的菜" if v.measured > v.high else "可以换上好一些的菜"

    def figures(self, plates: Plates, v: Violation) -> Figures:
        return v.measured / 100, figures.limit_of(v) / 100, "元/人·日"


TELLINGS: dict[str, Telling] = {
    **dict.fromkeys(("energy", "nutrients", "food_groups", "food_amounts", "salt"), Amount()),
    "upper_limits": Amount("（可耐受最高摄入量）"),
    "macro_shares": AmountShare(
        names={"protein": "蛋白质", "fat": "脂肪", "carb": "碳水化合物"}, of="提供的能量占三大营养素的"
    ),
    "added_sugar": AmountShare(names={"added_sugar_g": "添加糖"}, of="提供的能量占园内全天的"),
    "meal_split": MealPart(of="的能量占园内全天的"),
    "high_quality_protein": AmountShare(of="（动物和豆类的）占全部蛋白质的"),
    "calcium_phosphorus": AmountShare(of="与磷之比", scale=1, unit="", figure=figures.ratio),
    "fee": FeeTelling(),
}


def _unit(v: Violation) -> str:
    return nutrients().get(v.what, ("", "g"))[1]


def _per_day(plates: Plates, v: Violation) -> Violation:
    """Return a violation of a week per child and day."""
    inside = plates.week == v.where.partition(" ")[0]
    return _divided(v, len(set(plates.date[inside])) or 1)


def _part(plates: Plates, v: Violation) -> Violation | None:
    """Return a violation as the part of a whole that its norm speaks of; None when its place has no such whole."""
    week, _, band = v.where.partition(" ")
    inside, norms, bands = plates.week == week, norms_of(plates.problem), plates.problem.bands
    if band not in bands or not inside.any():
        return None
    eaten = plates.grams[inside].sum(axis=0)[bands.index(band)]
    base = next((of.base for of in norms.ranges if (of.rule, of.subject) == (v.rule, v.what)), None)
    return _divided(v, float(eaten @ (norms.kcal_per_g if base is None else norms.contents[:, base])))


def _divided(v: Violation, whole: float) -> Violation:
    return Violation(v.rule, v.tier, v.what, v.where, v.measured / whole, v.low / whole, v.high / whole, v.share)


def _examples(plates: Plates, v: Violation, inside: np.ndarray, name: str) -> str:
    problem, norms = plates.problem, norms_of(plates.problem)
    column = next((of.amount for of in norms.ranges if (of.rule, of.subject) == (v.rule, v.what)), None)
    if column is None:
        return f"请{figures.change_of(v)}{name}"
    of_dish = problem.grams[problem.middle_band] @ norms.contents[:, column]
    names = problem.dishes["dish"].tolist()
    if v.measured > v.high:
        served = sorted({int(n) for n in plates.dish[inside]}, key=lambda n: -of_dish[n])[:EXAMPLES]
        return f"{name}主要来自{'、'.join(names[n] for n in served)}；请减份量或换菜"
    forbidden, courses, meals = Forbidden(plates), problem.dishes["course"], problem.dishes["meals"]
    day, there = plates.date[inside].min(), set(plates.dish.tolist())
    best = (
        n for n in np.argsort(-of_dish, kind="stable").tolist()
        if n not in there and of_dish[n] > 0
        and not any(forbidden.reasons(n, Serving(day, str(meals[n]).split(";")[0], courses[n], names[n])))
    )  # fmt: skip
    advised = [names[n] for n in itertools.islice(best, EXAMPLES)]
    more = f"换上{name}多的菜，如{'、'.join(advised)}" if advised else ""
    if v.measured > 0:
        return f"请加份量，或{more}" if more else f"请给{name}多的菜加份量"
    return f"请{more}" if more else f"现在可供的菜里没有含{name}的"
