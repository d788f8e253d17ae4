"""The simulation of fee control as display objects."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import seaborn as sns

from kgcore.closed_loop import POLICIES, Response, World, compare, simulate
from kgcore.closed_loop.control import LOOP
from kgcore.closed_loop.kitchen import WITHIN
from kgcore.closed_loop.optimised import GROUP_SD
from kgcore.present.chart import Chart, canvas, style
from kgcore.present.formats import shown
from kgcore.present.palette import BAND, BAND_EDGE, INK, LOOKS, SERIES
from kgcore.present.table import Column, Table

LEVELS = (1.0, 1.1, 1.2, 1.3, 1.5, 1.8, 2.1, 2.4)
_WORDS = {
    "weeks": "周数", "days_a_week": "每周天数", "children": "在册幼儿", "fee_fen": "每日膳费（分）",
    "attendance": "平均出勤率", "wave_sd": "每周出勤波动", "wave_keep": "波动的持续", "day_sd": "每日出勤波动",
    "price_level": "开学时价格为参考价的倍数", "price_sd": "每周价格波动", "jump_chance": "每周突然涨跌的机会",
    "jump_sd": "突然涨跌的幅度", "kitchen_sd": "每日实耗与带量的偏差", "kitchen_bias": "整个学期实耗与带量的偏差",
}  # fmt: skip


POLICY_LABELS = {
    "fixed_menus": "固定食谱",
    "monthly_by_experience": "每月凭经验调整",
    "spread_to_term_end": "闭环：余款摊到期末",
    "level_in_four_weeks": "闭环：差额四周内摊平",
    "level_and_follow_prices": "闭环：四周摊平并外推价格",
}


def response_table(rows: pd.DataFrame) -> Table:
    """Return what was measured of the menus' cost by what was asked."""
    known = rows.assign(ratio=rows["cost_fen"] / rows["asked_fen"], kept=rows["norm_lack"] <= WITHIN)
    known["kept"] = known["kept"].astype("float64").where(rows["cost_fen"].notna())
    table = known.groupby("asked_fen").agg(
        weeks=("cost_fen", "count"), low=("ratio", "min"), high=("ratio", "max"), kept=("kept", "mean"),
        lack=("norm_lack", "max"), goals=("goals", "mean"),
    )  # fmt: skip
    return Table(
        table.reset_index(),
        "食谱成本跟得上多少：排菜优化实测",
        {
            "asked_fen": Column("要求的成本", "元/人·日", "yuan"),
            "weeks": Column("排出的周数", "", "integer"),
            "low": Column("排出÷要求，最低", "", "percent1"),
            "high": Column("最高", "", "percent1"),
            "kept": Column("营养达标的周", "", "percent"),
            "lack": Column("最差一项差", "", "percent1"),
            "goals": Column("每周未满足的愿望（条）", "", "decimal1"),
        },
        f"按参考价，随带的菜点库，逐周排（记得前三周吃过什么）。营养达标指必守的营养要求都做到，差在{WITHIN:.0%}"
        "以内的算做到；愿望指推荐量、食物组用量等力求做到的。",
    )


def response_chart(rows: pd.DataFrame) -> Chart:
    """Return cost beside what was asked, weeks whose norms are broken marked."""
    costs = rows.dropna(subset=["cost_fen"])
    good = costs["norm_lack"] <= WITHIN
    response = Response.of(rows)
    with style():
        figure, axes = canvas(2.6)
        axes.axvspan(response.least / 100, response.most / 100, color=BAND, ec=BAND_EDGE, lw=0.6, zorder=0)
        for mask, colour, mark, label in (
            (good, SERIES[0], "o", "营养达标"),
            (~good, LOOKS["severe"].ink, "x", "有营养要求做不到"),
        ):
            axes.plot(
                costs.loc[mask, "asked_fen"] / 100, costs.loc[mask, "cost_fen"] / 100, mark, color=colour, ms=4,
                label=label,
            )  # fmt: skip
        ends = [costs["asked_fen"].min() / 100, costs["asked_fen"].max() / 100]
        axes.plot(ends, ends, color=INK, lw=0.7)
        axes.set(xlabel="要求的成本（元/人·日，参考价）", ylabel="排出的成本（元/人·日）")
        axes.legend(frameon=False)
    text = f"要求 {response.least / 100:.2f} 至 {response.most / 100:.2f} 元之间，各周食谱都达标，成本为要求的" + (
        f" {np.nanmin(response.ratio):.1%} 以上；斜线为成本等于要求。"
    )
    return Chart(figure, "食谱成本跟得上多少", f"散点图：{text}", response_table(rows))


def compared(world: World, response: Response, runs: int, seed: int, limit: float) -> Table:
    """Return how many terms end within the limit under each policy."""
    table = compare(world, response, runs, seed, limit)
    return Table(
        table.assign(policy=table["policy"].map(POLICY_LABELS)),
        f"{runs} 个模拟学期：各种做法期末盈亏率",
        {
            "policy": Column("做法"),
            "within": Column(f"在±{limit:.0%}之内", "", "percent1"),
            "standard_error": Column("标准误", "", "percent1"),
            "median": Column("|盈亏率|中位数", "", "percent1"),
            "p95": Column("|盈亏率|95分位", "", "percent1"),
            "always": Column("第四周起周周在限内", "", "percent1"),
            "swing": Column("食谱成本每周变动", "", "percent1"),
            "at_limit": Column("调整受营养限制", "", "percent1"),
        },
        "同一随机种子，各种做法面对同样的价格和出勤。",
    )


def spread_chart(world: World, response: Response, runs: int, seed: int, limit: float) -> Chart:
    """Return the spread of the terms' end under each policy."""
    rows = pd.concat(
        [
            pd.DataFrame(
                {"policy": POLICY_LABELS[name], "rate": simulate(*policy, world, response, runs, seed).rate * 100}
            )
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


def by_level(world: World, response: Response, runs: int, seed: int, limit: float) -> Table:
    """Return how the policies fare where food is cheaper or dearer beside the fee."""
    rows = []
    for level in LEVELS:
        shares = compare(replace(world, price_level=level), response, runs, seed, limit).set_index("policy")
        asked = world.fee_fen / level
        rows.append(
            {
                "level": level, "asked": asked, "down": response.least / asked - 1, "up": response.most / asked - 1,
                **{f"p{n}": shares.loc[name, "within"] for n, name in enumerate(POLICIES)},
                "left": shares.loc[LOOP, "median"],
            }
        )  # fmt: skip
    return Table(
        pd.DataFrame(rows),
        f"膳费宽紧与期末在±{limit:.0%}之内的学期",
        {
            "level": Column("价格÷参考价", "", "decimal1"),
            "asked": Column("膳费合参考价", "元", "yuan"),
            "down": Column("食谱可降", "", "percent"),
            "up": Column("可升", "", "percent"),
            **{f"p{n}": Column(POLICY_LABELS[name], "", "percent1") for n, name in enumerate(POLICIES)},
            "left": Column("余款摊到期末时|盈亏率|中位数", "", "percent1"),
        },
        "可降、可升：营养仍达标时，食谱成本从膳费出发还能下移、上移多少。可升不足时出限的学期都是结余：钱花不到孩子嘴里，"
        "再加量就超过营养上限。这时先换同类更好的食材，仍花不完的请膳食管理委员会商定下调膳费或期末退给家长；"
        "月月清退只退缺勤的膳费，退不掉这笔结余。",
    )


def replayed(terms: pd.DataFrame, limit: float) -> Table:
    """Return the terms that ran with the optimiser in the loop."""
    rows = terms.assign(
        rate=terms["rate"] * 100, tone=["good" if abs(rate) <= limit else "warning" for rate in terms["rate"]]
    )
    inside = int((terms["rate"].abs() <= limit).sum())
    return Table(
        rows,
        f"排菜优化在环内逐周排的 {len(rows)} 个学期：{inside} 个在±{limit:.0%}之内",
        {
            "seed": Column("学期（种子）", "", "integer"),
            "rate": Column("期末盈亏率", "%", "decimal2", "tone"),
            "no_menu": Column("没排出的周", "", "integer"),
            "kept": Column("营养达标的周", "", "percent1"),
            "worst": Column("最差一项差", "", "percent1"),
        },
        f"各类食物价格另有每周{GROUP_SD:.0%}的波动。没排出的周照做上周的菜。",
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
