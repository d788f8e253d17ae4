"""Large neighbourhood search: free a part of a menu, let branch and bound fill it best, keep what is better.

Freeing one week, or a few places over all weeks, leaves a problem that HiGHS solves to its optimum in a tenth of a
second; annealing, which changes a dish at a time, does not see the exchanges it finds (Shaw 1998).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from kgcore.menu.formulation.master import Master
from kgcore.menu.problem.problem import Places
from kgcore.menu.solvers import highs
from kgcore.menu.solvers.highs import Limits, LinearOptimum
from kgcore.menu.solvers.matrix import Floats, Matrix

NODES = 15
"""Branch-and-bound nodes of one neighbourhood."""


@dataclass(frozen=True)
class Breadth:
    """How much a neighbourhood frees, which dishes it tries, and how closely it is solved.

    Attributes
    ----------
    worth_trying : points of reduced cost beyond which a dish is not tried.
    gap : relative to the points of the whole menu.
    weeks, share : so many weeks are freed together, in this share of the places.
    places : places freed together over all weeks.
    """

    worth_trying: float
    gap: float
    weeks: int = 1
    share: float = 1.0
    places: int = 2


NARROW, WIDE, LARGE = Breadth(0.15, 0.001), Breadth(0.3, 0.0005), Breadth(0.15, 0.001, weeks=2, share=0.5)
"""The nearest dishes in small parts, more dishes in them, the nearest dishes in large parts."""


class Neighbourhoods:
    """Improves menus of a master by freeing parts of them in turn."""

    def __init__(self, master: Master, matrix: Matrix, relaxation: LinearOptimum) -> None:
        shape = (len(matrix.row_low), len(matrix.points))
        self._master, self._matrix = master, matrix
        self._a = sp.csr_matrix((matrix.value, matrix.column, matrix.start), shape=shape).tocsc()
        self._amounts = np.array(sorted(master.model.amounts), dtype=np.intp)
        self._relaxation = relaxation

    def improve(
        self,
        values: Floats,
        breadth: Breadth,
        seed: int,
        enough: float,
        late: Callable[[], bool],
        seconds: float | None = None,
    ) -> tuple[Floats, float]:
        """Go round the neighbourhoods once and return the menu they lead to, with its points.

        Parameters
        ----------
        values : all columns of a menu that keeps every hard row.
        enough : points at which to stop. late : asked before each neighbourhood. seconds : longest one may take.
        """
        points = float(self._matrix.points @ values)
        for columns in self._parts(breadth, np.random.default_rng(seed)):
            if points >= enough or late():
                break
            found = self._solved(values, columns, breadth, seconds)
            if found is not None and (better := float(self._matrix.points @ found)) > points + 1e-9:
                values, points = found, better
        return values, points

    def _parts(self, breadth: Breadth, random: np.random.Generator) -> Iterator[Places]:
        z, slots = self._master.z, self._master.problem.choices.slot
        number, weeks = len(self._master.problem.slots), self._master.weeks
        for some in itertools.combinations(weeks, breadth.weeks) if len(weeks) > breadth.weeks else ():
            here = np.isin(slots, random.permutation(number)[: round(breadth.share * number)])
            part = z[here][:, list(some)]
            yield part[part >= 0]
        order = random.permutation(number)
        together = breadth.places if len(weeks) > 1 else 2 * breadth.places
        for first in range(0, number, together):
            part = z[np.isin(slots, order[first : first + together])]
            yield part[part >= 0]

    def _solved(self, values: Floats, columns: Places, breadth: Breadth, seconds: float | None) -> Floats | None:
        worth = self._relaxation.reduced_costs[columns] > -breadth.worth_trying
        free = columns[worth | (self._relaxation.values[columns] > 0) | (values[columns] > 0.5)]
        rows = self._rows_of(free)
        amounts = self._amounts[self._a[rows][:, self._amounts].getnnz(axis=0) > 0]
        rows = np.union1d(rows, self._rows_of(amounts))
        others = np.flatnonzero(~self._matrix.integer & (self._a[rows].getnnz(axis=0) > 0))
        open_ = np.concatenate([free, others])
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
        gap = breadth.gap * abs(float(matrix.points @ values)) / max(1e-9, abs(float(small.points @ values[open_])))
        answer = highs.solve(small, Limits(gap=gap, nodes=NODES, seconds=seconds, rens=False), start=values[open_])
        if answer.values is None:
            return None
        found = values.copy()
        found[open_] = answer.values
        return found

    def _rows_of(self, columns: Places) -> Places:
        return np.unique(self._a[:, columns].indices)
