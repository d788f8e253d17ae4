"""Special menus for the kitchen wall: what to cook instead and how many plates go to which class. No child is named.

A pot is listed with what it must not hold, and its plates carry a number that changes daily. Which class and which
child gets a number is on the class teacher's list alone: no table of the kitchen names a class, since joined by dish
and day it would tell the allergies of single children.
"""

from __future__ import annotations

import pandas as pd

from kgcore.menu import Variants
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.menu.result.rounding import weighed
from kgcore.menu.special_diets.allergy import UNCLEAR
from kgcore.present.menu.parents_page import short
from kgcore.present.table import Column, Table
from kgcore.wording import weekday

NOTHING = "没有可换的菜，不供应"
EVERYTHING = "任何常见过敏原"
SERVING = ["date", "meal", "course", "dish", "substitute"]  # of one number


def special_cooking(week: WeekMenu, special: Variants) -> Table:
    """Return what is cooked instead of which dish, for how many children, without what, and whether it is a new pot."""
    table = special.kitchen()
    cooking = _first(table).groupby(SERVING, sort=False, as_index=False).agg(
        avoid=("avoid", _said), children=("children", "sum"), kg=("kg", "sum"),
        new_pot=("new_pot", "any"), number=("number", "first"),
    )  # fmt: skip
    rows = _places(cooking).assign(
        kg=weighed(cooking["kg"], week.problem.settings).where(cooking["kg"] > 0),
        pot=cooking["new_pot"].map({True: "另起一锅", False: "—"}),
    )
    return Table(
        rows,
        "替代餐：做什么",
        {
            "day": Column("日期"), "place": Column("餐次"), "dish": Column("普通食谱"), "substitute": Column("换成"),
            "avoid": Column("不得含"), "children": Column("份数", "", "integer"),
            "kg": Column("净料", "kg", "decimal2"), "pot": Column("锅"), "number": Column("号", "", "integer"),
        },
        "按在册的过敏幼儿备足，缺勤以当天为准，普通菜只减去其中预计来园的份数；换成的菜当天普通食谱已有的不必另起锅。锅铲、案板和盛器要分开。",
    )  # fmt: skip


def special_classes(week: WeekMenu, special: Variants) -> Table:
    """Return how many plates of which number go to which kindergarten; the teacher knows which are hers.

    A class would join with the table of what a pot must not hold, by dish and day, to the allergy of a single child;
    how many it gets, on one day and the next, would tell the rest.
    """
    table = _first(special.by_class())
    plates = table.groupby([*SERVING, "number", "site"], sort=False, as_index=False)[["children"]].sum()
    order = {(slot.meal, slot.course): n for n, slot in enumerate(week.problem.slots)}
    plates = plates.assign(
        slot=[order[place] for place in zip(plates["meal"], plates["course"], strict=True)],
    ).sort_values(["date", "slot", "number"], kind="stable")
    sites = {site: name for site, name in week.sites.items() if site in set(plates["site"])}
    wide = plates.pivot_table(
        index=[*SERVING, "number"], columns="site", values="children", aggfunc="sum", sort=False
    ).reset_index()
    return Table(
        _places(wide),
        "替代餐：送到哪个班",
        {
            "day": Column("日期"), "place": Column("餐次"), "number": Column("号", "", "integer"),
            "substitute": Column("菜"), "dish": Column("代替"),
            **{site: Column(name, "份", "integer") for site, name in sites.items()},
        },
        "盘上只贴号，号每天不同，各班老师凭手里的名单领。这里不写班级、原因和幼儿：写了就能和上表对出是哪个孩子。",
    )  # fmt: skip


def _said(avoid: pd.Series[str]) -> str:
    return "；".join(dict.fromkeys(avoid)).replace(UNCLEAR, EVERYTHING)


def _first(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(substitute=table["substitute"].astype("object").where(table["substitute"].notna(), NOTHING))


def _places(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(
        day=[f"{short(day)} {weekday(day)}" for day in table["date"]], place=table["meal"] + "·" + table["course"]
    )
