"""Places on the menu: which course each meal of the day has, and which dishes may fill it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kgcore.menu.problem.errors import MenuError
from kgcore.standards import meal_factors


@dataclass(frozen=True)
class Slot:
    """One place on the day's menu, called by its meal and course.

    Attributes
    ----------
    count : dishes that fill it.
    takes : what they are: courses, or courses with a family of dishes, such as ("点心", "蛋") for boiled eggs.
    dishes_from : meals that they are fit for.
    """

    meal: str
    course: str
    count: int
    takes: tuple[tuple[str, ...], ...]
    dishes_from: tuple[str, ...]

    def admits(self, course: str, family: str, meals: str) -> bool:
        """Whether a dish may fill the place, by its course, its family and the meals it is fit for.

        Examples
        --------
        >>> side = next(slot for slot in slots_of(["早餐"]) if slot.course == "小荤")
        >>> [side.admits("点心", family, "早餐;早点") for family in ("蛋", "面")], side.admits("小荤", "蛋", "午餐")
        ([True, False], False)
        """
        fits = not set(self.dishes_from).isdisjoint(meals.split(";"))
        return fits and ((course,) in self.takes or (course, family) in self.takes)

    def __str__(self) -> str:
        return f"{self.meal}·{self.course}"


def slots_of(meals: Sequence[str]) -> tuple[Slot, ...]:
    """Return the places of the meals served, in the order of the day.

    Raises
    ------
    MenuError
        A meal that no row of slots.csv describes.
    """
    table = pd.read_csv(str(files("kgcore.menu.problem") / "slots.csv"), dtype={"count": int}).sort_values("position")
    if unknown := [meal for meal in meals if meal not in set(table["meal"])]:
        raise MenuError([f"没有餐次“{meal}”的菜单结构（slots.csv）" for meal in unknown])
    rows = table[table["meal"].isin(meals)]
    return tuple(
        Slot(
            str(row["meal"]),
            str(row["course"]),
            int(row["count"]),
            tuple(tuple(kind.split(":")) for kind in str(row["takes"]).split(";")),
            tuple(str(row["dishes_from"]).split(";")),
        )
        for row in rows.to_dict("records")
    )


@dataclass(frozen=True, eq=False)
class Choices:
    """Every pair of a dish and a place it may fill: `dish[k]` and `slot[k]` are positions in the problem.

    `portion[k]` is the factor on the dish's grams at that meal.
    """

    dish: NDArray[np.intp]
    slot: NDArray[np.intp]
    portion: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.dish)

    @cached_property
    def of_dish(self) -> dict[int, NDArray[np.intp]]:
        """Positions of the choices of each dish."""
        order = np.argsort(self.dish, kind="stable")
        dishes, first = np.unique(self.dish[order], return_index=True)
        return dict(zip(dishes.tolist(), np.split(order, first[1:]), strict=True))

    @classmethod
    def of(cls, dishes: pd.DataFrame, slots: Sequence[Slot]) -> Choices:
        """Pair dishes (columns dish, course, family, meals, meal_portions) with the places that admit them."""
        pairs = [
            (position, number)
            for number, slot in enumerate(slots)
            for position, (course, family, meals) in enumerate(
                zip(dishes["course"], dishes["family"], dishes["meals"], strict=True)
            )
            if slot.admits(course, str(family), meals)
        ]
        if not pairs:
            return cls(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), np.empty(0))
        dish, slot_number = np.array(pairs, dtype=np.intp).T
        names, factors = dishes["dish"].tolist(), meal_factors(dishes)
        portion = [factors.get((names[position], slots[number].meal), 1.0) for position, number in pairs]
        return cls(dish, slot_number, np.array(portion))
