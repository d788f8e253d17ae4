"""What a month cost beside the posted menu or the month before, and why; without both, one sentence says so."""

from __future__ import annotations

import pandas as pd

from kgcore.money import MoneyMonth
from kgcore.money.cost_variance import PARTS
from kgcore.present.findings import Findings
from kgcore.present.kept import Nothing
from kgcore.present.money import labels
from kgcore.present.money.labels import CAUSES, words
from kgcore.present.money.tables import with_total
from kgcore.present.table import Column, Table

_MOST_FOODS = 15
NO_BASE = "不是每天都有公布的食谱，也没有上月的支出可比，这个月不比较。"
"""What stands where a month's cost has nothing to be compared with."""


def causes(month: MoneyMonth) -> Table | Findings:
    """Return the differences to plan and to last month, by cause; one sentence where there is neither."""
    rows = []
    for base, foods in (("plan", month.against_plan), ("last", month.against_last)):
        if foods is not None:
            sums = foods[["base_fen", "actual_fen", "change_fen", *PARTS]].sum()
            rows.append({"base": f"比{labels.BASES[base]}", **sums})
    if not rows:
        return Findings([], NO_BASE)
    columns = ["base", "base_fen", "actual_fen", "change_fen", *PARTS]
    return Table(
        pd.DataFrame(rows, columns=columns),
        "支出差异的原因",
        {
            "base": Column("比较"),
            "base_fen": Column("基数", "元", "yuan"),
            "actual_fen": Column("本月实际", "元", "yuan"),
            "change_fen": Column("相差", "元", "yuan"),
            **{part: Column(word, "元", "yuan") for part, word in CAUSES.items()},
        },
        "出勤＋用量＋结构＋价格＝相差，分毫不差。用量：各类食物的人均总量；结构：同类中换了贵的或便宜的；"
        "计划＝公布的食谱×预计人数×月初前的价格。",
    )


def compared(month: MoneyMonth) -> tuple[str, pd.DataFrame | None]:
    """Return what the month's cost is compared with in Chinese, and the variance by food (None without a base).

    The posted menu is the base; last month, where there is no plan.
    """
    if month.against_plan is not None:
        return labels.BASES["plan"], month.against_plan
    return labels.BASES["last"], month.against_last


def by_category(month: MoneyMonth) -> tuple[str, pd.DataFrame]:
    """Return the difference to plan (to last month, where there is no plan) by category, the largest first.

    Returns
    -------
    What it is compared with in Chinese; columns category, base_fen, actual_fen, change_fen and the causes.
    """
    base, foods = compared(month)
    columns = ["base_fen", "actual_fen", "change_fen", *PARTS]
    if foods is None:
        return base, pd.DataFrame(columns=["category", *columns])
    sums = foods.groupby(words(foods["category"], labels.CATEGORIES))[columns].sum()
    order = sums["change_fen"].abs().sort_values(ascending=False, kind="stable").index
    return base, sums.loc[order].reset_index()


def category_causes(month: MoneyMonth) -> Table | Nothing:
    """Return by category what made its cost differ, summed up; nothing without a base."""
    base, rows = by_category(month)
    if rows.empty:
        return Nothing()
    return Table(
        with_total(rows),
        f"各类食物与{base}的差异",
        {
            "category": Column("类别"),
            "base_fen": Column(base, "元", "yuan"),
            "actual_fen": Column("实际", "元", "yuan"),
            "change_fen": Column("相差", "元", "yuan"),
            **{part: Column(word, "元", "yuan") for part, word in CAUSES.items()},
        },
        "每行的出勤＋用量＋结构＋价格＝相差，各类相加为合计，分毫不差。",
    )


def foods(month: MoneyMonth) -> Table | Nothing:
    """Return the foods whose cost differs most from the plan (from last month without one); nothing without a base."""
    base, by_food = compared(month)
    if by_food is None:
        return Nothing()
    columns = ["category", "base_fen", "actual_fen", "change_fen", *PARTS]
    rows = by_food[columns].rename_axis("food").reset_index()
    order = rows["change_fen"].abs().sort_values(ascending=False, kind="stable").index[:_MOST_FOODS]
    return Table(
        rows.assign(category=words(rows["category"], labels.CATEGORIES)).loc[order],
        f"与{base}相差最大的食物",
        {
            "food": Column("食物"),
            "category": Column("类别"),
            "base_fen": Column(base, "元", "yuan"),
            "actual_fen": Column("实际", "元", "yuan"),
            "change_fen": Column("相差", "元", "yuan"),
            **{part: Column(name, "元", "yuan") for part, name in CAUSES.items()},
        },
    )
