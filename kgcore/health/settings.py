"""Figures of the health room that no standard prescribes: plausibility, windows, alarm limits, each with its source."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd


@cache
def _packaged() -> pd.DataFrame:
    with (files("kgcore.health") / "settings.csv").open(encoding="utf-8") as stream:
        return pd.read_csv(stream, index_col="name")


def settings() -> pd.DataFrame:
    """Return the settings indexed by name: value, unit, source, confidence."""
    return _packaged().copy()


def setting(name: str) -> float:
    """Return one figure; raises KeyError for a name that there is none of."""
    return float(_packaged()["value"][name])
