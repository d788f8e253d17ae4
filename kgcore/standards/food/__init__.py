"""The packaged composition table, dishes and their grams: rows for the registers of the same names, without a site."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd

SEEDED = ("foods", "dishes", "dish_ingredients")
EVERYDAY = ("everyday_dishes", "everyday_ingredients")
"""Dishes of public menus that no office starts with: taken in as drafts when a menu names them."""
NAMES = ("food_names", "dish_names", "unclear_names", "name_words", "piece_weights")
"""How foods and dishes are written: aliases with their certainty, words that must be asked, words beside names; and
what a piece usually weighs (g as bought)."""
SOURCES = ("value_sources",)
"""Where each value stands that a food's own `source` does not give: `nutrients` (columns), source, confidence (high,
medium, low), kind (inferred: a foreign value of a vegetable, an egg or seafood)."""


def load(name: str) -> pd.DataFrame:
    """Return a packaged table; an empty cell is missing, not zero.

    Parameters
    ----------
    name : one of `SEEDED`, `EVERYDAY`, `NAMES` or `SOURCES`.

    Raises
    ------
    KeyError
        when there is no such table.
    """
    tables = SEEDED + EVERYDAY + NAMES + SOURCES
    if name not in tables:
        raise KeyError(f"没有名为“{name}”的食物表；现有：{'、'.join(tables)}")
    return _read(name).copy()


@cache
def _read(name: str) -> pd.DataFrame:
    with (files("kgcore.standards.food") / f"{name}.csv").open(encoding="utf-8") as stream:
        return pd.read_csv(stream, dtype={"code": "str"})


__all__ = ["EVERYDAY", "NAMES", "SEEDED", "SOURCES", "load"]
