"""Model: a PuLP problem that remembers which rule each row belongs to and which goal each slack measures.

Rows are made of (variable, coefficient) pairs handed to `pulp.LpAffineExpression` at once: summing terms copies the
expression at every step and takes ten times as long. `LpProblem.addConstraint` registers every variable of every row
anew, a third of what is left; the variables are registered when they are made, so rows are filed without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pulp
from numpy.typing import NDArray

from kgcore.menu.settings import TIERS, Setting

HARD = "hard"
ELASTIC_POINTS = 1000.0


@dataclass(frozen=True)
class Row:
    """Where a row comes from: rule, key (what, which band, which week) and the slack columns that relax it.

    `scale` turns a slack into the unit of the row: broken by slack x scale.
    """

    name: str
    rule: str
    key: str
    tier: str
    slacks: tuple[int, ...]
    scale: float


class Model:
    """A maximisation over labelled columns; hard rows, and goals that cost points when broken.

    Parameters
    ----------
    name : letters and digits.
    elastic : hard rows may break too, at 1,000 points a unit; shows which rules conflict.
    """

    def __init__(self, name: str, elastic: bool = False) -> None:
        self.problem = pulp.LpProblem(name, pulp.LpMaximize)
        self.elastic = elastic
        self.columns: list[pulp.LpVariable] = []
        self.highs: list[float] = []
        self.points: list[float] = []
        self.tiers: list[str] = []
        self.rows: dict[str, Row] = {}

    def column(
        self, name: str, low: float = 0.0, high: float | None = None, *, integer: bool = False,
        points: float = 0.0, tier: str = "",
    ) -> int:  # fmt: skip
        """Add a variable worth `points` each in the objective under a tier; return its position."""
        kind = pulp.LpInteger if integer else pulp.LpContinuous
        self.columns.append(self.problem.add_variable(name, low, high, kind))
        self.highs.append(np.inf if high is None else high)
        self.points.append(points)
        self.tiers.append(tier)
        return len(self.columns) - 1

    def row(
        self, rule: str, key: str, columns: Sequence[int], coefficients: Sequence[float], *,
        low: float | None = None, high: float | None = None, rigid: bool = False, dear: float = 1.0,
    ) -> None:  # fmt: skip
        """Add a hard row low <= Σ coefficient x column <= high; either side may be absent.

        `rigid` rows hold in an elastic model too; others break there at `dear` times the usual price.
        """
        if self.elastic and not rigid:
            self._relaxed(rule, key, columns, coefficients, low, high, 1.0, HARD, dear * ELASTIC_POINTS)
            return
        self._constraints(rule, key, self._expression(columns, coefficients), low, high, (), 1.0, HARD)

    def _expression(self, columns: Sequence[int], coefficients: Sequence[float]) -> pulp.LpAffineExpression:
        return pulp.LpAffineExpression(zip(map(self.columns.__getitem__, columns), coefficients, strict=True))

    def goal(
        self, setting: Setting, key: str, columns: Sequence[int], coefficients: Sequence[float], *, scale: float,
        low: float | None = None, high: float | None = None,
    ) -> None:  # fmt: skip
        """Add a goal low <= Σ coefficient x column <= high that costs `setting.weight` points per `scale` broken."""
        self._relaxed(
            setting.rule, key, columns, coefficients, low, high, scale, setting.tier, setting.weight
        )  # fmt: skip

    def _relaxed(
        self, rule: str, key: str, columns: Sequence[int], coefficients: Sequence[float], low: float | None,
        high: float | None, scale: float, tier: str, weight: float,
    ) -> None:  # fmt: skip
        scaled = coefficients if scale == 1.0 else (np.array(coefficients) / scale).tolist()
        expression = self._expression(columns, scaled)
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
        if low is not None and high is not None and low == high:
            sides = [(pulp.LpConstraintEQ, low)]
        else:
            sides = [
                (sense, bound)
                for sense, bound in ((pulp.LpConstraintGE, low), (pulp.LpConstraintLE, high))
                if bound is not None
            ]
        for sense, bound in sides:
            name = f"{rule}_{len(self.rows)}"
            self._file(pulp.LpConstraint(expression, sense, name=name, rhs=float(bound)))
            self.rows[name] = Row(name, rule, key, tier, slacks, scale)

    def _file(self, constraint: pulp.LpConstraint) -> None:
        self.problem._constraints[constraint.name] = constraint
        self.problem.modifiedConstraints.append(constraint)

    def aim(self) -> None:
        """Set the objective: the points of all columns."""
        pairs = [(column, points) for column, points in zip(self.columns, self.points, strict=True) if points]
        self.problem.setObjective(pulp.LpAffineExpression(pairs))

    def points_by_tier(self, values: NDArray[np.float64]) -> dict[str, float]:
        """Return what each tier adds to the objective at a solution."""
        earned = np.array(self.points) * values
        tiers = np.array(self.tiers)
        return {tier: float(earned[tiers == tier].sum()) for tier in (HARD, *TIERS) if (tiers == tier).any()}

    def broken(self, values: NDArray[np.float64], tolerance: float = 1e-6) -> list[tuple[Row, float]]:
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
