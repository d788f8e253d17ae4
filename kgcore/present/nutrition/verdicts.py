"""Which tone each level of a nutrient and each verdict on a range has."""

from __future__ import annotations

import pandas as pd

from kgcore.nutrition import NutritionReview
from kgcore.nutrition.ranges import ABOVE, BELOW, DOUBTFUL, NEAR, TOO_FEW_DATA, WITHIN
from kgcore.present.palette import Tone

LEVELS: dict[str, Tone] = {
    "low": "severe",
    "marginal": "warning",
    "high": "warning",
    "over_upper": "warning",
    "near": "good",
    "adequate": "good",
    "too_few_data": "notice",
    "doubtful": "notice",
    "none": "plain",
}
VERDICTS: dict[str, Tone] = {
    WITHIN: "good",
    NEAR: "good",
    BELOW: "warning",
    ABOVE: "warning",
    TOO_FEW_DATA: "notice",
    DOUBTFUL: "notice",
}


def tones(verdicts: pd.Series) -> pd.Series:
    """Return the tone of each verdict on a range; one that judges nothing is plain."""
    return verdicts.map(VERDICTS).fillna("plain")


def judged(month: NutritionReview) -> pd.DataFrame:
    """Return the nutrients that have a target, with their tone."""
    rows = month.nutrients[month.nutrients["target"].notna()]
    return rows.assign(tone=rows["level"].map(LEVELS))
