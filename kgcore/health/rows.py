"""A few words of a column, joined for a sentence."""

from __future__ import annotations

import pandas as pd


def listed(words: pd.Series, most: int = 8) -> str:
    """Return words joined for a sentence, the rest counted."""
    shown = [str(word) for word in words.head(most)]
    return "、".join(shown) + (f" 等{len(words)}项" if len(words) > most else "")
