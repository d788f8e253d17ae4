"""The scorecards of the three posts as tables: ranks with their intervals, indicators, assessors, stars, rewards."""

from __future__ import annotations

import pandas as pd

from kgcore.frames import rows as each
from kgcore.present.formats import shown
from kgcore.present.kept import rests_on
from kgcore.present.table import Column, Table
from kgcore.registers.staff import ASSESSORS
from kgcore.staff import StaffReview, ranking

PAGE_ROWS = 25
FEW_ROWS = 10
GRADE_LABELS = {
    ranking.EXCELLENT: "优秀",
    ranking.GOOD: "良好",
    ranking.PASS: "合格",
    ranking.FAIL: "不合格",
    ranking.VETO: "一票否决",
    ranking.NOT_RANKED: "不参加排名",
}
_TONES = {
    ranking.EXCELLENT: "good",
    ranking.GOOD: "good",
    ranking.PASS: "plain",
    ranking.FAIL: "warning",
    ranking.VETO: "severe",
    ranking.NOT_RANKED: "notice",
}


@rests_on("scores")
def cards(review: StaffReview, role: str) -> Table:
    """Return the scorecards of a role, best first, with the interval of each rank."""
    rows = review.cards[review.cards["role"] == role].copy()
    rows["interval"] = [
        "" if pd.isna(best) else f"{best:.0f}～{worst:.0f}"
        for best, worst in zip(rows["rank_best"], rows["rank_worst"], strict=True)
    ]
    rows["tone"] = rows["grade"].map(_TONES)
    rows["grade"] = rows["grade"].map(GRADE_LABELS)
    return Table(
        rows,
        f"{role}考核",
        {
            "staff": Column("工号"),
            "team": Column("班组"),
            "rank": Column("名次", "", "integer"),
            "interval": Column("名次区间"),
            "score": Column("得分", "分", "decimal2"),
            "process": Column("过程得分率", "", "percent1"),
            "performance": Column("绩效得分率", "", "percent1"),
            "spread": Column("三方相差", "分", "decimal1"),
            "covered": Column("已评满分占比", "", "percent"),
            "missing": Column("缺评", "项次", "integer"),
            "days": Column("在岗", "天", "integer"),
            "grade": Column("等第", tone="tone"),
            "veto": Column("否决事由"),
        },
        "名次区间：任一指标权重变动一成、任一评分方不计时的最好和最差名次。缺评既不算零分也不算满分，按其余评分计算。",
        page_rows=PAGE_ROWS,
    )


@rests_on("scores")
def items(review: StaffReview, role: str) -> Table:
    """Return the mean, lowest and highest share of full marks on each indicator of a role."""
    return Table(
        review.items[review.items["role"] == role],
        f"{role}各指标得分率",
        {
            "item": Column("指标"),
            "dimension": Column("维度"),
            "method": Column("方法"),
            "full_marks": Column("满分", "分", "decimal1"),
            "mean": Column("平均", "", "percent1"),
            "low": Column("最低", "", "percent1"),
            "high": Column("最高", "", "percent1"),
            "people": Column("人数", "人", "integer"),
        },
        "没有数据的指标不计入。",
    )


@rests_on("scores")
def assessors(review: StaffReview, role: str) -> Table:
    """Return what each assessor gave each person of a role, over the marks that all gave."""
    columns = {"staff": Column("工号"), **{name: Column(name, "分", "decimal1") for name in ASSESSORS}}
    rows = review.assessors[review.assessors["role"] == role]
    return Table(rows, f"{role}三方评分", columns, "只算三方都评的指标，折合百分。", page_rows=PAGE_ROWS)


@rests_on("scores")
def monthly(review: StaffReview, role: str) -> Table:
    """Return each person's score of a role by month."""
    rows = review.monthly[review.monthly["role"] == role]
    wide = rows.pivot_table(index="staff", columns="month", values="score").reset_index()
    columns = {"staff": Column("工号"), **{month: Column(month, "分", "decimal2") for month in wide.columns[1:]}}
    order = review.cards.set_index("staff")["rank"]
    wide = wide.assign(place=wide["staff"].map(order)).sort_values("place", kind="stable")
    return Table(wide, f"{role}逐月得分", columns, "按本期名次排；全部人员见 Excel。", page_rows=FEW_ROWS)


@rests_on("scores")
def stars(review: StaffReview) -> Table:
    """Return the candidates for star of service with their evidence."""
    rows = review.stars.copy()
    rows["evidence"] = [
        f"得分{shown(row.score, 'decimal2')}（{GRADE_LABELS[row.grade]}），"
        f"名次区间{row.rank_best:.0f}～{row.rank_worst:.0f}，"
        f"过程{shown(row.process, 'percent1')}、绩效{shown(row.performance, 'percent1')}，"
        f"培训{row.came}/{row.due}次、{shown(row.hours, 'decimal1')}学时"
        for row in each(rows)
    ]
    return Table(
        rows,
        "后勤服务明星候选",
        {
            "role": Column("岗位"),
            "staff": Column("工号"),
            "team": Column("班组"),
            "rank": Column("名次", "", "integer"),
            "evidence": Column("依据"),
        },
        "条件：优秀、无否决、评分齐全、培训无缺；名额为参加排名人数的一成，至少一名，并列同列。",
    )


@rests_on("scores")
def rewards(review: StaffReview) -> Table:
    """Return reward coefficients, and amounts where the plan names a sum."""
    columns = {
        "staff": Column("工号"),
        "role": Column("岗位"),
        "grade": Column("等第"),
        "days": Column("在岗", "天", "integer"),
        "days_due": Column("应在岗", "天", "integer"),
        "coefficient": Column("系数", "", "decimal2"),
        "units": Column("折算系数", "", "decimal2"),
    }
    units = f"{len(review.rewards)} 人共 {review.rewards['units'].sum():,.2f} 个折算系数。"
    note = f"折算系数＝等第系数×在岗天数÷应在岗天数；{units}"
    if review.rewards["amount_fen"].notna().any():
        columns["amount_fen"] = Column("金额", "元", "yuan")
        note += "金额按折算系数分配总额，分毫不差。"
    else:
        note += "计划没有写奖励总额，只列系数：某人所得＝总额×本人折算系数÷折算系数合计。"
    rows = review.rewards.assign(grade=review.rewards["grade"].map(GRADE_LABELS))
    return Table(rows, "考核奖励", columns, note, page_rows=FEW_ROWS)
