"""What a piece of a food usually weighs: an egg, a tray of eggs, a bass. Proposed, never taken without being asked."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from kgcore.standards import food as packaged

SAME_UNITS = {"枚": "个", "只": "个", "条": "根"}
"""Words for a single piece that the table writes in one way."""
CONTENT = re.compile(r"(\d+)\s*([个枚只颗片块根条头])")


@cache
def _grams() -> dict[tuple[str, str], Decimal]:
    rows = packaged.load("piece_weights")
    return {(name, unit): Decimal(str(grams)) for name, unit, grams in rows[["food", "unit", "grams"]].to_numpy()}


def piece_kg(food: str | None, unit: str, specification: str = "") -> Decimal | None:
    """Return what one unit of a food usually weighs, in kg; None where nobody knows.

    Parameters
    ----------
    food : name in the register `foods`; None = not known.
    unit : a word for a piece or a vessel, such as 个 or 板.
    specification : how many pieces a unit holds, such as 30枚/板; empty when there is none.

    Examples
    --------
    >>> piece_kg("鸡蛋", "板", "30枚/板"), piece_kg("鸡蛋", "枚"), piece_kg("鸡蛋", "箱")
    (Decimal('1.650'), Decimal('0.055'), None)
    """
    if food is None:
        return None
    content = CONTENT.search(specification)
    if content:
        one = _of(food, content[2])
        return int(content[1]) * one if one is not None else None
    return _of(food, unit)


def _of(food: str, unit: str) -> Decimal | None:
    grams = _grams().get((food, unit)) or _grams().get((food, SAME_UNITS.get(unit, unit)))
    return None if grams is None else (grams / 1000).normalize()


__all__ = ["piece_kg"]
