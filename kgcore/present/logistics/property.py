"""The property tables and the energy chart."""

from __future__ import annotations

from typing import cast

import pandas as pd
import seaborn as sns
from matplotlib.ticker import PercentFormatter

from kgcore.assessment import Logistics
from kgcore.present.chart import Chart, canvas, style
from kgcore.present.formats import shown
from kgcore.present.kept import rests_on
from kgcore.present.logistics._room_table import room_table, toned
from kgcore.present.palette import INK, LOOKS
from kgcore.present.table import Column, Table
from kgcore.property import PropertyReview
from kgcore.property.energy import BY_CHILD_DAYS, BY_SCHOOL_DAYS, NOT_ADJUSTED, TOTAL
from kgcore.property.verdicts import ENERGY_RISE

ROOM = "property"
BASIS_LABELS = {BY_CHILD_DAYS: "人日数", BY_SCHOOL_DAYS: "开园天数", NOT_ADJUSTED: "未校正"}
TOTAL_LABEL = "合计"


@rests_on("energy")
def energy(logistics: Logistics) -> Table:
    """Return each post's use, per child-day and against last year."""
    columns = {
        "month": Column("月份"),
        "post": Column("部位"),
        "carrier": Column("种类"),
        "unit": Column("单位"),
        "amount": Column("用量", "", "integer"),
        "cost_fen": Column("费用", "元", "yuan"),
        "per_child_day": Column("每人日", "按单位", "decimal2"),
        "last_year": Column("去年同月", "", "integer"),
        "expected": Column("应有", "", "integer"),
        "change": Column("相差", "÷应有", "percent1", "tone"),
        "basis": Column("校正"),
    }

    def take(review: PropertyReview) -> pd.DataFrame:
        rows = review.energy.assign(basis=review.energy["basis"].map(BASIS_LABELS))
        return rows.assign(tone=toned((rows["change"] <= ENERGY_RISE).astype("boolean").where(rows["change"].notna())))

    note = "应有＝去年同月用量×今年人日数÷去年人日数；没有去年出勤的按开园天数，都没有的不校正。"
    return room_table(logistics, ROOM, "水电气用量", columns, take, note, page_rows=40)


@rests_on("energy")
def saving(logistics: Logistics) -> Table:
    """Return what each post saved."""
    columns = {
        "post": Column("部位"),
        "cost_fen": Column("实际", "元", "yuan"),
        "expected_fen": Column("应有", "元", "yuan"),
        "saved_fen": Column("节约", "元", "yuan"),
        "rate": Column("节能率", "节约÷应有", "percent1"),
    }

    def take(review: PropertyReview) -> pd.DataFrame:
        return review.saving.replace({"post": {TOTAL: TOTAL_LABEL}})

    note = "两边都按今年单价折算，涨价不算浪费；去年没有出勤和校历可校正的月份不计入。"
    return room_table(logistics, ROOM, "各岗位节能", columns, take, note)


@rests_on("energy")
def energy_chart(logistics: Logistics) -> Chart:
    """Return each post's change against last year on equal attendance."""
    review = cast("PropertyReview | None", logistics.report(ROOM))
    rows = review.energy if review is not None else pd.DataFrame(columns=["month", "post", "carrier", "change"])
    rows = rows[rows["change"].notna()]
    posts = rows.groupby(["post", "carrier"], as_index=False)[["amount", "expected"]].sum()
    posts["name"] = posts["post"].astype(str) + " " + posts["carrier"].astype(str)
    posts["change"] = posts["amount"] / posts["expected"] - 1
    posts = posts.sort_values("change", ascending=False, ignore_index=True)
    with style():
        figure, axes = canvas(0.9 + 0.3 * max(len(posts), 1))
        if len(posts):
            over = posts.set_index("name")["change"] > ENERGY_RISE
            colours = {str(name): LOOKS["warning" if high else "good"].ink for name, high in over.items()}
            sns.barplot(posts, x="change", y="name", hue="name", palette=colours, legend=False, width=0.6, ax=axes)
            for place, value in enumerate(posts["change"]):
                side = "left" if value >= 0 else "right"
                axes.text(value, place, f" {shown(value, 'percent1')} ", va="center", ha=side, size=8)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set(xlabel="比去年同期应有用量多（+）或少（−）", ylabel="")
        axes.margins(x=0.2)
        axes.xaxis.set_major_formatter(PercentFormatter(1))
    worst = f"{posts['name'].iloc[0]} {shown(posts['change'].iloc[0], 'percent1')}" if len(posts) else "没有记录"
    columns = {
        "name": Column("部位与种类"),
        "amount": Column("用量", "", "integer"),
        "expected": Column("应有", "", "integer"),
        "change": Column("相差", "÷应有", "percent1"),
    }
    title = "各部位用能与去年同期"
    alt = f"横条图：{logistics.period.title}各部位水电气比去年同期应有用量的相差；最高的是{worst}。"
    return Chart(figure, title, alt, Table(posts, title, columns))


@rests_on("assets")
def things(logistics: Logistics) -> Table:
    """Return where book and things differ or nobody counted."""
    columns = {
        "place": Column("地点"),
        "name": Column("资产"),
        "asset": Column("编号"),
        "book": Column("账上", "件", "integer"),
        "found": Column("实有", "件", "integer"),
        "gap": Column("相差", "件", "integer"),
    }

    def take(review: PropertyReview) -> pd.DataFrame:
        rows = review.agreement
        return rows[~rows["agree"].fillna(False).astype(bool)]

    review = cast("PropertyReview | None", logistics.report(ROOM))
    return room_table(logistics, ROOM, "账物不符或没有盘到", columns, take, _agreed(review))


def _agreed(review: PropertyReview | None) -> str:
    """How far book and book, book and things agree, each with what was compared."""
    if review is None:
        return ""
    books = f"账账相符 {int(review.books['agree'].sum())}÷{len(review.books)} 种"
    if review.agreement.empty:
        return f"{books}；本期没有资产盘点，账物是否相符无从说起。"
    agreed = int(review.agreement["agree"].fillna(False).sum())
    return f"{books}；账物相符 {agreed}÷{len(review.agreement)} 处。只列不符的；实有空白是没有盘。"


@rests_on("assets")
def custody(logistics: Logistics) -> Table:
    """Return what each place answers for."""
    columns = {
        "place": Column("班级、部门"),
        "kinds": Column("品种", "种", "integer"),
        "pieces": Column("件数", "件", "integer"),
        "value_fen": Column("价值", "元", "yuan"),
    }
    return room_table(logistics, ROOM, "各处保管的资产", columns, lambda review: review.custody)


@rests_on("assets")
def loans(logistics: Logistics) -> Table:
    """Return what is lent and not back."""
    columns = {
        "name": Column("资产"),
        "place": Column("借用"),
        "pieces": Column("件数", "件", "integer"),
        "lent_on": Column("借出", "", "date"),
        "due_back": Column("应还", "", "date"),
        "days_overdue": Column("超期", "天", "integer", "tone"),
    }

    def take(review: PropertyReview) -> pd.DataFrame:
        rows = review.loans
        return rows.assign(tone=toned(rows["days_overdue"] == 0))

    return room_table(logistics, ROOM, "借出未还", columns, take)


@rests_on("assets")
def losses(logistics: Logistics) -> Table:
    """Return what was lost or scrapped, and who is liable."""
    columns = {
        "date": Column("日期", "", "date"),
        "name": Column("资产"),
        "place": Column("地点"),
        "kind": Column("类型"),
        "pieces": Column("件数", "件", "integer"),
        "value_fen": Column("价值", "元", "yuan"),
        "liable": Column("责任"),
    }
    return room_table(logistics, ROOM, "损失与报废", columns, lambda review: review.losses)


@rests_on("counts")
def rounds(logistics: Logistics) -> Table:
    """Return day, week and month stocktakes due and held."""
    columns = {
        "warehouse": Column("仓库"),
        "scope": Column("盘点"),
        "due": Column("应做", "次", "integer"),
        "held": Column("已做", "次", "integer", "tone"),
        "missed": Column("缺"),
    }

    def take(review: PropertyReview) -> pd.DataFrame:
        rows = review.rounds.assign(missed=review.rounds["missed"].map("、".join))
        return rows.assign(tone=toned(rows["held"] >= rows["due"]))

    return room_table(logistics, ROOM, "仓库盘点", columns, take)
