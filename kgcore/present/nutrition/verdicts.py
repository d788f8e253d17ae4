"""Which tone each verdict of the nutrition room has."""

from __future__ import annotations

import pandas as pd

from kgcore.nutrition import NutritionMonth
from kgcore.present.palette import Tone

LEVELS: dict[str, Tone] = {
    "low": "severe",
    "marginal": "warning",
    "high": "warning",
    "adequate": "good",
    "unknown": "notice",
    "none": "plain",
}
WORDS: dict[str, Tone] = {
    "符合": "good",
    "偏低": "warning",
    "偏高": "warning",
    "数据不足": "notice",
    "记录存疑": "notice",
}


def of_words(words: pd.Series) -> pd.Series:
    """Return the tone of each verdict word; a word that judges nothing is plain."""
    return words.map(WORDS).fillna("plain")


def judged(month: NutritionMonth) -> pd.DataFrame:
    """Return the nutrients that have a target, with their tone."""
    rows = month.nutrients[month.nutrients["target"].notna()]
    return rows.assign(tone=rows["level"].map(LEVELS))
