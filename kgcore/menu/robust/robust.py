"""A menu that stays within the fee when prices rise and fewer children come than expected.

Budget of uncertainty (Bertsimas & Sim 2004, The Price of Robustness, Operations Research 52): each food's price may
rise by up to its spread, but no more than Γ foods rise fully at once, so the menu must be paid for whichever Γ foods
those are. Of the many such cases only those that a menu breaks are put into the model, worst first, until none is.
Their bound on Γ holds for every distribution and is far on the safe side; `plan_sure` takes of it only as much as
simulated weeks need.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from scipy.special import betaincinv, ndtri

from kgcore.menu.planning.planner import plan as plan_problem
from kgcore.menu.problem.errors import MenuError
from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.result.menu import MenuPlan
from kgcore.menu.robust.uncertainty import SimulatedWeeks, Uncertainty, kilograms, most, simulate
from kgcore.menu.solvers.effort import Effort
from kgcore.menu.solvers.highs import Progress
from kgcore.notebook import FiguresFace

ROUNDS = 12
"""Cases added at most; each round adds the worst one."""

CALIBRATED_ROUNDS = 2
"""Cases added at most while calibrating, where simulated weeks judge the menu and not its worst case."""

OVER = 1e-4
"""Share of the fee by which a case may be over and still counts as paid for."""

FIRST, HALVINGS = 0.25, 4
"""Share of the bound's budget tried first, doubled while too little; halvings of the interval it is then in."""

MENUS = 1 + CALIBRATED_ROUNDS * (HALVINGS + 2)
"""Menus among which `Effort.seconds` is divided."""

NEAR = 0.01
"""By how much more often than stated a menu may keep the fee and be good enough: no less is sought."""

CHOOSING, JUDGING = 10_000, 50_000
"""Weeks simulated to choose the budget, and fresh ones to judge what was chosen."""

CONFIDENCE = 0.95

FILLED = 0.995
"""Share of the fee that a calibrated menu's worst case should come to: what is put by beyond that buys nothing."""


@dataclass(frozen=True, eq=False, repr=False)
class Robust(FiguresFace):
    """A menu within the fee in every case of the budget.

    Attributes
    ----------
    plan : the menu. probability : that it stays within the fee, as stated.
    share : of the bound's budget and margins that is provided for, 0 to 1.
    budget : Γ, foods whose price rises fully at once. foods : how many uncertain foods the menu uses.
    margin : what is provided for besides, as a fraction of the cost: all prices rising together, fewer children.
    cases : price cases the model needed. worst : cost of the worst case ÷ the most the fee allows.
    """

    face_title: ClassVar[str] = "涨价、缺勤时仍在膳费之内的食谱"

    plan: MenuPlan
    probability: float
    share: float
    budget: float
    foods: int
    margin: float
    cases: int
    worst: float

    def figures(self) -> list[tuple[str, str]]:
        """Return what one asks first, as label and value in Chinese."""
        return [
            ("要求的把握", f"{self.probability:.0%}"),
            ("食材", f"{self.plan.cost_fen / 100:.2f} 元/人日"),
            ("备着同时涨价的食物", f"{self.budget:.1f} 种（共 {self.foods} 种）"),
            ("最坏情形的花费占膳费上限", f"{self.worst:.1%}"),
        ]


@dataclass(frozen=True, eq=False, repr=False)
class Sure(FiguresFace):
    """A menu that keeps the fee in the stated share of simulated weeks, at the least budget found.

    Attributes
    ----------
    robust : the menu with its budget. plain : the menu without any, to price it by.
    training_share : share of the weeks within the fee that the budget was chosen by; being chosen, it flatters.
    within : of `runs` fresh weeks, those within the fee: what is to be reported.
    """

    face_title: ClassVar[str] = "不超膳费有多大把握"

    robust: Robust
    plain: MenuPlan
    uncertainty: Uncertainty
    training_share: float
    within: int
    runs: int

    def figures(self) -> list[tuple[str, str]]:
        """Return what one asks first, as label and value in Chinese."""
        return [
            ("要求的把握", f"{self.robust.probability:.0%}，{'达到' if self.reached else '没有达到'}"),
            ("模拟周里不超膳费的", f"{self.share_within:.1%}（{self.runs:,} 周，95% 置信下限 {self.at_least:.1%}）"),
            ("食材", f"{self.plan.cost_fen / 100:.2f} 元/人日"),
            ("为涨价留出", f"{self.put_by_fen / 100:.2f} 元/人日"),
        ]

    @property
    def plan(self) -> MenuPlan:
        """The menu."""
        return self.robust.plan

    @property
    def share_within(self) -> float:
        """Share of the fresh weeks within the fee."""
        return self.within / self.runs

    @property
    def at_least(self) -> float:
        """Lower limit of that share, one-sided 95 %."""
        return lower_limit(self.within, self.runs)

    @property
    def reached(self) -> bool:
        """Whether the fresh weeks confirm the stated probability."""
        return self.at_least >= self.robust.probability

    @property
    def put_by_fen(self) -> float:
        """What the plain menu costs more than this one, per child-day: the money kept for dearer weeks."""
        return self.plain.cost_fen - self.plan.cost_fen

    @property
    def points_lost(self) -> float:
        """Points of nutrition and liking that the plain menu has more; what missing the fee costs is left out."""
        return _points(self.plain) - _points(self.plan)


def plan_robust(
    problem: Problem, *, probability: float, uncertainty: Uncertainty | None = None,
    effort: Effort | None = None,
) -> Robust:  # fmt: skip
    """Plan a menu that stays within the fee with a stated probability whatever the prices' distribution.

    Γ = 1 + z √n for n uncertain foods, z = Φ⁻¹(probability), gives at least that probability when prices move
    independently and symmetrically (Bertsimas & Sim 2004, eq. 18, the normal approximation of their bound); prices as a
    whole and attendance are provided for by z standard deviations each. On the safe side: the foods that rise are
    taken to be those that hurt most, and everything goes wrong at once.

    Parameters
    ----------
    probability : 0.5 to 1, exclusive. uncertainty : None = the settings'.

    Raises
    ------
    MenuError
        no fee, a probability outside its range, or no menu.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     robust = menu.plan_robust(menu.from_office(office, "2026-W25"), probability=0.9)
    >>> robust.worst <= 1
    True
    """
    _asked(problem, probability)
    assumption = uncertainty or Uncertainty.of(problem)
    return _protected(plan_problem(problem, effort), probability, 1.0, assumption, effort or Effort(), ROUNDS)


def plan_sure(
    problem: Problem, *, probability: float, uncertainty: Uncertainty | None = None,
    effort: Effort | None = None, progress: Progress | None = None, seed: int = 0,
) -> Sure:  # fmt: skip
    """Plan a menu that stays within the fee in a stated share of simulated weeks, and put no more by than that needs.

    The share of the bound's budget (see `plan_robust`) is halved towards the least whose menu keeps the fee in so many
    of 10,000 weeks that the lower limit (Clopper & Pearson 1934, one-sided 95 %) reaches the probability; all menus
    are held against the same weeks. The chosen menu is then judged by 50,000 fresh ones, for the best of several looks
    better than it is. Whole dishes make the share kept jump up and down with the budget: of those tried that reach the
    probability the menu nearest to it is taken, and once it is within a hundredth no other is tried.

    Parameters
    ----------
    probability : 0.5 to 1, exclusive. uncertainty : None = the settings'.
    effort : of the whole; seconds are divided among the menus that are tried.

    Raises
    ------
    MenuError
        no fee, a probability outside its range, or no menu.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     sure = menu.plan_sure(menu.from_office(office, "2026-W25"), probability=0.9)
    >>> sure.reached, sure.within <= sure.runs
    (True, True)
    """
    _asked(problem, probability)
    assumption, effort = uncertainty or Uncertainty.of(problem), effort or Effort()
    if effort.seconds is not None:
        effort = replace(effort, seconds=effort.seconds / MENUS)
    choosing, judging = np.random.SeedSequence(seed).spawn(2)
    weeks = SimulatedWeeks.draw(problem, assumption, CHOOSING, choosing)
    watch = _Watch(progress)
    plain = plan_problem(problem, effort, watch)

    def attempt(share: float) -> tuple[Robust, float]:
        candidate = _protected(
            plain, probability, share, assumption, replace(effort, exact=False), CALIBRATED_ROUNDS, watch
        )
        return candidate, float((weeks.cost(candidate.plan) <= 1).mean())

    def reaches(frequency: float) -> bool:
        return lower_limit(round(frequency * CHOOSING), CHOOSING) >= probability

    best, frequency = attempt(0.0)
    low, high = 0.0, FIRST
    while not reaches(frequency) and low < 1 and not watch.stopped:
        best, frequency = attempt(high)
        if not reaches(frequency):
            low, high = high, 2 * high
    for _ in range(HALVINGS if best.share > 0 and reaches(frequency) else 0):
        if frequency <= probability + NEAR or watch.stopped:
            break
        middle = (low + high) / 2
        candidate, share = attempt(middle)
        if reaches(share):
            high = middle
            if share < frequency:
                best, frequency = candidate, share
        else:
            low = middle
    fresh = simulate(best.plan, assumption, runs=JUDGING, seed=judging)
    return Sure(best, plain, assumption, frequency, int((fresh <= 1).sum()), JUDGING)


class _Watch:
    """Passes progress on and remembers that it was asked to stop."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress, self.stopped = progress, False

    def __call__(self, points: float, bound: float, gap: float) -> bool:
        self.stopped |= bool(self.progress and self.progress(points, bound, gap))
        return self.stopped


def lower_limit(successes: int, trials: int, confidence: float = CONFIDENCE) -> float:
    """Return the one-sided lower confidence limit of a probability (Clopper & Pearson 1934): Beta quantile."""
    return float(betaincinv(successes, trials - successes + 1, 1 - confidence)) if successes else 0.0


def _asked(problem: Problem, probability: float) -> None:
    if problem.fee_fen is None:
        raise MenuError(["没有膳费，谈不上控制在膳费之内；请登记膳费标准，或指定膳费"])
    if not 0.5 < probability < 1:
        raise MenuError([f"把握为{probability:g}，应在0.5和1之间，如0.95"])


def _protected(
    plain: MenuPlan, probability: float, share: float, uncertainty: Uncertainty, effort: Effort, rounds: int,
    progress: Progress | None = None,
) -> Robust:  # fmt: skip
    """Plan for the worst cases of a share of the bound's budget, beginning from the plain menu.

    Fewer `rounds` than the bound's fill the worst case to `FILLED`: the fee's floor holds at the last price case (see
    rules/fee.py), so a last case so much cheaper than the worst one lifts it there.
    """
    problem, plan = plain.problem, plain
    z = share * float(ndtri(probability))
    fewer = z * uncertainty.attendance_sd / np.sqrt(len(problem.days))
    margin = (1 + z * uncertainty.level_sd) / (1 - fewer) - 1
    rise = uncertainty.spread
    cases: list[Floats] = []
    while True:
        amounts = kilograms(plan)
        foods = int(((amounts.sum(axis=1) > 0) & (rise > 0)).sum())
        budget = min(float(foods), share + z * np.sqrt(foods))
        dear = _worst(problem, amounts * problem.open_days, rise, budget) * (1 + margin)
        case = np.where(problem.open_days, dear, problem.price)
        worst = float((amounts * case).sum()) / most(problem)
        if worst <= 1 + OVER or len(cases) >= rounds:
            return Robust(plan, probability, share, budget, foods, margin, len(cases), worst)
        cases.append(case)
        filled = (*cases, case * (_floor(problem) / FILLED)) if rounds == CALIBRATED_ROUNDS else tuple(cases)
        plan = plan_problem(problem.with_(price_cases=filled), effort, progress, start=plan)


def _floor(problem: Problem) -> float:
    horizon = problem.settings.row("fee", "horizon")
    return horizon.low / horizon.high if horizon else FILLED


def _worst(problem: Problem, amounts: Floats, rise: Floats, budget: float) -> Floats:
    """Return the prices of the case that costs this menu most: the budget spent on the foods that hurt most."""
    extra = (amounts * problem.price).sum(axis=1) * rise
    order = np.argsort(-extra, kind="stable")
    rise_share = np.zeros(len(rise))
    whole = int(budget)
    rise_share[order[:whole]] = 1.0
    if whole < len(order):
        rise_share[order[whole]] = budget - whole
    return np.asarray(problem.price * (1 + rise_share * rise)[:, None])


def _points(plan: MenuPlan) -> float:
    return sum(points for tier, points in plan.tiers.items() if tier != "fee")
