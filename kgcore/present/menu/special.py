"""Special menus: what the kitchen cooks instead, and who fetches which plate. The two never lie in one report.

The kitchen's table says what a pot must not hold, and its plates carry a number that changes daily. Which kindergarten,
class and child gets a number is in the report for teachers and health officers alone: joined with the kitchen's table
by dish and day, a class or a kindergarten would tell the allergies of single children.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from kgcore.menu import Variants
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.menu.result.rounding import weighed
from kgcore.menu.special_diets.allergy import UNCLEAR
from kgcore.present.findings import Findings
from kgcore.present.headline import Figure, Headline
from kgcore.present.kept import Nothing
from kgcore.present.menu.kitchen import Sheets
from kgcore.present.menu.parents_page import short
from kgcore.present.table import Column, Table
from kgcore.wording import weekday

UNKNOWN = "没有登记幼儿名册，不知道哪些幼儿过敏或忌口，不能列替代餐；各菜的过敏原见食谱，请班级老师核对。"
NOTHING = "没有可换的菜，不供应"
EVERYTHING = "任何常见过敏原"
SERVING = ["date", "meal", "course", "dish", "substitute"]  # of one number


def special_cooking(week: WeekMenu, special: Variants) -> Table | Findings:
    """Return what is cooked instead of which dish, for how many children, without what, and whether it is a new pot."""
    if not special.has_roll:
        return Findings([], UNKNOWN)
    table = special.pooled().kitchen()
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
        "按在册的过敏幼儿备足，净料按平均每份算；缺勤以当天为准，普通菜只减去其中预计来园的份数；换成的菜当天普通食谱已有的不必另起锅。锅铲、案板和盛器要分开。",
    )  # fmt: skip


def special_classes(week: WeekMenu, special: Variants) -> Table | Nothing:
    """Return how many plates of which number go to which kindergarten: for those who hand them out, not the kitchen."""
    if not special.has_roll:
        return Nothing()
    table = _first(special.by_class())
    plates = table.groupby([*SERVING, "number", "site"], sort=False, as_index=False)[["children"]].sum()
    plates = _in_order(week, plates)
    sites = {site: name for site, name in week.sites.items() if site in set(plates["site"])}
    wide = plates.pivot_table(
        index=[*SERVING, "number"], columns="site", values="children", aggfunc="sum", sort=False
    ).reset_index()
    return Table(
        _places(wide),
        "替代餐：送到哪个园",
        {
            "day": Column("日期"), "place": Column("餐次"), "number": Column("号", "", "integer"),
            "substitute": Column("菜"), "dish": Column("代替"),
            **{site: Column(name, "份", "integer") for site, name in sites.items()},
        },
        "盘上只贴号，号每天不同。保健员照此表分送各园，各班老师照下面的名单领。",
    )  # fmt: skip


def special_plates(week: WeekMenu, special: Variants) -> Sheets | Nothing:
    """Return a page for each class: by day, which child gets the plate of which number, in place of which dish."""
    if not special.has_roll:
        return Nothing()
    table = _places(_in_order(week, _first(special.class_list())))
    columns = [
        {"heading": "幼儿", "unit": "", "format": "text"}, {"heading": "号", "unit": "", "format": "integer"},
        *({"heading": heading, "unit": "", "format": "text"} for heading in ("餐次", "菜", "代替")),
    ]  # fmt: skip
    sections = [
        {
            "heading": f"{week.sites.get(str(site), site)} {name}" if len(week.sites) > 1 else str(name),
            "title": "替代餐领取名单",
            "notes": ["号每天不同，当天照当天的领。本页只给本班老师，不张贴，不交食堂，用后收回。"],
            "columns": columns,
            "groups": [_plates_of_day(str(day), of_day) for day, of_day in rows.groupby("day", sort=False)],
        }
        for (site, name), rows in table.groupby(["site", "class_name"])
    ]
    return Sheets("替代餐领取名单", sections)


def plates_headline(week: WeekMenu, special: Variants) -> Headline:
    """Return how many children of how many classes fetch other plates in the week."""
    if not special.has_roll:
        return Headline(UNKNOWN, [Figure("领替代餐的幼儿", "不知道")])
    children = special.class_list()[["site", "class_name", "child"]].drop_duplicates()
    classes = len(children[["site", "class_name"]].drop_duplicates())
    figures = [Figure("领替代餐的幼儿", len(children), "人", "integer", f"{classes} 个班")]
    state = "按草案食谱" if week.proposal else "按已公布的食谱"
    return Headline(f"{state}，{classes} 个班有幼儿领替代餐。本名单只给班级老师和保健员，与备餐单分开存放。", figures)


def _plates_of_day(day: str, rows: pd.DataFrame) -> dict[str, Any]:
    lines = [
        {"head": row["child"], "values": [row["number"], row["place"], row["substitute"], row["dish"]]}
        for row in rows.sort_values("slot", kind="stable").to_dict("records")
    ]
    return {"head": day, "hint": "", "values": [""] * 4, "rows": lines}


def _in_order(week: WeekMenu, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows by day and place of the menu (new column slot), then number."""
    order = {(slot.meal, slot.course): n for n, slot in enumerate(week.problem.slots)}
    rows = rows.assign(slot=[order[place] for place in zip(rows["meal"], rows["course"], strict=True)])
    return rows.sort_values(["date", "slot", "number"], kind="stable")


def _said(avoid: pd.Series[str]) -> str:
    return "；".join(dict.fromkeys(avoid)).replace(UNCLEAR, EVERYTHING)


def _first(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(substitute=table["substitute"].astype("object").where(table["substitute"].notna(), NOTHING))


def _places(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(
        day=[f"{short(day)} {weekday(day)}" for day in table["date"]], place=table["meal"] + "·" + table["course"]
    )
