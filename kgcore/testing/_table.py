"""Literal rows as a frame."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def table(columns: str, *rows: Sequence[object]) -> pd.DataFrame:
    """Return rows as a frame; the names of the columns stand in one string.

    Examples
    --------
    >>> table("food grams", ("大米", 50), ("鸡蛋", 40)).columns.tolist()
    ['food', 'grams']
    """
    return pd.DataFrame(rows, columns=columns.split())


__all__ = ["table"]
