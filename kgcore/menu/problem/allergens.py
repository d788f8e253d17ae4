"""The words of a cell that lists allergens. A word outside the vocabulary is as good as unknown."""

from __future__ import annotations

import re

from kgcore.registers import terms

UNKNOWN, NONE = terms.UNKNOWN_ALLERGEN, terms.NO_ALLERGEN

GLUTEN = dict.fromkeys(["含麸质谷物", "麸质谷物", "麸质", "麦", "麦类", "大麦", "燕麦", "黑麦"], "小麦")
"""GB 7718-2025 names the group 含麸质谷物, with oats; the registers keep the word they had for it."""

_BETWEEN = re.compile(r"[;；,，、/\s]+")


def words(cell: object) -> frozenset[str]:
    """Return the words of a register cell that lists allergens; empty cells and 无 give none.

    The registers ask for semicolons; people also write 、 ， and full-width semicolons, which must not hide a word.

    Examples
    --------
    >>> sorted(words("奶、麸质"))
    ['奶', '小麦']
    """
    if not isinstance(cell, str):
        return frozenset()
    return frozenset(GLUTEN.get(word, word) for word in _BETWEEN.split(cell) if word and word != NONE)


def of_food(cell: object) -> frozenset[str]:
    """Return the allergens of a food, with 未知 added where a word is none of the vocabulary's."""
    said = words(cell)
    return said if said <= {*terms.ALLERGENS, UNKNOWN} else said | {UNKNOWN}
