"""In which class a child is on a day: the roll of children cut at the days on which a child changes class."""

from __future__ import annotations

import datetime as dt

import pandas as pd

CHILD = ["site", "child"]


def stays(children: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Return the roll with one row for each class that a child was in.

    Parameters
    ----------
    children : rows of the register `children`. `class_name` counts for a child that never changed class.
    moves : rows of the register `class_moves`.

    Returns
    -------
    DataFrame
        as `children`, by site, child and day; `enrolled_on` and `left_on` are first and last day in the class. A move
        dated on or before the first day, or after the last one, makes no row of its own.

    Examples
    --------
    >>> child = {"site": ["main"], "child": ["C00001"], "class_name": ["小二班"]}
    >>> days = {"enrolled_on": [pd.Timestamp("2025-09-01")], "left_on": [pd.NaT]}
    >>> move = {"date": [pd.Timestamp("2026-05-18")], "former_class": ["小一班"], "class_name": ["小二班"]}
    >>> table = stays(pd.DataFrame(child | days), pd.DataFrame({"site": ["main"], "child": ["C00001"]} | move))
    >>> table["class_name"].tolist(), table["enrolled_on"].dt.strftime("%m-%d").tolist()
    (['小一班', '小二班'], ['09-01', '05-18'])
    >>> f"{table['left_on'].iloc[0]:%Y-%m-%d}", table["left_on"].isna().tolist()
    ('2026-05-17', [False, True])
    """
    if moves.empty or children.empty:
        return children
    moves = moves.merge(children[CHILD], on=CHILD).sort_values([*CHILD, "date"], ignore_index=True)
    firsts = moves.drop_duplicates(CHILD).set_index(CHILD)["former_class"].rename("_first")
    rolls = children.join(firsts, on=CHILD)
    before = rolls.assign(class_name=rolls["_first"].fillna(rolls["class_name"]), _since=rolls["enrolled_on"])
    after = moves[[*CHILD, "class_name", "date"]].rename(columns={"date": "_since"})
    after = after.merge(rolls.drop(columns=["class_name"]), on=CHILD)
    table = pd.concat([before, after[before.columns]], ignore_index=True)
    # a move on or before the first day replaces the class, one after the last day never came about
    table["_since"] = table["_since"].where(table["_since"] >= table["enrolled_on"], table["enrolled_on"])
    table = table[~(table["_since"] > table["left_on"])]
    table = table.sort_values([*CHILD, "_since"], kind="stable").drop_duplicates([*CHILD, "_since"], keep="last")
    ends = table.groupby(CHILD)["_since"].shift(-1) - pd.Timedelta(days=1)
    table = table.assign(enrolled_on=table["_since"], left_on=ends.fillna(table["left_on"]))
    return table[children.columns].reset_index(drop=True)


def roll_on(children: pd.DataFrame, moves: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return the roll, each child once, with the class of a day.

    Parameters
    ----------
    children, moves : see `stays`.
    day : a child that had left by then is in its last class, one that had not come yet in its first.
    """
    if moves.empty or children.empty:
        return children
    table = stays(children, moves)
    come = table["enrolled_on"] <= pd.Timestamp(day)
    last = table[come].drop_duplicates(CHILD, keep="last")
    first = table.drop_duplicates(CHILD, keep="first")
    classes = pd.concat([last, first]).drop_duplicates(CHILD, keep="first").set_index(CHILD)["class_name"]
    named = children.drop(columns=["class_name"]).join(classes, on=CHILD)
    return named[children.columns]


__all__ = ["roll_on", "stays"]
