"""Special menus for the kitchen wall: what to cook instead and how many plates go to which class. No child is named.

The two tables are kept apart on purpose: the pot is listed with what it must not hold, the plates of a class
without the reason. Which child gets which plate is on the class teacher's list alone.
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
SERVING = ["date", "meal", "course", "dish", "substitute"]


def special_cooking(week: WeekMenu, special: Variants) -> Table:
    """Return what is cooked instead of which dish, for how many children, without what, and whether it is a new pot."""
    table = special.kitchen()
    cooking = _first(table).groupby(SERVING, sort=False, as_index=False).agg(
        avoid=("avoid", _said), children=("children", "sum"), kg=("kg", "sum"),
        new_pot=("new_pot", "any"),
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
            "kg": Column("净料", "kg", "decimal2"), "pot": Column("锅"),
        },
        "按在册的过敏幼儿备足，缺勤以当天为准，普通菜只减去其中预计来园的份数；换成的菜当天普通食谱已有的不必另起锅。锅铲、案板和盛器要分开。",
    )  # fmt: skip


def special_classes(week: WeekMenu, special: Variants) -> Table:
    """Return how many plates of substitutes go to which class, a column a kindergarten; without reason or children."""
    table = _first(special.by_class())
    plates = table.groupby([*SERVING, "site", "class_name"], sort=False, as_index=False)[["children"]].sum()
    order = {(slot.meal, slot.course): n for n, slot in enumerate(week.problem.slots)}
    bands, eaters = week.problem.bands, special.eaters
    of_class = dict(zip(zip(eaters["site"], eaters["class_name"], strict=True), eaters["band"], strict=True))
    plates = plates.assign(
        slot=[order[place] for place in zip(plates["meal"], plates["course"], strict=True)],
        band=[bands.index(of_class[key]) for key in zip(plates["site"], plates["class_name"], strict=True)],
        who=[f"{name} {number}" for name, number in zip(plates["class_name"], plates["children"], strict=True)],
    ).sort_values(["date", "slot", "substitute", "band", "class_name"], kind="stable")
    sites = {site: name for site, name in week.sites.items() if site in set(plates["site"])}
    wide = plates.pivot_table(index=SERVING, columns="site", values="who", aggfunc="、".join, sort=False).reset_index()
    return Table(
        _places(wide),
        "替代餐：送到哪个班",
        {
            "day": Column("日期"), "place": Column("餐次"), "substitute": Column("菜"), "dish": Column("代替"),
            **{site: Column(name) for site, name in sites.items()},
        },
        "班级后面是份数。这里不写原因和幼儿；哪一份给谁，以班级老师手里的名单为准。",
    )  # fmt: skip


def _said(avoid: pd.Series[str]) -> str:
    return "；".join(dict.fromkeys(avoid)).replace(UNCLEAR, EVERYTHING)


def _first(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(substitute=table["substitute"].astype("object").where(table["substitute"].notna(), NOTHING))


def _places(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(
        day=[f"{short(day)} {weekday(day)}" for day in table["date"]], place=table["meal"] + "·" + table["course"]
    )
