"""What a dish must be taken to hold, and what a child must not get. Whatever nobody looked up counts as present."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kgcore.menu.problem.allergens import UNKNOWN, words
from kgcore.menu.problem.problem import Flags, Problem
from kgcore.registers import terms

EVERY = frozenset(terms.ALLERGENS)
UNCLEAR = "过敏原不明"


@dataclass(frozen=True)
class Avoidance:
    """What one kind of special menu leaves out.

    Attributes
    ----------
    allergens : of the registers' vocabulary; all of them when `unclear`.
    words : words outside the vocabulary, held against the names of foods and dishes.
    unclear : nobody knows what the child reacts to, or the word is none of the vocabulary's: only dishes free of
        every allergen of the vocabulary will do.
    """

    allergens: frozenset[str]
    words: frozenset[str] = frozenset()
    unclear: bool = False

    @classmethod
    def of(cls, cell: object, *, has_case: bool = False) -> Avoidance:
        """Read a child's cell of the children register.

        Parameters
        ----------
        has_case : the child has an open allergy case, so that an empty cell means that nobody wrote down to what.
        """
        cell_words = words(cell)
        foreign = cell_words - EVERY
        if foreign or (has_case and not cell_words):
            return cls(EVERY, foreign - {UNKNOWN}, unclear=True)
        return cls(cell_words)

    def __bool__(self) -> bool:
        return bool(self.allergens)

    def __str__(self) -> str:
        if self.unclear:
            return "、".join([*sorted(self.words), UNCLEAR])
        return "、".join(sorted(self.allergens, key=terms.ALLERGENS.index))

    @property
    def label(self) -> str:
        """The diet's name in sentences, e.g. 忌奶、蛋."""
        return str(self) if self.unclear else f"忌{self}"

    @property
    def absent(self) -> str:
        """What must not be in a dish, in words."""
        said = "任何常见过敏原" if self.unclear else str(self)
        return "、".join([*sorted(self.words), said])

    def reasons(self, problem: Problem, dish: int) -> tuple[str, ...]:
        """Return why a dish is left out: those of its allergens that are avoided, then the words found in names."""
        found = sorted(held(problem)[dish] & self.allergens, key=terms.ALLERGENS.index)
        return (*found, *sorted(word for word in self.words if _by_name(problem, word)[dish]))

    def forbids(self, problem: Problem) -> Flags:
        """Return the dishes that this menu leaves out, [N]."""
        wrong = np.array([not self.allergens.isdisjoint(of) for of in held(problem)], dtype=bool)
        for word in self.words:
            wrong |= _by_name(problem, word)
        return wrong


def held(problem: Problem) -> tuple[frozenset[str], ...]:
    """Return the allergens each dish must be taken to hold: those of its foods and of its main ingredient.

    A food marked 未知, or with a word that is none of the vocabulary's, holds every allergen.
    """
    return problem.cache.remember("allergens held", lambda: _held(problem))


def _held(problem: Problem) -> tuple[frozenset[str], ...]:
    listed = dict(zip(problem.foods.index, problem.foods["allergens"], strict=True))
    mains = problem.dishes["main_ingredient"]
    return tuple(_counted([*of, listed.get(main)]) for of, main in zip(problem.allergens, mains, strict=True))


def _counted(cells: Iterable[object]) -> frozenset[str]:
    found = frozenset[str]().union(*(words(cell) for cell in cells))
    return found if found <= EVERY else EVERY


def _by_name(problem: Problem, word: str) -> Flags:
    """Return the dishes whose own name, or a name of a food in them, has the word in it, [N]."""
    foods, names = problem.foods, problem.dishes["dish"]
    right = np.array(foods.index.str.contains(word, regex=False), dtype=bool)
    for column in ("aliases", "table_name"):
        if column in foods:
            right |= foods[column].astype("string").str.contains(word, regex=False).fillna(False).to_numpy(dtype=bool)
    inside = (problem.grams @ right > 0).any(axis=0) | names.str.contains(word, regex=False).to_numpy(dtype=bool)
    return np.asarray(inside)
