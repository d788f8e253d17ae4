"""Kilograms as a cook weighs them: by the scale's own steps, and never nothing of what is needed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kgcore.menu.problem.settings import Settings

HALF_UP = 1e-9
"""An exact half that a binary fraction falls short of is still rounded up."""


def weighed(kg: pd.Series[float], settings: Settings) -> pd.Series[float]:
    """Return amounts rounded to the step of their size; at least one step of whatever is needed at all.

    Parameters
    ----------
    kg : kilograms, missing where none is needed.
    settings : rows of the rule `weighing`: amounts below `high` kg (empty = any) are weighed in steps of `low` kg;
        without rows nothing is rounded.
    """
    sizes = sorted(settings.rows("weighing"), key=lambda row: np.nan_to_num(row.high, nan=np.inf))
    kilograms = kg.astype("float64").copy()
    if not sizes:
        return kilograms
    amounts = kilograms.to_numpy()
    rank = np.searchsorted([row.high for row in sizes[:-1]], amounts, side="right")
    step = np.array([row.low for row in sizes])[rank]
    rounded = np.maximum(np.floor(amounts / step + 0.5 + HALF_UP), 1) * step
    return pd.Series(np.where(amounts > 0, rounded, amounts).round(3), index=kilograms.index)
