"""Large neighbourhood search: free a part of a menu, let branch and bound fill it best, keep what is better.

Freeing one week, or a few places over all weeks, leaves a problem that HiGHS solves to its optimum in a tenth of a
second; annealing, which changes a dish at a time, does not see the exchanges it finds (Shaw 1998).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from kgcore.menu import highs
from kgcore.menu.anneal import WORTH_TRYING
from kgcore.menu.highs import Limits, Relaxed
from kgcore.menu.master import Master
from kgcore.menu.matrix import Floats, Matrix
from kgcore.menu.problem import Places

NODES, GAP = 15, 0.0005
"""Branch-and-bound nodes and gap of one neighbourhood, relative to the points of the whole menu."""

PLACES = 2
"""Places freed together over all weeks: measured best of 1, 2, 3."""


class Neighbourhoods:
    """Improves menus of a master by freeing parts of them in turn."""

    def __init__(self, master: Master, matrix: Matrix, relaxed: Relaxed) -> None:
        shape = (len(matrix.row_low), len(matrix.points))
        self._master, self._matrix = master, matrix
        self._a = sp.csr_matrix((matrix.value, matrix.column, matrix.start), shape=shape).tocsc()
        self._tried = matrix.integer & ((relaxed.reduced > -WORTH_TRYING) | (relaxed.values > 0))

    def improve(
        self, values: Floats, seed: int, enough: float, late: Callable[[], bool], seconds: float | None = None
    ) -> tuple[Floats, float]:
        """Go round the neighbourhoods once and return the menu they lead to, with its points.

        Parameters
        ----------
        values : all columns of a menu that keeps every hard row.
        enough : points at which to stop. late : asked before each neighbourhood. seconds : longest one may take.
        """
        points = float(self._matrix.points @ values)
        for columns in self._parts(np.random.default_rng(seed)):
            if points >= enough or late():
                break
            found = self._solved(values, columns, seconds)
            if found is not None and (better := float(self._matrix.points @ found)) > points + 1e-9:
                values, points = found, better
        return values, points

    def _parts(self, random: np.random.Generator) -> Iterator[Places]:
        z, slots = self._master.z, self._master.problem.choices.slot
        if len(self._master.weeks) > 1:
            for week in self._master.weeks:
                yield z[:, week][z[:, week] >= 0]
        order = random.permutation(len(self._master.problem.slots))
        together = PLACES if len(self._master.weeks) > 1 else 2 * PLACES
        for first in range(0, len(order), together):
            part = z[np.isin(slots, order[first : first + together])]
            yield part[part >= 0]

    def _solved(self, values: Floats, columns: Places, seconds: float | None) -> Floats | None:
        free = columns[self._tried[columns] | (values[columns] > 0.5)]
        rows = np.unique(self._a[:, free].indices)
        slacks = np.flatnonzero(~self._matrix.integer & (self._a[rows].getnnz(axis=0) > 0))
        open_ = np.concatenate([free, slacks])
        part = self._a[rows][:, open_].tocsr()
        held = values.copy()
        held[open_] = 0.0
        activity = (self._a @ held)[rows]
        matrix = self._matrix
        small = replace(
            matrix,
            points=matrix.points[open_], low=matrix.low[open_], high=matrix.high[open_], integer=matrix.integer[open_],
            row_low=matrix.row_low[rows] - activity, row_high=matrix.row_high[rows] - activity,
            start=part.indptr.astype(np.int32), column=part.indices.astype(np.int32), value=part.data,
            row_names=(),
        )  # fmt: skip
        gap = GAP * abs(float(matrix.points @ values)) / max(1e-9, abs(float(small.points @ values[open_])))
        answer = highs.solve(small, Limits(gap=gap, nodes=NODES, seconds=seconds), start=values[open_])
        if answer.values is None:
            return None
        found = values.copy()
        found[open_] = answer.values
        return found
