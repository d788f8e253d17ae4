"""The assignment: on which day of its week each chosen serving is cooked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kgcore.menu.formulation.master import Counts
from kgcore.menu.problem.errors import SolverMissing
from kgcore.menu.problem.fixed_days import fixed_days_by_dish
from kgcore.menu.problem.problem import Flags, Floats, Places, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules import RULES, Rule
from kgcore.menu.rules.allowed import Permission
from kgcore.menu.rules.courses import Courses
from kgcore.menu.rules.pins import Pins
from kgcore.menu.solvers import highs
from kgcore.menu.solvers.highs import Limits
from kgcore.menu.solvers.matrix import matrix_of
from kgcore.menu.solvers.model import Model
from kgcore.menu.solvers.status import Status

Placements = dict[tuple[int, int], int]
"""(choice, day) → servings, by position."""

GAP, NODES = 0.005, 200
SERVED = "served"

EMPTY = 20.0
"""How much dearer an empty place is there than a rule on variety."""

KEEP_POINTS = 2.0


@dataclass(frozen=True, eq=False)
class Group:
    """What a day's row speaks of: the choices, what each counts, and the most a day may hold."""

    rule: str
    key: str
    mask: Flags
    weight: Floats
    high: float


@dataclass(frozen=True, eq=False)
class Assigned:
    """Days of a week's servings; `short` names the rows of the days that could not be kept."""

    placements: Placements
    short: tuple[Group, ...]
    violations: tuple[tuple[str, str, float], ...] = ()


class WeekDays:
    """Model of one week's days: x[choice, day] of the chosen servings, with the rows of the rules.

    Parameters
    ----------
    counts : [K] servings of the week.
    around : dish position → day numbers on which it is served outside this week, or on its fixed days (days of the
        plan count from 0, earlier ones are negative).
    before : the same week's placing so far, to be kept where it can.
    """

    def __init__(
        self, problem: Problem, permission: Permission, week: int, counts: Counts, *,
        around: Mapping[int, Sequence[int]], before: Placements, rules: Sequence[Rule] = RULES,
        lazy: frozenset[str] = frozenset(), elastic: bool = False,
    ) -> None:  # fmt: skip
        self.problem = problem
        self.days = problem.week_days[week]
        self.model = Model("days", elastic)
        self.groups: dict[tuple[str, str], Group] = {}
        self._around = around
        self.x: dict[tuple[int, int], int] = {}
        self._counts = counts
        self._by_day: dict[int, Places] = {}
        for choice in np.flatnonzero(counts):
            for day in self.days:
                if permission.allowed[choice, day]:
                    kept = KEEP_POINTS if before.get((int(choice), day)) else 0.0
                    self.x[int(choice), day] = self.model.column(
                        f"x_c{choice}_d{day}", 0, 1, integer=True, points=kept, tier="change"
                    )  # fmt: skip
            columns = [self.x[int(choice), day] for day in self.days if (int(choice), day) in self.x]
            served = float(counts[choice])
            self.model.row(SERVED, str(choice), columns, [1.0] * len(columns), low=served, high=served, dear=EMPTY)
            mask = np.arange(len(counts)) == choice
            self.groups[SERVED, str(choice)] = Group(SERVED, str(choice), mask, mask.astype(np.float64), served)
        for rule in rules:
            if not rule.lazy or rule.name in lazy:
                rule.days(self)
        self.model.aim()

    def _terms(self, day: int, per_choice: Floats) -> tuple[list[int], list[float]]:
        choices, columns = self._on_day(day)
        values = per_choice[choices]
        used = values != 0
        return columns[used].tolist(), values[used].tolist()

    def _on_day(self, day: int) -> tuple[Places, Places]:
        if day not in self._by_day:
            here = [(choice, column) for (choice, d), column in self.x.items() if d == day]
            self._by_day[day] = np.array(here, dtype=np.intp).reshape(-1, 2).T
        choices, columns = self._by_day[day]
        return choices, columns

    def limit(
        self, rule: str, key: str, day: int, mask: Flags, *, weight: Floats | None = None, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.Days`."""
        per_choice = mask.astype(np.float64) if weight is None else np.where(mask, weight, 0.0)
        columns, values = self._terms(day, per_choice)
        if low is None and high is not None and sum(values) <= high:
            return
        self.model.row(
            rule,
            key,
            columns,
            values,
            low=low,
            high=high,
            rigid=rule == Pins.name,
            dear=EMPTY if rule == Courses.name else 1.0,
        )
        if high is not None and low is None:
            self.groups[rule, key] = Group(rule, key, mask, per_choice, high)

    def wish(
        self, setting: Setting, key: str, day: int, per_choice: Floats, *, scale: float, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.Days`."""
        columns, values = self._terms(day, per_choice)
        self.model.goal(setting, key, columns, values, scale=scale, low=low, high=high)

    def apart(self, rule: str, gap: dict[int, int]) -> None:
        """See `rules.base.Days`."""
        dishes = self.problem.choices.dish
        served = {int(dishes[choice]) for choice, _ in self.x}
        for dish in sorted(served & set(gap)):
            places = [place for place in self.x if dishes[place[0]] == dish]
            if self._counts[dishes == dish].sum() > 1:
                for day in self.days:
                    near = [place for place in places if day <= place[1] < day + gap[dish]]
                    self._at_most(rule, dish, str(self.problem.days[day]), near, 1.0)
            taken = [
                place for place in places if any(abs(place[1] - n) < gap[dish] for n in self._around.get(dish, ()))
            ]
            self._at_most(rule, dish, "邻周", taken, 0.0)

    def _at_most(self, rule: str, dish: int, label: str, places: list[tuple[int, int]], high: float) -> None:
        if len(places) > high:
            key = f"{self.problem.dishes['dish'][dish]} {label}"
            self.model.row(rule, key, [self.x[place] for place in places], [1.0] * len(places), high=high)
            mask = self.problem.choices.dish == dish
            self.groups[rule, key] = Group(rule, key, mask, mask.astype(np.float64), high)

    def kinds(self, setting: Setting, key: str, day: int, foods: Flags, at_least: float) -> None:
        """See `rules.base.Days`."""
        holds = self.problem.grams.max(axis=0) > 0
        kinds = []
        for food in np.flatnonzero(foods):
            columns = [
                self.x[c, d] for c, d in self.x if d == day and holds[self.problem.choices.dish[c], food]
            ]  # fmt: skip
            if columns:
                kind = self.model.column(f"kind_f{food}_d{day}", 0, 1)
                self.model.row(
                    setting.rule, f"{key} {food}", [kind, *columns], [1.0, *[-1.0] * len(columns)], high=0.0,
                    rigid=True,
                )  # fmt: skip
                kinds.append(kind)
        self.model.goal(setting, key, kinds, [1.0] * len(kinds), scale=1.0, low=at_least)


def assign(
    problem: Problem, permission: Permission, week: int, counts: Counts, *,
    around: Mapping[int, Sequence[int]], before: Placements, rules: Sequence[Rule] = RULES,
    lazy: frozenset[str] = frozenset(),
) -> Assigned:  # fmt: skip
    """Place a week's servings on its days.

    Returns
    -------
    Assigned
        When the days cannot hold them, the placing that breaks least, and the row it breaks.

    Raises
    ------
    SolverMissing
        the solver gave no answer at all.
    """
    for elastic in (False, True):
        days = WeekDays(
            problem, permission, week, counts, around=around, before=before, rules=rules, lazy=lazy, elastic=elastic
        )  # fmt: skip
        answer = highs.solve(matrix_of(days.model), Limits(gap=GAP, nodes=NODES))
        if answer.values is not None:
            days_of = {key: 1 for key, column in days.x.items() if answer.values[column] > 0.5}
            broken = days.model.broken(answer.values) if elastic else []
            hard = [(row, amount) for row, amount in broken if row.tier == "hard"]
            known = [days.groups[row.rule, row.key] for row, _ in hard if (row.rule, row.key) in days.groups]
            # what variety could give is tried before a dish is taken out for want of a day
            short = tuple(sorted(known, key=lambda group: group.rule == SERVED))
            return Assigned(days_of, short, tuple((row.rule, row.key, amount) for row, amount in hard))
        if answer.status == Status.ERROR:
            raise SolverMissing(f"HiGHS 没有给出结果（{answer.message}）；请重新运行")
    return Assigned({}, (), ((SERVED, problem.weeks[week], float("nan")),))


def served_around(problem: Problem, servings: Iterable[tuple[int, int]], week: int) -> dict[int, list[int]]:
    """Return the day numbers of each dish that a week's planning does not move.

    Placed in other weeks, on fixed days of any, or served before or after the plan.
    """
    days_of = fixed_days_by_dish(problem)
    inside = set(problem.week_days[week])
    for choice, day in servings:
        if day not in inside:
            days_of.setdefault(int(problem.choices.dish[choice]), []).append(day)
    outside = [s for s in problem.history if s.date not in problem.days and s.dish in problem.position]
    earlier = sorted({s.date for s in outside if s.date < problem.days[0]}, reverse=True)
    later = sorted({s.date for s in outside if s.date > problem.days[-1]})
    number = {date: -1 - n for n, date in enumerate(earlier)} | {
        date: len(problem.days) + n for n, date in enumerate(later)
    }
    for serving in outside:
        if serving.date in number:
            days_of.setdefault(problem.position[serving.dish], []).append(number[serving.date])
    return days_of
