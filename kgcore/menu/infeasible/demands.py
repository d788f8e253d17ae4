"""Everything hard about a menu as rows over dish x place x day: what may be asked for together, and what may not.

The plan chooses weeks first and days after; a conflict is looked for in both at once, so that a pin on Monday and a
limit of the week can be seen to disagree. Rows of a week that its days' rows imply are left out: they say nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from kgcore.menu.formulation.day_assignment import served_around
from kgcore.menu.formulation.master import Master
from kgcore.menu.problem.problem import Flags, Floats, Places, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules import RULES, Rule
from kgcore.menu.rules.allowed import Permission, permission
from kgcore.menu.rules.courses import Courses


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
        closing = [rule for rule in RULES if type(rule).closes is not Rule.closes]
        wide = permission(problem.with_(pins=()), [rule for rule in RULES if rule not in closing])
        self.columns: Places = np.array(np.nonzero(wide.allowed))
        self._at = np.full(wide.allowed.shape, -1, dtype=np.intp)
        self._at[wide.allowed] = np.arange(self.columns.shape[1])
        self._demands: list[Demand] = []
        self.days = tuple(range(len(problem.days)))
        for rule in RULES:
            if rule.hard:
                rule.days(self)
        self.places = [row for row in self._demands if row.rule == Courses.name]
        daily = [row for row in self._demands if row.rule != Courses.name]
        self.rows: list[Demand] = [*self._weekly(wide), *daily, *self._closed(closing)]

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
        around = served_around(self.problem, (), -1) if self.problem.history or self.problem.fixed_servings else {}
        for dish, days in gap.items():
            columns = self._at[self.problem.choices.dish == dish]
            name = self.problem.dishes["dish"][dish]
            for day in self.days[: len(self.days) - 1]:
                near = columns[:, day : day + days]
                self._add(rule, f"{name} {self.problem.days[day]}", near[near >= 0], None, None, 1.0)
            taken = [day for day in self.days if any(abs(day - n) < days for n in around.get(dish, ()))]
            near = columns[:, taken]
            self._add(rule, f"{name} 邻周", near[near >= 0], None, None, 0.0)

    def _add(
        self, rule: str, key: str, columns: Places, weights: Floats | None, low: float | None, high: float | None
    ) -> None:
        weights = np.ones(len(columns)) if weights is None else weights
        if low is None and high is not None and weights.sum() <= high:
            return
        self._demands.append(
            Demand(rule, key, columns, weights, -np.inf if low is None else low, np.inf if high is None else high)
        )

    def _weekly(self, wide: Permission) -> Iterator[Demand]:
        """Yield the rows of weeks that their days' rows do not imply."""
        master = Master(self.problem, wide, rules=[rule for rule in RULES if rule.hard])
        days = {}
        for choice, week in zip(*np.nonzero(master.z >= 0), strict=True):
            here = self._at[choice, list(self.problem.week_days[week])]
            days[int(master.z[choice, week])] = here[here >= 0]
        rows = zip(master.model.rows.values(), master.model.terms, master.model.row_highs, strict=True)
        for row, (terms, values), high in rows:
            rule = RULES.find(row.rule)
            if rule is not None and rule.implied_by_days(row.key):
                continue
            by_day = [days[column] for column in terms.tolist()]
            weights = np.repeat(values, [len(columns) for columns in by_day])
            yield Demand(row.rule, row.key, np.concatenate(by_day), weights, -np.inf, high)

    def _closed(self, rules: Sequence[Rule]) -> Iterator[Demand]:
        """Yield what rules close that could be opened again, what gives way first in front."""
        choice, day = self.columns
        for rule in sorted(rules, key=lambda rule: rule.gives_way or np.inf):
            for key, mask in rule.closes(self.problem):
                columns = np.flatnonzero(mask[choice, day])
                if len(columns):
                    yield Demand(rule.name, key, columns, np.ones(len(columns)), -np.inf, 0.0)

    def matrix(self, rows: list[Demand]) -> sp.csr_matrix:
        """Return rows as a sparse matrix over the columns."""
        start = np.cumsum([0, *(len(row.columns) for row in rows)])
        columns = np.concatenate([row.columns for row in rows]) if rows else np.empty(0, dtype=np.intp)
        weights = np.concatenate([row.weights for row in rows]) if rows else np.empty(0)
        return sp.csr_matrix((weights, columns, start), shape=(len(rows), self.columns.shape[1]))
