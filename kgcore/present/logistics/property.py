"""The property tables and the energy chart."""

from __future__ import annotations

from typing import cast

import pandas as pd
import seaborn as sns
from matplotlib.ticker import PercentFormatter

from kgcore.present.chart import Chart, canvas, style
from kgcore.present.formats import shown
from kgcore.present.logistics.listed import Rooms, listed, toned
from kgcore.present.palette import INK, LOOKS
from kgcore.present.table import Column, Table
from kgcore.property import PropertyReview
from kgcore.property.verdicts import ENERGY_RISE

ROOM = "property"


def energy(joined: Rooms) -> Table:
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

    def take(report: object) -> pd.DataFrame:
        rows = cast("PropertyReview", report).energy
        return rows.assign(tone=toned((rows["change"] <= ENERGY_RISE).astype("boolean").where(rows["change"].notna())))

    note = "应有＝去年同月用量×今年人日数÷去年人日数；没有去年出勤的按开园天数，都没有的不校正。"
    return listed(joined, ROOM, "水电气用量", columns, take, note, page_rows=40)


def saving(joined: Rooms) -> Table:
    """Return what each post saved."""
    columns = {
        "post": Column("部位"),
        "cost_fen": Column("实际", "元", "yuan"),
        "expected_fen": Column("应有", "元", "yuan"),
        "saved_fen": Column("节约", "元", "yuan"),
        "rate": Column("节能率", "节约÷应有", "percent1"),
    }
    note = "两边都按今年单价折算，涨价不算浪费；去年没有出勤和校历可校正的月份不计入。"
    return listed(joined, ROOM, "各岗位节能", columns, lambda report: cast("PropertyReview", report).saving, note)


def energy_chart(joined: Rooms) -> Chart:
    """Return each post's change against last year on equal attendance."""
    report = cast("PropertyReview | None", joined.report(ROOM))
    rows = report.energy if report is not None else pd.DataFrame(columns=["month", "post", "carrier", "change"])
    rows = rows[rows["change"].notna()]
    drawn = rows.groupby(["post", "carrier"], as_index=False)[["amount", "expected"]].sum()
    drawn["name"] = drawn["post"].astype(str) + " " + drawn["carrier"].astype(str)
    drawn["change"] = drawn["amount"] / drawn["expected"] - 1
    drawn = drawn.sort_values("change", ascending=False, ignore_index=True)
    with style():
        figure, axes = canvas(0.9 + 0.3 * max(len(drawn), 1))
        if len(drawn):
            over = drawn.set_index("name")["change"] > ENERGY_RISE
            colours = {str(name): LOOKS["warning" if high else "good"].ink for name, high in over.items()}
            sns.barplot(drawn, x="change", y="name", hue="name", palette=colours, legend=False, width=0.6, ax=axes)
            for place, value in enumerate(drawn["change"]):
                side = "left" if value >= 0 else "right"
                axes.text(value, place, f" {shown(value, 'percent1')} ", va="center", ha=side, size=8)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set(xlabel="比去年同期应有用量多（+）或少（−）", ylabel="")
        axes.margins(x=0.2)
        axes.xaxis.set_major_formatter(PercentFormatter(1))
    worst = f"{drawn['name'].iloc[0]} {shown(drawn['change'].iloc[0], 'percent1')}" if len(drawn) else "没有记录"
    columns = {
        "name": Column("部位与种类"),
        "amount": Column("用量", "", "integer"),
        "expected": Column("应有", "", "integer"),
        "change": Column("相差", "÷应有", "percent1"),
    }
    title = "各部位用能与去年同期"
    alt = f"横条图：{joined.period.title}各部位水电气比去年同期应有用量的相差；最高的是{worst}。"
    return Chart(figure, title, alt, Table(drawn, title, columns))


def things(joined: Rooms) -> Table:
    """Return where book and things differ or nobody counted."""
    columns = {
        "place": Column("地点"),
        "name": Column("资产"),
        "asset": Column("编号"),
        "book": Column("账上", "件", "integer"),
        "found": Column("实有", "件", "integer"),
        "gap": Column("相差", "件", "integer"),
    }

    def take(report: object) -> pd.DataFrame:
        rows = cast("PropertyReview", report).agreement
        return rows[~rows["agree"].fillna(False).astype(bool)]

    return listed(
        joined, ROOM, "账物不符或没有盘到", columns, take, _agreed(cast("PropertyReview | None", joined.report(ROOM)))
    )


def _agreed(report: PropertyReview | None) -> str:
    """How far book and book, book and things agree, each with what was compared."""
    if report is None:
        return ""
    books = f"账账相符 {int(report.books['agree'].sum())}÷{len(report.books)} 种"
    if report.agreement.empty:
        return f"{books}；本期没有资产盘点，账物是否相符无从说起。"
    agreed = int(report.agreement["agree"].fillna(False).sum())
    return f"{books}；账物相符 {agreed}÷{len(report.agreement)} 处。只列不符的；实有空白是没有盘。"


def custody(joined: Rooms) -> Table:
    """Return what each place answers for."""
    columns = {
        "place": Column("班级、部门"),
        "kinds": Column("品种", "种", "integer"),
        "pieces": Column("件数", "件", "integer"),
        "value_fen": Column("价值", "元", "yuan"),
    }
    return listed(joined, ROOM, "各处保管的资产", columns, lambda report: cast("PropertyReview", report).custody)


def loans(joined: Rooms) -> Table:
    """Return what is lent and not back."""
    columns = {
        "name": Column("资产"),
        "place": Column("借用"),
        "pieces": Column("件数", "件", "integer"),
        "lent_on": Column("借出", "", "date"),
        "due_back": Column("应还", "", "date"),
        "days_overdue": Column("超期", "天", "integer", "tone"),
    }

    def take(report: object) -> pd.DataFrame:
        rows = cast("PropertyReview", report).loans
        return rows.assign(tone=toned(rows["days_overdue"] == 0))

    return listed(joined, ROOM, "借出未还", columns, take)


def losses(joined: Rooms) -> Table:
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
    return listed(joined, ROOM, "损失与报废", columns, lambda report: cast("PropertyReview", report).losses)


def rounds(joined: Rooms) -> Table:
    """Return day, week and month stocktakes due and held."""
    columns = {
        "warehouse": Column("仓库"),
        "scope": Column("盘点"),
        "due": Column("应做", "次", "integer"),
        "held": Column("已做", "次", "integer", "tone"),
        "missed": Column("缺"),
    }

    def take(report: object) -> pd.DataFrame:
        rows = cast("PropertyReview", report).rounds
        return rows.assign(tone=toned(rows["held"] >= rows["due"]))

    return listed(joined, ROOM, "仓库盘点", columns, take)
