"""Codes of nutrients as a person of the office reads them."""

from __future__ import annotations

from functools import cache

from kgcore import registers


@cache
def nutrient_titles() -> dict[str, str]:
    """Return the Chinese title of each nutrient by its column."""
    return {column.name: column.title for column in registers.nutrients()}
