"""Simulated annealing over swaps of one dish for another in the same place and week: good menus in a second.

Goals are piecewise linear in the activities of the rows, so a swap changes each activity by the difference of two
columns, and all swaps of one place are priced at once. The linear relaxation says which dishes are worth trying
(reduced cost) and how far the result is from the best possible. Fixed seed and steps: the same input, the same menu.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from kgcore.menu.highs import Relaxed
from kgcore.menu.master import Counts, Master
from kgcore.menu.matrix import Matrix
from kgcore.menu.problem import Flags, Floats, Places

WORTH_TRYING = 0.3
"""A dish whose reduced cost is worse than this many points is not tried: measured best of 0.15, 0.3, 0.6, all."""

HOT, COLD = 0.5, 0.03
"""Temperature in points at the first and last step."""

HARD_POINTS = 20.0
"""Price of one unit of a broken hard row while searching; a menu that breaks one is never returned."""


@dataclass(frozen=True, eq=False)
class _Place:
    """One place in one week: candidate columns and the rows they touch."""

    columns: Places
    rows: Places
    matrix: Floats
    low: Floats
    high: Floats
    low_points: Floats
    high_points: Floats
    most: Floats
    worth: Floats


class Annealer:
    """Searches menus of a master near the optimum of its linear relaxation."""

    def __init__(self, master: Master, matrix: Matrix, relaxed: Relaxed, start: Counts | None = None) -> None:
        self._matrix, self._master = matrix, master
        self._whole = np.flatnonzero(matrix.integer)
        shape = (len(matrix.row_low), len(matrix.points))
        rows = sp.csr_matrix((matrix.value, matrix.column, matrix.start), shape=shape)
        self._a = rows[:, self._whole].toarray()
        self._low = np.where(np.isfinite(matrix.row_low), matrix.row_low, -1e18)
        self._high = np.where(np.isfinite(matrix.row_high), matrix.row_high, 1e18)
        self._prices()
        used = relaxed.values[self._whole]
        if start is not None:
            used = self._as_columns(start)
        self._servings = self._fill(used)
        self._places = self._open_places(relaxed)

    @staticmethod
    def fits(master: Master, matrix: Matrix) -> bool:
        """Whether every column is a serving or the slack of a goal; lazy rules bring others."""
        slacks = {slack for row in master.model.rows.values() for slack in row.slacks}
        return not master.model.elastic and len(slacks) + int(matrix.integer.sum()) == len(matrix.points)

    def _prices(self) -> None:
        points = np.array(self._master.model.points)
        self._low_points = np.where(self._low > -1e18, HARD_POINTS, 0.0)
        self._high_points = np.where(self._high < 1e18, HARD_POINTS, 0.0)
        self._slack = np.full((len(self._low), 2), -1, dtype=np.intp)
        self._hard = np.ones(len(self._low), dtype=bool)
        for place, name in enumerate(self._matrix.row_names):
            row = self._master.model.rows[name]
            for slack in row.slacks:
                side = 0 if self._master.model.columns[slack].name.startswith("short") else 1
                prices, bound = ((self._low_points, self._low > -1e18), (self._high_points, self._high < 1e18))[side]
                self._hard[place] = False
                if bound[place]:
                    prices[place] = -points[slack]
                    self._slack[place, side] = slack

    def _by_place(self) -> list[tuple[int, int, Places]]:
        position = np.full(len(self._matrix.points), -1, dtype=np.intp)
        position[self._whole] = np.arange(len(self._whole))
        slots = self._master.problem.choices.slot
        return [
            (week, slot, position[columns[columns >= 0]])
            for week in self._master.weeks
            for slot in range(len(self._master.problem.slots))
            for columns in [self._master.z[slots == slot, week]]
        ]

    def _as_columns(self, counts: Counts) -> Floats:
        position = {column: n for n, column in enumerate(self._whole)}
        values = np.zeros(len(self._whole))
        for choice, week in zip(*np.nonzero(self._master.z >= 0), strict=True):
            values[position[self._master.z[choice, week]]] = counts[choice, week]
        return values

    def _fill(self, used: Floats) -> Floats:
        """Fill each place with the dishes used most."""
        servings = np.zeros(len(self._whole))
        worth = self._matrix.points[self._whole]
        most = self._matrix.high[self._whole]
        for week, slot, columns in self._by_place():
            left = self._master.problem.slots[slot].count * len(self._master.problem.week_days[week])
            for column in columns[np.lexsort((-worth[columns], -used[columns]))]:
                given = min(left, 1 if used[column] < 1.5 else int(most[column]))
                servings[column] += given
                left -= given
            for column in columns:
                given = min(left, int(most[column] - servings[column]))
                servings[column] += given
                left -= given
        return servings

    def _open_places(self, relaxed: Relaxed) -> list[_Place]:
        used, reduced = relaxed.values[self._whole], relaxed.reduced[self._whole]
        worth, most = self._matrix.points[self._whole], self._matrix.high[self._whole]
        places = []
        for _, _, columns in self._by_place():
            near = (reduced[columns] > -WORTH_TRYING) | (used[columns] > 0) | (self._servings[columns] > 0)
            tried = columns[near]
            block = self._a[:, tried]
            rows = np.flatnonzero(block.max(axis=1) != block.min(axis=1)) if len(tried) > 1 else np.empty(0, np.intp)
            if len(rows):
                places.append(
                    _Place(
                        tried,
                        rows,
                        np.ascontiguousarray(block[rows].T),
                        self._low[rows],
                        self._high[rows],
                        self._low_points[rows],
                        self._high_points[rows],
                        most[tried],
                        worth[tried],
                    )
                )
        return places

    def search(
        self, steps: int, seed: int, enough: float, stop: Callable[[], bool] | None = None, hot: float = HOT
    ) -> tuple[Floats, float] | None:
        """Search from the best menu so far; return all columns of the model and the points, None without a menu.

        Parameters
        ----------
        steps : swaps tried. enough : points at which to stop early. stop : asked every 500 steps.
        hot : first temperature; lower to stay near the menu so far.
        """
        if not self._places:
            return self._whole_answer(self._servings)
        random = np.random.default_rng(seed)
        where = random.integers(len(self._places), size=steps)
        which = random.random(steps)
        servings = self._servings.copy()
        activity = self._a @ servings
        points = self._points(servings, activity)
        best, best_points = servings.copy(), points if self._keeps(activity) else -np.inf
        cooling = (COLD / hot) ** (1 / max(1, steps))
        heat = hot
        for step in range(steps):
            heat *= cooling
            place = self._places[where[step]]
            here = servings[place.columns]
            served = np.flatnonzero(here > 0)
            out = served[int(which[step] * len(served))]
            after = (activity[place.rows] - place.matrix[out]) + place.matrix
            short, over = place.low - after, after - place.high
            np.maximum(short, 0, out=short)
            np.maximum(over, 0, out=over)
            worth = place.worth - short @ place.low_points - over @ place.high_points
            kept = worth[out]
            worth = np.where(here >= place.most, -np.inf, worth)
            worth[out] = kept
            chosen = int((worth + heat * random.gumbel(size=len(worth))).argmax())
            if chosen != out:
                servings[place.columns[out]] -= 1
                servings[place.columns[chosen]] += 1
                activity[place.rows] = after[chosen]
                points += worth[chosen] - kept
                if points > best_points + 1e-9 and self._keeps(activity):
                    best_points, best = points, servings.copy()
                    if best_points >= enough:
                        break
            if stop is not None and step % 500 == 499 and stop():
                break
        if not np.isfinite(best_points):
            return None
        self._servings = best
        return self._whole_answer(best)

    def go_on_from(self, values: Floats) -> None:
        """Begin the next search from a menu given as all columns of the model."""
        self._servings = values[self._whole].copy()

    def _points(self, servings: Floats, activity: Floats) -> float:
        short = np.maximum(self._low - activity, 0)
        over = np.maximum(activity - self._high, 0)
        return float(
            self._matrix.points[self._whole] @ servings - short @ self._low_points - over @ self._high_points
        )  # fmt: skip

    def _keeps(self, activity: Floats) -> bool:
        hard: Flags = self._hard
        return bool(
            (activity[hard] >= self._low[hard] - 1e-6).all() and (activity[hard] <= self._high[hard] + 1e-6).all()
        )  # fmt: skip

    def _whole_answer(self, servings: Floats) -> tuple[Floats, float] | None:
        activity = self._a @ servings
        if not self._keeps(activity):
            return None
        values = np.zeros(len(self._matrix.points))
        values[self._whole] = servings
        for side, broken in ((0, self._low - activity), (1, activity - self._high)):
            rows = np.flatnonzero(self._slack[:, side] >= 0)
            np.maximum.at(values, self._slack[rows, side], np.maximum(broken[rows], 0))
        return values, float(self._matrix.points @ values)
