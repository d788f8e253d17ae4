"""How much of a list of everyday names is understood, by how often they occur, against what they mean."""

from __future__ import annotations

import re

import pandas as pd

from kgcore.names.dishes import DishNames
from kgcore.names.foods import STATE_BEFORE, FoodNames
from kgcore.names.understanding import AMBIGUOUS, CATEGORY, Understanding, tidy

RIGHT, NARROWER, OTHER_STATE, WRONG = "right", "narrower", "other_state", "wrong"
PROPOSED, MISLEADING = "proposed", "misleading"
ASKED, MISSED, ABSENT = "asked", "missed", "absent"
UNDERSTOOD, UNJUDGED_PROPOSALS = "understood", "proposals"
VERDICTS = (
    RIGHT,
    NARROWER,
    OTHER_STATE,
    PROPOSED,
    UNDERSTOOD,
    UNJUDGED_PROPOSALS,
    ASKED,
    ABSENT,
    MISSED,
    MISLEADING,
    WRONG,
)


def judged(table: pd.DataFrame, foods: FoodNames, dishes: DishNames) -> pd.DataFrame:
    """Return a list of names with what is understood of each.

    Parameters
    ----------
    table : columns `kind` (food or dish), `name` and `meant` (the name it means; missing = nothing that is kept).
        Without `meant` nothing is judged right or wrong.
    foods, dishes : the indexes of names.

    Returns
    -------
    pandas.DataFrame
        The table and `understood` (the name or missing), `how`, `proposals` (joined by ;), `verdict`: `right`,
        `narrower` (the bracket of the writing says which kind of the meant food: 牛肉（瘦） is 瘦牛肉, where the list
        means 牛肉), `other_state` (the bracket says that the meant food is dry, soaked or fresh: 香菇（干）, where the
        list means 鲜香菇), `proposed` (the right name is among the proposals), `asked` (a category or a word of several
        foods), `absent` (rightly unknown), `missed` (unknown though it is kept), `misleading` (proposals without the
        right name), `wrong` (accepted as another). Without `meant`: `understood`, `proposals`, `asked` or `missed`.

    Examples
    --------
    >>> from kgcore.standards import food
    >>> foods = FoodNames(food.load("foods"))
    >>> table = pd.DataFrame({"kind": ["food", "food"], "name": ["西红柿", "蔬菜"], "meant": ["番茄", None]})
    >>> judged(table, foods, DishNames(food.load("dishes"), foods))["verdict"].tolist()
    ['right', 'asked']
    """
    index: dict[str, FoodNames | DishNames] = {"food": foods, "dish": dishes}
    is_judged = "meant" in table
    meanings = _present(table["meant"]) if is_judged else [None] * len(table)
    answers = [index[kind].understand(name) for kind, name in zip(table["kind"], table["name"], strict=True)]
    return table.assign(
        meant=pd.Series(meanings, index=table.index, dtype="object"),
        understood=pd.Series([answer.name for answer in answers], index=table.index, dtype="object"),
        how=[answer.how for answer in answers],
        proposals=[";".join(answer.proposals) for answer in answers],
        verdict=[
            _verdict(answer, meant, index[kind], writing) if is_judged else _reading(answer)
            for answer, meant, kind, writing in zip(answers, meanings, table["kind"], table["name"], strict=True)
        ],
    )


def _present(names: pd.Series) -> list[str | None]:
    texts: list[object] = names.tolist()
    return [text if isinstance(text, str) else None for text in texts]


def _verdict(answer: Understanding, name: str | None, index: FoodNames | DishNames, writing: str) -> str:
    if answer.name is not None and answer.name != name:
        if name is None or not _means_without_bracket(name, index, writing):
            return WRONG
        stems = {STATE_BEFORE.sub("", one) for one in (name, answer.name)}
        return OTHER_STATE if len(stems) == 1 else NARROWER
    if answer.name is not None:
        return RIGHT
    if name is not None and name in answer.proposals:
        return PROPOSED
    if answer.how in (CATEGORY, AMBIGUOUS):
        return ASKED
    if answer.proposals:
        return MISLEADING
    return ABSENT if name is None else MISSED


def _means_without_bracket(name: str, index: FoodNames | DishNames, writing: str) -> bool:
    """Whether a list means what stands before the bracket of a writing, which the bracket narrows."""
    bare = re.sub(r"\([^()]*\)", "", tidy(writing))
    if bare == tidy(writing):
        return False
    answer = index.understand(bare)
    return name in (answer.name, *answer.proposals)


def _reading(answer: Understanding) -> str:
    """Return how a name is read that nobody says the meaning of."""
    if answer.name is not None:
        return UNDERSTOOD
    if answer.how in (CATEGORY, AMBIGUOUS):
        return ASKED
    return UNJUDGED_PROPOSALS if answer.proposals else MISSED


def shares(table: pd.DataFrame, occurrences: pd.Series[int]) -> pd.DataFrame:
    """Return the share of each verdict by kind, by occurrence, and how many hints are right.

    Parameters
    ----------
    table : as `judged` returns.
    occurrences : how often each name occurs, indexed as the table.

    Returns
    -------
    pandas.DataFrame
        By kind: `occurrences`, one column for each verdict (share from 0 to 1), `hints` (names whose message ends in
        是否…？) and `right_hints` (share of these whose first proposal is right; missing where there is none).

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"kind": "food", "meant": ["番茄", "红薯"], "verdict": ["right", "proposed"], "how": ["alias", "unknown"],
    ...      "proposals": ["", "红薯"]}
    ... )
    >>> shares(table, pd.Series([3, 1]))[["right", "proposed", "right_hints"]].to_numpy().tolist()
    [[0.75, 0.25, 1.0]]
    """
    rows = {}
    for kind, part in table.assign(occurrences=occurrences).groupby("kind"):
        total = part["occurrences"].sum()
        by_verdict = part.groupby("verdict")["occurrences"].sum().reindex(VERDICTS, fill_value=0) / total
        is_hint = (part["proposals"] != "") & ~part["how"].isin([CATEGORY, AMBIGUOUS])
        hints = part[is_hint & (part["verdict"] != UNJUDGED_PROPOSALS)]
        first = hints["proposals"].str.split(";").str[0]
        rows[kind] = {
            "occurrences": total, **by_verdict, "hints": len(hints), "right_hints": (first == hints["meant"]).mean(),
        }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")
