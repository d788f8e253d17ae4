"""What a written name turned out to be, and the packaged tables of how names are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from kgcore.glyphs import fold
from kgcore.standards import food

EXACT, FOLDED, ALIAS, QUALIFIER, SYNONYM = "exact", "folded", "alias", "qualifier", "synonym"
CATEGORY, AMBIGUOUS, UNKNOWN = "category", "ambiguous", "unknown"
UNDERSTOOD = (EXACT, FOLDED, ALIAS, QUALIFIER, SYNONYM)
CERTAIN = "certain"
MOST_PROPOSALS = 3
ALIAS_MARKS = re.compile(r"[;；,，、]")
BRACKETS = str.maketrans("[]{}【】〔〕「」", "()()()()()")
MARKS = re.compile(r"^[\d.、*·•\-]+(?=[^\d.])|[。，,；;、：:*]+$")


@dataclass(frozen=True)
class Understanding:
    """What a written name is.

    Parameters
    ----------
    name : the name under which the office or the packaged tables keep it; None where nobody can be certain.
    how : `exact`, `folded` (written unlike, such as full width), `alias`, `qualifier` (words beside it change nothing,
        or lead to the name), `synonym` (another name of a food inside a dish name). Where `name` is None: `category`
        (蔬菜), `ambiguous` (地瓜) or `unknown`.
    proposals : where `name` is None what it may be, the likeliest first, at most three.
    edible_pct : edible part that the words give (去壳 → 100), where it differs from that of the food; else None.
        Whoever turns purchases into eaten grams must heed it; recipes state edible grams already.
    """

    name: str | None
    how: str
    proposals: tuple[str, ...] = ()
    edible_pct: float | None = None


@dataclass(frozen=True)
class Writing:
    """A row of a packaged table of names: what a writing stands for, and how certainly."""

    name: str
    certain: bool
    edible_pct: float | None = None


def tidy(writing: str) -> str:
    """Return a name as it is compared: folded, brackets as (), without numbering and stray marks, brackets closed."""
    text = MARKS.sub("", fold(writing).translate(BRACKETS))
    missing = text.count("(") - text.count(")")
    return text + ")" * missing if missing > 0 else text[: len(text) + missing] if text.endswith(")") else text


def aliases_of(frame: pd.DataFrame, key: str) -> dict[str, set[str]]:
    """Return the names that each alias of a register belongs to, aliases tidied."""
    owners: dict[str, set[str]] = {}
    if "aliases" in frame:
        for name, cell in frame[[key, "aliases"]].dropna().itertuples(index=False, name=None):
            for alias in ALIAS_MARKS.split(cell):
                owners.setdefault(tidy(alias), set()).add(name)
    owners.pop("", None)
    return owners


def entries(table: str, key: str, names: Iterable[str]) -> dict[str, Writing]:
    """Return the packaged writings of names that are kept, by their tidied form.

    Parameters
    ----------
    table : `food_names` or `dish_names`.
    key : the column that holds the name.
    names : the names that are kept; writings of others are left out.
    """
    rows = food.load(table)
    rows = rows[rows[key].isin(set(names))]
    edible = rows["edible_pct"] if "edible_pct" in rows else pd.Series(float("nan"), index=rows.index)
    return {
        tidy(writing): Writing(name, certainty == CERTAIN, None if pd.isna(pct) else float(pct))
        for writing, name, certainty, pct in zip(rows["written"], rows[key], rows["certainty"], edible, strict=True)
    }


def unclear(kind: str, names: Iterable[str]) -> dict[str, Understanding]:
    """Return the words that nobody can be certain of, with what they may be.

    Parameters
    ----------
    kind : `food` or `dish`.
    names : the names that are kept; only these are proposed.
    """
    rows = food.load("unclear_names")
    rows = rows[rows["kind"] == kind].fillna("")
    kept = set(names)
    return {
        tidy(writing): Understanding(None, reason, tuple(name for name in proposals.split(";") if name in kept))
        for writing, reason, proposals in rows[["written", "reason", "proposals"]].itertuples(index=False, name=None)
    }


def words(*kinds: str) -> tuple[str, ...]:
    """Return the packaged words beside names of these kinds, the longest first."""
    rows = food.load("name_words")
    return tuple(sorted(rows.loc[rows["kind"].isin(kinds), "word"], key=len, reverse=True))


def best(*names: str | None) -> tuple[str, ...]:
    """Return names once each in their order, at most three; what is None is left out."""
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_PROPOSALS]
