"""The linear relaxation of a master kept alive in HiGHS: change a bound, ask again, and the last basis is the start.

Every what-if of the explanation, of the fee curve and of the lowest fee is such a question.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import highspy
import numpy as np
import pandas as pd
import scipy.sparse as sp

from kgcore.menu.formulation.master import Counts, Master
from kgcore.menu.problem.fixed_days import days_to_plan, placeholders
from kgcore.menu.problem.problem import Floats, Places, Problem
from kgcore.menu.rules import RULES
from kgcore.menu.rules.allowed import permission
from kgcore.menu.rules.bans import Bans
from kgcore.menu.rules.fee import Fee
from kgcore.menu.rules.nutrients import Nutrients
from kgcore.menu.solvers import highs
from kgcore.menu.solvers.matrix import matrix_of
from kgcore.menu.solvers.model import Model, Row

HELD = 1e-8
"""Share of the points that a second aim may give back: the solver's own tolerance."""


@dataclass(frozen=True, eq=False)
class Bounds:
    """What a question may change: bounds of rows and columns, points of columns."""

    row_low: Floats
    row_high: Floats
    low: Floats
    high: Floats
    points: Floats

    def copy(self) -> Bounds:
        """Return bounds of their own, to be changed."""
        return Bounds(
            self.row_low.copy(), self.row_high.copy(), self.low.copy(), self.high.copy(), self.points.copy()
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Answer:
    """An optimum: its points, the columns, and what one unit of each row's bound is worth in points."""

    points: float
    columns: Floats
    prices: Floats


class Questions:
    """A model's linear relaxation and what may be asked of it.

    Parameters
    ----------
    weeks : positions of the weeks the model may change; the others are constants in its rows.

    Attributes
    ----------
    days : days of these weeks that are not fixed: points, money and fees are told of them.
    """

    def __init__(self, problem: Problem, model: Model, weeks: tuple[int, ...]) -> None:
        matrix = matrix_of(model)
        self.problem = problem
        self.model = model
        self.weeks = weeks
        self.rows: list[Row] = [model.rows[name] for name in matrix.row_names]
        self.matrix = sp.csr_matrix(
            (matrix.value, matrix.column, matrix.start), shape=(len(self.rows), len(matrix.points))
        )
        self.days = sum(days_to_plan(problem, week) for week in weeks)
        self.bounds = Bounds(matrix.row_low, matrix.row_high, matrix.low, matrix.high, matrix.points)
        self._original = matrix, self.bounds
        self._solver: Any = highs.load(matrix, linear=True)
        self._in_solver = self.bounds

    def again(self) -> Self:
        """Return the same questions to be asked in another thread: with a solver of their own."""
        other, (matrix, held) = copy(self), self._original
        other._solver, other._in_solver = highs.load(matrix, linear=True), held
        return other

    def solve(self, bounds: Bounds) -> Answer | None:
        """Return the optimum under some bounds; None when nothing keeps them."""
        self._hold(bounds)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found = self._solver.getSolution()
        columns, prices = np.array(found.col_value), np.array(found.row_dual)
        return Answer(float(bounds.points @ columns), columns, prices)

    def _hold(self, bounds: Bounds) -> None:
        """Hand over what differs from what the solver holds."""
        previous = self._in_solver
        for place in np.flatnonzero((bounds.row_low != previous.row_low) | (bounds.row_high != previous.row_high)):
            self._solver.changeRowBounds(int(place), float(bounds.row_low[place]), float(bounds.row_high[place]))
        for place in np.flatnonzero((bounds.low != previous.low) | (bounds.high != previous.high)):
            self._solver.changeColBounds(int(place), float(bounds.low[place]), float(bounds.high[place]))
        for place in np.flatnonzero(bounds.points != self._in_solver.points):
            self._solver.changeColCost(int(place), float(bounds.points[place]))
        self._in_solver = bounds.copy()

    def best(self, bounds: Bounds, answer: Answer, weights: Floats) -> float:
        """Return the most of Σ weights x columns among all optima: unlike the columns of one optimum, it is one figure.

        Parameters
        ----------
        answer : the optimum under these bounds.
        """
        self._hold(bounds)
        used = np.flatnonzero(bounds.points)
        least = answer.points - HELD * max(1.0, abs(answer.points))
        self._solver.addRow(least, highspy.kHighsInf, len(used), used.astype(np.int32), bounds.points[used])
        columns = np.flatnonzero(bounds.points != weights)
        for place in columns:
            self._solver.changeColCost(int(place), float(weights[place]))
        self._solver.run()
        most = float(self._solver.getInfo().objective_function_value)
        optimal = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self._solver.deleteRows(1, np.array([len(self.rows)], dtype=np.int32))
        for place in columns:
            self._solver.changeColCost(int(place), float(bounds.points[place]))
        return most if optimal else float(weights @ answer.columns)

    def at_fee(self, bounds: Bounds, fen: float) -> Bounds:
        """Return bounds with another meal fee for the free weeks; weeks that are not free and fixed days keep theirs.

        With all weeks free they are those of a master built for that fee, see `fixed_days.fee_of_all`.
        """
        at_fee, problem = bounds.copy(), self.problem
        more = fen - float(problem.fee_fen or 0.0)
        for n in self.rows_of(Fee.name):
            row = self.rows[n]
            week = problem.weeks.index(row.key) if row.key in problem.weeks else None
            setting = problem.settings.row(Fee.name, "horizon" if week is None else "week")
            if setting is None or (week is not None and week not in self.weeks):
                continue
            days = self.days if week is None else days_to_plan(problem, week)
            shift = more * days / row.scale
            if np.isfinite(bounds.row_low[n]):
                at_fee.row_low[n] += setting.low * shift
            if np.isfinite(bounds.row_high[n]):
                at_fee.row_high[n] += setting.high * shift
            # a slack is a share of the fee that was: its price follows
            slacks = list(row.slacks)
            at_fee.points[slacks] = np.array(self.model.points)[slacks] / (1 + shift)
        return at_fee

    def rows_of(self, *rules: str) -> Places:
        """Return the positions of the rows of some rules."""
        return np.array([n for n, row in enumerate(self.rows) if row.rule in rules], dtype=np.intp)

    def slacks(self, *tiers: str) -> Places:
        """Return the slack columns of some tiers."""
        found = {slack for row in self.rows if row.tier in tiers for slack in row.slacks}
        return np.array(sorted(found), dtype=np.intp)

    def worth_of_fee(self, answer: Answer, fen: float = 100.0) -> float:
        """Return what a fee higher by some fen a child-day adds to the points: the fee rows' shadow prices."""
        worth, problem = 0.0, self.problem
        for n in self.rows_of(Fee.name):
            row = self.rows[n]
            horizon = row.key not in problem.weeks
            setting = problem.settings.row(Fee.name, "horizon" if horizon else "week")
            if setting is not None:
                days = self.days if horizon else days_to_plan(problem, problem.weeks.index(row.key))
                share = setting.low if np.isfinite(self.bounds.row_low[n]) else setting.high
                worth += float(answer.prices[n]) * share * fen * days / row.scale
        return worth

    def lost(self, answer: Answer, *tiers: str) -> float:
        """Return the points that the broken goals of some tiers cost, not negative."""
        slacks = self.slacks(*tiers)
        return max(0.0, -float(np.array(self.model.points)[slacks] @ answer.columns[slacks]))


class Relaxation(Questions):
    """The relaxation of a master: dishes of the free weeks to be chosen again, and divisible.

    Banned dishes have their columns too, closed in `bounds`, so that a ban can be lifted; pins are rows.

    Parameters
    ----------
    weeks : positions of the free weeks; None = all. fixed : [K, W] servings of the others.

    Attributes
    ----------
    overdrawn : see `Master`.
    open : upper bounds of the columns with bans lifted. widest : those without what rows imply, for when a row gives.

    Raises
    ------
    MenuError
        no dish may fill a place, or a pin is forbidden.
    """

    def __init__(self, problem: Problem, weeks: tuple[int, ...] | None = None, fixed: Counts | None = None) -> None:
        may_be_served = permission(problem)
        wide = permission(problem, [r for r in RULES if r.name != Bans.name]) if problem.bans else may_be_served
        master = Master(problem, wide, weeks=weeks, other_weeks=fixed)
        super().__init__(problem, master.model, master.weeks)
        self.z, self.overdrawn = master.z, master.overdrawn
        self.open = self.bounds.high
        high, widest = self.open.copy(), self.open.copy()
        for week in self.weeks:
            mine = self.z[:, week] >= 0
            columns = self.z[mine, week]
            most = may_be_served.allowed[:, list(problem.week_days[week])].sum(axis=1)[mine]
            high[columns] = np.minimum(high[columns], most)
            widest[columns] = most
        self.bounds = replace(self.bounds, high=high)
        self.widest = widest

    def liked(self, answer: Answer) -> float:
        """Return the points of the servings of days to be planned."""
        return float(np.array(self.model.points)[self.servings] @ answer.columns[self.servings])

    @cached_property
    def servings(self) -> Places:
        """Columns that are servings of days to be planned."""
        return np.asarray(self.z[(self.z >= 0) & ~placeholders(self.problem)[:, None]])

    @cached_property
    def courses(self) -> list[str]:
        """Course of each dish, by position."""
        return [str(course) for course in self.problem.dishes["course"]]

    @property
    def servings_wanted(self) -> float:
        """Number of servings in the free weeks, on days to be planned."""
        return float(sum(slot.count for slot in self.problem.slots) * self.days)

    @cached_property
    def fen(self) -> Floats:
        """Cost of a serving of each column for the average child of all weeks' days, in fen; [columns].

        What fixed days hold is paid and costs nothing more.
        """
        costs = np.zeros(self.matrix.shape[1])
        for week in self.weeks:
            open_ = (self.z[:, week] >= 0) & ~placeholders(self.problem)
            costs[self.z[open_, week]] = (Fee().cost(self.problem, week) @ self.problem.band_weights)[open_]
        return costs

    def cost(self, answer: Answer) -> float:
        """Return the cost of an average child-day to be planned in fen."""
        return float(self.fen @ answer.columns) / self.days

    @cached_property
    def _nutrients(self) -> tuple[pd.MultiIndex, sp.csr_matrix]:
        rows = {self.rows[n].key: n for n in self.rows_of(Nutrients.name)}
        keys = pd.MultiIndex.from_tuples([tuple(key.split(" ")) for key in rows], names=["nutrient", "week", "band"])
        amounts = self.matrix[list(rows.values())].tolil()
        amounts[:, self.slacks("fee", "norm", "goal")] = 0.0
        return keys, amounts.tocsr()

    def ratios(self, answer: Answer) -> pd.Series[float]:
        """Return amount ÷ target of each judged nutrient by nutrient, week and band."""
        keys, amounts = self._nutrients
        return pd.Series(amounts @ answer.columns, index=keys, name="ratio")
