"""Everything hard about a menu as rows over dish x place x day: what may be asked for together, and what may not.

The plan chooses weeks first and days after; a conflict is looked for in both at once, so that a pin on Monday and a
limit of the week can be seen to disagree. Rows of a week that its days' rows imply are left out: they say nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from kgcore.menu.formulation.day_assignment import served_around
from kgcore.menu.formulation.master import Master
from kgcore.menu.problem.allergens import UNKNOWN
from kgcore.menu.problem.problem import Flags, Floats, Places, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules import RULES, Rule
from kgcore.menu.rules.allergens import Allergens
from kgcore.menu.rules.allowed import Permission, permission
from kgcore.menu.rules.bans import Bans
from kgcore.menu.rules.courses import Courses
from kgcore.menu.rules.delivery import Delivery
from kgcore.menu.rules.group import GroupLimit
from kgcore.menu.rules.hands import Hands
from kgcore.menu.rules.pins import Pins

NEGOTIABLE = (Bans.name, Allergens.name, Delivery.name)
"""Rules that close dishes and could open them again; season, banned food and nuts are not to be argued with."""

COUNTING = tuple(
    rule
    for rule in RULES
    if rule.hard and rule.name not in (Courses.name, Pins.name) and type(rule).counts is not Rule.counts
)
DAILY = tuple(rule for rule in RULES if rule.hard and type(rule).days is not Rule.days)


@dataclass(frozen=True, eq=False)
class Demand:
    """One row low <= Σ weight x servings <= high over columns of `Demands`; `key` names its dish, day or week."""

    rule: str
    key: str
    columns: Places
    weights: Floats
    low: float
    high: float


class Demands:
    """Columns x[choice, day] of every serving that could be, and the rows the hard rules put on them.

    Attributes
    ----------
    columns : [2, n] choice and day of each column. places : rows that fill the menu's places, never given up.
    rows : what the nutritionist, the kitchen and the rules demand.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        permission(problem)  # what it can name itself is raised here
        wide = permission(problem.with_(pins=()), [rule for rule in RULES if rule.name not in NEGOTIABLE])
        self.columns: Places = np.array(np.nonzero(wide.allowed))
        self._at = np.full(wide.allowed.shape, -1, dtype=np.intp)
        self._at[wide.allowed] = np.arange(self.columns.shape[1])
        self._found: list[Demand] = []
        self.days = tuple(range(len(problem.days)))
        for rule in DAILY:
            rule.days(self)
        self.places = [row for row in self._found if row.rule == Courses.name]
        daily = [row for row in self._found if row.rule != Courses.name]
        self.rows: list[Demand] = [*_not_implied(self._weekly(wide), problem), *daily, *self._closed()]

    def limit(
        self, rule: str, key: str, day: int, mask: Flags, *, weight: Floats | None = None, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.Days`."""
        columns = self._at[mask, day]
        weights = np.ones(len(columns)) if weight is None else weight[mask]
        used = (columns >= 0) & (weights != 0)
        self._add(rule, key, columns[used], weights[used], low, high)

    def wish(
        self, setting: Setting, key: str, day: int, per_choice: Floats, *, scale: float, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.Days`: a wish makes nothing impossible."""

    def kinds(self, setting: Setting, key: str, day: int, foods: Flags, at_least: float) -> None:
        """See `rules.base.Days`: a wish makes nothing impossible."""

    def apart(self, rule: str, gap: dict[int, int]) -> None:
        """See `rules.base.Days`."""
        around = served_around(self.problem, (), -1) if self.problem.history or self.problem.fixed else {}
        for dish, days in gap.items():
            mine = self._at[self.problem.choices.dish == dish]
            name = self.problem.dishes["dish"][dish]
            for day in self.days[: len(self.days) - 1]:
                near = mine[:, day : day + days]
                self._add(rule, f"{name} {self.problem.days[day]}", near[near >= 0], None, None, 1.0)
            taken = [day for day in self.days if any(abs(day - n) < days for n in around.get(dish, ()))]
            near = mine[:, taken]
            self._add(rule, f"{name} 邻周", near[near >= 0], None, None, 0.0)

    def _add(
        self, rule: str, key: str, columns: Places, weights: Floats | None, low: float | None, high: float | None
    ) -> None:
        weights = np.ones(len(columns)) if weights is None else weights
        if low is None and high is not None and weights.sum() <= high:
            return
        self._found.append(
            Demand(rule, key, columns, weights, -np.inf if low is None else low, np.inf if high is None else high)
        )

    def _weekly(self, wide: Permission) -> Iterator[Demand]:
        master = Master(self.problem, wide, rules=COUNTING)
        days = {}
        for choice, week in zip(*np.nonzero(master.z >= 0), strict=True):
            here = self._at[choice, list(self.problem.week_days[week])]
            days[int(master.z[choice, week])] = here[here >= 0]
        place = {id(variable): n for n, variable in enumerate(master.model.columns)}
        for name, row in master.model.rows.items():
            constraint = master.model.problem._constraints[name]
            pairs = [(days[place[id(variable)]], value) for variable, value in constraint.items()]
            columns = np.concatenate([found for found, _ in pairs])
            weights = np.concatenate([np.full(len(found), value) for found, value in pairs])
            yield Demand(row.rule, row.key, columns, weights, -np.inf, -float(constraint.constant))

    def _closed(self) -> Iterator[Demand]:
        """Yield what bans, avoided allergens and delivery days close."""
        problem, (choice, day) = self.problem, self.columns
        dishes = problem.choices.dish[choice]
        for dish, date in sorted(problem.bans, key=str):
            hit = dishes == problem.position[dish]
            if date is not None:
                hit &= day == (problem.days.index(date) if date in problem.days else -1)
            yield from self._none(Bans.name, dish if date is None else f"{dish} {date}", hit)
        for allergen in sorted(problem.avoid):
            holds = np.array([bool(of & {allergen, UNKNOWN}) for of in problem.allergens], dtype=bool)
            yield from self._none(Allergens.name, allergen, holds[dishes])
        late = Delivery().forbids(problem)
        if late is not None:
            yield from self._none(Delivery.name, "未到货的日子", late[choice, day])

    def _none(self, rule: str, key: str, hit: Flags) -> Iterator[Demand]:
        if hit.any():
            columns = np.flatnonzero(hit)
            yield Demand(rule, key, columns, np.ones(len(columns)), -np.inf, 0.0)

    def matrix(self, rows: list[Demand]) -> sp.csr_matrix:
        """Return rows as a sparse matrix over the columns."""
        start = np.cumsum([0, *(len(row.columns) for row in rows)])
        columns = np.concatenate([row.columns for row in rows]) if rows else np.empty(0, dtype=np.intp)
        weights = np.concatenate([row.weights for row in rows]) if rows else np.empty(0)
        return sp.csr_matrix((weights, columns, start), shape=(len(rows), self.columns.shape[1]))


def _not_implied(weekly: Iterator[Demand], problem: Problem) -> Iterator[Demand]:
    """Yield the rows of weeks that their days' rows do not imply: a day's limit times the days is the week's."""
    by_day = {rule.name for rule in DAILY if isinstance(rule, (GroupLimit, Hands))}
    by_day_keys = {(rule, week) for rule in by_day for week in problem.weeks}
    for row in weekly:
        if (row.rule, row.key.split(" ")[-1]) not in by_day_keys or " 每周 " in row.key:
            yield row
