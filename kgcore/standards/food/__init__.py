"""The packaged composition table, dishes and their grams: rows for the registers of the same names, without a site."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd

SEEDED = ("foods", "dishes", "dish_ingredients")


def load(name: str) -> pd.DataFrame:
    """Return a packaged table; an empty cell is missing, not zero.

    Parameters
    ----------
    name : one of `SEEDED`.

    Raises
    ------
    KeyError
        when there is no such table.
    """
    if name not in SEEDED:
        raise KeyError(f"没有名为“{name}”的食物表；现有：{'、'.join(SEEDED)}")
    return _read(name).copy()


@cache
def _read(name: str) -> pd.DataFrame:
    with (files("kgcore.standards.food") / f"{name}.csv").open(encoding="utf-8") as stream:
        return pd.read_csv(stream, dtype={"code": "str"})


__all__ = ["SEEDED", "load"]
