"""Which variant of the day's menu a special child should get; the menu planner reads it."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kgcore.health.cases import ANAEMIC, GROUPS, OBESE, WEAK, open_on

VARIANTS = {
    OBESE: "少精制主食、少糖少油",
    WEAK: "加餐增能量和蛋白质",
    ANAEMIC: "多铁，配维生素C",
}
NO_ALLERGEN = "避开过敏原"
UNKNOWN = "未知"


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
    (anaemia), avoid (allergens joined by ; empty = none), variant (the same in Chinese).
    """
    held = open_on(cases, on)
    groups = held.assign(group=held["kind"].map(GROUPS)).groupby("child")["group"].agg(set)
    rows = children[["child", "class_name", "allergens"]].assign(avoid=children["allergens"].fillna("").map(_tidy))
    own = [groups.get(child, set()) for child in rows["child"]]
    for column, group in (("less_refined", OBESE), ("more_energy", WEAK), ("more_iron", ANAEMIC)):
        rows[column] = [group in of for of in own]
    rows["variant"] = [
        "；".join(
            [
                *(word for group, word in VARIANTS.items() if group in of),
                *([f"{NO_ALLERGEN}：{avoid}"] if avoid else []),
            ]
        )
        for of, avoid in zip(own, rows["avoid"], strict=True)
    ]
    wanted = rows[rows["variant"] != ""]
    columns = ["child", "class_name", "less_refined", "more_energy", "more_iron", "avoid", "variant"]
    return wanted.sort_values(["class_name", "child"], ignore_index=True)[columns]


def _tidy(text: str) -> str:
    return ";".join(part for part in (piece.strip() for piece in text.replace("；", ";").split(";")) if part)
