"""Small cells, one rule for all that leaves: no count from 1 to 4 is shown, and none can be worked out."""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from kgcore.health.settings import setting

TOTAL = "total"
"""Name of the row and of the column of sums."""

_UNBOUNDED = 3  # status of linprog
_HALF = 0.5


def suppress(counts: pd.DataFrame, threshold: int | None = None) -> pd.DataFrame:
    """Return a table with its totals in which small cells, and what would give them away, are missing.

    Every count from 1 to threshold - 1, totals included, is hidden. The row and column sums then form a system of
    equations in the hidden cells; a cell has one solution exactly when its edge in the graph of rows and columns is a
    bridge. For every bridge further cells are hidden along the cheapest way round (fewest persons); cells of nought
    are never taken for that, since a hidden nought beside nought leaves only one solution among numbers not below
    nought.

    Whoever reads the table knows besides that no hidden cell is nought. Where the sums then still leave a hidden cell
    one value (1 + 1 = 2), its row's and its column's total and the grand total are hidden as well: one more person in
    all four is always possible.

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
    while True:
        while (bridge := _bridge(mask)) is not None:
            for cell in _way_round(values, mask, bridge):
                mask[cell] = True
        if (pinned := _pinned(values, mask)) is None:
            break
        mask[pinned] = mask[pinned[0], -1] = mask[-1, pinned[1]] = mask[-1, -1] = True
    return table.astype("Int64").mask(mask)


def is_small(part: float, whole: float, threshold: int | None = None) -> bool:
    """Return whether a share of persons gives a small number away: of the part, the rest, or the whole.

    Examples
    --------
    >>> is_small(64, 65), is_small(13, 620), is_small(0, 620)
    (True, False, False)
    """
    limit = int(setting("public_cell")) if threshold is None else threshold
    return any(0 < count < limit for count in (part, whole - part, whole))


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


def _pinned(values: np.ndarray, mask: np.ndarray) -> tuple[int, int] | None:
    """Return a hidden cell that has one value left when no hidden cell is nought; None when there is none.

    A hidden total that is pinned is answered by a hidden cell of its row or column.
    """
    cells = [(int(row), int(column)) for row, column in np.argwhere(mask)]
    if not cells:
        return None
    height, width = mask.shape
    sums = np.zeros((height + width, len(cells)))
    for n, (row, column) in enumerate(cells):
        sums[row, n] = -1.0 if column == width - 1 else 1.0
        sums[height + column, n] = -1.0 if row == height - 1 else 1.0
    least = np.array([1.0 - values[cell] for cell in cells])
    for n, (row, column) in enumerate(cells):
        aim = np.eye(len(cells))[n]
        bounds_of_cell = [
            linprog(sign * aim, A_eq=sums, b_eq=np.zeros(height + width), bounds=[(low, None) for low in least])
            for sign in (1, -1)
        ]
        if any(one.status == _UNBOUNDED or abs(one.fun) > _HALF for one in bounds_of_cell):
            continue
        inner = [cell for cell in cells if cell[0] < height - 1 and cell[1] < width - 1]
        return next(
            cell for cell in [(row, column), *inner]
            if cell in inner and (cell[0] == row or row == height - 1) and (cell[1] == column or column == width - 1)
        )  # fmt: skip
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
