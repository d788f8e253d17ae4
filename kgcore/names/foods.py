"""Names of foods as sheets write them: qualifiers are read first, since a bracket may change the food."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pandas as pd

from kgcore.glyphs import fold
from kgcore.names.understanding import (
    ALIAS,
    AMBIGUOUS,
    EXACT,
    FOLDED,
    QUALIFIER,
    UNKNOWN,
    Understanding,
    aliases_of,
    best,
    entries,
    tidy,
    unclear,
    words,
)
from kgcore.standards import food as packaged

IN_BRACKETS = re.compile(r"\(([^()]*)\)")
PACK = re.compile(r"\d+(\.\d+)?(kg|g|l|ml|升|斤|公斤|千克|克|毫升|枚|只|袋|桶|瓶|盒|板)\S*$")
BETWEEN_TOKENS = re.compile(r"[,、;/|.]+")
FRESH_GROUPS = {"蔬菜", "水果", "菌藻", "水产", "畜禽肉", "动物肝脏", "蛋类", "薯类"}
NOT_FRESH = {"水产制品", "加工肉", "干果", "淀粉制品"}
DRY_KINDS = {"米面杂粮", "杂豆", "淀粉制品", "坚果种子", "种子", "水产制品"}
CUT_GROUPS = {"蔬菜": "丝片丁块条段末碎粒", "薯类": "丝丁块", "菌藻": "丝片丁条碎末", "畜禽肉": "丝片丁块条段末粒"}
NEVER_CUT = {"猪肉", "牛肉", "羊肉", "鸡", "鸭", "鹅", "水发海带", "干海带", "鲜海带", "粉丝", "粉条"}
"""Foods whose cuts may be of another food: 牛肉丝 is mostly lean, 鸡丝 breast."""
MIXED_MEATS = {"猪肉", "牛肉", "羊肉"}
DRY, SOAKED, FRESH = "dry", "soaked", "fresh"
LONGEST = 6
SHORT = {
    "蛋": "鸡蛋", "蛋花": "鸡蛋", "虾": "基围虾", "藕": "莲藕", "梨": "生梨", "鸡": "光鸡", "鸭": "光鸭",
    "肉": "夹心肉",
}  # fmt: skip
"""Words of one sign inside names of dishes, and what to look up for them."""
STATE_WORDS = {DRY: "干", SOAKED: "水发", FRESH: "鲜"}
STATE_BEFORE = re.compile("^(水发|干|鲜)")


@dataclass(frozen=True)
class Facts:
    """What a food is, as far as qualifiers ask."""

    group: str
    kind: str
    edible_pct: float
    state: str | None
    cooked: bool


@dataclass(frozen=True)
class NamedFood:
    """A food inside a longer text: the word as written, the food, and whether the word certainly means it."""

    word: str
    food: str
    certain: bool


@dataclass
class FoodNames:
    """An index of the names of foods, built once.

    Parameters
    ----------
    foods : rows of the register `foods`; those of an office count before the packaged ones.

    Examples
    --------
    >>> from kgcore.standards import food
    >>> names = FoodNames(food.load("foods"))
    >>> [names.understand(word).name for word in ("西红柿", "香菇（干）", "有机小白菜", "地瓜")]
    ['番茄', '干香菇', '小白菜', None]
    """

    foods: pd.DataFrame
    names: dict[str, str] = field(init=False)
    facts: dict[str, Facts] = field(init=False)

    def __post_init__(self) -> None:
        """Index names, aliases, names of the composition table, and words that nobody can be certain of."""
        rows = self.foods.drop_duplicates("food")
        self.names = {tidy(name): name for name in sorted(rows["food"], reverse=True)}
        self.facts = dict(_facts(rows))
        self._aliases = aliases_of(rows, "food")
        self._entries = {
            writing: entry
            for writing, entry in entries("food_names", "food", self.facts).items()
            if writing not in self.names and writing not in self._aliases
        }
        self._tables = _table_names(rows)
        self._unclear = unclear("food", self.facts)
        self._seeds = {tidy(name) for name in packaged.load("foods")["food"]}
        self._kinds = dict(packaged.load("name_words")[["word", "kind"]].itertuples(index=False, name=None))
        rows = packaged.load("name_words")
        self._slips = list(rows.loc[rows["kind"] == "slip", ["word", "means"]].itertuples(index=False, name=None))
        self._before = words("plain", "place", "brand", FRESH, DRY, SOAKED, "whole")
        self._after = words("plain", "net")

    def understand(self, writing: str) -> Understanding:
        """Return what a written name of a food is."""
        text = tidy(writing)
        direct = self._direct(text, writing)
        if direct is not None:
            return direct
        base, tokens = _parts(text)
        if tokens and base:
            return self._with_tokens(base, tokens)
        return self._bare(base)

    def certain_words(self) -> Iterator[tuple[str, str]]:
        """Yield every word that certainly names a food, with its name; those to be asked stand for themselves."""
        yield from self.names.items()
        yield from ((word, min(owners)) for word, owners in self._aliases.items() if len(owners) == 1)
        yield from ((word, entry.name) for word, entry in self._entries.items() if entry.certain and "(" not in word)
        yield from ((word, word) for word in self._unclear)

    def named_in(self, text: str) -> Iterator[NamedFood]:
        """Yield the foods that a longer text names, in its order; of a word that must be asked the likeliest."""
        at = 0
        while at < len(text):
            for to in range(min(len(text), at + LONGEST), at, -1):
                word = SHORT.get(text[at:to], text[at:to])
                reading = self._direct(word)
                if reading is None and word in self._entries:
                    reading = Understanding(None, AMBIGUOUS, best(self._entries[word].name))
                name = (reading.name or next(iter(reading.proposals), None)) if reading and len(word) > 1 else None
                if reading is not None and name is not None:
                    yield NamedFood(text[at:to], name, reading.name is not None)
                    at = to - 1
                    break
            at += 1

    def _direct(self, text: str, writing: str | None = None) -> Understanding | None:
        """Return what a writing is as a whole; None when it is nowhere as a whole. Guesses of tables come later."""
        if text in self._unclear and (text not in self.names or text in self._seeds) and text not in self._aliases:
            return self._unclear[text]
        if text in self.names:
            name = self.names[text]
            return Understanding(name, EXACT if writing is None or writing == name else FOLDED)
        owners = self._aliases.get(text, set())
        if len(owners) == 1:
            return Understanding(min(owners), ALIAS)
        if owners:
            return Understanding(None, AMBIGUOUS, best(*sorted(owners)))
        entry = self._entries.get(text)
        if entry is not None and entry.certain:
            return Understanding(entry.name, ALIAS, edible_pct=self._edible(entry.name, entry.edible_pct))
        if text in self._tables:
            return Understanding(self._tables[text], ALIAS)
        return None

    def _with_tokens(self, base: str, tokens: list[str]) -> Understanding:
        """Return what a name with brackets is: they lead to another food, change nothing, or must be asked about."""
        leads: list[str] = []
        rest: list[str] = []
        for token in tokens:
            names = {
                understanding.name
                for text in (token + base, f"{base}({token})", base + token)
                if (understanding := self._direct(text)) is not None and understanding.name
            }
            if len(names) == 1:
                leads.append(min(names))
            elif self._kinds.get(token) in ("plain", "place", "brand") or re.search(r"\d", token):
                continue
            else:
                rest.append(token)
        if len(set(leads)) > 1:
            return Understanding(None, AMBIGUOUS, best(*leads))
        root = self._bare(base)
        if leads:
            return self._checked(leads[0], [token for token in rest if self._kinds.get(token)], root, base, rest)
        if root.name is None:
            clear = {u.name for token in rest if (u := self._direct(token)) is not None and u.name}
            if root.how == AMBIGUOUS and len(clear) == 1 and clear <= set(root.proposals):
                return Understanding(min(clear), QUALIFIER)
            return replace(root, proposals=best(*sorted(clear), *root.proposals))
        return self._checked(root.name, rest, root, base, rest)

    def _checked(self, name: str, tokens: list[str], root: Understanding, base: str, rest: list[str]) -> Understanding:
        """Return a food when no token speaks against it; else a question."""
        edible = root.edible_pct if root.name == name else None
        lists_name = any(self._meant(token) == name for token in tokens)
        for token in tokens:
            meaning = self._direct(token)
            if meaning is not None and meaning.name == name:
                continue
            if meaning is not None and meaning.name and meaning.name != name:
                narrower = fold(token).endswith(base) and all(self._meant(t) in (None, meaning.name) for t in rest)
                if narrower:
                    return Understanding(meaning.name, QUALIFIER)
                return Understanding(None, AMBIGUOUS, best(name, meaning.name))
            kind = self._kinds.get(token, "")
            if not kind and lists_name:  # 番茄(西红柿,番柿): a list of names, one of which nobody knows
                continue
            if not self._fits(name, kind):
                return self._in_state(name, kind)
            edible = self._edible(name, 100.0) if kind == "net" else edible
        return Understanding(name, QUALIFIER, edible_pct=edible)

    def _in_state(self, name: str, kind: str) -> Understanding:
        """Return the same food fresh, dry or soaked where it is kept, else a question: 水发黑木耳 → 水发木耳."""
        if kind not in STATE_WORDS:
            return Understanding(None, UNKNOWN, best(name))
        stem = STATE_BEFORE.sub("", name)
        sibling = STATE_WORDS[kind] + stem
        if sibling in self.facts and self.facts[name].state is not None:
            return Understanding(sibling, QUALIFIER)
        return Understanding(None, UNKNOWN, ())

    def _meant(self, token: str) -> str | None:
        understanding = self._direct(token)
        return understanding.name if understanding else None

    def _bare(self, text: str) -> Understanding:
        """Return what a name without brackets is: words before and behind it that change nothing are taken away."""
        direct = self._direct(text)
        if direct is not None:
            return direct
        guess = self._entries[text].name if text in self._entries else None
        for word, base in self._peeled(text):
            inner = self._direct(base) or (self._bare(base) if len(base) < len(text) - 1 else None)
            kind = self._kinds[word]
            if inner is None:
                continue
            if inner.name is None:
                return replace(inner, proposals=best(guess, *inner.proposals))
            if guess is not None and guess != inner.name:
                return Understanding(None, UNKNOWN, best(guess, inner.name))
            if guess is None and self._fits(inner.name, kind):
                edible = self._edible(inner.name, 100.0) if kind == "net" else inner.edible_pct
                return Understanding(inner.name, QUALIFIER, edible_pct=edible)
            return self._in_state(inner.name, kind) if guess is None else Understanding(None, UNKNOWN, best(guess))
        if guess is not None:
            return Understanding(None, UNKNOWN, best(guess))
        return self._of_cut(text) or Understanding(None, UNKNOWN, self._corrected(text) or self._endings(text))

    def _peeled(self, text: str) -> Iterator[tuple[str, str]]:
        for word in self._before:
            if text.startswith(word) and len(text) > len(word):
                yield word, text[len(word) :]
        for word in self._after:
            if text.startswith(word) and self._kinds[word] == "net" and len(text) > len(word):
                yield word, text[len(word) :]
            if text.endswith(word) and len(text) > len(word) + 1:
                yield word, text[: -len(word)]

    def _of_cut(self, text: str) -> Understanding | None:
        """Return the food that a cut is of: 土豆丝; None when the last sign is no cut or may make another food."""
        base = self._direct(text[:-1]) if len(text) > 2 else None
        if base is None or base.name is None or self._kinds.get(text[-1]) != "cut":
            return None
        if text[-1] not in CUT_GROUPS.get(self.facts[base.name].group, "") or base.name in NEVER_CUT:
            return Understanding(None, UNKNOWN, best(base.name) if base.name in MIXED_MEATS else ())
        return Understanding(base.name, QUALIFIER, edible_pct=base.edible_pct)

    def _corrected(self, text: str) -> tuple[str, ...]:
        """Return the food that a usual slip of the pen means: 鸡旦."""
        for slip, means in self._slips:
            right = self._direct(text.replace(slip, means)) if slip in text else None
            if right is not None and right.name:
                return (right.name,)
        return ()

    def _endings(self, text: str) -> tuple[str, ...]:
        """Return the food that the end of a name names, where such a hint is mostly right: fruit, 圆茄子."""
        for start in range(1, len(text) - 1):
            ending = self._direct(text[start:])
            if (
                ending is not None
                and ending.name
                and self.facts[ending.name].kind in ("鲜果", "瓜茄", "甲壳", "蛋类", "禽肉")
            ):
                return (ending.name,)
            if ending is not None:
                return ()
        return ()

    def _fits(self, name: str, kind: str) -> bool:
        """Return whether words of a kind beside a food leave it the same food."""
        facts = self.facts[name]
        if kind == FRESH:
            return facts.state in (None, FRESH) and facts.group in FRESH_GROUPS and facts.kind not in NOT_FRESH
        if kind == DRY:
            return facts.state == DRY or (facts.kind in DRY_KINDS and facts.state is None)
        if kind == SOAKED:
            return facts.state == SOAKED
        if kind == "mixed":
            return name in MIXED_MEATS
        if kind == "whole":
            return facts.edible_pct < 100
        return kind in ("plain", "place", "brand", "colour", "net")

    def _edible(self, name: str, edible_pct: float | None) -> float | None:
        return edible_pct if edible_pct is not None and edible_pct != self.facts[name].edible_pct else None


def _parts(text: str) -> tuple[str, list[str]]:
    """Return what stands outside brackets and the words inside: 香菇(干,冬菇) → 香菇, [干, 冬菇]."""
    tokens = [token for inner in IN_BRACKETS.findall(text) for token in BETWEEN_TOKENS.split(inner) if token]
    if set(tokens) == {"肥", "瘦"}:
        tokens = ["肥瘦"]
    return PACK.sub("", IN_BRACKETS.sub("", text).strip("()")), tokens


def _facts(rows: pd.DataFrame) -> Iterator[tuple[str, Facts]]:
    """Yield what each food is; its state is read from its name, then from that of the composition table."""
    for row in rows.to_dict("records"):
        name, table = str(row["food"]), str(row.get("table_name") or "")
        pct = row.get("edible_pct")
        state = next((s for s, signs in STATES if any(sign in name for sign in signs)), None) or next(
            (s for s, signs in STATES if any(sign in tidy(table) for sign in signs)), None
        )
        yield (
            name,
            Facts(
                str(row.get("guide_group") or ""),
                str(row.get("kind") or ""),
                100.0 if pct is None or pd.isna(pct) else float(pct),
                state,
                "熟" in table,
            ),
        )


STATES = (
    (SOAKED, ("水发", "(浸)")),
    (DRY, ("(干)", "(干,", "干香菇", "干木耳", "干海带", "干贝", "干枣")),
    (FRESH, ("(鲜", ",鲜)")),
)


def _table_names(rows: pd.DataFrame) -> dict[str, str]:
    """Return foods by their name in the composition table, which sheets of nutrition programs use: 猪肉(里脊)."""
    owners: dict[str, set[str]] = {}
    for name, table in (
        rows[["food", "table_name"]].dropna().itertuples(index=False, name=None) if "table_name" in rows else ()
    ):
        text = re.sub(r"\[.*?\]", "", fold(table))
        if "(" in text and not re.search(r"\d|代表值", text) and not ("鲜" in text and str(name).startswith("干")):
            owners.setdefault(tidy(text), set()).add(name)
    return {text: min(names) for text, names in owners.items() if len(names) == 1}


def understand_food(writing: str, foods: pd.DataFrame | FoodNames) -> Understanding:
    """Return what a written name of a food is: understood, proposed, or unknown with the reason.

    Parameters
    ----------
    writing : as a sheet writes it, with brackets, brands and qualifiers.
    foods : rows of the register `foods`, or the index made of them, which is faster for many names.

    Examples
    --------
    >>> from kgcore.standards import food
    >>> understand_food("海带（干）", food.load("foods")).name
    '干海带'
    >>> understand_food("海带", food.load("foods")).proposals
    ('水发海带', '干海带', '鲜海带')
    """
    names = foods if isinstance(foods, FoodNames) else FoodNames(foods)
    return names.understand(writing)


__all__ = ["FoodNames", "NamedFood", "understand_food"]
