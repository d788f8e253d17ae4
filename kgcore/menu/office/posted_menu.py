"""The menu of a week as the kitchen cooks it, posted or proposed: grams, nutrition, needs, without a solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd

from kgcore.menu.check import Evaluation, evaluate
from kgcore.menu.formulation.day_assignment import Placements
from kgcore.menu.formulation.master import Counts
from kgcore.menu.formulation.rule_check import judge_menu
from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.result import tables
from kgcore.menu.result.formatting import as_table
from kgcore.menu.result.menu import MenuPlan, no_portions
from kgcore.menu.result.purchases import purchase_list
from kgcore.menu.solvers.status import Solution, Status
from kgcore.menu.special_diets.variants import Variants


@dataclass(frozen=True, eq=False)
class WeekMenu:
    """A menu with what it holds and needs.

    Attributes
    ----------
    servings : date, meal, course, dish in the order of day and place.
    plan : the menu as a plan: problem, portions, placing. Of a posted menu the grams are the register's, and a
        dish in a place that the dishes register does not allow for it is in `servings` alone (see `misplaced`).
    sites : name of each kindergarten by code, the kitchen's own first.
    proposal : nobody has posted the menu yet.
    """

    servings: pd.DataFrame
    plan: MenuPlan
    sites: Mapping[str, str]
    proposal: bool

    def __repr__(self) -> str:
        return f"<WeekMenu {'草案' if self.proposal else '已公布'}：{self.plan.one_line()}>"

    def _repr_html_(self) -> str:
        return as_table(self.plan)

    @classmethod
    def posted(cls, problem: Problem, menu: pd.DataFrame, sites: Mapping[str, str]) -> Self:
        """Return the menu of rows of the menus register.

        Raises
        ------
        MenuError
            the menu is empty, names a dish nobody knows, or a day outside the problem.
        """
        servings = tables.servings_frame(evaluate(problem, menu).plates.servings, problem)
        counts, placing = _placed(problem, servings)
        solution = Solution(Status.FEASIBLE, None, np.nan, np.nan, np.inf, 0.0, 0, "公布的食谱，未求解")
        portions = no_portions(problem)
        broken = judge_menu(problem, counts, placing, portions)
        return cls(servings, MenuPlan(problem, counts, placing, portions, solution, {}, broken), sites, False)

    @classmethod
    def proposed(cls, plan: MenuPlan, sites: Mapping[str, str]) -> Self:
        """Return the menu of a plan that nobody has posted yet."""
        return cls(plan.table(), plan, sites, True)

    @property
    def problem(self) -> Problem:
        """What the menu is judged by."""
        return self.plan.problem

    @property
    def portions(self) -> Floats:
        """Factors on the dishes' grams, [N, W, B]."""
        return self.plan.portions

    @property
    def wrong_places(self) -> pd.DataFrame:
        """Servings in a place that the dishes register does not allow for their dish."""
        known = self.plan.table().assign(known=True)
        joined = self.servings.merge(known, on=list(self.servings.columns), how="left")
        return joined.loc[joined["known"].isna(), list(self.servings.columns)]

    @cached_property
    def evaluation(self) -> Evaluation:
        """The menu judged by the independent checker, portions applied."""
        return evaluate(self.problem, self.servings, tables.portions_frame(self.problem, self.portions))

    def grams(self) -> pd.DataFrame:
        """Return net edible grams per child by serving and food, a column per band."""
        return tables.grams_frame(self.servings, self.problem, self.portions)

    def needed(self, special: Variants | None = None) -> pd.DataFrame:
        """Return edible kilograms of the common dishes: date, meal, dish, food, site, edible_kg.

        Parameters
        ----------
        special : menus of children who get something else; None = everybody eats the common dishes.
        """
        return tables.needed_frame(self.grams(), self.problem, None if special is None else special.away())

    def purchases(self, special: Variants | None = None) -> pd.DataFrame:
        """Return the purchase list: see `purchases.purchase_list`.

        Parameters
        ----------
        special : menus of children who get something else: their substitutes are bought, the dishes replaced are not.
        """
        wanted = [self.needed(special)[["date", "food", "edible_kg"]]]
        if special is not None and not (more := special.ingredients()).empty:
            wanted.append(more.rename(columns={"kg": "edible_kg"})[["date", "food", "edible_kg"]])
        by_day = pd.concat(wanted).groupby(["date", "food"], as_index=False)[["edible_kg"]].sum()
        return purchase_list(self.problem, by_day)

    def average(self) -> pd.DataFrame:
        """Return the average child-day: indexed by nutrient amount, target, upper, coverage, ratio.

        Formula: amount = Σ band share × amount of the band; target and upper likewise; ratio = amount ÷ target. A
        band's share is its diners at all sites ÷ all diners; the days are those of the menu.
        """
        return tables.average_frame(self.servings, self.problem, self.portions)


def _placed(problem: Problem, servings: pd.DataFrame) -> tuple[Counts, Placements]:
    """Return the servings as a plan keeps them: [K, W] by choice and week, and (choice, day) of each."""
    place = {(slot.meal, slot.course): n for n, slot in enumerate(problem.slots)}
    choices = {pair: k for k, pair in enumerate(zip(problem.choices.dish, problem.choices.slot, strict=True))}
    day_of = {day: n for n, day in enumerate(problem.days)}
    counts = np.zeros((len(problem.choices), len(problem.weeks)), dtype=np.intp)
    placing: Placements = {}
    for date, meal, course, dish in servings.to_numpy().tolist():
        choice = choices.get((problem.position[dish], place.get((meal, course), -1)))
        if choice is not None:
            day = day_of[date]
            placing[choice, day] = placing.get((choice, day), 0) + 1
            counts[choice, problem.week_of[day]] += 1
    return counts, placing
