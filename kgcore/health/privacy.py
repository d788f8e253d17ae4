"""Small cells: a table for the public shows no count from 1 to 4, and none of them can be worked out from the rest."""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd

from kgcore.health.settings import setting

TOTAL = "total"
"""Name of the row and of the column of sums."""


def suppress(counts: pd.DataFrame, threshold: int | None = None) -> pd.DataFrame:
    """Return a table with its totals in which small cells, and what would give them away, are missing.

    Every count from 1 to threshold - 1, totals included, is hidden. The row and column sums then form a system of
    equations in the hidden cells; a cell has one solution exactly when its edge in the graph of rows and columns is a
    bridge. For every bridge further cells are hidden along the cheapest way round (fewest persons); cells of nought
    are never taken for that, since a hidden nought beside nought leaves only one solution among numbers not below
    nought.

    Parameters
    ----------
    counts : whole numbers not below 0, persons; rows and columns without totals.
    threshold : smallest count that may be shown; default 5.

    Returns
    -------
    Int64 frame with a row and a column TOTAL; hidden cells are missing (show them as one and the same sign).

    Raises
    ------
    ValueError
        when a count is negative, missing or no whole number, or a row or column is called as TOTAL is.
    """
    limit = int(setting("public_cell")) if threshold is None else threshold
    _check(counts)
    table = counts.astype("int64").copy()
    table[TOTAL] = table.sum(axis=1)
    table.loc[TOTAL] = table.sum(axis=0)
    values = table.to_numpy()
    mask = (values > 0) & (values < limit)
    while (bridge := _bridge(mask)) is not None:
        for cell in _way_round(values, mask, bridge):
            mask[cell] = True
    return table.astype("Int64").mask(mask)


def _check(counts: pd.DataFrame) -> None:
    values = counts.to_numpy(float, na_value=np.nan)
    if not (np.isfinite(values) & (values >= 0) & (values == np.floor(values))).all():
        raise ValueError("公布表只能是不小于 0 的整数人数，不能有空格")
    if TOTAL in counts.index or TOTAL in counts.columns:
        raise ValueError(f"公布表请不要自带合计（{TOTAL}），由系统计算")


def _bridge(mask: np.ndarray) -> tuple[int, int] | None:
    """Return a hidden cell that the sums determine, or None."""
    rows, columns = np.nonzero(mask)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        rest = mask.copy()
        rest[row, column] = False
        if not _joined(rest, row, column):
            return row, column
    return None


def _joined(mask: np.ndarray, row: int, column: int) -> bool:
    rows, columns = np.zeros(mask.shape[0], bool), np.zeros(mask.shape[1], bool)
    rows[row] = True
    while True:
        wider_columns = columns | mask[rows].any(axis=0)
        wider_rows = rows | mask[:, wider_columns].any(axis=1)
        if wider_columns[column]:
            return True
        if (wider_rows == rows).all() and (wider_columns == columns).all():
            return False
        rows, columns = wider_rows, wider_columns


def _way_round(values: np.ndarray, mask: np.ndarray, cell: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the cells to hide so that another way leads from the cell's row to its column (Dijkstra).

    There always is one: the row's total, the column's total and the grand total are at least as large as the cell.
    """
    height, width = values.shape
    cost = np.where(mask, 0, values).astype(float)
    cost[(values == 0) | np.eye(1, height * width, cell[0] * width + cell[1], dtype=bool).reshape(height, width)] = (
        np.inf
    )
    target = height + cell[1]
    best: dict[int, tuple[float, int]] = {cell[0]: (0.0, -1)}
    queue = [(0.0, cell[0])]
    while queue:
        so_far, node = heapq.heappop(queue)
        if node == target:
            break
        if so_far > best[node][0]:
            continue
        steps = cost[node] if node < height else cost[:, node - height]
        for neighbour in np.flatnonzero(np.isfinite(steps)).tolist():
            to = neighbour + height if node < height else neighbour
            total = so_far + float(steps[neighbour])
            if to not in best or total < best[to][0]:
                best[to] = (total, node)
                heapq.heappush(queue, (total, to))
    path = []
    while (before := best[target][1]) != -1:
        row, column = (before, target - height) if target >= height else (target, before - height)
        path.append((row, column))
        target = before
    return path
