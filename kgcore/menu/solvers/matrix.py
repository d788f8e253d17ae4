"""A model as arrays, so that a solver gets one matrix instead of a row at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kgcore.menu.solvers.model import Model

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
    row_names: tuple[str, ...] = ()


def matrix_of(model: Model) -> Matrix:
    """Return a model, its goals filed, as arrays in the order of its columns and rows."""
    sizes = [len(columns) for columns, _ in model.terms]
    no_rows: list[NDArray[np.float64]] = [np.empty(0)]  # a model without rows
    return Matrix(
        points=np.array(model.points, dtype=np.float64),
        low=np.array(model.lows, dtype=np.float64),
        high=np.array(model.highs, dtype=np.float64),
        integer=np.array(model.integer, dtype=bool),
        row_low=np.array(model.row_lows, dtype=np.float64),
        row_high=np.array(model.row_highs, dtype=np.float64),
        start=np.cumsum([0, *sizes]).astype(np.int32),
        column=np.concatenate([columns for columns, _ in model.terms] or no_rows).astype(np.int32),
        value=np.concatenate([values for _, values in model.terms] or no_rows),
        row_names=tuple(model.rows),
    )
