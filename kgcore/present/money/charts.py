"""The charts of the surplus report; each says in its alt text what it shows."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import seaborn as sns

from kgcore.money import MoneyMonth
from kgcore.money.cost_variance import PARTS
from kgcore.present.chart import Chart, canvas, style
from kgcore.present.formats import shown
from kgcore.present.kept import Nothing
from kgcore.present.money.differences import by_category, compared
from kgcore.present.money.labels import CATEGORIES, CAUSES, net, words
from kgcore.present.palette import BAND, BAND_EDGE, INK, LOOKS, SERIES
from kgcore.present.table import Column, Table

_CLEAR = {"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none"}
"""Behind a label, so that no line of the grid goes through it."""


def trend_chart(month: MoneyMonth) -> Chart:
    """Return the rate of each month and of the term so far over the permitted band."""
    rows = month.trend.assign(
        rate=month.trend["rate"].astype("float64") * 100,
        cumulative_rate=month.trend["cumulative_rate"].astype("float64") * 100,
    )
    limit = month.limit * 100
    with style():
        figure, axes = canvas(2.7)
        axes.axhspan(-limit, limit, color=BAND, ec=BAND_EDGE, lw=0.6, zorder=0)
        sns.barplot(rows, x="month", y="rate", color="#d9dee3", edgecolor=INK, width=0.3, ax=axes, label="当月")
        sns.lineplot(rows, x="month", y="cumulative_rate", color=SERIES[0], marker="o", ax=axes, label="学期累计")
        line = rows["cumulative_rate"].tolist()
        for place, rate in enumerate(line):
            # beside the bar, on the side the line turns away from
            rises = place + 1 < len(line) and line[place + 1] > rate
            axes.annotate(
                _signed(rate), (place + 0.18, rate), (0, -3 if rises else 3), textcoords="offset points",
                va="top" if rises else "bottom", color=SERIES[0],
            )  # fmt: skip
        axes.set_xlim(-0.6, max(len(rows) - 0.4, 0.6))
        axes.axhline(0, color=INK, linewidth=0.8)
        most = max(limit, float(rows[["rate", "cumulative_rate"]].abs().max().max())) * 1.25
        axes.set(xlabel="", ylabel=f"盈亏率（%，分母：{net(month.unkept)}）", ylim=(-most, most))
        axes.legend(title=None, frameon=False, loc="upper left", ncols=2)
    text = "，".join(
        f"{row['month']} 当月 {_signed(row['rate'])}、累计 {_signed(row['cumulative_rate'])}"
        for row in rows.to_dict("records")
    )
    columns = {
        "month": Column("月份"),
        "rate": Column("当月盈亏率", "%", "decimal2"),
        "cumulative_rate": Column("累计盈亏率", "%", "decimal2"),
    }
    title = "各月与学期累计盈亏率"
    return Chart(figure, title, f"柱和折线：{text}；绿色区间为±{limit:g}%。", Table(rows, title, columns))


def _signed(rate: float) -> str:
    return "无收入" if pd.isna(rate) else f"{rate:+.2f}%"


def causes_chart(month: MoneyMonth) -> Chart | Nothing:
    """Return the way from planned to actual cost by cause (from last month's without a plan); nothing without both."""
    base, foods = compared(month)
    if foods is None:
        return Nothing()
    title = f"从{base}到实际：支出为什么不同"
    sums = foods[["base_fen", *PARTS, "actual_fen"]].sum()
    names = {"base_fen": base, **CAUSES, "actual_fen": "实际"}
    rows = pd.DataFrame({"name": [names[str(key)] for key in sums.index], "fen": sums.astype("float64").to_numpy()})
    bars, level = [], 0.0
    for key, fen in zip(sums.index, rows["fen"], strict=True):
        whole = key in ("base_fen", "actual_fen")
        bars.append((0.0 if whole else level, fen, whole))
        level = fen if whole else level + fen
    with style():
        figure, axes = canvas(2.7)
        for place, (start, fen, whole) in enumerate(bars):
            colour = SERIES[6] if whole else LOOKS["severe"].ink if fen > 0 else LOOKS["good"].ink
            axes.bar(place, fen / 1e6, bottom=start / 1e6, color=colour, width=0.6)
            axes.annotate(
                f"{fen / 1e6:{'' if whole else '+'}.2f}", (place, max(start, start + fen) / 1e6), (0, 3),
                textcoords="offset points", ha="center", va="bottom", size=8, bbox=_CLEAR,
            )  # fmt: skip
        axes.grid(visible=False, axis="x")
        axes.set_xticks(range(len(rows)), list(rows["name"]))
        edges = [edge for start, fen, _ in bars for edge in (start, start + fen) if edge]
        if edges:
            low, high = min(edges) / 1e6, max(edges) / 1e6
            room = max(high - low, 0.05 * high)
            axes.set_ylim(max(low - room * 0.6, 0), high + room * 0.25)
        axes.set(xlabel="", ylabel="万元（纵轴不从零起）")
    text = "，".join(f"{row['name']} {shown(row['fen'], 'yuan')} 元" for row in rows.to_dict("records"))
    table = Table(rows, title, {"name": Column("项目"), "fen": Column("金额", "元", "yuan")})
    return Chart(figure, title, f"阶梯图：{text}。", table)


def category_causes_chart(month: MoneyMonth) -> Chart | Nothing:
    """Return by category what made its cost differ from the plan (last month's without one); nothing without both."""
    base, rows = by_category(month)
    if rows.empty:
        return Nothing()
    title = f"各类食物比{base}多花或少花的原因"
    whole = rows.iloc[::-1].reset_index(drop=True)
    with style():
        figure, axes = canvas(1.0 + 0.32 * len(whole))
        ends = {1: [0.0] * len(whole), -1: [0.0] * len(whole)}
        for (part, word), colour in zip(CAUSES.items(), SERIES, strict=False):
            lefts, widths = [], (whole[part].astype("float64") / 100).tolist()
            for place, yuan in enumerate(widths):
                side = 1 if yuan >= 0 else -1
                lefts.append(ends[side][place])
                ends[side][place] += yuan
            axes.barh(range(len(whole)), widths, left=lefts, height=0.6, color=colour, label=word)
        for place, fen in enumerate(whole["change_fen"]):
            axes.plot(fen / 100, place, "D", color=INK, markersize=4, label="合计相差" if not place else None)
            axes.annotate(
                f"{fen / 100:+,.0f}", (ends[1][place], place), (6, 0), textcoords="offset points", va="center", size=8,
                bbox=_CLEAR,
            )  # fmt: skip
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.grid(visible=False, axis="y")
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.set_yticks(range(len(whole)), list(whole["category"]))
        axes.margins(x=0.12)
        axes.set(xlabel=f"比{base}多（右）或少（左），元；数字是合计", ylabel="")
        axes.legend(title=None, frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=5)
    text = "；".join(
        f"{row['category']} {shown(row['change_fen'], 'yuan')} 元，主要是{_mostly(row)}"
        for row in rows.to_dict("records")
    )
    columns = {"category": Column("类别"), "change_fen": Column("相差", "元", "yuan")}
    table = Table(rows, title, {**columns, **{part: Column(word, "元", "yuan") for part, word in CAUSES.items()}})
    return Chart(figure, title, f"分段横条图：{text}。", table)


def _mostly(row: dict[Hashable, Any]) -> str:
    part = max(CAUSES, key=lambda cause: abs(row[cause]))
    return f"{CAUSES[part]} {shown(row[part], 'yuan')} 元"


def daily_spend_chart(month: MoneyMonth) -> Chart:
    """Return what was spent per child and day by category."""
    days = month.account().days
    rows = month.categories[["own_fen"]].rename_axis("category").reset_index()
    rows["category"] = words(rows["category"], CATEGORIES)
    rows["fen"] = rows["own_fen"] / days if days else float("nan")
    rows = rows.sort_values("fen", ascending=False, kind="stable")
    with style():
        figure, axes = canvas(0.6 + 0.24 * len(rows))
        sns.barplot(rows.assign(yuan=rows["fen"] / 100), x="yuan", y="category", color=SERIES[0], width=0.6, ax=axes)
        for place, fen in enumerate(rows["fen"]):
            axes.annotate(
                shown(fen, "yuan"), (fen / 100, place), (5, 0), textcoords="offset points", va="center", size=8,
                bbox=_CLEAR,
            )  # fmt: skip
        axes.set(xlabel="元/人·日", ylabel="")
        axes.margins(x=0.12)
    text = "，".join(f"{row['category']} {shown(row['fen'], 'yuan')} 元" for row in rows.to_dict("records"))
    title = "人均每日支出的构成"
    table = Table(rows, title, {"category": Column("类别"), "fen": Column("人均每日", "元", "yuan")})
    return Chart(figure, title, f"横条图：每人每日 {text}。", table)
