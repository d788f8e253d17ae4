"""The kitchen's sheets of a week: kilograms by dish and food for every day, the purchase list, what does not hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from kgcore.findings import Finding
from kgcore.menu import Variants
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.menu.result.rounding import weighed
from kgcore.menu.result.tables import diners_of
from kgcore.present import mime
from kgcore.present.findings import Findings
from kgcore.present.formats import shown
from kgcore.present.headline import Figure, Headline
from kgcore.present.kept import Nothing
from kgcore.present.menu import allergens, markup
from kgcore.present.menu.parents_page import short
from kgcore.present.table import Column, Table
from kgcore.standards.age_bands import THREE_YEARS, AgeBand
from kgcore.wording import weekday

PACKED = 0.5
"""Packs from this size on are counted, in kg; a smaller step is how finely the food is weighed out."""


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

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": "、".join(section["heading"] for section in self.content["sections"]),
            "text/html": str(markup.sheets(self.content)),
            mime.SHEETS: self.content,
        }


def kitchen_headline(week: WeekMenu) -> Headline:
    """Return who eats, what a child-day costs, and how many hard rules the menu breaks."""
    problem, hard = week.problem, week.evaluation.hard
    diners = problem.children.sum(axis=1)
    each = "、".join(f"{week.sites[site]} {int(diners[site])}" for site in _sites(week))
    fee = f"膳费 {shown(problem.fee_fen, 'yuan')}" if problem.fee_fen is not None else "没有膳费标准"
    figures = [
        Figure("预计就餐", int(diners.sum()), "人", "integer", f"{each}（近四周平均实到）"),
        Figure("食材成本", week.evaluation.cost_fen, "元/人·日", "yuan", fee),
        Figure("没有做到的硬性规则", len(hard), "处", "integer", "见评价与建议", "warning" if hard else "good"),
    ]
    state = "草案，尚未公布" if week.proposal else "已公布"
    sentence = f"{state}的食谱，{len(set(week.servings['date']))} 天；千克数是净料，按吃这道菜的幼儿合计。"
    return Headline(sentence, figures, "notice" if week.proposal else "plain")


def week_table(week: WeekMenu) -> Table:
    """Return the week's dishes, a row a place, a column a day, allergens beside each dish."""
    marked = {dish: "、".join(marks) for dish, marks in allergens.of_dishes(week.problem).items()}
    rows = week.servings.assign(
        shown=[f"{dish}（{marked[dish]}）" if marked[dish] else dish for dish in week.servings["dish"]],
        day=[f"{weekday(day)} {short(day)}" for day in week.servings["date"]],
    )
    wide = rows.pivot_table(index=["meal", "course"], columns="day", values="shown", aggfunc="；".join, sort=False)
    days = {day: Column(day) for day in wide.columns}
    wide = wide.reset_index().assign(place=lambda table: table["meal"] + "\n" + table["course"])
    note = "括号里是过敏原；不明＝没有查清，当作含有。"
    return Table(wide, "一周食谱", {"place": Column("餐次"), **days}, note)


def day_sheets(week: WeekMenu, special: Variants) -> Sheets:
    """Return a page for each day: per-child grams by band and kilograms by kindergarten, by dish and food.

    Kilograms are edible (净料), rounded as the scale weighs; a sum is the sum of what is weighed. Children who get a
    substitute are not counted, spread over bands and kindergartens as `Variants.pooled` says; their pots are on the
    sheet of special menus.
    """
    grams, away = week.grams(), special.pooled().away()
    cooked = [day for day in week.problem.days if (grams["date"] == day).any()]
    return Sheets("每日备餐单", [_day(week, day, grams[grams["date"] == day], away) for day in cooked])


def _sites(week: WeekMenu) -> list[str]:
    return [site for site in week.sites if site in week.problem.children.index]


def _day(week: WeekMenu, day: dt.date, grams: pd.DataFrame, away: pd.DataFrame) -> dict[str, Any]:
    problem = week.problem
    columns = [
        {"heading": "菜点和用料", "unit": "", "format": "text"},
        *({"heading": band, "unit": "克", "format": "decimal1"} for band in problem.bands),
        *({"heading": week.sites[site], "unit": "kg", "format": "decimal2"} for site in _sites(week)),
        {"heading": "合计", "unit": "kg", "format": "decimal2"},
    ]
    dishes = problem.dishes.set_index("dish")
    fewer = away[away["date"] == day].groupby(["meal", "course", "dish"])[list(problem.bands)].sum().sum(axis=1)
    youngest = min((problem.profile.band(name) for name in problem.bands), key=lambda band: band.months)
    groups = [
        _group(week, rows, away) | {
            "head": f"{meal}·{course}　{dish}",
            "hint": _hint(dishes.loc[[str(dish)]], float(fewer.get((meal, course, dish), 0.0)), youngest),
        }
        for (meal, course, dish), rows in grams.groupby(["meal", "course", "dish"], sort=False)
    ]  # fmt: skip
    heading = f"{short(day)} {weekday(day)}"
    return {
        "heading": f"{heading} 备餐单", "title": f"{heading}：净料，各班段每人克数，各园千克数",
        "notes": [_heads(week), _work(week, day)], "columns": columns, "groups": groups,
    }  # fmt: skip


def _group(week: WeekMenu, rows: pd.DataFrame, away: pd.DataFrame) -> dict[str, Any]:
    """Return a dish's totals and its foods, the most first; what is weighed is grams x who eats it at each site."""
    problem = week.problem
    per_child = rows[list(problem.bands)].to_numpy(np.float64)
    wanted = [(per_child * diners_of(rows, problem, site, away)).sum(axis=1) / 1000 for site in _sites(week)]
    kg = np.column_stack([weighed(pd.Series(of_site), problem.settings) for of_site in wanted])
    lines = [
        {"head": food, "values": [*map(_tenths, grams), *by_site.tolist(), round(float(by_site.sum()), 3)]}
        for food, grams, by_site in zip(rows["food"], per_child, kg, strict=True)
    ]
    lines.sort(key=lambda line: -float(line["values"][-1]))
    total = [*map(_tenths, per_child.sum(axis=0)), *kg.sum(axis=0).round(3).tolist(), round(float(kg.sum()), 3)]
    return {"values": total, "rows": lines}


def _tenths(grams: float) -> float:
    """Return grams to a tenth; a pinch of something is never written as none of it."""
    return max(round(float(grams), 1), 0.1) if grams > 0 else 0.0


def _hint(dish: pd.DataFrame, fewer: float, youngest: AgeBand) -> str:
    """Return method, equipment, minutes, the cook's notes of a dish (one row), and plates it is spared."""
    found = {name: dish[name].iloc[0] for name in ("method", "equipment", "prep_minutes", "note") if name in dish}
    words = [str(found[name]) for name in found if name != "prep_minutes" and pd.notna(found[name])]
    minutes = found.get("prep_minutes")
    if pd.notna(minutes):
        words.insert(2, f"{shown(float(minutes), 'integer')}分钟")
    if youngest.months[0] < THREE_YEARS and pd.notna(dish["toddler_method"].iloc[0]):
        words.append(f"{youngest.name}：{dish['toddler_method'].iloc[0]}")
    if fewer:
        words.append(f"已减去预计来吃替代餐的 {fewer:.3g} 份")
    return " · ".join(word for word in words if word not in ("", "无"))


def _heads(week: WeekMenu) -> str:
    children, bands = week.problem.children, week.problem.bands
    heads = [
        f"{week.sites[site]} " + " ".join(f"{band}{children[band][site]:g}" for band in bands) for site in _sites(week)
    ]
    times = "、".join(f"{meal}{time}" for meal, time in week.problem.profile.meal_times.items())
    begin = f"开饭：{times}。" if times else ""
    return f"预计就餐：{'；'.join(heads)}；共 {children.to_numpy().sum():g} 人。{begin}"


def _work(week: WeekMenu, day: dt.date) -> str:
    """Say how many dishes want which equipment, and the minutes of work, beside what the kitchen has."""
    problem = week.problem
    today = week.servings[week.servings["date"] == day]
    dishes = today[["meal", "dish"]].merge(problem.dishes[["dish", "equipment", "prep_minutes"]], on="dish")
    parts = []
    for setting in problem.settings.rows("equipment"):
        used = int(((dishes["equipment"] == setting.key) & dishes["meal"].isin(setting.meals)).sum())
        if used:
            parts.append(f"{'、'.join(setting.meals)}{setting.key} {used}/{setting.high:g}")
    hands = problem.settings.row("hands", "day")
    limit = f"（人手 {hands.high:g}）" if hands else ""
    minutes = shown(float(dishes["prep_minutes"].fillna(0).sum()), "integer")
    return f"设备（用/有）：{'，'.join(parts) or '—'}；备餐合计 {minutes} 分钟{limit}。"


def diet_changes(rows: pd.DataFrame) -> Table | Nothing:
    """Return the decided changes of the diet beside what the week's menu gives; nothing where nothing was decided.

    Parameters
    ----------
    rows : as `weekly.diet_changes` returns.
    """
    if rows.empty:
        return Nothing()
    words, tones = {True: "做到", False: "没有做到"}, {True: "good", False: "warning"}
    return Table(
        rows.assign(verdict=rows["is_kept"].map(words), tone=rows["is_kept"].map(tones)),
        "已定的膳食调整",
        {
            "food": Column("食物"),
            "before_g": Column("原用量", "g/人·日", "decimal1"),
            "change_g": Column("应增减", "g/人·日", "decimal1"),
            "after_g": Column("应到", "g/人·日", "decimal1"),
            "planned_g": Column("本周食谱", "g/人·日", "decimal1"),
            "verdict": Column("评价", tone="tone"),
            "due_on": Column("期限", "", "date"),
        },
        "人均每日可食部克数；方案出自膳食营养分析，记在《膳食调整》。没有做到的，换菜或改份量。",
    )


def purchases(week: WeekMenu, special: Variants) -> Table:
    """Return what to buy, the substitutes of special menus included, by the day it should come."""
    table = week.purchases(special.pooled())
    fresh = table["purchase"].map({"fresh": "鲜购", "store": "入库"})
    packs = (table["buy_kg"] / table["pack_kg"]).where(table["pack_kg"] > 0)
    sheet = table.assign(
        day=[f"{short(day)} {weekday(day)}" for day in table["date"]], how=fresh,
        packs=[_packs(n, kg) for n, kg in zip(packs, table["pack_kg"], strict=True)],
        needed_kg=weighed(table["needed_kg"], week.problem.settings),
        stock_kg=weighed(table["stock_kg"], week.problem.settings).where(table["stock_kg"] > 0),
        buy_kg=table["buy_kg"].where(table["buy_kg"] > 0),
    )  # fmt: skip
    return Table(
        sheet,
        "采购清单",
        {
            "day": Column("到货日"), "guide_group": Column("类别"), "food": Column("食物"), "how": Column("方式"),
            "needed_kg": Column("毛重需要", "kg", "decimal2"), "stock_kg": Column("用库存", "kg", "decimal2"),
            "buy_kg": Column("采购", "kg", "decimal2"), "packs": Column("包装"),
        },
        "毛重需要＝净料÷可食部，按就餐幼儿合计：吃替代餐的幼儿减去普通菜，加上替代菜；鲜购当天到货，入库的在一周第一天到货；采购按包装取整，整包多出的留给后几天。",
    )  # fmt: skip


def _packs(number: float, kg: float) -> str:
    if pd.isna(number):
        return "散称"
    if not number:
        return "库存够"
    return f"{kg:g} kg × {round(number)}" if kg >= PACKED else "散称"


def findings(week: WeekMenu) -> Findings:
    """Return what the independent checker finds of the menu, and dishes that special menus could not look at."""
    misplaced_rows = [
        Finding(
            code="menu.misplaced", severity="severe", subject=row["dish"], period=str(row["date"]),
            text=f"{row['date']} {row['meal']}·{row['course']}“{row['dish']}”：《菜点》没有登记它可供这一餐位，"
            "替代餐没有把它算进去",
            advice="请在《菜点》改它的类别或可供餐次，或换一道菜；改好以前由保健员逐个核对过敏幼儿",
        )
        for row in week.wrong_places.to_dict("records")
    ]  # fmt: skip
    return Findings([*misplaced_rows, *week.evaluation.findings()], "按独立核对，没有违反规则的地方。")
