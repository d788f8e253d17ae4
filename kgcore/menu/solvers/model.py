"""Model: columns and rows that remember which rule each row belongs to and which goal each slack measures.

A target, a floor and an upper limit often speak of one amount. Such an amount is a column of its own, defined by one
row, and its goals are rows of two or three terms: half the matrix.

Columns and rows are kept as plain lists and arrays: `matrix.matrix_of` hands them to a solver at once, and
`pulp_problem.as_pulp` writes them as a PuLP problem for who wants one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kgcore.menu.problem.settings import TIERS, Setting

HARD, AMOUNT = "hard", "amount"
SHORT, OVER = "short", "over"
ELASTIC_POINTS = 1000.0

Floats = NDArray[np.float64]
Columns = NDArray[np.intp]
Terms = tuple[Columns, Floats]
"""Columns of a row, by position, and their coefficients."""


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
    names, lows, highs, integer, points, tiers : of each column, by position.
    rows : by name, in the order in which they were filed. terms : columns and coefficients of each row.
    row_lows, row_highs : bounds of each row, infinite where there is none; by the order of `rows`.
    amounts : column of each amount that several goals speak of → the row that defines it, Σ - amount = 0.
    """

    def __init__(self, name: str, elastic: bool = False) -> None:
        self.name = name
        self.elastic = elastic
        self.names: list[str] = []
        self.lows: list[float] = []
        self.highs: list[float] = []
        self.integer: list[bool] = []
        self.points: list[float] = []
        self.tiers: list[str] = []
        self.rows: dict[str, Row] = {}
        self.terms: list[Terms] = []
        self.row_lows: list[float] = []
        self.row_highs: list[float] = []
        self.amounts: dict[int, str] = {}
        self._goals: list[_Goal] = []

    def column(
        self, name: str, low: float | None = 0.0, high: float | None = None, *, integer: bool = False,
        points: float = 0.0, tier: str = "",
    ) -> int:  # fmt: skip
        """Add a variable worth `points` each in the objective under a tier; return its position."""
        self.names.append(name)
        self.lows.append(-np.inf if low is None else low)
        self.highs.append(np.inf if high is None else high)
        self.integer.append(integer)
        self.points.append(points)
        self.tiers.append(tier)
        return len(self.names) - 1

    def tighten(self, column: int, high: float) -> None:
        """Lower a column's upper bound to what its rows imply."""
        self.highs[column] = min(high, self.highs[column])

    def row(
        self, rule: str, key: str, columns: Sequence[int] | Columns, coefficients: Sequence[float] | Floats, *,
        low: float | None = None, high: float | None = None, rigid: bool = False, dear: float = 1.0,
    ) -> None:  # fmt: skip
        """Add a hard row low <= Σ coefficient x column <= high; either side may be absent.

        `rigid` rows hold in an elastic model too; others break there at `dear` times the usual price.
        """
        terms = np.asarray(columns, dtype=np.intp), np.asarray(coefficients, dtype=np.float64)
        if self.elastic and not rigid:
            self._relaxed(rule, key, terms, low, high, 1.0, HARD, dear * ELASTIC_POINTS)
            return
        self._sides(rule, key, terms, low, high, (), 1.0, HARD)

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
        several = {content for content, number in Counter(goal.content for goal in self._goals).items() if number > 1}
        amount_of: dict[tuple[bytes, bytes], tuple[int, float]] = {}
        for goal in self._goals:
            columns, coefficients, content = goal.columns, goal.coefficients, goal.content
            if content in several and len(columns) > 2:
                if content not in amount_of:
                    amount_of[content] = self._amount(goal), goal.scale
                amount, unit = amount_of[content]
                columns, coefficients = np.array([amount]), np.array([unit])
            setting = goal.setting
            self._relaxed(
                setting.rule, goal.key, (columns, coefficients / goal.scale), goal.low, goal.high,
                goal.scale, setting.tier, setting.weight,
            )  # fmt: skip
        self._goals.clear()

    def _amount(self, goal: _Goal) -> int:
        """Add the column of a goal's amount, in the goal's scale."""
        amount = self.column(f"{AMOUNT}_{len(self.names)}", low=None)
        terms = np.append(goal.columns, amount), np.append(goal.coefficients / goal.scale, -1.0)
        self.amounts[amount] = f"{AMOUNT}_{len(self.rows)}"
        self._sides(AMOUNT, goal.key, terms, 0.0, 0.0, (), goal.scale, AMOUNT)
        return amount

    def _relaxed(
        self, rule: str, key: str, terms: Terms, low: float | None, high: float | None, scale: float, tier: str,
        weight: float,
    ) -> None:  # fmt: skip
        slacks, signs = [], []
        for side, bound, sign in ((SHORT, low, 1.0), (OVER, high, -1.0)):
            if bound is not None:
                slacks.append(self.column(f"{side}_{len(self.names)}", points=-weight, tier=tier))
                signs.append(sign)
        columns, coefficients = np.append(terms[0], slacks).astype(np.intp), np.append(terms[1], signs)
        bounds = [None if bound is None else bound / scale for bound in (low, high)]
        self._sides(rule, key, (columns, coefficients), bounds[0], bounds[1], tuple(slacks), scale, tier)

    def _sides(
        self, rule: str, key: str, terms: Terms, low: float | None, high: float | None, slacks: tuple[int, ...],
        scale: float, tier: str,
    ) -> None:  # fmt: skip
        """File a row for each bound, one where both are the same."""
        if low is not None and low == high:
            self._file(rule, key, terms, low, low, slacks, scale, tier)
            return
        if low is not None:
            self._file(rule, key, terms, low, np.inf, slacks, scale, tier)
        if high is not None:
            self._file(rule, key, terms, -np.inf, high, slacks, scale, tier)

    def _file(
        self, rule: str, key: str, terms: Terms, low: float, high: float, slacks: tuple[int, ...], scale: float,
        tier: str,
    ) -> None:  # fmt: skip
        name = f"{rule}_{len(self.rows)}"
        self.rows[name] = Row(name, rule, key, tier, slacks, scale)
        self.terms.append(terms)
        self.row_lows.append(low)
        self.row_highs.append(high)

    def aim(self) -> None:
        """File the goals that wait: the model is whole."""
        self._file_goals()

    def measures(self, slack: int, side: str) -> bool:
        """Whether a slack column measures what is too little (`SHORT`) or too much (`OVER`)."""
        return self.names[slack].startswith(side)

    def points_by_tier(self, values: Floats) -> dict[str, float]:
        """Return what each tier adds to the objective at a solution."""
        earned = np.array(self.points) * values
        tiers = np.array(self.tiers)
        return {tier: float(earned[tiers == tier].sum()) for tier in (HARD, *TIERS) if (tiers == tier).any()}

    def broken(self, values: Floats, tolerance: float = 1e-6) -> list[tuple[Row, float]]:
        """Return the relaxed rows that do not hold at a solution, with by how much in the unit of the row."""
        slack_sets: set[tuple[int, ...]] = set()
        lacks = []
        for row in self.rows.values():
            if row.slacks and row.slacks not in slack_sets:
                slack_sets.add(row.slacks)
                amount = float(values[list(row.slacks)].sum())
                if amount > tolerance:
                    lacks.append((row, amount * row.scale))
        return lacks
