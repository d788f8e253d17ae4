"""What an empty cell stands for: a value that is usual, or every value that the office has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kgcore.registers import terms
from kgcore.registers.base import Register, columns


def complete(
    register: type[Register], frame: pd.DataFrame, words: Mapping[str, Sequence[str]]
) -> tuple[pd.DataFrame, list[int]]:
    """Return rows with the values that empty cells stand for: what is usual, or one row for each value of the office.

    Parameters
    ----------
    register : the declaration.
    frame : rows in stored units; such a column may be absent.
    words : key of the profile → its values, such as the meals served.

    Returns
    -------
    The rows, and the position in `frame` of each. Rows that were made are marked as derived in `<column>_basis`, usual
    values are named in `own_values`.

    Examples
    --------
    >>> from kgcore import registers
    >>> rows = pd.DataFrame({"date": ["2026-05-06"], "class_name": ["小一班"], "diners": [8]})
    >>> diners, origin = complete(registers.get("attendance"), rows, {"meals": ["早点", "午餐"]})
    >>> diners[["meal", "meal_basis"]].to_numpy().tolist(), origin
    ([['早点', 'derived'], ['午餐', 'derived']], [0, 0])
    """
    frame = _with_usual_values(register, frame)
    origin = list(range(len(frame)))
    for column in columns(register):
        values = words.get(column.default_list or "", ())
        if not values:
            continue
        cells = frame[column.name] if column.name in frame else pd.Series(None, frame.index, dtype=object)
        is_empty = _is_empty(cells).tolist()
        if not any(is_empty):
            continue
        rows = [(at, value) for at, empty in enumerate(is_empty) for value in (values if empty else (None,))]
        taken = frame.iloc[[at for at, _ in rows]]
        basis = f"{column.name}_basis"
        marks = taken[basis].tolist() if basis in taken else [None] * len(taken)
        frame = taken.assign(
            **{
                column.name: [cells.iloc[at] if value is None else value for at, value in rows],
                basis: [mark if value is None else terms.DERIVED for mark, (_, value) in zip(marks, rows, strict=True)],
            }
        ).reset_index(drop=True)
        origin = [origin[at] for at, _ in rows]
    return frame, origin


def _with_usual_values(register: type[Register], frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose empty cells hold what is usual for them, each named in `own_values`."""
    rows = frame
    names: list[list[str]] = [[] for _ in range(len(frame))]
    for column in columns(register):
        if column.usual is None or column.usual.by not in frame:
            continue
        values = frame[column.usual.by].map(column.usual.values)
        cells = frame[column.name] if column.name in frame else pd.Series(None, frame.index, dtype=object)
        at = _is_empty(cells) & values.notna()
        rows = rows.assign(**{column.name: cells.where(~at, values).astype(object)})
        for position in at.to_numpy().nonzero()[0]:
            names[position].append(column.name)
    if not any(names):
        return frame
    own = frame["own_values"] if "own_values" in frame else pd.Series(None, frame.index, dtype=object)
    listed = pd.Series([";".join(row) or None for row in names], frame.index, dtype=object)
    return rows.assign(own_values=own.where(~_is_empty(own), listed))


def _is_empty(cells: pd.Series) -> pd.Series:
    return cells.isna() | (cells.astype("str").str.strip() == "")


__all__ = ["complete"]
