"""A few words of a column, joined for a sentence."""

from __future__ import annotations

import pandas as pd

from kgcore.wording import first_few


def listed(words: pd.Series, most: int = 8) -> str:
    """Return words joined for a sentence, the rest counted."""
    return first_few(list(words), most, " 等{n}项")
