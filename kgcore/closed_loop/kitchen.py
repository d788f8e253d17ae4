"""A kitchen to experiment with: the packaged dishes, planned week after week, what was served being remembered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kgcore.menu import Effort, Infeasible, MenuError, MenuPlan, Problem, Serving, plan_problem
from kgcore.standards import Profile, food

DAYS_A_WEEK = 5
REMEMBERED = dt.timedelta(days=21)
"""How far back servings count for repetition: longer than any rule looks."""
WITHIN = 0.01
"""A norm broken by less than this share of it counts as kept: what rounding portions to a ladle costs."""


@dataclass(frozen=True, eq=False)
class Kitchen:
    """What the menus of an experiment are planned from.

    Attributes
    ----------
    foods, dishes, ingredients : rows of these registers; `foods` with its reference prices.
    children : columns site, band, diners.
    effort : how hard to look for each week's menu.
    """

    foods: pd.DataFrame
    dishes: pd.DataFrame
    ingredients: pd.DataFrame
    children: pd.DataFrame
    profile: Profile
    effort: Effort

    @classmethod
    def packaged(cls, children: pd.DataFrame, profile: Profile | None = None) -> Kitchen:
        """Return the kitchen that cooks the packaged dishes.

        Parameters
        ----------
        children : columns site, band, diners expected on a day.
        profile : whose norms are kept; None = the packaged one.
        """
        tables = {name: food.load(name) for name in food.SEEDED}
        return cls(
            tables["foods"], tables["dishes"], tables["dish_ingredients"], children, profile or Profile.load(),
            Effort(gap=0.02),
        )  # fmt: skip

    def week(
        self, monday: dt.date, fee_fen: float, history: tuple[Serving, ...], factors: pd.Series | None = None
    ) -> MenuPlan | None:
        """Return the menu of a week of five days; None where no menu is found.

        Parameters
        ----------
        fee_fen : what it may cost per child-day.
        history : what was served before; older than three weeks is forgotten.
        factors : price ÷ reference price by guide group; None = reference prices.
        """
        days = [monday + dt.timedelta(days=day) for day in range(DAYS_A_WEEK)]
        foods = self.foods
        if factors is not None:
            dearer = foods["guide_group"].map(factors).fillna(1.0).to_numpy()
            foods = foods.assign(price_fen_per_kg=foods["price_fen_per_kg"] * dearer)
        try:
            problem = Problem.from_frames(
                days=days, dishes=self.dishes, dish_ingredients=self.ingredients, foods=foods, children=self.children,
                profile=self.profile, fee_fen=fee_fen,
                history=tuple(serving for serving in history if monday - serving.date <= REMEMBERED),
            )  # fmt: skip
            found = plan_problem(problem, self.effort)
        except (MenuError, Infeasible):
            return None
        return found if found.servings else None


def norm_lack(plan: MenuPlan) -> float:
    """Return by what fraction of itself the norm that is missed most is missed; 0 where all norms are kept."""
    return max((broken.share for broken in plan.violations if broken.tier in ("hard", "norm")), default=0.0)


def cost_by_group(plan: MenuPlan) -> pd.Series:
    """Return what a menu costs per child-day by guide group, in fen."""
    problem = plan.problem
    by_food = plan.cost("food").set_index("food")["all_fen"].astype("float64")
    diners = float(problem.children.to_numpy(np.float64).sum()) * len(problem.days)
    return by_food.groupby(problem.foods["guide_group"].reindex(by_food.index)).sum() / diners


__all__ = ["DAYS_A_WEEK", "WITHIN", "Kitchen", "cost_by_group", "norm_lack"]
