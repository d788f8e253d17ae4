"""Which variant of the day's menu a special child should get; the menu planner reads it."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kgcore.health.cases import GROUPS, open_on
from kgcore.health.codes import ANAEMIC, OBESE, WEAK

NEEDS = {"less_refined": OBESE, "more_energy": WEAK, "more_iron": ANAEMIC}
"""Column that says what a child needs, and the group of cases that calls for it."""


def variants(children: pd.DataFrame, cases: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return one row per child that should not simply get the common menu on a day.

    Parameters
    ----------
    children : child, class_name, allergens (separated by ; 未知 = nobody looked it up, which the menu treats as all).
    cases : rows of the register special_cases.
    on : the day.

    Returns
    -------
    child, class_name, less_refined (obesity: fewer refined staples, low sugar), more_energy (weak), more_iron
    (anaemia), avoid (allergens joined by ; empty = none); by class and child.
    """
    files = open_on(cases, on)
    groups = files.assign(group=files["kind"].map(GROUPS)).groupby("child")["group"].agg(set)
    rows = children[["child", "class_name"]].assign(avoid=children["allergens"].fillna("").map(_tidy))
    groups_of = [groups.get(child, set()) for child in rows["child"]]
    for column, group in NEEDS.items():
        rows[column] = [group in child_groups for child_groups in groups_of]
    special = rows[list(NEEDS)].any(axis=1) | rows["avoid"].ne("")
    return rows[special].sort_values(["class_name", "child"], ignore_index=True)[
        ["child", "class_name", *NEEDS, "avoid"]
    ]


def _tidy(text: str) -> str:
    return ";".join(part for part in (piece.strip() for piece in text.replace("；", ";").split(";")) if part)
