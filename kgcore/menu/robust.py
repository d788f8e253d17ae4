"""A menu that stays within the fee when prices rise and fewer children come than expected.

Budget of uncertainty (Bertsimas & Sim 2004, The Price of Robustness, Operations Research 52): each food's price may
rise by up to its spread, but no more than Γ foods rise fully at once, so the menu must be paid for whichever Γ foods
those are. Of the many such cases only those that a menu breaks are put into the model, worst first, until none is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from kgcore.menu.errors import MenuError
from kgcore.menu.plan import MenuPlan
from kgcore.menu.planning import plan as plan_problem
from kgcore.menu.problem import Floats, Problem
from kgcore.menu.search import Effort

ROUNDS = 12
"""Cases added at most; each round adds the worst one."""

OVER = 1e-4
"""Share of the fee by which a case may be over and still counts as paid for."""


@dataclass(frozen=True, eq=False)
class Robust:
    """A menu within the fee in every case of the budget.

    Attributes
    ----------
    plan : the menu. probability : that it stays within the fee, as stated.
    budget : Γ, foods whose price rises fully at once. foods : how many foods the menu uses.
    attendance : share fewer children that is provided for. cases : price cases the model needed.
    worst : cost of the worst case ÷ the most the fee allows.
    """

    plan: MenuPlan
    probability: float
    budget: float
    foods: int
    attendance: float
    cases: int
    worst: float


def plan_robust(
    problem: Problem, *, probability: float = 0.95, spread: pd.Series[float] | None = None,
    attendance_sd: float | None = None, effort: Effort | None = None,
) -> Robust:  # fmt: skip
    """Plan a menu that stays within the fee with a stated probability.

    Γ = 1 + z √n for n uncertain foods gives at least that probability when prices move independently and
    symmetrically (Bertsimas & Sim 2004, eq. 18, the normal approximation of their bound). It is on the safe side: the
    foods that rise are taken to be those that hurt most, so simulated menus keep the fee more often than stated.

    Parameters
    ----------
    probability : 0.5 to 1, exclusive. spread : by food, the most its price may rise as a fraction; absent foods get
    the settings' (robust, price). attendance_sd : standard deviation of one day's attendance as a fraction of what is
    expected; None = the settings' (robust, attendance). Food is bought for those expected, so fewer children make
    each one's share dearer; days are taken as independent.

    Raises
    ------
    MenuError
        no fee, a probability outside its range, or no menu.
    """
    if problem.fee_fen is None:
        raise MenuError(["没有膳费，谈不上控制在膳费之内；请登记膳费标准，或指定膳费"])
    if not 0.5 < probability < 1:
        raise MenuError([f"把握为{probability:g}，应在0.5和1之间，如0.95"])
    rise = _spread(problem, spread)
    sd = _setting(problem, "attendance") if attendance_sd is None else attendance_sd
    fewer = float(norm.ppf(probability)) * sd / np.sqrt(len(problem.days))
    cases: list[Floats] = []
    start: MenuPlan | None = None
    while True:
        plan = plan_problem(problem.with_(price_cases=tuple(cases)), effort, start=start)
        amounts = _kilograms(plan)
        uncertain = int(((amounts.sum(axis=1) > 0) & (rise > 0)).sum())
        budget = min(float(uncertain), 1 + float(norm.ppf(probability)) * np.sqrt(uncertain))
        case = _worst(problem, amounts, rise, budget) / (1 - fewer)
        share = _cost(amounts, case) / _most(problem)
        if share <= 1 + OVER or len(cases) >= ROUNDS:
            return Robust(plan, probability, budget, uncertain, fewer, len(cases), share)
        cases.append(case)
        start = plan


def simulate(
    plan: MenuPlan, *, spread: pd.Series[float] | None = None, attendance_sd: float | None = None, runs: int = 2000,
    seed: int = 0,
) -> Floats:  # fmt: skip
    """Return what the menu costs ÷ what the fee allows, in simulated weeks, [runs].

    Prices of foods move independently and evenly between - spread and + spread; each day's attendance is normal.

    Parameters
    ----------
    spread, attendance_sd : see `plan_robust`.
    """
    problem, random = plan.problem, np.random.default_rng(seed)
    rise = _spread(problem, spread)
    sd = _setting(problem, "attendance") if attendance_sd is None else attendance_sd
    daily = (_kilograms(plan) * problem.price)[:, :]
    moved = 1 + random.uniform(-1, 1, (runs, len(rise))) * rise
    came = 1 + random.normal(0, sd, (runs, len(problem.days)))
    spent = moved @ daily
    # the money that comes in is that of the children who came
    return np.asarray(spent.sum(axis=1) / (_most(problem) * came.mean(axis=1)))


def _spread(problem: Problem, spread: pd.Series[float] | None) -> Floats:
    usual = _setting(problem, "price")
    given = pd.Series(dtype="float64") if spread is None else spread
    if unknown := sorted(set(given.index) - set(problem.foods.index)):
        raise MenuError([f"价格波动中的食物“{name}”不在食物成分表中" for name in unknown])
    return np.asarray(given.reindex(problem.foods.index).fillna(usual), dtype=np.float64)


def _setting(problem: Problem, key: str) -> float:
    row = problem.settings.row("robust", key)
    return row.high if row else 0.0


def _kilograms(plan: MenuPlan) -> Floats:
    """Return kilograms as purchased for the average child by food and day, [F, D]."""
    problem = plan.problem
    amounts = np.zeros((len(problem.foods), len(problem.days)))
    edible = problem.foods["edible_pct"].to_numpy(np.float64) / 100
    for choice, day in plan.placed:
        dish = problem.choices.dish[choice]
        factors = plan.portions[dish, problem.week_of[day]] * problem.band_weights
        amounts[:, day] += factors @ problem.grams[:, dish] / edible / 1000
    return amounts


def _cost(amounts: Floats, price: Floats) -> float:
    return float((amounts * price).sum())


def _most(problem: Problem) -> float:
    """Return the most that all days may cost the average child, in fen."""
    horizon = problem.settings.row("fee", "horizon")
    return float(problem.fee_fen or 0.0) * len(problem.days) * (horizon.high if horizon else 1.0)


def _worst(problem: Problem, amounts: Floats, rise: Floats, budget: float) -> Floats:
    """Return the prices of the case that costs this menu most: the budget spent on the foods that hurt most."""
    extra = (amounts * problem.price).sum(axis=1) * rise
    order = np.argsort(-extra, kind="stable")
    taken = np.zeros(len(rise))
    whole = int(budget)
    taken[order[:whole]] = 1.0
    if whole < len(order):
        taken[order[whole]] = budget - whole
    return np.asarray(problem.price * (1 + taken * rise)[:, None])
