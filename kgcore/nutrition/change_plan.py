"""The smallest change of the diet that brings the most verdicts into range: one plan of advice instead of many hints.

Integer programme over foods. Each food takes a whole number of steps more or less, so that what is printed is what was
solved for. In turn: as many figures as possible into their range; as few foods as possible; as little grams and money
as possible. What was in range stays there, what cannot be brought in range gets no worse, the cost stays within the
money left of the fee.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from kgcore.nutrition.figures import LinearFigure
from kgcore.nutrition.ranges import ABOVE, ACCURACY, BELOW, NEAR
from kgcore.nutrition.structure import SCHOOL_DAYS_A_WEEK
from kgcore.registers import terms

Floats = NDArray[np.float64]
MOST_LINES = 5
"""Foods that one plan changes: a kitchen carries out no more at a time."""
MOST_TIMES, MOST_TIMES_OF = 3, {terms.LIVER: 1}
"""Extra servings a week of one food, and of liver."""
MOST_CUT = 0.5
"""Fraction of what is eaten of a food by which it may be cut: its dishes stay on the menu."""
LEAST_EATEN_G = 1.0
STEP_G, FINE_STEP_G = 1.0, 0.1
LEAST_STEPS, LEAST_CHANGE = 2, 0.1
"""A change is at least so many steps and such a fraction of what is eaten: less, no kitchen can weigh out."""
FINE = (terms.SALT, terms.CONDIMENTS)
MARGIN = 1e-6
MOST_NODES = 20_000
"""Where a solve stops unproved: by nodes, not by time, so that the same month gives the same advice."""


@dataclass(frozen=True)
class Choice:
    """How a food may be changed: `step_g` grams per child-day a step, at most `up` steps more or `down` steps less."""

    food: str
    step_g: float
    up: int
    down: int


@dataclass(frozen=True, eq=False)
class ChangePlan:
    """The smallest change found.

    Attributes
    ----------
    change_g : edible grams per child-day by food, negative = less; empty where nothing can be brought into range.
    repairs : codes of the figures it brings into range. `remainder` : those out of range that stay so.
    cost_fen : fen per child-day, at the prices given. `is_proved` : whether no plan under the same limits repairs more.
    """

    change_g: pd.Series
    repairs: tuple[str, ...]
    remainder: tuple[str, ...]
    cost_fen: float
    is_proved: bool


def choices(
    grams: pd.Series, foods: pd.DataFrame, portions: pd.DataFrame, exclusions: Sequence[str] = ()
) -> tuple[Choice, ...]:
    """Return the foods that may be changed: more of what the kitchen's dishes of the season use, less of what is eaten.

    Parameters
    ----------
    grams
        Edible g per child-day by food.
    foods
        Indexed by food: guide_group.
    portions
        Indexed by food: `portion_g`, as `portions.portions` returns.
    exclusions
        Foods whose records are doubtful: nothing is built on them.
    """
    result = []
    for food, group in foods["guide_group"].items():
        name, eaten = str(food), float(grams.get(food, 0.0))
        step = FINE_STEP_G if group in FINE else STEP_G
        least = FINE_STEP_G if group in FINE else LEAST_EATEN_G
        down = math.floor(MOST_CUT * eaten / step + MARGIN) if eaten >= least else 0
        times = MOST_TIMES_OF.get(str(group), MOST_TIMES)
        serving = float(portions["portion_g"].get(food, 0.0)) * times / SCHOOL_DAYS_A_WEEK
        up = math.floor(serving / step + MARGIN)
        if (up or down) and name not in exclusions:
            result.append(Choice(name, step, up, down))
    return tuple(result)


def smallest_change(
    figures: Sequence[LinearFigure],
    grams: pd.Series,
    possible: Sequence[Choice],
    fen_per_g: pd.Series,
    spare_fen: float,
) -> ChangePlan:
    """Return the smallest change that brings as many figures as possible into range and worsens none.

    Parameters
    ----------
    figures
        As `figures.figures_of` returns; their vectors in the order of `grams`.
    grams
        Edible g per child-day, of every food of the register (0 where not eaten).
    possible
        As `choices` returns.
    fen_per_g
        Price of an edible gram, by food. A food without a price is not served more.
    spare_fen
        Fen per child-day that may be spent beyond what is spent now.
    """
    astray = [figure for figure in figures if figure.verdict in (BELOW, ABOVE)]
    if not astray or not possible:
        return ChangePlan(pd.Series(dtype="float64"), (), tuple(f.code for f in astray), 0.0, True)
    model = _Model(figures, astray, grams, possible, fen_per_g, spare_fen)
    most, is_proved = model.solve(-model.repairs)
    if most is None or round(float(model.repairs @ most)) == 0:
        return ChangePlan(pd.Series(dtype="float64"), (), tuple(f.code for f in astray), 0.0, is_proved)
    model.hold(model.repairs, round(float(model.repairs @ most)))
    fewest, _ = model.solve(model.lines)
    fewest = most if fewest is None else fewest
    model.hold(-model.lines, -round(float(model.lines @ fewest)))
    model.keep_foods(fewest)
    least, _ = model.solve(model.sizes)
    return model.plan(fewest if least is None else least, is_proved)


class _Model:
    """Columns: steps more, steps less, one switch each, and one per figure astray that says it is repaired."""

    def __init__(
        self, figures: Sequence[LinearFigure], astray: list[LinearFigure], grams: pd.Series, possible: Sequence[Choice],
        fen_per_g: pd.Series, spare_fen: float,
    ) -> None:  # fmt: skip
        self.possible, self.astray, self.grams = possible, astray, grams.to_numpy(dtype="float64")
        place = {food: n for n, food in enumerate(grams.index)}
        self.at = np.array([place[choice.food] for choice in possible])
        self.step = np.array([choice.step_g for choice in possible])
        least = np.maximum(LEAST_STEPS, np.ceil(LEAST_CHANGE * self.grams[self.at] / self.step))
        count, marks = len(possible), len(astray)
        self.width = 4 * count + marks
        price = fen_per_g.reindex([choice.food for choice in possible]).to_numpy(dtype="float64")
        up = np.array([choice.up for choice in possible], dtype="float64") * ~np.isnan(price)
        down = np.array([choice.down for choice in possible], dtype="float64")
        up, down = np.where(up < least, 0.0, up), np.where(down < least, 0.0, down)
        self.upper = np.concatenate([up, down, up > 0, down > 0, np.ones(marks)])
        self.rows: list[tuple[Floats, float, float]] = []
        self.fen = np.nan_to_num(price) * self.step
        self.repairs = np.concatenate([np.zeros(4 * count), np.ones(marks)])
        self.lines = np.concatenate([np.zeros(2 * count), np.ones(2 * count), np.zeros(marks)])
        relative = self.step / np.maximum(self.grams[self.at], 5.0)
        more = relative + np.maximum(self.fen, 0.0) / 100
        self.sizes = np.concatenate([more, relative, np.zeros(2 * count + marks)])
        eye, zeros = np.eye(count), np.zeros((count, count))
        for steps, most in ((0, up), (1, down)):
            block = [zeros, zeros, zeros, zeros]
            block[steps], block[2 + steps] = eye, -np.diag(most)
            for row in np.hstack([*block, np.zeros((count, marks))]):
                self.rows.append((row, -np.inf, 0.0))
            block[2 + steps] = -np.diag(least)
            for row in np.hstack([*block, np.zeros((count, marks))]):
                self.rows.append((row, 0.0, np.inf))
        for row in np.hstack([zeros, zeros, eye, eye, np.zeros((count, marks))]):
            self.rows.append((row, -np.inf, 1.0))
        self.rows.append((self.lines, -np.inf, float(MOST_LINES)))
        self.rows.append((self.columns(self.fen), -np.inf, max(0.0, spare_fen)))
        for figure in figures:
            self._keep(figure)
        for mark, figure in enumerate(astray):
            self._repair(figure, mark)

    def columns(self, per_step: Floats) -> Floats:
        """Return the row of a quantity that each step more adds and each step less takes away."""
        return np.concatenate([per_step, -per_step, np.zeros(self.width - 2 * len(per_step))])

    def _excess(self, figure: LinearFigure, bound: float) -> tuple[Floats, float]:
        """Return row and present value of amount − bound × base, which is above zero when the figure is above it."""
        vector = figure.amounts if figure.base is None else figure.amounts - bound * figure.base
        constant = bound if figure.base is None else 0.0
        return self.columns(vector[self.at] * self.step), float(vector @ self.grams) - constant

    def _keep(self, figure: LinearFigure) -> None:
        """Keep what is in range there, and what is out of it from going farther by more than can be measured."""
        now = figure.of(self.grams)
        for bound, sign in ((figure.low, 1.0), (figure.high, -1.0)):
            if math.isnan(bound):
                continue
            out = sign * (now - bound) < 0
            give = 0.0 if figure.verdict == NEAR else ACCURACY * abs(now)
            row, value = self._excess(figure, now - sign * give if out else bound)
            slack = MARGIN * max(1.0, abs(bound))
            self.rows.append((sign * row, -sign * value - (slack if out else -slack), np.inf))

    def _repair(self, figure: LinearFigure, mark: int) -> None:
        """Allow the mark only where the figure lies within both limits."""
        for bound, sign in ((figure.low, 1.0), (figure.high, -1.0)):
            if math.isnan(bound):
                continue
            row, value = self._excess(figure, bound)
            worst = np.sort(np.maximum(0.0, -sign * row) * self.upper)[-MOST_LINES:].sum()
            reach = float(worst) + max(0.0, -sign * value) + MARGIN * max(1.0, abs(bound))
            with_mark = sign * row
            with_mark[4 * len(self.possible) + mark] = -reach
            self.rows.append((with_mark, MARGIN * max(1.0, abs(bound)) - sign * value - reach, np.inf))

    def hold(self, row: Floats, least: float) -> None:
        """Keep a quantity at least as large as it was found to be."""
        self.rows.append((row, least - 0.5, np.inf))

    def keep_foods(self, solution: Floats) -> None:
        """Change no other foods than a solution does."""
        count = len(self.possible)
        is_used = np.tile(solution[2 * count : 4 * count] > 0.5, 2)
        self.upper[: 4 * count] *= is_used

    def solve(self, cost: Floats) -> tuple[Floats | None, bool]:
        """Return the cheapest solution and whether it is proved; None where there is none."""
        matrix, low, high = zip(*self.rows, strict=True)
        result = milp(
            cost, constraints=LinearConstraint(np.array(matrix), np.array(low), np.array(high)),
            bounds=Bounds(np.zeros(self.width), self.upper), integrality=np.ones(self.width),
            options={"node_limit": MOST_NODES},
        )  # fmt: skip
        return (None if result.x is None else np.round(result.x)), result.status == 0

    def plan(self, solution: Floats, is_proved: bool) -> ChangePlan:
        """Return the plan of a solution."""
        count = len(self.possible)
        steps = solution[:count] - solution[count : 2 * count]
        names = [choice.food for choice in self.possible]
        change = pd.Series((steps * self.step).round(1), names)
        marks = solution[4 * count :] > 0.5
        return ChangePlan(
            change[change != 0],
            tuple(f.code for f, mark in zip(self.astray, marks, strict=True) if mark),
            tuple(f.code for f, mark in zip(self.astray, marks, strict=True) if not mark),
            float(self.fen @ steps),
            is_proved,
        )
