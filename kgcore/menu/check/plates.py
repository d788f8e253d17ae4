"""What a menu puts on each child's plate, serving by serving."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kgcore import periods, registers
from kgcore.menu.problem.errors import NotAMenu
from kgcore.menu.problem.problem import Problem, Serving
from kgcore.menu.problem.vocabulary import unknown_dish

COLUMNS = ("date", "meal", "course", "dish")


@dataclass(frozen=True, eq=False)
class Plates:
    """Servings of a menu with what they hold. Axes: S servings, B bands, F foods.

    Attributes
    ----------
    rows : S rows date (datetime.date), week (2026-W19), meal, course, dish.
    dish : [S] position of the dish in the problem's dishes.
    grams : [S, B, F] net edible grams of one child's serving.
    portion : [S] factor on the dish's grams at the serving's meal, which `grams` holds already.
    """

    problem: Problem
    rows: pd.DataFrame
    dish: NDArray[np.intp]
    grams: NDArray[np.float64]
    portion: NDArray[np.float64]

    @cached_property
    def date(self) -> NDArray[np.object_]:
        """Day of each serving, [S]."""
        return np.array(self.rows["date"].tolist(), dtype=object)

    @cached_property
    def planned(self) -> NDArray[np.bool_]:
        """Whether each serving is of a day that is not fixed, [S]."""
        return np.array([day not in self.problem.fixed_days for day in self.date], dtype=np.bool_)

    @cached_property
    def week(self) -> NDArray[np.object_]:
        """Week of each serving, [S]."""
        return np.array(self.rows["week"].tolist(), dtype=object)

    @cached_property
    def meal(self) -> NDArray[np.object_]:
        """Meal of each serving, [S]."""
        return np.array(self.rows["meal"].tolist(), dtype=object)

    @cached_property
    def course(self) -> NDArray[np.object_]:
        """Course of each serving, [S]."""
        return np.array(self.rows["course"].tolist(), dtype=object)

    def field(self, column: str) -> NDArray[np.object_]:
        """Return a column of the dishes register for each serving, [S]."""
        return np.asarray(self.problem.dishes[column].to_numpy()[self.dish], dtype=object)

    @cached_property
    def servings(self) -> list[Serving]:
        """Every serving, in the order of the rows."""
        return [Serving(*row) for row in self.rows[list(COLUMNS)].itertuples(index=False, name=None)]

    @cached_property
    def days(self) -> list[dt.date]:
        """Days of the menu, ascending."""
        return sorted(set(self.date))

    @cached_property
    def weeks(self) -> list[str]:
        """Weeks of the menu, in order."""
        return list(dict.fromkeys(str(periods.week_of(day)) for day in self.days))


def plates_of(problem: Problem, menu: pd.DataFrame, portions: pd.DataFrame | None = None) -> Plates:
    """Lay a menu on plates.

    Parameters
    ----------
    menu : date, meal, course, dish; the layout of the menus register (dates of any kind).
    portions : week, dish, band, factor; a dish without a row is served as it is written in the register.

    Raises
    ------
    NotAMenu
        a column that is missing, a dish nobody knows, a day the problem does not cover, an empty menu.
    """
    named = {column.name: column.heading for column in registers.columns(registers.get("menus"))}
    menu = menu.rename(columns={heading: name for name, heading in named.items()})
    if missing := [named[name] for name in COLUMNS if name not in menu.columns]:
        raise NotAMenu([f"食谱缺少“{heading}”列" for heading in missing])
    if menu.empty:
        raise NotAMenu(["食谱里没有菜点"])
    rows = menu[list(COLUMNS)].reset_index(drop=True)
    rows["date"] = pd.to_datetime(rows["date"]).dt.date
    position = {dish: n for n, dish in enumerate(problem.dishes["dish"])}
    faults = [unknown_dish(dish, position) for dish in sorted(set(map(str, rows["dish"])) - set(position))]
    faults += [f"{day}不是要评的园日" for day in sorted(set(rows["date"]) - set(problem.days))]
    if faults:
        raise NotAMenu(faults)
    rows["week"] = [str(periods.week_of(day)) for day in rows["date"]]
    dish = rows["dish"].map(position).to_numpy(np.intp)
    factors = np.ones((len(rows), len(problem.bands)))
    if portions is not None:
        given = {(w, d, b): f for w, d, b, f in portions[["week", "dish", "band", "factor"]].itertuples(index=False)}
        for row, (week, name) in enumerate(zip(rows["week"], rows["dish"], strict=True)):
            factors[row] = [given.get((week, name, band), 1.0) for band in problem.bands]
    portion = np.array([problem.meal_factor(*key) for key in zip(rows["dish"], rows["meal"], strict=True)])
    grams = problem.grams[:, dish].transpose(1, 0, 2) * (factors * portion[:, None])[:, :, None]
    return Plates(problem, rows, dish, grams, portion)
