"""The menu of a week as the kitchen cooks it, posted or proposed: grams, nutrition, needs, without a solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd

from kgcore.menu import tables
from kgcore.menu.check import Evaluation, evaluate
from kgcore.menu.plan import MenuPlan, no_portions
from kgcore.menu.problem import Floats, Problem
from kgcore.menu.purchase import purchase_list
from kgcore.menu.status import Solution


@dataclass(frozen=True, eq=False)
class WeekMenu:
    """A menu with what it holds and needs.

    Attributes
    ----------
    servings : date, meal, course, dish in the order of day and place.
    portions : [N, W, B] factors on the dishes' grams; ones for a posted menu, whose grams are the register's.
    solution : how good a proposal is known to be; None for a menu that people have posted.
    sites : name of each kindergarten by code, the kitchen's own first.
    """

    problem: Problem
    servings: pd.DataFrame
    portions: Floats
    solution: Solution | None
    sites: Mapping[str, str]

    @classmethod
    def posted(cls, problem: Problem, menu: pd.DataFrame, sites: Mapping[str, str]) -> Self:
        """Return the menu of rows of the menus register.

        Raises
        ------
        MenuError
            the menu is empty, names a dish nobody knows, or a day outside the problem.
        """
        rows = evaluate(problem, menu).plates.servings
        return cls(problem, tables.servings_frame(rows, problem), no_portions(problem), None, sites)

    @classmethod
    def proposed(cls, plan: MenuPlan, sites: Mapping[str, str]) -> Self:
        """Return the menu of a plan that nobody has posted yet."""
        return cls(plan.problem, plan.table(), plan.portions, plan.solution, sites)

    @property
    def proposal(self) -> bool:
        """Whether the menu is only proposed."""
        return self.solution is not None

    @cached_property
    def evaluation(self) -> Evaluation:
        """The menu judged by the independent checker, portions applied."""
        problem, factors = self.problem, self.portions
        cells = zip(*np.nonzero(factors != 1.0), strict=True)
        dishes = problem.dishes["dish"]
        changed = [(problem.weeks[w], dishes[d], problem.bands[b], factors[d, w, b]) for d, w, b in cells]
        return evaluate(problem, self.servings, pd.DataFrame(changed, columns=["week", "dish", "band", "factor"]))

    def grams(self) -> pd.DataFrame:
        """Return net edible grams per child by serving and food, a column per band."""
        return tables.grams_frame(self.servings, self.problem, self.portions)

    def needed(self) -> pd.DataFrame:
        """Return edible kilograms for all diners: date, meal, dish, food, site, edible_kg."""
        return tables.needed_frame(self.grams(), self.problem)

    def purchases(self) -> pd.DataFrame:
        """Return the purchase list: see `purchase.purchase_list`."""
        by_day = self.needed().groupby(["date", "food"], as_index=False)[["edible_kg"]].sum()
        return purchase_list(self.problem, by_day)

    def average(self) -> pd.DataFrame:
        """Return the average child-day: indexed by nutrient amount, target, upper, coverage, ratio.

        Formula: amount = Σ band share × amount of the band; target and upper likewise; ratio = amount ÷ target. A
        band's share is its diners at all sites ÷ all diners; the days are those of the menu.
        """
        by_band = tables.nutrition_frame(self.servings, self.problem, self.portions, "plan")
        share = by_band["band"].map(dict(zip(self.problem.bands, self.problem.band_weights, strict=True)))
        weighed = by_band[["amount", "target", "upper", "coverage"]].mul(share, axis=0)
        table = weighed.groupby(by_band["nutrient"], sort=False).sum(min_count=len(self.problem.bands))
        return table.assign(ratio=table["amount"] / table["target"])
