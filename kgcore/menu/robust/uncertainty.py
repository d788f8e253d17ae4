"""What nobody knows when a menu is planned, prices and children to come, and weeks in which they come out by chance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from kgcore.menu.problem.errors import MenuError
from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.result.menu import MenuPlan
from kgcore.notebook import FiguresFace
from kgcore.office import Office
from kgcore.periods import Span

QUOTED_DAYS = 365
"""Calendar days before the plan whose quotations tell how prices move: a year has every season."""


BATCH = 10_000
"""Weeks drawn at once: of 400 foods they fill 30 MB."""

Seed = np.random.SeedSequence | int


@dataclass(frozen=True, eq=False, repr=False)
class Uncertainty(FiguresFace):
    """How prices and attendance may differ from what a menu is planned with.

    Attributes
    ----------
    spread : [F] the most each food's own price moves up or down, as a fraction.
    level_sd : standard deviation of what all prices move together, as a fraction.
    attendance_sd : standard deviation of one day's attendance as a fraction of what is expected.
    foods_quoted : foods whose spread comes from quotations, not from the settings.
    """

    face_title: ClassVar[str] = "价格和出勤会有多大出入"

    spread: Floats
    level_sd: float
    attendance_sd: float
    foods_quoted: int = 0

    def figures(self) -> list[tuple[str, str]]:
        """Return what one asks first, as label and value in Chinese."""
        return [
            ("食物", f"{len(self.spread)} 种，其中 {self.foods_quoted} 种按报价"),
            ("单种食物涨跌至多（中位数）", f"{np.median(self.spread):.1%}"),
            ("全部食物一起涨跌（标准差）", f"{self.level_sd:.1%}"),
            ("一天的出勤（标准差）", f"{self.attendance_sd:.1%}"),
        ]

    @classmethod
    def of(
        cls, problem: Problem, spread: pd.Series[float] | None = None, *, level_sd: float | None = None,
        attendance_sd: float | None = None,
    ) -> Self:  # fmt: skip
        """Return the uncertainty of a problem, the settings' (rows `robust`) for every parameter left out.

        Parameters
        ----------
        spread : by food, as a fraction; absent foods get the settings' (robust, price).

        Raises
        ------
        MenuError
            a spread of a food nobody knows.
        """
        own_spread = pd.Series(dtype="float64") if spread is None else spread
        if unknown := sorted(set(own_spread.index) - set(problem.foods.index)):
            raise MenuError([f"价格波动中的食物“{name}”不在食物成分表中" for name in unknown])
        usual = own_spread.reindex(problem.foods.index).fillna(_setting(problem, "price"))
        return cls(
            np.asarray(usual, dtype=np.float64), _setting(problem, "level") if level_sd is None else level_sd,
            _setting(problem, "attendance") if attendance_sd is None else attendance_sd, len(own_spread),
        )  # fmt: skip


def office_uncertainty(office: Office, problem: Problem) -> Uncertainty:
    """Return the uncertainty of a problem of this office, prices moving as the quotations of a year before it did.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     menu.office_uncertainty(office, menu.from_office(office, "2026-W25")).attendance_sd
    0.03
    """
    day = problem.days[0]
    start, end = day - dt.timedelta(days=QUOTED_DAYS), day - dt.timedelta(days=1)
    quotations = office.read("prices", Span(start, end))
    return from_quotations(problem, quotations)


def from_quotations(problem: Problem, quotations: pd.DataFrame) -> Uncertainty:
    """Return the uncertainty of a problem, prices moving as they did from one quotation to the next.

    A step is the relative change between a food's neighbouring quotations (the mean of several suppliers'), unless
    more days lie between than the settings (robust, history: high) allow. What all foods move together is the mean of
    a step over foods; what a food moves on its own is the rest. Mean squares v of n steps are shrunken, a food's
    towards its guide group's and the level's towards the settings': (n v + m v₀) ÷ (n + m), m the settings'
    (history: low).
    level_sd is the root; a food's spread √3 times the root, for an even distribution of that half-width has that
    variance.

    Parameters
    ----------
    quotations : date, food, price_fen_per_kg (rows of the prices register). Foods of a group without steps keep the
        settings' spread.
    """
    prior = problem.settings.row("robust", "history")
    usual = Uncertainty.of(problem)
    if prior is None or quotations.empty:
        return usual
    by_date = quotations.pivot_table(index="date", columns="food", values="price_fen_per_kg", aggfunc="mean")
    by_date = by_date.reindex(columns=problem.foods.index).astype("float64").sort_index()
    near = by_date.index.to_series().diff() <= pd.Timedelta(days=prior.high)
    steps = (by_date / by_date.shift() - 1)[near.to_numpy()]
    level = steps.mean(axis=1)
    squares, number = steps.sub(level, axis=0) ** 2, steps.notna().sum()
    groups = problem.foods["guide_group"]
    of_group = (squares.sum().groupby(groups).sum() / number.groupby(groups).sum()).reindex(groups).to_numpy()
    typical = np.where(np.isnan(of_group), usual.spread**2 / 3, of_group)
    variance = (squares.sum() + prior.low * typical) / (number + prior.low)
    together = (float((level**2).sum()) + prior.low * usual.level_sd**2) / (level.count() + prior.low)
    return Uncertainty(
        np.sqrt(3 * variance.to_numpy(np.float64)), float(np.sqrt(together)), usual.attendance_sd,
        int((number > 0).sum()),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class SimulatedWeeks:
    """Simulated weeks: [runs, F] price ÷ price planned with, [runs] children who came ÷ expected, mean of the days.

    Each food's price moves evenly between - spread and + spread and all together by a normal level; each day's
    attendance is normal; all of them independent of each other.
    """

    price: Floats
    came: Floats

    @classmethod
    def draw(cls, problem: Problem, uncertainty: Uncertainty, runs: int, seed: Seed) -> Self:
        """Draw weeks; the same seed gives the same weeks to every menu of the problem."""
        random = np.random.default_rng(seed)
        own = 1 + random.uniform(-1, 1, (runs, len(uncertainty.spread))) * uncertainty.spread
        level = 1 + random.normal(0, uncertainty.level_sd, (runs, 1))
        came = 1 + random.normal(0, uncertainty.attendance_sd, (runs, len(problem.days)))
        return cls(own * level, came.mean(axis=1))

    def cost(self, plan: MenuPlan) -> Floats:
        """Return what a menu costs ÷ what the fee allows, [runs]; the money that comes in is that of who came.

        The prices of fixed days are known.
        """
        problem = plan.problem
        planned, ahead = kilograms(plan) * problem.price, problem.open_days
        spent = self.price @ planned[:, ahead].sum(axis=1) + planned[:, ~ahead].sum()
        return np.asarray(spent / (most(problem) * self.came))


def simulate(
    plan: MenuPlan, uncertainty: Uncertainty | None = None, *, runs: int = 2000, seed: Seed = 0
) -> Floats:  # fmt: skip
    """Return what a menu costs ÷ what the fee allows, in simulated weeks, [runs]; None = the settings' uncertainty.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_plan
    >>> ratio = menu.simulate(tiny_plan(), runs=100)
    >>> ratio.shape, bool((ratio < 1).all())
    ((100,), True)
    """
    known = uncertainty or Uncertainty.of(plan.problem)
    source = np.random.SeedSequence(seed) if isinstance(seed, int) else seed
    parts = [
        SimulatedWeeks.draw(plan.problem, known, BATCH, batch).cost(plan) for batch in source.spawn(-(-runs // BATCH))
    ]
    return np.concatenate(parts)[:runs]


def kilograms(plan: MenuPlan) -> Floats:
    """Return kilograms as purchased for the average child by food and day, [F, D]."""
    problem = plan.problem
    amounts = np.zeros((len(problem.foods), len(problem.days)))
    edible = problem.foods["edible_pct"].to_numpy(np.float64) / 100
    for choice, day in plan.placements:
        dish = problem.choices.dish[choice]
        factors = plan.portions[dish, problem.week_of[day]] * problem.band_weights * problem.choices.portion[choice]
        amounts[:, day] += factors @ problem.grams[:, dish] / edible / 1000
    return amounts


def most(problem: Problem) -> float:
    """Return the most that all days may cost the average child, in fen."""
    horizon = problem.settings.row("fee", "horizon")
    return float(problem.fee_fen or 0.0) * len(problem.days) * (horizon.high if horizon else 1.0)


def _setting(problem: Problem, key: str) -> float:
    row = problem.settings.row("robust", key)
    return row.high if row else 0.0
