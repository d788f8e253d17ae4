"""A given menu held against the rules' rows: each row is counted at once instead of being put into a model.

A rule adds its rows to `WeekTally` as to the master, and to `DayTally` as to the assignment of days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kgcore.menu.problem.fixed_days import days_to_plan, fixed_counts
from kgcore.menu.problem.problem import Flags, Floats, Places, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules.violations import NEGLIGIBLE, Broken
from kgcore.menu.solvers.model import HARD


class _Tally:
    """Collects the rows that do not hold."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.violations: list[Broken] = []

    def _judge(
        self, rule: str, key: str, tier: str, amount: float, scale: float, low: float | None, high: float | None
    ) -> None:
        lack = max(0.0 if low is None else low - amount, 0.0 if high is None else amount - high)
        if lack / scale > NEGLIGIBLE:
            self.violations.append(Broken(rule, key, tier, lack, lack / scale))

    def _kinds(self, setting: Setting, key: str, served: Flags, foods: Flags, at_least: float) -> None:
        holds = self.problem.grams[:, self.problem.choices.dish[served]].max(axis=(0, 1), initial=0.0) > 0
        kinds = int((holds & foods).sum())
        self._judge(setting.rule, f"{key} {kinds}种", setting.tier, kinds, at_least, at_least, None)


class WeekTally(_Tally):
    """Servings by week; see `rules.base.ServingCounts`.

    Parameters
    ----------
    counts : [K, W] servings. open_counts : those on days that are not fixed. before : servings by (dish, week)
        outside the plan.
    """

    def __init__(
        self, problem: Problem, counts: np.ndarray, open_counts: np.ndarray, before: Mapping[tuple[int, int], int]
    ) -> None:
        super().__init__(problem)
        self.weeks = tuple(range(len(problem.weeks)))
        self._counts, self._open_counts, self._before = counts, open_counts, before
        self._on_fixed_days = fixed_counts(problem)

    def dishes(self) -> list[int]:
        """See `rules.base.ServingCounts`; only dishes that are served can be served too often."""
        return sorted({int(dish) for dish in self.problem.choices.dish[self._open_counts.any(axis=1)]})

    def limit(
        self, rule: str, key: str, weeks: tuple[int, ...], mask: Flags | Places, *, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.ServingCounts`."""
        inside = [week for week in weeks if 0 <= week < len(self.problem.weeks)]
        times = float(self._open_counts[mask][:, inside].sum())
        earlier = float(self._on_fixed_days[mask][:, inside].sum())
        if len(inside) < len(weeks):
            dishes = np.unique(self.problem.choices.dish[mask])
            outside = [week for week in weeks if week not in inside]
            earlier += sum(self._before.get((int(dish), week), 0) for dish in dishes for week in outside)
        # what was served already cannot be undone: only what the plan adds counts as broken
        high = None if high is None else max(0.0, high - earlier)
        self._judge(rule, key, HARD, times, 1.0, low, high)

    def each_day(
        self, rule: str, key: str, week: int, per_choice: Flags | Floats, *, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.ServingCounts`."""
        days = days_to_plan(self.problem, week)
        bounds = [None if bound is None else bound * days for bound in (low, high)]
        self._judge(rule, key, HARD, float(per_choice @ self._open_counts[:, week]), 1.0, *bounds)

    def wish(
        self, setting: Setting, key: str, week: int, mask: Flags, *, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.ServingCounts`."""
        self._judge(setting.rule, key, setting.tier, float(self._counts[mask, week].sum()), 1.0, low, high)

    def kinds(self, setting: Setting, key: str, week: int, foods: Flags, at_least: float) -> None:
        """See `rules.base.ServingCounts`."""
        self._kinds(setting, key, self._counts[:, week] > 0, foods, at_least)


class DayTally(_Tally):
    """Servings by day of one week, fixed days left out; see `rules.base.Days`.

    Parameters
    ----------
    placed : [K, D] whether a choice is served on a day. around : see `day_assignment.served_around`.
    """

    def __init__(self, problem: Problem, week: int, placed: Flags, around: Mapping[int, Sequence[int]]) -> None:
        super().__init__(problem)
        self.days = tuple(day for day in problem.week_days[week] if problem.open_days[day])
        self._servings, self._around = placed, around

    def limit(
        self, rule: str, key: str, day: int, mask: Flags, *, weight: Floats | None = None, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.Days`."""
        here = self._servings[:, day] & mask
        amount = float(here.sum()) if weight is None else float(weight[here].sum())
        self._judge(rule, key, HARD, amount, 1.0, low, high)

    def wish(
        self, setting: Setting, key: str, day: int, per_choice: Floats, *, scale: float, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.Days`."""
        amount = float(per_choice[self._servings[:, day]].sum())
        self._judge(setting.rule, key, setting.tier, amount, scale, low, high)

    def apart(self, rule: str, gap: dict[int, int]) -> None:
        """See `rules.base.Days`."""
        problem = self.problem
        for dish in sorted({int(dish) for dish in problem.choices.dish[self._servings[:, self.days].any(axis=1)]}):
            if dish not in gap:
                continue
            name = problem.dishes["dish"][dish]
            times = self._servings[problem.choices.of_dish[dish]].sum(axis=0)
            for day in self.days:
                near = float(sum(times[at] for at in self.days if day <= at < day + gap[dish]))
                self._judge(rule, f"{name} {problem.days[day]}", HARD, near, 1.0, None, 1.0)
            others = self._around.get(dish, ())
            beside = float(sum(times[at] for at in self.days if any(abs(at - n) < gap[dish] for n in others)))
            self._judge(rule, f"{name} 邻周", HARD, beside, 1.0, None, 0.0)

    def kinds(self, setting: Setting, key: str, day: int, foods: Flags, at_least: float) -> None:
        """See `rules.base.Days`."""
        self._kinds(setting, key, self._servings[:, day], foods, at_least)
