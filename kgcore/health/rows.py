"""Rows of a frame one by one, for the sentences made of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows as named tuples; their fields are untyped, as the columns of a frame are."""
    yield from frame.itertuples()


def listed(words: pd.Series, most: int = 8) -> str:
    """Return words joined for a sentence, the rest counted."""
    shown = [str(word) for word in words.head(most)]
    return "、".join(shown) + (f" 等{len(words)}项" if len(words) > most else "")
