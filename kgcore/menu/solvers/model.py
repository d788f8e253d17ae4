"""Model: a PuLP problem that remembers which rule each row belongs to and which goal each slack measures.

A target, a floor and an upper limit often speak of one amount. Such an amount is a column of its own, defined by one
row, and its goals are rows of two or three terms: half the matrix.

Rows are made of (variable, coefficient) pairs handed to `pulp.LpAffineExpression` at once: summing terms copies the
expression at every step and takes ten times as long. `LpProblem.addConstraint` registers every variable of every row
anew, a third of what is left; the variables are registered when they are made, so rows are filed without it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pulp
from numpy.typing import NDArray

from kgcore.menu.problem.settings import TIERS, Setting

HARD, AMOUNT = "hard", "amount"
ELASTIC_POINTS = 1000.0

Floats = NDArray[np.float64]
Columns = NDArray[np.intp]


class _Column(pulp.LpVariable):  # type: ignore[misc]  # PuLP has no types
    """A variable hashed by identity, as PuLP's own is, but not by a call into Python for every term of every row."""

    __hash__ = object.__hash__


class Row(NamedTuple):
    """Where a row comes from: rule, key (what, which band, which week) and the slack columns that relax it.

    `scale` turns a slack into the unit of the row: broken by slack x scale.
    """

    name: str
    rule: str
    key: str
    tier: str
    slacks: tuple[int, ...]
    scale: float


@dataclass(frozen=True, eq=False)
class _Goal:
    """A goal that waits to be filed, until it is known which others speak of the same amount."""

    setting: Setting
    key: str
    columns: Columns
    coefficients: Floats
    scale: float
    low: float | None
    high: float | None

    @property
    def content(self) -> tuple[bytes, bytes]:
        return self.columns.tobytes(), self.coefficients.tobytes()


class Model:
    """A maximisation over labelled columns; hard rows, and goals that cost points when broken.

    Parameters
    ----------
    name : letters and digits.
    elastic : hard rows may break too, at 1,000 points a unit; shows which rules conflict.

    Attributes
    ----------
    amounts : column of each amount that several goals speak of → the row that defines it, Σ - amount = 0.
    """

    def __init__(self, name: str, elastic: bool = False) -> None:
        self.problem = pulp.LpProblem(name, pulp.LpMaximize)
        self.elastic = elastic
        self.columns: list[pulp.LpVariable] = []
        self.highs: list[float] = []
        self.points: list[float] = []
        self.tiers: list[str] = []
        self.rows: dict[str, Row] = {}
        self.amounts: dict[int, str] = {}
        self._goals: list[_Goal] = []

    def column(
        self, name: str, low: float | None = 0.0, high: float | None = None, *, integer: bool = False,
        points: float = 0.0, tier: str = "",
    ) -> int:  # fmt: skip
        """Add a variable worth `points` each in the objective under a tier; return its position."""
        kind = pulp.LpInteger if integer else pulp.LpContinuous
        self.columns.append(_Column(name, low, high, kind, _skip_v4_deprecation=True))
        self.highs.append(np.inf if high is None else high)
        self.points.append(points)
        self.tiers.append(tier)
        return len(self.columns) - 1

    def tighten(self, column: int, high: float) -> None:
        """Lower a column's upper bound to what its rows imply."""
        if high < self.highs[column]:
            self.highs[column] = high
            self.columns[column].upBound = high

    def row(
        self, rule: str, key: str, columns: Sequence[int] | Columns, coefficients: Sequence[float] | Floats, *,
        low: float | None = None, high: float | None = None, rigid: bool = False, dear: float = 1.0,
    ) -> None:  # fmt: skip
        """Add a hard row low <= Σ coefficient x column <= high; either side may be absent.

        `rigid` rows hold in an elastic model too; others break there at `dear` times the usual price.
        """
        expression = self._expression(columns, coefficients)
        if self.elastic and not rigid:
            self._relaxed(rule, key, expression, low, high, 1.0, HARD, dear * ELASTIC_POINTS)
            return
        self._constraints(rule, key, expression, low, high, (), 1.0, HARD)

    def _expression(
        self, columns: Sequence[int] | Columns, coefficients: Sequence[float] | Floats
    ) -> pulp.LpAffineExpression:  # fmt: skip
        # plain numbers: numpy's are slower in PuLP's dictionaries
        places = columns.tolist() if isinstance(columns, np.ndarray) else columns
        values = coefficients.tolist() if isinstance(coefficients, np.ndarray) else coefficients
        return pulp.LpAffineExpression(zip(map(self.columns.__getitem__, places), values, strict=True))

    def goal(
        self, setting: Setting, key: str, columns: Sequence[int] | Columns, coefficients: Sequence[float] | Floats, *,
        scale: float, low: float | None = None, high: float | None = None,
    ) -> None:  # fmt: skip
        """Add a goal low <= Σ coefficient x column <= high that costs `setting.weight` points per `scale` broken.

        Goals are filed by `aim`, after the hard rows.
        """
        self._goals.append(
            _Goal(
                setting, key, np.asarray(columns, dtype=np.intp), np.asarray(coefficients, dtype=np.float64), scale,
                low, high,
            )
        )  # fmt: skip

    def _file_goals(self) -> None:
        """File the goals; an amount of more than two terms that several speak of becomes a column."""
        shared = {content for content, number in Counter(goal.content for goal in self._goals).items() if number > 1}
        measured: dict[tuple[bytes, bytes], tuple[int, float]] = {}
        for goal in self._goals:
            columns, coefficients, content = goal.columns, goal.coefficients, goal.content
            if content in shared and len(columns) > 2:
                if content not in measured:
                    measured[content] = self._amount(goal), goal.scale
                amount, unit = measured[content]
                columns, coefficients = np.array([amount]), np.array([unit])
            setting = goal.setting
            self._relaxed(
                setting.rule, goal.key, self._expression(columns, coefficients / goal.scale), goal.low, goal.high,
                goal.scale, setting.tier, setting.weight,
            )  # fmt: skip
        self._goals.clear()

    def _amount(self, goal: _Goal) -> int:
        """Add the column of a goal's amount, in the goal's scale."""
        expression = self._expression(goal.columns, goal.coefficients / goal.scale)
        amount = self.column(f"{AMOUNT}_{len(self.columns)}", low=None)
        expression[self.columns[amount]] = -1.0
        self.amounts[amount] = f"{AMOUNT}_{len(self.rows)}"
        self._constraints(AMOUNT, goal.key, expression, 0.0, 0.0, (), goal.scale, AMOUNT)
        return amount

    def _relaxed(
        self, rule: str, key: str, expression: pulp.LpAffineExpression, low: float | None, high: float | None,
        scale: float, tier: str, weight: float,
    ) -> None:  # fmt: skip
        slacks = []
        for side, bound, sign in (("short", low, 1.0), ("over", high, -1.0)):
            if bound is not None:
                slack = self.column(f"{side}_{len(self.columns)}", points=-weight, tier=tier)
                slacks.append(slack)
                expression[self.columns[slack]] = sign
        bounds = [None if bound is None else bound / scale for bound in (low, high)]
        self._constraints(rule, key, expression, bounds[0], bounds[1], tuple(slacks), scale, tier)

    def _constraints(
        self, rule: str, key: str, expression: pulp.LpAffineExpression, low: float | None, high: float | None,
        slacks: tuple[int, ...], scale: float, tier: str,
    ) -> None:  # fmt: skip
        if low is not None and low == high:
            self._file(rule, key, expression, pulp.LpConstraintEQ, low, slacks, scale, tier)
            return
        if low is not None:
            self._file(rule, key, expression, pulp.LpConstraintGE, low, slacks, scale, tier)
        if high is not None:
            self._file(rule, key, expression, pulp.LpConstraintLE, high, slacks, scale, tier)

    def _file(
        self, rule: str, key: str, expression: pulp.LpAffineExpression, sense: int, bound: float,
        slacks: tuple[int, ...], scale: float, tier: str,
    ) -> None:  # fmt: skip
        name = f"{rule}_{len(self.rows)}"
        constraint = pulp.LpConstraint(expression, sense, name=name, rhs=float(bound))
        self.problem._constraints[name] = constraint
        self.problem.modifiedConstraints.append(constraint)
        self.rows[name] = Row(name, rule, key, tier, slacks, scale)

    def aim(self) -> None:
        """File the goals and set the objective: the points of all columns."""
        self._file_goals()
        pairs = [(column, points) for column, points in zip(self.columns, self.points, strict=True) if points]
        self.problem.setObjective(pulp.LpAffineExpression(pairs))

    def points_by_tier(self, values: Floats) -> dict[str, float]:
        """Return what each tier adds to the objective at a solution."""
        earned = np.array(self.points) * values
        tiers = np.array(self.tiers)
        return {tier: float(earned[tiers == tier].sum()) for tier in (HARD, *TIERS) if (tiers == tier).any()}

    def broken(self, values: Floats, tolerance: float = 1e-6) -> list[tuple[Row, float]]:
        """Return the relaxed rows that do not hold at a solution, with by how much in the unit of the row."""
        seen: set[tuple[int, ...]] = set()
        found = []
        for row in self.rows.values():
            if row.slacks and row.slacks not in seen:
                seen.add(row.slacks)
                amount = float(values[list(row.slacks)].sum())
                if amount > tolerance:
                    found.append((row, amount * row.scale))
        return found
