"""The words of a cell that lists allergens. A word outside the vocabulary is as good as unknown."""

from __future__ import annotations

import re

from kgcore.registers import terms

UNKNOWN, NONE = terms.UNKNOWN_ALLERGEN, terms.NO_ALLERGEN

_BETWEEN = re.compile(r"[;；,，、/\s]+")


def words(cell: object) -> frozenset[str]:
    """Return the words of a register cell that lists allergens; empty cells and 无 give none.

    The registers ask for semicolons; people also write 、 ， and full-width semicolons, which must not hide a word.
    """
    if not isinstance(cell, str):
        return frozenset()
    return frozenset(word for word in _BETWEEN.split(cell) if word and word != NONE)


def of_food(cell: object) -> frozenset[str]:
    """Return the allergens of a food, with 未知 added where a word is none of the vocabulary's."""
    said = words(cell)
    return said if said <= {*terms.ALLERGENS, UNKNOWN} else said | {UNKNOWN}
