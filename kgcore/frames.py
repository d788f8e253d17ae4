"""Frames row by row, for the sentences made of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a frame as named tuples; their fields are untyped, as the columns of a frame are.

    Examples
    --------
    >>> import pandas as pd
    >>> [row.food for row in rows(pd.DataFrame({"food": ["大米", "鸡蛋"]}))]
    ['大米', '鸡蛋']
    """
    yield from frame.itertuples()


__all__ = ["rows"]
