"""The bench's pictures: nutrients over the range called adequate, cost against the fee, and what each fee buys."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import seaborn as sns

from kgcore import registers
from kgcore.menu import MenuPlan, fee_curve
from kgcore.menu.planning.partly_served import days_left
from kgcore.nutrition.nutrient_adequacy import TOO_FEW_DATA, judged
from kgcore.present import Chart, Column, Table
from kgcore.present.bullet import Bullet, bullets
from kgcore.present.chart import canvas, style
from kgcore.present.formats import shown
from kgcore.present.palette import INK, SERIES, Tone
from kgcore.standards import Profile, nutrient_class

LEVELS: dict[str, Tone] = {"low": "severe", "marginal": "warning", "high": "warning", "adequate": "good"}
NAN = float("nan")
FEE_SHARES = np.linspace(0.4, 1.2, 21)
NOTHING_LOST = 1e-3
"""Points below which nothing is lost but rounding."""


def nutrients_chart(plan: MenuPlan, week: str, band: str) -> Chart:
    """Return each nutrient of a band's average child-day in a week as a fraction of its target, with its verdict.

    A nutrient with too little determined has no bar: its verdict is withheld.
    """
    rows = plan.nutrition("week")
    rows = rows[(rows["period"] == week) & (rows["band"] == band) & rows["target"].notna()]
    titles = {column.name: column.title for column in registers.nutrients()}
    bars = [
        _bullet(plan.problem.profile, titles[row["nutrient"]], str(row["nutrient"]), float(row["ratio"]), row["enough"])
        for row in rows.to_dict("records")
    ]
    low = [bar.name for bar in bars if bar.tone in ("severe", "warning") and bar.value < 1]
    alt = f"横条图：{band} {len(bars)} 项营养素占园内目标的比例。" + (
        f"偏低的有{'、'.join(low)}。" if low else "没有偏低的。"
    )
    return _chart(bars, f"{week} {band}每人每日营养素占园内目标", "占园内目标（绿色区间为适宜）", alt)


def _bullet(profile: Profile, title: str, nutrient: str, ratio: float, enough: bool) -> Bullet:
    bands = profile.bands(nutrient_class(nutrient))
    adequate = bands[bands["level"] == "adequate"]
    low, high = float(adequate["low"].min()), float(adequate["high"].max())
    if not enough or math.isnan(ratio):
        return Bullet(title, NAN, low, high, TOO_FEW_DATA, "notice")
    verdict, level = judged(ratio, bands, 1.0, profile.coverage_min)
    return Bullet(title, ratio, low, high, verdict, LEVELS.get(level, "plain"))


def cost_chart(plan: MenuPlan) -> Chart | None:
    """Return what a child-day costs, each day and on the whole, as a fraction of the fee; None without a fee."""
    fee, setting = plan.problem.fee_fen, plan.problem.settings.row("fee", "horizon")
    if fee is None or setting is None:
        return None
    by_day = plan.cost("day")
    bars = [  # a day has no range of its own: only the whole plan has
        Bullet(f"{date:%m-%d}", fen / fee, 0.0, 0.0, f"{fen / 100:.2f} 元", "plain")
        for date, fen in zip(by_day["date"], by_day["child_fen"], strict=True)
    ]
    whole = plan.cost_fen / fee
    slack = 0.0005  # as far as the figure is written
    fits = setting.low - slack <= whole <= setting.high + slack
    verdict = "在范围内" if fits else "低于范围" if whole < setting.low else "超出范围"
    tone: Tone = "good" if fits else "severe"
    bars.append(Bullet("平均", whole, setting.low, setting.high, f"{plan.cost_fen / 100:.2f} 元 {verdict}", tone))
    alt = f"横条图：平均每人每日 {plan.cost_fen / 100:.2f} 元，占膳费 {shown(whole, 'percent1')}，{verdict}。"
    return _chart(bars, "每人每日成本占膳费", f"占膳费 {fee / 100:.2f} 元（绿色区间为允许范围）", alt, 1.5)


def _chart(bars: list[Bullet], title: str, label: str, alt: str, most: float = 2.0) -> Chart:
    with style():
        figure = bullets(bars, label, lambda value: shown(value, "percent"), most)
    columns = {
        "name": Column("项目"), "value": Column("占比", "", "percent1"), "low": Column("下限", "", "percent"),
        "high": Column("上限", "", "percent"), "verdict": Column("评价", tone="tone"),
    }  # fmt: skip
    return Chart(figure, title, alt, Table(pd.DataFrame(bars), title, columns))


def fees_in_words(yuan: pd.Series[float], possible: pd.Series[bool]) -> str:
    """Say which of some ascending fees allow every rule: a fee may be too low, or too high to be spent."""
    if not possible.any():
        return f"{yuan.min():.2f}～{yuan.max():.2f} 元怎么排都达不到全部规则"
    first, last = yuan[possible].min(), yuan[possible].max()
    below, above = yuan[yuan < first], yuan[yuan > last]
    return "；".join([
        *([f"{below.max():.2f} 元及以下怎么排都达不到全部规则"] if len(below) else []),
        f"{first:.2f} 元{f'～{last:.2f} 元' if len(above) else '起'}有可能",
        *([f"{above.min():.2f} 元及以上要把钱花到，总有规则守不住"] if len(above) else []),
    ])  # fmt: skip


def fee_chart(plan: MenuPlan) -> Chart:
    """Return what each fee from well below to well above the plan's can buy at best, dishes free and divisible.

    Raises
    ------
    MenuError
        the problem has no fee to look around, or no menu at all.
    """
    fee, of = plan.problem.fee_fen or plan.cost_fen, days_left(plan.problem)
    rows = fee_curve(plan.problem, [fee / 100 * share for share in FEE_SHARES])
    rows = rows.assign(yuan=rows["fee_fen"] / 100, lost=rows["norm_lost"] + rows["goal_lost"])
    possible = rows["lost"] < NOTHING_LOST
    with style():
        figure, axes = canvas(2.4)
        sns.lineplot(rows, x="yuan", y="lost", marker="o", color=SERIES[0], ax=axes)
        axes.axvline(fee / 100, color=INK, linewidth=0.8)
        top = max(1.0, float(rows["lost"].max()))
        axes.text(fee / 100, top, f" 膳费 {fee / 100:.2f} 元", va="top", size=8, color=INK)
        axes.set(xlabel=f"{of}膳费（元/人日）", ylabel="达不到的规则（扣分）", ylim=(-0.05 * top, top * 1.08))
    words = fees_in_words(rows["yuan"], possible)
    now = rows.iloc[(rows["fee_fen"] - fee).abs().argmin()]
    alt = f"折线图：{of}每人每日膳费 {words}；现在 {fee / 100:.2f} 元，至少扣 {now['lost']:.1f} 分。"
    titles = {column.name: column.title for column in registers.nutrients()}
    rows = rows.assign(worst=rows["worst"].map(lambda name: titles.get(name, name)) + " " + rows["band"])
    columns = {
        "yuan": Column(f"{of}膳费", "元/人日", "decimal2"), "norm_lost": Column("规范扣分", "", "decimal1"),
        "goal_lost": Column("目标扣分", "", "decimal1"), "worst": Column("最低的营养素"),
        "worst_ratio": Column("占目标", "", "percent"), "liking": Column("平均喜好", "分", "decimal2"),
    }  # fmt: skip
    title = f"多少膳费能达到规则：{of}每人每日 {words}"
    return Chart(figure, title, alt, Table(rows, title, columns, "菜可以分着用的线性规划：任何食谱都不会比它更好。"))
