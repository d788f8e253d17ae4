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

from kgcore.menu.formulation.master import Counts, Master
from kgcore.menu.problem.problem import Flags, Floats, Places
from kgcore.menu.solvers.highs import LinearOptimum
from kgcore.menu.solvers.matrix import Matrix
from kgcore.menu.solvers.model import OVER, SHORT

WORTH_TRYING = 0.3
"""A dish whose reduced cost is worse than this many points is not tried: measured best of 0.15, 0.3, 0.6, all."""

HOT, COLD = 0.5, 0.03
"""Temperature in points at the first and last step."""

TOLERANCE = 1e-6
"""By how much a hard row may lack: rounding."""

HARD_POINTS = 20.0
"""Price of one unit of a broken hard row while searching; a menu that breaks one is never returned."""


@dataclass(frozen=True, eq=False)
class _Place:
    """One place in one week: candidate columns, the sides of rows they touch and what a serving adds to their lack."""

    columns: Places
    sides: Places
    lack: Floats
    price: Floats
    most: Floats
    worth: Floats


class Annealer:
    """Searches menus of a master near the optimum of its linear relaxation.

    Every bound of every row is a side with a lack, bound - activity or activity - bound; above zero it costs its price.
    """

    def __init__(self, master: Master, matrix: Matrix, relaxation: LinearOptimum, start: Counts | None = None) -> None:
        self._matrix, self._master = matrix, master
        self._whole = np.flatnonzero(matrix.integer)
        shape = (len(matrix.row_low), len(matrix.points))
        rows = sp.csr_matrix((matrix.value, matrix.column, matrix.start), shape=shape)
        self._amounts = np.array(sorted(master.model.amounts), dtype=np.intp)
        place = {name: n for n, name in enumerate(matrix.row_names)}
        defined = [place[master.model.amounts[column]] for column in self._amounts]
        self._amount_of = rows[defined][:, self._whole]
        activity = (rows[:, self._whole] + rows[:, self._amounts] @ self._amount_of).tocsr()
        self._sides(activity, np.isin(np.arange(len(matrix.row_low)), defined, invert=True))
        use = relaxation.values[self._whole]
        if start is not None:
            use = self._as_columns(start)
        self._servings = self._fill(use)
        self._places = self._open_places(relaxation)

    @staticmethod
    def fits(master: Master, matrix: Matrix) -> bool:
        """Whether every column is a serving, an amount or the slack of a goal; lazy rules bring others."""
        model = master.model
        slacks = {slack for row in model.rows.values() for slack in row.slacks}
        known = len(slacks) + len(model.amounts) + int(matrix.integer.sum())
        return not model.elastic and known == len(matrix.points)

    def _sides(self, activity: sp.csr_matrix, rows: Flags) -> None:
        """List the sides of some rows: what a serving adds to each lack, the price, and the slack that measures it."""
        model, matrix = self._master.model, self._matrix
        low = np.flatnonzero(rows & np.isfinite(matrix.row_low))
        high = np.flatnonzero(rows & np.isfinite(matrix.row_high))
        self._a = sp.vstack([-activity[low], activity[high]]).tocsc()
        self._bound = np.concatenate([matrix.row_low[low], -matrix.row_high[high]])
        self._slack = np.full(len(self._bound), -1, dtype=np.intp)
        for side, (row, word) in enumerate([*((row, SHORT) for row in low), *((row, OVER) for row in high)]):
            for slack in model.rows[matrix.row_names[row]].slacks:
                if model.measures(slack, word):
                    self._slack[side] = slack
        self._soft = self._slack >= 0
        self._price = np.where(self._soft, -np.array(model.points)[self._slack], HARD_POINTS)

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

    def _fill(self, use: Floats) -> Floats:
        """Fill each place with the dishes used most."""
        servings = np.zeros(len(self._whole))
        worth = self._matrix.points[self._whole]
        most = self._matrix.high[self._whole]
        for week, slot, columns in self._by_place():
            free = self._master.problem.slots[slot].count * len(self._master.problem.week_days[week])
            for column in columns[np.lexsort((-worth[columns], -use[columns]))]:
                count = min(free, 1 if use[column] < 1.5 else int(most[column]))
                servings[column] += count
                free -= count
            for column in columns:
                count = min(free, int(most[column] - servings[column]))
                servings[column] += count
                free -= count
        return servings

    def _open_places(self, relaxation: LinearOptimum) -> list[_Place]:
        use, reduced_cost = relaxation.values[self._whole], relaxation.reduced_costs[self._whole]
        worth, most = self._matrix.points[self._whole], self._matrix.high[self._whole]
        places = []
        for _, _, columns in self._by_place():
            near = (reduced_cost[columns] > -WORTH_TRYING) | (use[columns] > 0) | (self._servings[columns] > 0)
            candidates = columns[near]
            block = self._a[:, candidates].tocsr()
            rows = np.flatnonzero(np.diff(block.indptr))
            lack = block[rows].toarray()
            differs = lack.max(axis=1) != lack.min(axis=1)
            if len(candidates) > 1 and differs.any():
                sides = rows[differs]
                lack = np.ascontiguousarray(lack[differs].T)
                places.append(_Place(candidates, sides, lack, self._price[sides], most[candidates], worth[candidates]))
        return places

    def search(
        self, steps: int, seed: int, enough: float, stop: Callable[[], bool] | None = None, hot: float = HOT
    ) -> tuple[Floats, float] | None:
        """Search from the best menu so far; return all columns of the model and the points, None without a menu.

        Parameters
        ----------
        steps : swaps tried. enough : points at which to stop early.
        stop : asked every 500 steps once there is a menu.
        hot : first temperature; lower to stay near the menu so far.
        """
        if not self._places:
            return self._whole_answer(self._servings)
        random = np.random.default_rng(seed)
        where = random.integers(len(self._places), size=steps)
        draws = random.random(steps)
        servings = self._servings.copy()
        lack = self._lack(servings)
        points = float(self._matrix.points[self._whole] @ servings - np.maximum(lack, 0) @ self._price)
        best, best_points = servings.copy(), points if self._keeps(lack) else -np.inf
        cooling = (COLD / hot) ** (1 / max(1, steps))
        heat = hot
        for step in range(steps):
            heat *= cooling
            place = self._places[where[step]]
            here = servings[place.columns]
            served = np.flatnonzero(here > 0)
            out = served[int(draws[step] * len(served))]
            after = (lack[place.sides] - place.lack[out]) + place.lack
            worth = place.worth - np.maximum(after, 0) @ place.price
            worth_out = worth[out]
            worth = np.where(here >= place.most, -np.inf, worth)
            worth[out] = worth_out
            pick = int((worth + heat * random.gumbel(size=len(worth))).argmax())
            if pick != out:
                servings[place.columns[out]] -= 1
                servings[place.columns[pick]] += 1
                lack[place.sides] = after[pick]
                points += worth[pick] - worth_out
                if points > best_points + 1e-9 and self._keeps(lack):
                    best_points, best = points, servings.copy()
                    if best_points >= enough:
                        break
            if stop is not None and step % 500 == 499 and np.isfinite(best_points) and stop():
                break
        if not np.isfinite(best_points):
            return None
        self._servings = best
        return self._whole_answer(best)

    def go_on_from(self, values: Floats) -> None:
        """Begin the next search from a menu, written as the values of all columns of the model."""
        self._servings = values[self._whole].copy()

    def _lack(self, servings: Floats) -> Floats:
        lack: Floats = self._a @ servings + self._bound
        return lack

    def _keeps(self, lack: Floats) -> bool:
        return bool((self._soft | (lack <= TOLERANCE)).all())

    def _whole_answer(self, servings: Floats) -> tuple[Floats, float] | None:
        lack = self._lack(servings)
        if not self._keeps(lack):
            return None
        values = np.zeros(len(self._matrix.points))
        values[self._whole] = servings
        values[self._amounts] = self._amount_of @ servings
        np.maximum.at(values, self._slack[self._soft], np.maximum(lack[self._soft], 0))
        return values, float(self._matrix.points @ values)
