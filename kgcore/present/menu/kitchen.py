"""The kitchen's sheets of a week: kilograms by dish and food for every day, the purchase list, what does not hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from kgcore.menu.posted import WeekMenu
from kgcore.menu.weighing import weighed
from kgcore.present import mime
from kgcore.present.findings import Findings
from kgcore.present.formats import plain, shown
from kgcore.present.headline import Figure, Headline
from kgcore.present.menu import markup
from kgcore.present.menu.poster import short, weekday
from kgcore.present.table import Column, Table


class Sheets:
    """Pages for the kitchen wall, each with a table whose rows are grouped by dish.

    Parameters
    ----------
    title : of all of them.
    sections : plain content: heading, title, notes, columns (heading, unit, format), groups (head, hint, values, rows:
        each head and values).
    """

    def __init__(self, title: str, sections: list[dict[str, Any]]) -> None:
        self.content: dict[str, Any] = {"title": title, "sections": sections}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:  # noqa: ARG002 - IPython's
        return {
            "text/plain": "、".join(section["heading"] for section in self.content["sections"]),
            "text/html": str(markup.sheets(self.content)),
            mime.SHEETS: self.content,
        }


def kitchen_headline(week: WeekMenu) -> Headline:
    """Return who eats, what a child-day costs, and how many hard rules the menu breaks."""
    problem, hard = week.problem, week.evaluation.hard
    cost = week.evaluation.fee_fen
    fee = f"膳费 {shown(problem.fee_fen, 'yuan')}" if problem.fee_fen is not None else "没有膳费标准"
    figures = [
        Figure(f"{name}就餐", int(problem.children.loc[site].sum()), "人", "integer", "预计，近四周平均实到")
        for site, name in week.sites.items()
        if site in problem.children.index
    ]
    figures += [
        Figure("食材成本", cost, "元/人·日", "yuan", fee),
        Figure("没有做到的硬性规则", len(hard), "处", "integer", "见评价与建议", "warning" if hard else "good"),
    ]
    state = "草案，尚未公布" if week.proposal else "已公布"
    return Headline(
        f"{state}的食谱，{len(set(week.servings['date']))} 天，净料按两园全部就餐幼儿合计。", figures,
        "notice" if week.proposal else "plain",
    )  # fmt: skip


def day_sheets(week: WeekMenu) -> Sheets:
    """Return a page for each day: per-child grams by band and kilograms by kindergarten, by dish and food.

    Kilograms are edible (净料), rounded as the scale weighs; a sum is the sum of what is weighed.
    """
    grams, needed = week.grams(), week.needed()
    sections = []
    for day in week.problem.days:
        if (grams["date"] == day).any():
            sections.append(_day(week, day, grams[grams["date"] == day], needed[needed["date"] == day]))
    return Sheets("每日备餐单", sections)


def _day(week: WeekMenu, day: dt.date, grams: pd.DataFrame, needed: pd.DataFrame) -> dict[str, Any]:
    problem = week.problem
    sites = [site for site in week.sites if site in problem.children.index]
    columns = [
        {"heading": "菜点和用料", "unit": "", "format": "text"},
        *({"heading": band, "unit": "g/人", "format": "decimal1"} for band in problem.bands),
        *({"heading": week.sites[site], "unit": "kg", "format": "decimal2"} for site in sites),
        {"heading": "合计", "unit": "kg", "format": "decimal2"},
    ]
    wide = needed.pivot_table(index=["meal", "dish", "food"], columns="site", values="edible_kg", aggfunc="sum")
    wide = wide.reindex(columns=sites).apply(lambda kg: weighed(kg, problem.settings))
    groups = []
    dishes = problem.dishes.set_index("dish")
    for (meal, course, dish), rows in grams.groupby(["meal", "course", "dish"], sort=False):
        kg = wide.loc[[(meal, dish, food) for food in rows["food"]]]
        lines = [
            {"head": food, "values": [*map(plain, per_child), *map(plain, by_site), plain(round(float(by_site.sum()), 3))]}
            for food, per_child, by_site in zip(
                rows["food"], rows[list(problem.bands)].to_numpy(), kg.to_numpy(), strict=True
            )
        ]
        order = sorted(range(len(lines)), key=lambda n: -float(lines[n]["values"][-1]))
        total = [*rows[list(problem.bands)].sum(), *kg.sum().round(3), round(float(kg.to_numpy().sum()), 3)]
        groups.append(
            {"head": f"{meal}·{course}　{dish}", "hint": _hint(dishes.loc[str(dish)]), "values": list(map(plain, total)),
             "rows": [lines[n] for n in order]}
        )  # fmt: skip
    heading = f"{short(day)} {weekday(day)}"
    return {
        "heading": f"{heading} 备餐单", "title": f"{heading}：净料，每人克数和各园千克数",
        "notes": [_heads(week, sites), _work(week, day)], "columns": columns, "groups": groups,
    }  # fmt: skip


def _hint(dish: pd.Series) -> str:
    parts = [dish["method"], dish["equipment"]]
    if pd.notna(dish["prep_minutes"]):
        parts.append(f"{int(dish['prep_minutes'])}分钟")
    if "note" in dish and pd.notna(dish["note"]):
        parts.append(dish["note"])
    return " · ".join(str(part) for part in parts if pd.notna(part) and str(part) not in ("", "无"))


def _heads(week: WeekMenu, sites: list[str]) -> str:
    children = week.problem.children
    told = [
        f"{week.sites[site]} " + " ".join(f"{band}{int(children.loc[site, band])}" for band in week.problem.bands)
        for site in sites
    ]
    return f"预计就餐：{'；'.join(told)}；共 {int(children.loc[sites].to_numpy().sum())} 人。"


def _work(week: WeekMenu, day: dt.date) -> str:
    """Say how many dishes of each meal want which equipment, and the minutes of work, beside what the kitchen has."""
    problem = week.problem
    dishes = problem.dishes.set_index("dish").loc[week.servings.loc[week.servings["date"] == day, "dish"]]
    meals = week.servings.loc[week.servings["date"] == day, "meal"].to_numpy()
    parts = []
    for setting in problem.settings.rows("equipment"):
        used = int(((dishes["equipment"] == setting.key).to_numpy() & pd.Series(meals).isin(setting.meals).to_numpy()).sum())
        if used:
            parts.append(f"{'、'.join(setting.meals)}{setting.key} {used}/{setting.high:g}")
    minutes = int(dishes["prep_minutes"].fillna(0).sum())
    hands = problem.settings.row("hands", "day")
    limit = f"（人手 {hands.high:g}）" if hands else ""
    return f"设备（用/有）：{'，'.join(parts) or '—'}；备餐合计 {minutes} 分钟{limit}。"


def purchases(week: WeekMenu) -> Table:
    """Return what to buy, by the day it should come."""
    table = week.purchases()
    fresh = table["purchase"].map({"fresh": "鲜购", "store": "入库"})
    packs = (table["buy_kg"] / table["pack_kg"]).where(table["pack_kg"] > 0)
    sheet = table.assign(
        day=[f"{short(day)} {weekday(day)}" for day in table["date"]], how=fresh,
        packs=[_packs(n, kg) for n, kg in zip(packs, table["pack_kg"], strict=True)],
        needed_kg=weighed(table["needed_kg"], week.problem.settings),
        stock_kg=weighed(table["stock_kg"], week.problem.settings),
    )  # fmt: skip
    return Table(
        sheet,
        "采购清单",
        {
            "day": Column("到货日"), "guide_group": Column("类别"), "food": Column("食物"), "how": Column("方式"),
            "needed_kg": Column("需要（毛重）", "kg", "decimal2"), "stock_kg": Column("用库存", "kg", "decimal2"),
            "buy_kg": Column("采购", "kg", "decimal2"), "packs": Column("包装"),
        },
        "需要＝净料÷可食部，两园全部就餐幼儿合计；鲜购当天到货，入库的在一周第一天到货；采购按包装取整，整包多出的留给后几天。",
    )  # fmt: skip


def _packs(number: float, kg: float) -> str:
    if pd.isna(number):
        return "散"
    if not number:
        return "库存够"
    return f"{kg:g} kg × {round(number)}" if kg >= 0.5 else "散"


def findings(week: WeekMenu) -> Findings:
    """Return what the independent checker finds of the menu."""
    return Findings(week.evaluation.findings(), "按独立核对，没有违反规则的地方。")
