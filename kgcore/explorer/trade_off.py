"""What one gains and loses: the lowest fee as a table, menus between cost, nutrition and liking as a picture."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.patheffects import withStroke

from kgcore.menu import LowestFee, MenuPlan
from kgcore.menu.explanation.frontier import cost_to_plan, nutrition_lost
from kgcore.menu.planning.partly_served import days_left
from kgcore.menu.problem.fixed_days import fee_left
from kgcore.present import Chart, Column, Table
from kgcore.present.chart import canvas, style
from kgcore.present.formats import shown
from kgcore.present.palette import INK, LOOKS

MOST_NORMS = 3


def lowest_fee_table(lowest: LowestFee, fee_fen: float | None) -> Table:
    """Return the lowest fees with how each was found; the note compares the present fee and names the dear norms."""
    least, of = round(lowest.menu_fen) / 100, days_left(lowest.plan.problem)
    sentences = [f"守住营养底线，{of}每人每天最少 {least:.2f} 元（按现在的价格和固定、禁用的菜）。"]
    if fee_fen is not None:
        now = round(fee_left(lowest.plan.problem.with_(fee_fen=fee_fen))) / 100
        more = now - least
        rest = f"，除去已定的日子用掉的，{of}每人每天还有 {now:.2f} 元" if of else ""
        sentences.append(
            f"现在膳费 {fee_fen / 100:.2f} 元{rest}，{'比它多' if more >= 0 else '还差'} {abs(more):.2f} 元。"
        )
    if len(lowest.unmet):
        names = "、".join(f"{subject}（差 {shown(share, 'percent1')}）" for subject, share in lowest.unmet.items())
        cure = "已定的日子这样，其余的日子补不回来" if of else "请在《菜点》里补充含它的菜"
        sentences.append(f"多少膳费都守不住的：{names}；{cure}。")
    if len(dear := lowest.norms.head(MOST_NORMS)):
        names = "、".join(
            f"{row['subject']}每多 1 个百分点 {row['fen_per_percent']:.1f} 分钱" for row in dear.to_dict("records")
        )
        sentences.append(f"最费钱的底线：{names}。")
    columns = {"item": Column("项目"), "yuan": Column("每人每天", "元", "decimal2"), "how": Column("怎么算的")}
    return Table(lowest.table(), "最低膳费", columns, "".join(sentences))


def frontier_chart(menus: pd.DataFrame, plan: MenuPlan) -> Chart:
    """Return the nondominated menus, numbered by cost, with the present menu among them.

    Parameters
    ----------
    menus : see `menu.frontier`.
    """
    rows = numbered(menus)
    now, of = (cost_to_plan(plan) / 100, nutrition_lost(plan), _liked(plan)), days_left(plan.problem)
    with style():
        figure, axes = canvas(3.2)
        low, high = min(rows["liked"].min(), now[2]), max(rows["liked"].max(), now[2])
        points = axes.scatter(
            rows["yuan"], rows["nutrition_lost"], c=rows["liked"], s=90, cmap="viridis_r", vmin=low,
            vmax=max(high, low + 1e-6), edgecolors=INK, linewidths=0.6, zorder=2,
        )  # fmt: skip
        axes.scatter([now[0]], [now[1]], marker="D", s=70, color=LOOKS["severe"].ink, zorder=3)
        halo = [withStroke(linewidth=2.5, foreground="white")]
        for number, (x, y) in zip(rows["number"], _spread(rows), strict=True):
            axes.annotate(str(number), (rows["yuan"][number - 1], rows["nutrition_lost"][number - 1]), (x, y),
                          textcoords="offset points", size=8, ha="center", color=INK, path_effects=halo)  # fmt: skip
        axes.annotate("现在的食谱", now[:2], (8, 8), textcoords="offset points", size=8, path_effects=halo,
                      color=LOOKS["severe"].ink)  # fmt: skip
        axes.set(xlabel=f"{of}成本（元/人日）", ylabel="营养扣分（0 是全部达到）")
        axes.set_yscale("symlog", linthresh=1)  # a menu at 100 must not squeeze those near 0 into one line
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.set_ylim(-0.6, 2.5 * max(1.0, now[1], rows["nutrition_lost"].max()))
        axes.margins(x=0.12)
        figure.colorbar(points, ax=axes, label="平均喜好（分，满分 5）")
    dearest, cheapest = rows.iloc[-1], rows.iloc[0]
    title = (
        f"成本、营养、喜好怎么取舍：{len(rows)} 份食谱，{of + ' ' if of else ''}"
        f"{cheapest['yuan']:.2f} 元扣 {cheapest['nutrition_lost']:.1f} 分，"
        f"{dearest['yuan']:.2f} 元扣 {dearest['nutrition_lost']:.1f} 分"
    )
    alt = f"散点图：{title}。现在的食谱 {now[0]:.2f} 元，扣 {now[1]:.1f} 分，平均喜好 {now[2]:.2f} 分。"
    columns = {
        "number": Column("第几份", "", "integer"), "yuan": Column(f"{of}成本", "元/人日", "decimal2"),
        "nutrition_lost": Column("营养扣分", "", "decimal1"), "liked": Column("平均喜好", "分", "decimal2"),
        "worst_ratio": Column("最低的营养素占目标", "", "percent"),
    }  # fmt: skip
    note = "每一份都没有别的食谱在三样上都不差。营养扣分＝达不到的底线和目标按轻重加权；喜好来自品尝和剩餐，1～5 分。"
    return Chart(figure, title, alt, Table(rows, title, columns, note))


def numbered(menus: pd.DataFrame) -> pd.DataFrame:
    """Return menus of the frontier with number, yuan (cost) and liked (mean points of the dishes served, 1 to 5)."""
    return menus.assign(
        number=range(1, len(menus) + 1), yuan=menus["cost_fen"] / 100, liked=[_liked(plan) for plan in menus["plan"]]
    )


def _liked(plan: MenuPlan) -> float:
    points = plan.problem.preference[plan.problem.choices.dish]
    return float(plan.counts.sum(axis=1) @ points / plan.counts.sum())


def described(row: Mapping[Hashable, Any]) -> str:
    """Return a menu of the frontier in one line of a list."""
    lost, liked = row["nutrition_lost"], row["liked"]
    return f"{row['number']}　{row['yuan']:.2f} 元　营养扣 {lost:.1f} 分　喜好 {liked:.2f} 分"


def _spread(rows: pd.DataFrame) -> list[tuple[float, float]]:
    """Return where each number is written beside its point, in points of type: neighbours on different sides."""
    sides = [(11.0, -3.0), (-11.0, -3.0), (11.0, 7.0), (-11.0, -13.0)]
    near = np.diff(rows["yuan"], prepend=-np.inf) < (rows["yuan"].max() - rows["yuan"].min()) * 0.05
    places, turn = [], 0
    for close in near:
        turn = turn + 1 if close else 0
        places.append(sides[turn % len(sides)])
    return places
