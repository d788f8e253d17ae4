"""Names of dishes as menus write them: aliases, and other names of the foods inside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from kgcore.names.foods import FoodNames
from kgcore.names.understanding import (
    ALIAS,
    AMBIGUOUS,
    EXACT,
    FOLDED,
    QUALIFIER,
    SYNONYM,
    UNKNOWN,
    Understanding,
    aliases_of,
    best,
    entries,
    tidy,
    unclear,
    words,
)
from kgcore.registers import terms
from kgcore.standards import food as packaged

FRY = "炒"
FRIED_ALONE = ("清炒", "素炒")
COOKED = ("炒", "烧", "炖", "焖", "烩", "煮", "煨", "爆", "熘", "溜", "煎", "炸", "烤", "蒸", "拌", "卤", "焗")
CUTS = "丝片丁块条段末碎粒糜茸蓉"
BOUGHT_READY = (terms.FRUIT, terms.MILK, terms.SNACK)
ASIDE = re.compile(r"\([^()]*\)")

Key = tuple[str, tuple[str, ...]]


@dataclass
class DishNames:
    """An index of the names of dishes, built once.

    Parameters
    ----------
    dishes : rows of the register `dishes`; those of an office count before the packaged everyday ones.
    foods : the foods that stand inside names: rows of the register, or their index.
    everyday : whether the packaged everyday dishes are understood too, which the office does not keep; `everyday_dish`
        gives their rows.

    Examples
    --------
    >>> from kgcore.standards import food
    >>> names = DishNames(food.load("dishes"), food.load("foods"))
    >>> [names.understand(word).name for word in ("西红柿炒鸡蛋", "芹菜炒肉丝", "水果")]
    ['番茄炒蛋', '芹菜肉丝', None]
    """

    dishes: pd.DataFrame
    foods: pd.DataFrame | FoodNames
    everyday: bool = True
    names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Index names, aliases and the parts of names."""
        self._foods = self.foods if isinstance(self.foods, FoodNames) else FoodNames(self.foods)
        rows = self.dishes.drop_duplicates("dish")
        self.names = {tidy(name): name for name in sorted(rows["dish"], reverse=True)}
        self._methods = dict(zip(rows["dish"], rows["method"], strict=True))
        self._courses = dict(zip(rows["dish"], rows["course"], strict=True))
        self._aliases = aliases_of(rows, "dish")
        self._entries = {
            writing: entry
            for writing, entry in entries("dish_names", "dish", self._methods).items()
            if writing not in self.names and writing not in self._aliases
        }
        self._unclear = unclear("dish", self._methods)
        self._before = words("plain", "place", "brand")
        self._means = dict(self._inside())
        self._longest = max(map(len, self._means))
        self._keys = self._by_key(self.names.values())
        self._fruit = self._of_one_food(rows)
        more = packaged.load("everyday_dishes")
        more = more[~more["dish"].map(tidy).isin(set(self.names) | set(self._aliases))]
        self._more = DishNames(more, self._foods, everyday=False) if self.everyday else None

    def understand(self, writing: str) -> Understanding:
        """Return what a written name of a dish is."""
        text = tidy(writing)
        found = self._whole(text, writing) or self._whole(self._without_asides(text)) or self._bought(text)
        if found is not None:
            return found
        more = self._more.understand(text) if self._more else None
        if more is not None and more.how in (EXACT, FOLDED):
            return Understanding(more.name, EXACT)
        guess = self._entries[text].name if text in self._entries else None
        key = self._key(text)
        dishes = self._keys.get(key, set()) if len(key[1]) > 1 else set()
        if len(dishes) == 1 and guess in (None, *dishes):
            return Understanding(min(dishes), SYNONYM)
        if dishes:
            return Understanding(None, AMBIGUOUS, best(guess, *sorted(dishes)))
        if guess is None and more is not None and more.name is not None:
            return more
        return Understanding(None, UNKNOWN, best(guess))

    def _whole(self, text: str, writing: str | None = None) -> Understanding | None:
        if text in self._unclear and text not in self.names and text not in self._aliases:
            return self._unclear[text]
        if text in self.names:
            name = self.names[text]
            return Understanding(name, EXACT if writing is None or writing == name else FOLDED)
        owners = self._aliases.get(text, set())
        if owners:
            return (
                Understanding(min(owners), ALIAS) if len(owners) == 1 else Understanding(None, AMBIGUOUS, best(*owners))
            )
        entry = self._entries.get(text)
        return Understanding(entry.name, ALIAS) if entry is not None and entry.certain else None

    def _without_asides(self, text: str) -> str:
        """Return a name without brackets that hold only its foods, or figures: 番茄炒蛋(番茄、鸡蛋)."""
        for inner in re.findall(r"\(([^()]*)\)", text):
            tokens = [token for token in re.split(r"[,、;/+]", inner) if token]
            if all(re.search(r"\d", token) or self._foods.understand(token).name for token in tokens):
                text = text.replace(f"({inner})", "")
        return text

    def _bought(self, text: str) -> Understanding | None:
        """Return a fruit, milk or pastry that is served as bought: a brand or a place before it changes nothing."""
        for word in self._before:
            base = self._whole(text[len(word) :]) if text.startswith(word) else None
            if base is not None and base.name and self._courses[base.name] in BOUGHT_READY:
                return Understanding(base.name, QUALIFIER)
        fruit = self._foods.understand(text).name if text not in self._entries else None
        return Understanding(self._fruit[fruit], ALIAS) if fruit in self._fruit else None

    def _of_one_food(self, rows: pd.DataFrame) -> dict[str | None, str]:
        """Return fruit dishes by their food, where one dish alone is of it."""
        fruit = rows[(rows["course"] == terms.FRUIT)]
        owners: dict[str | None, list[str]] = {}
        for dish, main in zip(fruit["dish"], fruit["main_ingredient"], strict=True):
            owners.setdefault(main, []).append(dish)
        return {main: dishes[0] for main, dishes in owners.items() if len(dishes) == 1}

    def _inside(self) -> Iterator[tuple[str, str]]:
        """Yield words inside names of dishes with the word that stands for all of the same meaning."""
        for word, name in self._foods.certain_words():
            if len(word) > 1 and word[-1] not in CUTS:
                yield word, name
        rows = packaged.load("name_words")
        inside = rows[rows["kind"] == "inside"]
        yield from zip(inside["word"], inside["means"], strict=True)

    def _tokens(self, text: str) -> list[str]:
        """Return a name cut into words, the longest first, each as the word that stands for its meaning."""
        tokens, at = [], 0
        while at < len(text):
            end = next(
                (to for to in range(min(len(text), at + self._longest), at, -1) if text[at:to] in self._means), at + 1
            )
            word = text[at:end]
            means = self._means.get(word, word)
            tokens += [means] if means in (word, *self._foods.facts) else self._tokens(means)
            at = end
        return tokens

    def _key(self, text: str, method: str | None = None) -> Key:
        """Return what names of one dish share: its foods in any order when they are fried, else its words in order.

        Parameters
        ----------
        text : a tidied name.
        method : the method of a dish that is kept; with it 芹菜肉丝 is fried though its name does not say so.
        """
        text = text.replace("的", "").replace("(不辣)", "")
        for word in FRIED_ALONE:
            if text.startswith(word):
                text = FRY + text[len(word) :]
        tokens = self._tokens(text)
        inner = tokens[1:]
        if FRY in inner:
            return FRY, tuple(sorted(token for token in tokens if token != FRY))
        if method == FRY and len(tokens) > 1 and not any(token in COOKED for token in tokens):
            return FRY, tuple(sorted(tokens))
        if all(token in self._foods.facts for token in tokens[:-1]) and len(tokens) > 2:
            return "mixed", (*sorted(tokens[:-1]), tokens[-1])
        return "", tuple(tokens)

    def _by_key(self, names: Iterable[str]) -> Mapping[Key, set[str]]:
        keys: dict[Key, set[str]] = {}
        for name in names:
            text = tidy(name)
            for key in {self._key(text), self._key(text, self._methods[name])}:
                keys.setdefault(key, set()).add(name)
        return keys


def understand_dish(writing: str, dishes: pd.DataFrame | DishNames, foods: pd.DataFrame | FoodNames) -> Understanding:
    """Return what a written name of a dish is: understood, proposed, or unknown with the reason.

    Parameters
    ----------
    writing : as a menu writes it.
    dishes : rows of the register `dishes`, or the index made of them, which is faster for many names.
    foods : the same of foods; not read when `dishes` is an index.

    Examples
    --------
    >>> from kgcore.standards import food
    >>> understand_dish("西红柿蛋花汤", food.load("dishes"), food.load("foods")).name
    '番茄蛋汤'
    """
    names = dishes if isinstance(dishes, DishNames) else DishNames(dishes, foods)
    return names.understand(writing)


__all__ = ["DishNames", "understand_dish"]
