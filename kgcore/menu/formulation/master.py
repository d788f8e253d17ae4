"""The master: how often each dish is served in each place in each week.

Weeks are the right grain: the same linear bound as a day-by-day model with a fifth of the nonzeros. Weeks that are not
free enter as constants, so changing one week of four builds and solves one week.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kgcore.menu.formulation.goal_cache import ask
from kgcore.menu.problem.fixed_days import days_to_plan, fixed_counts, placeholders
from kgcore.menu.problem.problem import Flags, Floats, Places, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules import RULES, Rule
from kgcore.menu.rules.allowed import Permission
from kgcore.menu.rules.base import Mix, average_of
from kgcore.menu.rules.season import Season
from kgcore.menu.solvers.model import Model

Counts = NDArray[np.int64]

FEW = 4
"""Columns of a count that is remembered, so that the same limit on one of them alone is not said again."""


class Master:
    """Integer servings z[choice, week] of the free weeks, with the rows of the rules.

    Parameters
    ----------
    other_weeks : [K, W] servings of the weeks that are not free; rows over several weeks count them.
    weeks : positions of the free weeks; None = all.
    lazy : names of lazy rules whose rows are wanted.
    keep : [K, W] servings of a menu to stay near: each one kept earns the settings' points of change.
    changes : servings of `keep` that may go at most; None = any number.

    Attributes
    ----------
    z : [K, W] columns of the servings, -1 where there is none. most : [K, W] days that allow a choice; the columns'
        own bounds also know what the rows imply, which the simplex method is quicker with.
    real : [K] choices that are dishes to be planned, not placeholders of fixed days.
    overdrawn : by name of a row, by how much what was served already is above its limit: that much more would not help.
    """

    def __init__(
        self, problem: Problem, permission: Permission, *, weeks: tuple[int, ...] | None = None,
        other_weeks: Counts | None = None, rules: Sequence[Rule] = RULES, lazy: frozenset[str] = frozenset(),
        keep: Counts | None = None, changes: int | None = None,
    ) -> None:  # fmt: skip
        self.problem = problem
        self.keep = keep
        self.weeks = tuple(range(len(problem.weeks))) if weeks is None else weeks
        self.mixes: tuple[Mix, ...] = (average_of(problem),)
        shape = (len(problem.choices), len(problem.weeks))
        self.fixed_counts = np.zeros(shape, dtype=np.int64) if other_weeks is None else other_weeks.copy()
        self.fixed_counts[:, list(self.weeks)] = 0
        self._any_fixed = bool(self.fixed_counts.any())
        self.model = Model("master")
        self.z = np.full(shape, -1, dtype=np.intp)
        self._before = served_outside(problem)
        self._on_fixed_days, self.real = fixed_counts(problem), ~placeholders(problem)
        self._any_on_fixed_days = bool(self._on_fixed_days.any())
        self.most = np.stack([permission.allowed[:, list(days)].sum(axis=1) for days in problem.week_days], axis=1)
        points = [found for rule in rules if (found := rule.prefers(problem)) is not None]
        worth = np.sum(points, axis=0) if points else np.zeros(shape)
        for week in self.weeks:
            for choice in np.flatnonzero(self.most[:, week]):
                dish, slot = problem.choices.dish[choice], problem.choices.slot[choice]
                real = bool(self.real[choice])
                self.z[choice, week] = self.model.column(
                    f"z_d{dish}_s{slot}_w{week}", 0 if real else 1, int(self.most[choice, week]), integer=True,
                    points=float(worth[choice, week]) if real else 0.0, tier="preference",
                )  # fmt: skip
        self._highs, self._columns = tuple(self.model.highs), self.z.tolist()
        self._row_limits: dict[tuple[str, int], float] = {}
        self.overdrawn: dict[str, float] = {}
        self._alone: list[tuple[str, str, int, float, float, float]] = []
        if keep is not None:
            self._stay_near(keep, changes)
        for rule in rules:
            if not rule.lazy or rule.name in lazy:
                ask(self, rule)
                rule.counts(self)
        self._fit_days(permission)
        self._file_alone()
        self.model.aim()
        self._weigh()

    def _weigh(self) -> None:
        """Change the points of the whole model's columns; a master for another aim than points says how."""

    def _fit_days(self, permission: Permission) -> None:
        """Serve no more dishes that only some days allow than those days have places (Hall 1935): at a turn of months.

        Each row takes the dishes of a place that are allowed on a set of days or fewer.
        """
        for week in self.weeks:
            days = list(self.problem.week_days[week])
            open_days = permission.allowed[:, days]
            for number, slot in enumerate(self.problem.slots):
                here = np.flatnonzero((self.problem.choices.slot == number) & (self.z[:, week] >= 0))
                for some_days in np.unique(open_days[here], axis=0):
                    if some_days.all():
                        continue
                    within = here[~(open_days[here] & ~some_days).any(axis=1)]
                    key = f"{slot} {'、'.join(str(self.problem.days[days[n]]) for n in np.flatnonzero(some_days))}"
                    columns = self.z[within, week].tolist()
                    self._bounded(
                        Season.name, key, columns, [1.0] * len(columns), None, float(slot.count * some_days.sum())
                    )

    def _stay_near(self, keep: Counts, changes: int | None) -> None:
        """Price the servings that are kept, and let no more than so many go; one more of a kept dish keeps none."""
        change = self.problem.settings.row("change", "week")
        columns = []
        for choice, week in zip(*np.nonzero((keep > 0) & (self.z >= 0) & self.real[:, None]), strict=True):
            column, most = int(self.z[choice, week]), float(keep[choice, week])
            if self.most[choice, week] > most:
                served, column = column, self.model.column(f"kept_{column}", 0, most, tier="preference")
                self.model.row("change", "改动", [column, served], [1.0, -1.0], high=0.0)
            self.model.points[column] += 0.0 if change is None else change.weight
            columns.append(column)
        if changes is not None:
            total = int(keep[self.real][:, list(self.weeks)].sum())
            self.model.row("change", "改动", columns, [1.0] * len(columns), low=float(total - changes))

    def _terms(self, week: int, per_choice: Floats) -> tuple[Places, Floats]:
        places = np.flatnonzero((self.z[:, week] >= 0) & (per_choice != 0))
        return self.z[places, week], per_choice[places]

    def amount(
        self, setting: Setting, key: str, week: int, mix: Mix, per_choice: Floats, *, scale: float,
        low: float | None = None, high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.Amounts`."""
        columns, values = self._terms(week, per_choice @ mix.weights)
        self.model.goal(setting, key, columns, values, scale=scale, low=low, high=high)

    def over_weeks(
        self, setting: Setting, key: str, mix: Mix, per_choice: dict[int, Floats], *, scale: float,
        low: float | None = None, high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.Amounts`."""
        parts_of_weeks: list[tuple[Places, Floats]] = []
        constant = 0.0
        for week, amounts in per_choice.items():
            total = amounts @ mix.weights
            constant += float(total @ self.fixed_counts[:, week])
            parts_of_weeks.append(self._terms(week, total))
        columns, values = (np.concatenate(parts) for parts in zip(*parts_of_weeks, strict=True))
        bounds = [None if bound is None else bound - constant for bound in (low, high)]
        self.model.goal(setting, key, columns, values, scale=scale, low=bounds[0], high=bounds[1])

    def dishes(self) -> list[int]:
        """See `rules.base.ServingCounts`."""
        return sorted({int(dish) for dish in self.problem.choices.dish[(self.z >= 0).any(axis=1)]})

    def limit(
        self, rule: str, key: str, weeks: tuple[int, ...], mask: Flags | Places, *, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.ServingCounts`; weeks outside the plan count what was served, fixed days what they hold."""
        inside = [week for week in weeks if 0 <= week < len(self.problem.weeks)]
        rows = mask.nonzero()[0] if mask.dtype == np.bool_ else mask
        columns = [row[week] for row in map(self._columns.__getitem__, rows.tolist()) for week in inside]
        columns = [column for column in columns if column >= 0]
        constant = float(self.fixed_counts[rows][:, inside].sum()) if self._any_fixed else 0.0
        if len(inside) < len(weeks) and self._before:
            dishes = np.unique(self.problem.choices.dish[rows])
            outside = [week for week in weeks if week not in inside]
            constant += sum(self._before.get((int(dish), week), 0) for dish in dishes for week in outside)
        if self._any_on_fixed_days and high is not None:
            high -= float(self._on_fixed_days[rows][:, inside].sum())
        self._bounded(rule, key, columns, [1.0] * len(columns), low, high, constant)

    def each_day(
        self, rule: str, key: str, week: int, per_choice: Flags | Floats, *, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.ServingCounts`."""
        columns, values = self._terms(week, np.where(self.real, per_choice, 0.0))
        days = days_to_plan(self.problem, week)
        low, high = (None if bound is None else bound * days for bound in (low, high))
        self._bounded(rule, key, columns.tolist(), values.tolist(), low, high)

    def _bounded(
        self, rule: str, key: str, columns: list[int], values: list[float], low: float | None, high: float | None,
        constant: float = 0.0,
    ) -> None:  # fmt: skip
        low = None if low is None else low - constant
        # what is already served cannot be undone: the free weeks then add nothing
        over = 0.0 if high is None else max(0.0, constant - high)
        high = None if high is None else max(0.0, high - constant)
        if not columns and (low is None or low <= 0):
            return
        if low is None and high is not None:
            if sum(value * self._highs[column] for column, value in zip(columns, values, strict=True)) <= high:
                return
            if len(columns) == 1:
                self._alone.append((rule, key, columns[0], values[0], high, over))
                return
            if len(columns) <= FEW:
                for column in columns:
                    self._row_limits[rule, column] = min(high, self._row_limits.get((rule, column), np.inf))
        self._limited(rule, key, columns, values, low, high, over)

    def _limited(
        self, rule: str, key: str, columns: list[int], values: list[float], low: float | None, high: float | None,
        over: float,
    ) -> None:  # fmt: skip
        self.model.row(rule, key, columns, values, low=low, high=high)
        if over:
            self.overdrawn[next(reversed(self.model.rows))] = over

    def _file_alone(self) -> None:
        """File the limits on one column that no wider limit of their rule implies; tell the columns what holds them."""
        for rule, key, column, value, high, over in self._alone:
            if high / value < self._row_limits.get((rule, column), np.inf):
                self._limited(rule, key, [column], [value], None, high, over)
                self._row_limits[rule, column] = high / value
        for (_, column), most in self._row_limits.items():
            self.model.tighten(column, most)

    def wish(
        self, setting: Setting, key: str, week: int, mask: Flags, *, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.ServingCounts`."""
        columns, values = self._terms(week, mask.astype(np.float64))
        self.model.goal(setting, key, columns, values, scale=1.0, low=low, high=high)

    def kinds(self, setting: Setting, key: str, week: int, foods: Flags, at_least: float) -> None:
        """See `rules.base.ServingCounts`: a kind counts once however often it is served."""
        holds = (self.problem.grams.max(axis=0) > 0)[self.problem.choices.dish]
        kinds = []
        for food in np.flatnonzero(foods):
            columns = self.z[holds[:, food], week]
            columns = columns[columns >= 0].tolist()
            if columns:
                kind = self.model.column(f"kind_f{food}_w{week}", 0, 1)
                self.model.row(
                    setting.rule, f"{key} {food}", [kind, *columns], [1.0, *[-1.0] * len(columns)], high=0.0
                )  # fmt: skip
                kinds.append(kind)
        self.model.goal(setting, key, kinds, [1.0] * len(kinds), scale=1.0, low=at_least)

    def cut(self, per_choice: Floats, week: int, high: float) -> None:
        """Keep Σ per_choice x servings of a week at most `high`: what the days could not hold."""
        columns, values = self._terms(week, per_choice)
        self.model.row("days", self.problem.weeks[week], columns, values, high=high)

    def counts(self, values: Floats) -> Counts:
        """Read the servings [K, W] from a solution, fixed weeks included."""
        counts = self.fixed_counts.copy()
        open_ = self.z >= 0
        counts[open_] = values[self.z[open_]].round().astype(np.int64)
        return counts


def served_outside(problem: Problem) -> dict[tuple[int, int], int]:
    """Return servings by dish and week outside the plan: -1 is the week before the first, len(weeks) the one after."""
    first, last = problem.days[0], problem.days[-1]
    monday = first.toordinal() - first.weekday()
    end = last.toordinal() - last.weekday()
    counts: dict[tuple[int, int], int] = {}
    for serving in problem.history:
        dish, day = problem.position.get(serving.dish), serving.date.toordinal()
        if dish is None or serving.date in problem.days:
            continue
        week = (day - monday) // 7 if day < monday else len(problem.weeks) - 1 + (day - end) // 7
        if day < monday or day >= end + 7:
            counts[dish, week] = counts.get((dish, week), 0) + 1
    return counts
