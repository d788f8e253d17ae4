"""The charts of the staff report; each says in its alt text what it shows."""

from __future__ import annotations

import pandas as pd
import seaborn as sns

from kgcore.frames import rows as each
from kgcore.present.chart import Chart, canvas, style
from kgcore.present.formats import shown
from kgcore.present.kept import rests_on
from kgcore.present.palette import INK, MUTED, SERIES
from kgcore.present.table import Column, Table
from kgcore.staff import StaffReview

_ROW_INCHES = 0.19
_LEAST_INCHES = 1.6


@rests_on("scores")
def scores_chart(review: StaffReview, role: str) -> Chart:
    """Return the ranked scores of a role, each with its range when a weight moves or an assessor is left out."""
    rows = review.cards[(review.cards["role"] == role) & review.cards["rank"].notna()]
    rows = rows.astype({"score": "float64", "score_low": "float64", "score_high": "float64"}).reset_index(drop=True)
    title = f"{role}得分与区间"
    with style():
        figure, axes = canvas(max(_LEAST_INCHES, 0.7 + _ROW_INCHES * len(rows)))
        axes.hlines(rows["staff"], rows["score_low"], rows["score_high"], color=MUTED, linewidth=2)
        axes.scatter(rows["score"], rows["staff"], color=SERIES[0], s=22, zorder=3)
        axes.invert_yaxis()
        axes.set(xlabel="得分（分）；横线是权重变动一成、少一个评分方时的区间", ylabel="")
    columns = {
        "staff": Column("工号"),
        "rank": Column("名次", "", "integer"),
        "score": Column("得分", "分", "decimal2"),
        "score_low": Column("区间下限", "分", "decimal2"),
        "score_high": Column("区间上限", "分", "decimal2"),
    }
    return Chart(figure, title, _scores_alt(rows, role), Table(rows, title, columns))


def _scores_alt(rows: pd.DataFrame, role: str) -> str:
    if rows.empty:
        return f"{role}没有参加排名的考核结果。"
    first, last = rows.iloc[0], rows.iloc[-1]
    firm = int((rows["rank_best"] == rows["rank_worst"]).sum())
    return (
        f"点线图：{len(rows)}名{role}的得分，最高{first['staff']} {shown(float(first['score']), 'decimal2')}分，"
        f"最低{last['staff']} {shown(float(last['score']), 'decimal2')}分；{firm}人的名次在各种变动下都不变。"
    )


@rests_on("canteen_checks")
def canteen_chart(review: StaffReview) -> Chart:
    """Return the two kitchens' weighted six T score by month, side by side."""
    rows = review.canteen_months
    title = "两组食堂六T得分走势"
    with style():
        figure, axes = canvas(2.6)
        sns.lineplot(rows, x="month", y="score", hue="team", style="team", markers=True, dashes=False, ax=axes)
        axes.set(xlabel="", ylabel="六T得分（分）", ylim=(rows["score"].min() // 10 * 10 - 10 if len(rows) else 0, 100))
        axes.tick_params(colors=INK)
        if len(rows):
            axes.legend(title=None)
    wide = rows.pivot_table(index="month", columns="team", values="score").reset_index()
    teams = [str(name) for name in wide.columns[1:]]
    said = "，".join(f"{row.team} {shown(float(row.score), 'decimal1')}分" for row in each(review.canteen))
    alt = f"折线图：{'、'.join(teams)}各月的六T得分；本期平均 {said}。" if teams else "本期没有六T检查。"
    columns = {"month": Column("月份"), **{team: Column(team, "分", "decimal1") for team in teams}}
    return Chart(figure, title, alt, Table(wide, title, columns))
