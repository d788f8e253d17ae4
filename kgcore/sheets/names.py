"""Names as sheets write them against those that the office keeps: foods, dishes, classes, suppliers, meals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.glyphs import fold
from kgcore.names import DishDrafts, DishNames, Draft, FoodNames
from kgcore.registers import terms
from kgcore.sheets.amounts import name_unit, read_number
from kgcore.sheets.grid import plain, question_text
from kgcore.sheets.origins import LEAVE_OUT

if TYPE_CHECKING:
    from kgcore.office import Office

NUMERALS = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
MEALS: dict[str, tuple[str, ...]] = {
    terms.BREAKFAST: ("早餐", "早饭", "早"),
    terms.MORNING_SNACK: (
        "早点", "早加餐", "上午加餐", "上午点心", "早间加餐", "上午点", "间餐", "早茶", "上午水果", "早间点心",
        "上午茶点",
    ),
    terms.LUNCH: ("午餐", "中餐", "午饭", "正餐", "中午", "午"),
    terms.AFTERNOON_SNACK: (
        "午点", "午茶", "下午茶", "下午点心", "下午加餐", "下午点", "午后点心", "午加餐", "下午茶点", "午间点心",
        "午后加餐", "点心",
    ),
    terms.SUPPER: ("晚餐", "晚饭", "晚点", "晚"),
}  # fmt: skip


@dataclass(frozen=True)
class Match:
    """What a written name stands for: a name the office keeps when it is certain, else what may be proposed."""

    name: str | None
    proposals: tuple[str, ...] = ()
    is_new: bool = False
    """Whether the office does not keep it yet, but it is made as a draft."""


@dataclass
class Names:
    """The names that an office keeps.

    Parameters
    ----------
    foods, dishes : understand everyday names.
    courses : of the dishes that the office keeps.
    classes : names by their usual writing.
    suppliers : numbers by name and alias.
    answers : what somebody has answered before, by (about, word).
    meals : that the office serves, in the order of the day.
    children : the code of a child by class and name, from the mapping that is kept outside the database.
    children_kept : rows of the register of children, to propose from.
    drafts : make dishes that the office does not keep; None = none is made.
    """

    foods: FoodNames
    dishes: DishNames
    courses: dict[str, str]
    classes: dict[str, str]
    suppliers: dict[str, str]
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    meals: tuple[str, ...] = terms.MEALS[1:4]
    children: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    children_kept: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    drafts: DishDrafts | None = field(default=None, repr=False)

    def answered(self, about: str, word: str) -> str | None:
        """Return what somebody has answered to a question before; None when nobody has."""
        return self.answers.get((about, question_text(word)))

    def __post_init__(self) -> None:
        """Let answers be found by the word as `plain` writes it."""
        self.answers = {(about, plain(word)): plain(answer) for (about, word), answer in self.answers.items()}

    def food(self, word: str, *, purchase: bool = False) -> Match:
        """Return the food that a name stands for.

        Parameters
        ----------
        purchase : the name is that of something bought, whose edible part counts: 玉米粒 is asked, because a kilogram
            of it is not a kilogram of cobs.
        """
        name = name_unit(word)[0]
        if answer := self.answered("food", word) or self.answered("food", name):
            return Match(answer)
        meaning = self.foods.understand(name)
        if meaning.name and purchase and meaning.edible_pct is not None:
            return Match(None, (meaning.name,))
        return Match(meaning.name, meaning.proposals)

    def unit_weights(self, food: str, unit: str, specification: str) -> tuple[Decimal, ...]:
        """Return the kilograms of one unit of a food that were answered before, each once.

        Parameters
        ----------
        food, unit : as written; other names of the same food count.
        specification : empty = answers for any specification.
        """
        own_food = self.food(food, purchase=True).name or plain(food)
        weights = [
            kilograms
            for (name, own_unit, own_specification), kilograms in self._weights.items()
            if (name, own_unit) == (own_food, plain(unit)) and specification in ("", own_specification)
        ]
        return tuple(dict.fromkeys(weights))

    @cached_property
    def _weights(self) -> dict[tuple[str, str, str], Decimal]:
        """What one unit weighs by food, unit and specification, as answered before."""
        weights: dict[tuple[str, str, str], Decimal] = {}
        for (about, written), answer in self.answers.items():
            match = re.fullmatch(r"([^·]+)·([^·()]+)(?:\((.*)\))?", written) if about == "kg" else None
            if match and (kilograms := read_number(answer)) is not None:
                food = self.food(match[1], purchase=True).name or match[1]
                weights[food, match[2], match[3] or ""] = kilograms
        return weights

    def dish(self, word: str) -> Match:
        """Return the dish that a name stands for.

        One that the office does not keep is new where it can be drafted from every word of its name; where likely
        dishes are kept, or a word is not understood, it is asked, and its own name is the last proposal.
        """
        if answer := self.answered("dish", word):
            return Match(answer, (), answer not in self.courses and answer != LEAVE_OUT)
        meaning = self.dishes.understand(word)
        if meaning.name in self.courses:
            return Match(meaning.name)
        draft = self._draft(meaning.name or plain(word))
        if draft is None:
            return Match(None, meaning.proposals)
        name = str(draft.dish["dish"].iloc[0])
        if meaning.name or (draft.certain and not meaning.proposals):
            return Match(name, (), True)
        return Match(None, (*meaning.proposals, name))

    def is_dish(self, word: str) -> bool:
        """Whether a dish of this name is known; a draft proves nothing of a text that may hold two names."""
        return self.answered("dish", word) is not None or self.dishes.understand(word).name is not None

    def course(self, dish: object) -> str | None:
        """Return the course of a dish that the office keeps or that is drafted; None when it is neither."""
        if dish in self.courses:
            return self.courses[str(dish)]
        draft = self._draft(str(dish)) if dish else None
        return None if draft is None else str(draft.dish["course"].iloc[0])

    def _draft(self, name: str) -> Draft | None:
        return self.drafts.draft(name) if self.drafts is not None else None

    def class_name(self, word: str) -> Match:
        """Return the class: 小(1)班, 小一 and 小一班 are one.

        For a class that the office lacks, those that it has are proposed, those of the same band first, then 不要.
        """
        canonical = class_word(word)
        name = self.answered("class_name", word) or self.classes.get(canonical)
        if name is not None and (name == LEAVE_OUT or name in self.classes.values()):
            return Match(name)
        own = sorted(dict.fromkeys(self.classes.values()), key=lambda one: one[:1] != canonical[:1])
        return Match(None, (*own, LEAVE_OUT))

    def supplier(self, word: str) -> Match:
        """Return the number of a supplier."""
        names = self.answered("supplier", word) or self.suppliers.get(fold(word))
        return Match(names) if names else Match(None)

    def meal(self, word: str) -> Match:
        """Return the meal that a word stands for; 加餐 alone may be either snack."""
        word = re.sub(r"\(.*?\)|[\d:：~\-—\s]|时|点半", "", plain(word))
        names = self.answered("meal", word) or next((meal for meal, words in MEALS.items() if word in words), None)
        if names is None:
            names = next(
                (meal for meal, words in MEALS.items() if any(word.startswith(one) for one in words if len(one) > 1)),
                None,
            )
        if names:
            return Match(names)
        snacks = (terms.MORNING_SNACK, terms.AFTERNOON_SNACK)
        if re.search("[果点]|加餐", word):
            return Match(None, unique((*snacks, *self.meals)))
        return Match(None, self.meals if word else ())


def class_word(word: str) -> str:
    """Return a class as offices usually name it.

    Examples
    --------
    >>> class_word("小(1)班"), class_word("小一"), class_word("大2班"), class_word("托班")
    ('小一班', '小一班', '大二班', '托班')
    """
    text = re.sub(r"[()\s]|年级|幼儿园", "", plain(word))
    text = re.sub(r"(?<=[托小中大])(\d)(?!\d)", lambda match: NUMERALS[match[1]], text)
    return (
        text if text.endswith("班") or not re.fullmatch(r"[托小中大][一二三四五六七八九十]{1,2}", text) else f"{text}班"
    )


def _keys(frame: pd.DataFrame, name: str) -> dict[str, str]:
    """Return names by their folded form and that of their aliases; an alias never hides a name."""
    names: dict[str, str] = {}
    if "aliases" in frame:
        for own, aliases in zip(frame[name], frame["aliases"], strict=True):
            for alias in re.split("[;；]", aliases) if isinstance(aliases, str) else ():
                names.setdefault(fold(alias), str(own))
    return names | {fold(own): str(own) for own in frame[name]}


def names_of(
    office: Office,
    answers: dict[tuple[str, str], str] | None = None,
    children: dict[tuple[str, str], str] | None = None,
) -> Names:
    """Return the names that an office keeps.

    Parameters
    ----------
    office : whose registers are read.
    answers : what somebody has answered before, by (about, word).
    children : the code of a child by class and name (`children.child_key`), from the mapping outside the database.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     names_of(office).food("鸡蛋").name
    '鸡蛋'
    """
    dishes, classes, suppliers = office.read("dishes"), office.read("classes"), office.read("suppliers")
    by_name = dict(_keys(suppliers, "supplier").items())
    by_name |= {fold(name): number for name, number in zip(suppliers["name"], suppliers["supplier"], strict=True)}
    courses = dict(zip(dishes["dish"], dishes["course"], strict=True))
    foods = office.read("foods")
    food_names = FoodNames(foods)
    return Names(
        food_names,
        DishNames(dishes, food_names),
        courses,
        {class_word(key): value for key, value in _keys(classes, "class_name").items()},
        by_name,
        answers or {},
        office.profile.meals,
        children or {},
        office.read("children"),
        DishDrafts(food_names, dishes, office.read("dish_ingredients")),
    )


def unique(words: Iterable[str]) -> tuple[str, ...]:
    """Return words once each, in their order."""
    return tuple(dict.fromkeys(words))


__all__ = ["LEAVE_OUT", "MEALS", "Match", "Names", "class_word", "names_of", "unique"]
