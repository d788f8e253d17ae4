"""The lowest meal fee at which the norms can be met at the prices in force: a figure the office can show the bureau.

Three answers, each harder to doubt than the last. The cheapest foods that hold the nutrients (the classic diet
problem) know no dishes. The relaxation knows dishes, places and every hard rule, and is a proved lower bound for menus
at the dishes' own portions. The cheapest menu found can be cooked tomorrow; how far it is above the bound is said.

Where days are fixed, the fee is that of the other days: what was served counts for the norms and is paid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kgcore import registers
from kgcore.menu.explanation import labels
from kgcore.menu.explanation.least_cost import LeastCostDiet, least_cost_diet
from kgcore.menu.explanation.relaxation import Relaxation
from kgcore.menu.formulation import portions as ladles
from kgcore.menu.formulation.master import Counts, Master
from kgcore.menu.formulation.rule_check import judge_menu
from kgcore.menu.infeasible.conflict import why_infeasible
from kgcore.menu.planning.partly_served import days_left, on_open_days, with_fixed_days
from kgcore.menu.planning.schedule import schedule
from kgcore.menu.planning.search import search
from kgcore.menu.problem.errors import Infeasible
from kgcore.menu.problem.fixed_days import placeholders
from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.result.menu import MenuPlan, no_portions
from kgcore.menu.rules.allowed import permission
from kgcore.menu.rules.base import average_of
from kgcore.menu.rules.fee import Fee
from kgcore.menu.rules.nutrients import ENERGY, Nutrients
from kgcore.menu.solvers.effort import Effort
from kgcore.menu.solvers.highs import Progress
from kgcore.menu.solvers.model import HARD
from kgcore.standards import COUNTED_AS

FEN_A_POINT = 50.0
"""Fen a serving that weigh as a point of liking: the search is tuned for points."""

NORMS_WEIGH = 20.0
"""Times a norm's own weight: no saving is worth a norm."""

KEPT = 1e-6
EFFORT = Effort(gap=0.02, rounds=6, nodes=200)


@dataclass(frozen=True, eq=False, repr=False)
class LowestFee:
    """The lowest fee.

    Attributes
    ----------
    bound_fen : no menu that keeps the norms costs less (fen per child-day to be planned, dishes at their own portions).
    target_fen : the same bound when every judged nutrient reaches its target too; NaN when no menu can.
    menu_fen : cost of the cheapest menu found, at the same portions. gap : (menu_fen - bound_fen) ÷ menu_fen.
    plan : that menu, its fee being what all its days cost; its portions are set anew within that fee.
    unmet : norms that no menu keeps at any fee, by subject and share missed; the bound then keeps all the others.
    norms : what a norm costs: subject, rule, fen_per_percent (fen per child-day to be planned for one percent of
        its target more).
    foods : the cheapest foods that hold the nutrients, in 100 g edible per child-day; None when no foods can. They
        know no days.
    """

    bound_fen: float
    target_fen: float
    menu_fen: float
    gap: float
    plan: MenuPlan
    unmet: pd.Series[float]
    norms: pd.DataFrame
    foods: LeastCostDiet | None

    @property
    def kept(self) -> bool:
        """Whether the menu found keeps every hard rule and norm with its portions."""
        return not [row for row in self.plan.violations if row.tier in (HARD, "norm")]

    def __repr__(self) -> str:
        of = days_left(self.plan.problem)
        return (
            f"<LowestFee {of}守住营养底线的最低膳费：找到的食谱 {self.menu_fen / 100:.2f} 元/人日，"
            f"任何食谱不低于 {self.bound_fen / 100:.2f} 元/人日>"
        )

    def _repr_html_(self) -> str:
        return self.table().to_html(index=False, border=0, header=False, float_format="{:.2f}".format)

    def table(self) -> pd.DataFrame:
        """Return the figures for the bureau: item, yuan per child-day, how it was found."""
        rows: list[tuple[str, float, str]] = []
        of = days_left(self.plan.problem)
        warning = "" if self.kept else "；有底线没有守住，见该食谱的评价"
        if self.foods is not None:
            rows.append(("达到园内营养目标的最省食物（不成菜）", self.foods.cost / 100, "线性规划，最优"))
        rows.append(
            (
                f"{of}守住营养底线的最低膳费（下限）",
                self.bound_fen / 100,
                "线性规划松弛：按标准份量，任何食谱都不会更低",
            )
        )
        rows.append(
            (
                f"{of}守住营养底线的最省食谱",
                self.menu_fen / 100,
                f"已找到的食谱，与可能的最低相差不超过{self.gap:.1%}{warning}",
            )
        )
        if np.isfinite(self.target_fen):
            rows.append((f"{of}各营养素都达到目标的最低膳费（下限）", self.target_fen / 100, "线性规划松弛"))
        return pd.DataFrame(rows, columns=["item", "yuan", "how"])


def lowest_fee(problem: Problem, effort: Effort | None = None, progress: Progress | None = None) -> LowestFee:
    """Return the lowest fee at which a menu can keep the norms, with a bound and a menu.

    Parameters
    ----------
    progress : told the cheapest menu so far and what none is below, in fen per child-day with norms missed priced in,
        and the gap; returning True stops and keeps the cheapest so far.

    Norms are the goals of the tier `norm`: energy as judged, nutrients not 不足, upper intakes, shares of energy. The
    problem's own fee plays no part. What fixed days hold counts for the norms; the fee is that of the days to be
    planned.

    Raises
    ------
    MenuError, Infeasible
        the hard rules leave no menu.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     problem = menu.from_office(office, "2026-W25")
    >>> lowest = menu.lowest_fee(problem)
    >>> lowest.bound_fen <= lowest.menu_fen
    True
    """
    free = problem.with_(fee_fen=None)

    def answered(asked: Problem) -> tuple[FeeBound, MenuPlan, float]:
        return bound_of(asked), *_cheapest(asked, effort or EFFORT, progress)

    bound, plan, menu_fen = on_open_days(free, answered)
    plan = with_fixed_days(free.with_(fee_fen=plan.problem.fee_fen), plan)
    gap = max(0.0, menu_fen - bound.fen) / menu_fen
    foods = cheapest_foods(problem)
    return LowestFee(bound.fen, bound.target_fen, menu_fen, gap, plan, bound.unmet, bound.norms, foods)


@dataclass(frozen=True, eq=False)
class FeeBound:
    """Bounds of the relaxation in fen per child-day to be planned: see `LowestFee`."""

    fen: float
    target_fen: float
    unmet: pd.Series[float]
    norms: pd.DataFrame


def bound_of(problem: Problem) -> FeeBound:
    """Return the relaxation's lower bound on the fee, and what the norms cost at it.

    Raises
    ------
    Infeasible
        the hard rules leave no menu.
    """
    return on_open_days(problem.with_(fee_fen=None), _bound)


def _bound(free: Problem) -> FeeBound:
    on = Relaxation(free)
    norms_only = on.bounds.copy()
    norms_only.points[:] = 0.0
    slacks = on.slacks("norm")
    norms_only.points[slacks] = np.array(on.model.points)[slacks]
    first = on.solve(norms_only)
    if first is None:
        raise why_infeasible(free).error()
    shortfalls = {
        labels.subject(free, row.rule, row.key) + _week(free, row.key): float(first.columns[list(row.slacks)].sum())
        for row in on.rows
        if row.tier == "norm"
    }
    unmet = pd.Series(shortfalls, dtype="float64")
    unmet = unmet[unmet > KEPT]
    cheap = on.bounds.copy()
    cheap.points[:] = -on.fen
    cheap.high[slacks] = 0.0
    second = None if len(unmet) else on.solve(cheap)
    if second is None:
        return FeeBound(-on.best(norms_only, first, -on.fen) / on.days, np.nan, unmet, _norms(on, None))
    norms = _norms(on, second.prices)
    aims = [slack for n in on.rows_of(Nutrients.name) for slack in on.rows[n].slacks]
    cheap.high[aims] = 0.0
    third = on.solve(cheap)
    return FeeBound(-second.points / on.days, np.nan if third is None else -third.points / on.days, unmet, norms)


def _week(problem: Problem, key: str) -> str:
    return next((f" {part}" for part in key.split(" ") if part in problem.weeks), "")


def _norms(on: Relaxation, prices: Floats | None) -> pd.DataFrame:
    """Return what one percent of its scale more of each norm costs, in fen per child-day, the dearest first."""
    rows = [] if prices is None else [
        (labels.subject(on.problem, row.rule, row.key), row.rule, row.key, abs(float(prices[n])) / 100 / on.days)
        for n, row in enumerate(on.rows) if row.tier == "norm" and abs(prices[n]) > KEPT
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["subject", "rule", "key", "fen_per_percent"])
    return table.sort_values("fen_per_percent", ascending=False, ignore_index=True)


class _Thrift(Master):
    """A master that asks for the cheapest menu: every serving loses what it costs, norms are kept at any price."""

    def _weigh(self) -> None:
        model = self.model
        for n, tier in enumerate(model.tiers):
            model.points[n] = model.points[n] * NORMS_WEIGH if tier == "norm" else 0.0
        for week in self.weeks:
            open_ = (self.z[:, week] >= 0) & self.real
            cost = Fee().cost(self.problem, week) @ self.problem.band_weights / FEN_A_POINT
            for column, lost in zip(self.z[open_, week], cost[open_], strict=True):
                model.points[column] = -float(lost)


def _cheapest(free: Problem, effort: Effort, progress: Progress | None) -> tuple[MenuPlan, float]:
    may_be_served = permission(free)
    master = _Thrift(free, may_be_served)
    a_day = FEN_A_POINT / int(free.open_days.sum())

    def heard(points: float, bound: float, gap: float) -> bool:
        return bool(progress and progress(-points * a_day, -bound * a_day, gap))

    answer = search(master, effort, heard)
    found = answer.values  # noqa: PD011 - a solution's
    if found is None:
        raise why_infeasible(free).error()
    timetable = schedule(free, may_be_served, master.counts(found), effort, chooser=_Thrift)
    open_fen, spent_fen = _cost(free, timetable.counts)
    at_cost = free.with_(fee_fen=(open_fen + spent_fen) / len(free.days))
    fen = open_fen / int(free.open_days.sum())
    portions = ladles.flex(at_cost, timetable.counts, range(len(free.weeks)), no_portions(free))
    solution = replace(answer, objective=-fen, bound=answer.bound * a_day, values=None)  # fen per child-day
    broken = judge_menu(at_cost, timetable.counts, timetable.placements, portions)
    return MenuPlan(
        at_cost, timetable.counts, timetable.placements, portions, solution, {}, broken, timetable.cuts
    ), fen


def _cost(problem: Problem, counts: Counts) -> tuple[float, float]:
    """Return what the days to be planned, and the fixed days, cost the average child in fen, at own portions."""
    costs = np.stack([Fee().cost(problem, week) @ problem.band_weights for week in range(len(problem.weeks))], axis=1)
    fen = (counts * costs).sum(axis=1)
    made = placeholders(problem)
    return float(fen[~made].sum()), float(fen[made].sum())


def cheapest_foods(problem: Problem) -> LeastCostDiet | None:
    """Return the cheapest foods that hold the in-school targets of the average child, per 100 g edible.

    Lower bounds: the judged nutrients and energy at target; upper bounds: energy at target, and the upper intakes of
    nutrients that are determined for every food. Prices are the mean of the days'. None when no foods hold them.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     problem = menu.from_office(office, "2026-W25")
    >>> menu.cheapest_foods(problem).cost > 0
    True
    """
    nutrients = [ENERGY, *Nutrients().judged(problem)]
    mix = average_of(problem)
    lower = pd.Series({n: float(problem.targets.loc[n].to_numpy(np.float64) @ mix.weights) for n in nutrients})
    uppers = {
        COUNTED_AS.get(n, n): float(problem.uppers.loc[n].to_numpy(np.float64) @ mix.weights)
        for n in problem.uppers.index
    }
    foods = problem.foods
    known = {n: high for n, high in uppers.items() if np.isfinite(high) and foods[n].notna().all()}
    upper = pd.Series({ENERGY: lower[ENERGY], **known}, dtype="float64")
    columns = list(dict.fromkeys([*lower.index, *upper.index]))
    names = [column.name for column in registers.nutrients()]
    table = foods[[column for column in names if column in columns]].astype("float64")
    price = problem.price.mean(axis=1) / 10 / (foods["edible_pct"].to_numpy(np.float64) / 100)
    banned = [row.key for row in problem.settings.rows("banned_food")]
    used = ~foods.index.isin(banned)
    try:
        return least_cost_diet(table[used], pd.Series(price, foods.index)[used], lower, upper)
    except Infeasible:
        return None
