"""The simulation of fee control as display objects."""

from __future__ import annotations

from dataclasses import asdict, replace

import pandas as pd
import seaborn as sns

from kgcore.money.control import POLICIES, World, compare, simulate
from kgcore.present.chart import Chart, canvas, style
from kgcore.present.formats import shown
from kgcore.present.palette import BAND, BAND_EDGE, SERIES
from kgcore.present.table import Column, Table

ROOMS = (0.05, 0.10, 0.15, 0.20)
_WORDS = {
    "weeks": "周数", "days_a_week": "每周天数", "children": "在册幼儿", "fee_fen": "每日膳费（分）",
    "attendance": "平均出勤率",
    "wave_sd": "每周出勤波动", "wave_keep": "波动的持续", "day_sd": "每日出勤波动", "price_sd": "每周价格波动",
    "jump_chance": "每周突然涨跌的机会", "jump_sd": "突然涨跌的幅度", "kitchen_sd": "每日实耗与带量的偏差",
    "planned_share": "标准食谱占膳费", "least": "营养达标的最低食谱成本", "most": "食谱成本上限",
}  # fmt: skip


def compared(world: World, runs: int, seed: int, limit: float) -> Table:
    """Return how many terms end within the limit under each policy."""
    return Table(
        compare(world, runs, seed, limit),
        f"{runs} 个模拟学期：各种做法期末盈亏率",
        {
            "policy": Column("做法"),
            "within": Column(f"在±{limit:.0%}之内", "", "percent1"),
            "standard_error": Column("标准误", "", "percent1"),
            "median": Column("|盈亏率|中位数", "", "percent1"),
            "p95": Column("|盈亏率|95分位", "", "percent1"),
            "at_limit": Column("调整受营养限制", "", "percent1"),
        },
        "同一随机种子，各种做法面对同样的价格和出勤。",
    )


def spread_chart(world: World, runs: int, seed: int, limit: float) -> Chart:
    """Return the spread of the terms' end under each policy."""
    rows = pd.concat(
        [
            pd.DataFrame({"policy": name, "rate": simulate(*policy, world, runs, seed).rate * 100})
            for name, policy in POLICIES.items()
        ]
    )
    grouped = rows.groupby("policy", sort=False)["rate"]
    table = pd.DataFrame({name: grouped.quantile(q) for name, q in (("low", 0.05), ("middle", 0.5), ("high", 0.95))})
    table = table.reset_index()
    with style():
        figure, axes = canvas(2.4)
        axes.axvspan(-limit * 100, limit * 100, color=BAND, ec=BAND_EDGE, lw=0.6, zorder=0)
        sns.boxplot(rows, x="rate", y="policy", color=SERIES[0], width=0.5, fliersize=1.5, whis=(5, 95), ax=axes)
        axes.set(xlabel="期末盈亏率（%）；箱须为 5～95 分位", ylabel="")
    text = "；".join(
        f"{r['policy']} {shown(r['low'], 'decimal1')}～{shown(r['high'], 'decimal1')}%"
        for r in table.to_dict("records")
    )
    title = "期末盈亏率的分布"
    columns = {
        "policy": Column("做法"),
        "low": Column("5分位", "%", "decimal2"),
        "middle": Column("中位数", "%", "decimal2"),
        "high": Column("95分位", "%", "decimal2"),
    }
    return Chart(figure, title, f"箱线图：{text}（5～95 分位）。", Table(table, title, columns))


def by_room(world: World, runs: int, seed: int, limit: float) -> Table:
    """Return how the closed loop fares with more or less room to move the menu's cost."""
    rows = []
    for room in ROOMS:
        found = compare(replace(world, least=1 - room, most=1 + room), runs, seed, limit).set_index("policy")
        rows.append({"room": room, **{f"p{n}": found.loc[name, "within"] for n, name in enumerate(POLICIES)}})
    return Table(
        pd.DataFrame(rows),
        f"食谱成本可调幅度与期末在±{limit:.0%}之内的学期",
        {
            "room": Column("可调幅度 ±", "", "percent"),
            **{f"p{n}": Column(name, "", "percent1") for n, name in enumerate(POLICIES)},
        },
        "可调幅度指营养仍达标时，食谱成本相对标准食谱能上下移动多少。",
    )


def assumptions(world: World) -> Table:
    """Return what the simulation assumes."""
    rows = pd.DataFrame(
        [(_WORDS[name], f"{value:g}") for name, value in asdict(world).items()], columns=["what", "value"]
    )
    return Table(
        rows,
        "模拟的假定",
        {"what": Column("项目"), "value": Column("取值")},
        "这些是假定，不是测得的数；改动后重跑即可。",
    )
