"""The bridge from a PuLP problem to arrays, so that a solver gets one matrix instead of a row at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pulp
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Matrix:
    """maximise points · x, row_low <= A x <= row_high, low <= x <= high; A by rows (start, column, value)."""

    points: Floats
    low: Floats
    high: Floats
    integer: NDArray[np.bool_]
    row_low: Floats
    row_high: Floats
    start: NDArray[np.int32]
    column: NDArray[np.int32]
    value: Floats
    row_names: tuple[str, ...]


def matrix_of(problem: pulp.LpProblem, columns: list[pulp.LpVariable]) -> Matrix:
    """Read a maximisation problem into arrays, its columns in the order given."""
    # by identity: a variable's own hash is a call into Python for every nonzero
    place = {id(variable): n for n, variable in enumerate(columns)}
    points = np.zeros(len(columns))
    for variable, value in problem.objective.items():
        points[place[id(variable)]] += value
    starts, names = [0], []
    row_low, row_high = [], []
    found: list[int] = []
    values: list[float] = []
    for name, constraint in problem._constraints.items():  # the public property warns and copies
        found.extend(map(place.__getitem__, map(id, constraint.expr)))
        values.extend(constraint.expr.values())
        starts.append(len(found))
        names.append(name)
        bound = -constraint.constant
        row_low.append(-np.inf if constraint.sense == pulp.LpConstraintLE else bound)
        row_high.append(np.inf if constraint.sense == pulp.LpConstraintGE else bound)
    return Matrix(
        points=points,
        low=np.array([-np.inf if v.lowBound is None else v.lowBound for v in columns], dtype=np.float64),
        high=np.array([np.inf if v.upBound is None else v.upBound for v in columns], dtype=np.float64),
        integer=np.array([v.cat == pulp.LpInteger for v in columns], dtype=bool),
        row_low=np.array(row_low, dtype=np.float64),
        row_high=np.array(row_high, dtype=np.float64),
        start=np.array(starts, dtype=np.int32),
        column=np.array(found, dtype=np.int32),
        value=np.array(values, dtype=np.float64),
        row_names=tuple(names),
    )
