"""The charts of the health reports; each says in its alt text what it shows."""

from __future__ import annotations

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from kgcore.health import CaseCard, HealthReview
from kgcore.health.codes import ALL, ALL_SICK
from kgcore.health.curves import SD_COLUMNS
from kgcore.present.chart import Chart, canvas, style
from kgcore.present.formats import shown
from kgcore.present.health.labels import label, labelled
from kgcore.present.kept import rests_on
from kgcore.present.palette import INK, MUTED, SERIES
from kgcore.present.table import Column, Table

SD_NAMES = dict(zip(SD_COLUMNS, ("-3SD", "-2SD", "-1SD", "中位数", "+1SD", "+2SD", "+3SD"), strict=True))
GRADE_COLOURS = ("#2f7f7f", "#8fbfbf", "#c8e6d5", "#f2cf8d", "#d98a4e", "#9b1c1c")


@rests_on("illnesses")
def curve_chart(month: HealthReview) -> Chart:
    """Return cases by day of onset, stacked by disease, with the days on which a cluster was reached."""
    curve = month.disease.curve
    with style():
        figure, axes = canvas(2.5)
        bottom = np.zeros(len(curve))
        for disease, colour in zip(curve.columns, SERIES * 2, strict=False):
            axes.bar(curve.index, curve[disease], bottom=bottom, color=colour, label=str(disease), width=0.9)
            bottom += curve[disease].to_numpy(float)
        for day in _reached(month):
            axes.axvline(_place(day), color=INK, linewidth=1, linestyle="--")
        axes.set(
            xlabel="发病日期（虚线：达到聚集性标准）",
            ylabel="新发病例",
            xlim=_limits(curve),
            ylim=(0, max(bottom.max() + 1, 3)),
        )
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        _label_days(axes)
        if len(curve.columns):
            axes.legend(title=None, frameon=False)
    table = curve.loc[curve.sum(axis=1) > 0] if len(curve.columns) else curve.iloc[:0]
    total = "，".join(f"{disease} {int(curve[disease].sum())} 例" for disease in curve.columns) or "没有病例"
    reached = "、".join(f"{day:%m-%d}" for day in _reached(month))
    alt = f"柱图：{month.period.title}每日新发病例。{total}。" + (f"{reached} 达到聚集性标准。" if reached else "")
    columns = {"date": Column("日期", "", "date"), **{str(d): Column(str(d), "例", "integer") for d in curve.columns}}
    return Chart(figure, "流行曲线", alt, Table(table.reset_index(), "流行曲线", columns))


def _reached(month: HealthReview) -> list[pd.Timestamp]:
    days = pd.to_datetime(month.disease.clusters["reached_on"]).drop_duplicates().sort_values()
    return [day for day in days if month.period.start <= day.date() <= month.period.end]


def _limits(curve: pd.DataFrame) -> tuple[float, float]:
    return _place(curve.index[0]) - 0.6, _place(curve.index[-1]) + 0.6


def _place(day: pd.Timestamp) -> float:
    return float(mdates.date2num(day))  # type: ignore[no-untyped-call]


def _label_days(axes: Axes) -> None:
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%m-%d"))  # type: ignore[no-untyped-call]


@rests_on("illnesses")
def class_map(month: HealthReview) -> Chart:
    """Return which class had new cases on which day, the number written in the square."""
    table = month.disease.class_days
    with style():
        figure, axes = canvas(0.9 + 0.2 * len(table))
        values = table.to_numpy(float)
        axes.imshow(
            np.where(values > 0, values, np.nan), aspect="auto", cmap="OrRd", vmin=0, vmax=2 * max(values.max(), 2)
        )
        for row, column in np.argwhere(values > 0):
            axes.text(column, row, f"{values[row, column]:.0f}", ha="center", va="center", size=8, color=INK)
        axes.set_yticks(range(len(table)), list(table.index))
        shown_days = range(0, table.shape[1], 3)
        axes.set_xticks(list(shown_days), [f"{table.columns[n]:%m-%d}" for n in shown_days], rotation=90)
        axes.set_xticks(np.arange(table.shape[1] + 1) - 0.5, minor=True)
        axes.set_yticks(np.arange(len(table) + 1) - 0.5, minor=True)
        axes.grid(visible=False, which="major")
        axes.grid(visible=True, which="minor", color="#e4e7eb", linewidth=0.6)
    long = table.reset_index().melt("class_name", var_name="date", value_name="cases").query("cases > 0")
    most = table.sum(axis=1).sort_values(ascending=False).head(3)
    text = "，".join(f"{name} {int(n)} 例" for name, n in most.items() if n)
    columns = {
        "class_name": Column("班级"),
        "date": Column("日期", "", "date"),
        "cases": Column("新发", "例", "integer"),
    }
    return Chart(
        figure,
        "班级与日期",
        f"方格图：行是班级，列是日期，格中是新发病例数。{text or '没有病例'}。",
        Table(long.sort_values(["date", "class_name"]), "班级与日期", columns, "只列有病例的格。"),
    )


@rests_on("symptoms")
def sick_chart(month: HealthReview) -> Chart:
    """Return children absent through illness by school day, the days of an alarm marked."""
    daily = month.disease.daily
    alarms = month.disease.alarms
    alarms = alarms[alarms["method"] != "c3"]
    days = alarms.loc[alarms["series"] == ALL_SICK, "day"].drop_duplicates()
    with style():
        figure, axes = canvas(2.4)
        axes.plot(daily.index, daily[ALL_SICK], color=SERIES[0], marker="o", markersize=3, label="病假人数")
        axes.plot(days, daily.loc[days, ALL_SICK], "D", color=SERIES[1], markersize=7, label="预警（C1、C2）")
        axes.set(xlabel="", ylabel="人", ylim=(0, None))
        _label_days(axes)
        axes.legend(frameon=False, loc="upper left")
    columns = {
        "date": Column("日期", "", "date"),
        **{str(name): Column(label(name), "人", "integer") for name in daily.columns},
    }
    named = "、".join(f"{day:%m-%d}" for day in days) or "没有"
    low, high = shown(daily[ALL_SICK].min(), "integer"), shown(daily[ALL_SICK].max(), "integer")
    alt = f"折线图：每日因病缺勤人数，最少 {low} 人，最多 {high} 人；预警日：{named}。"
    table = daily.rename_axis("date").reset_index()
    return Chart(figure, "每日因病缺勤", alt, Table(table, "每日因病缺勤", columns, "按主要症状分列；合计含其他症状。"))


@rests_on("measurements")
def grades_chart(month: HealthReview) -> Chart:
    """Return the share of each grade by band."""
    table = labelled(month.body.by_band, "band")
    grades = [name for name in table.columns if name not in ("band", "graded")]
    shares = table.assign(**{grade: table[grade] / table["graded"] for grade in grades})
    with style():
        figure, axes = canvas(0.9 + 0.36 * max(len(shares), 1))
        left = np.zeros(len(shares))
        for grade, colour in zip(grades, GRADE_COLOURS[-len(grades) :], strict=True):
            axes.barh(shares["band"], shares[grade], left=left, color=colour, edgecolor="white", label=grade)
            left += shares[grade].to_numpy(float)
        axes.set(xlabel="占有评价的幼儿", ylabel="", xlim=(0, 1))
        axes.xaxis.set_major_formatter(PercentFormatter(1))
        axes.invert_yaxis()
        axes.legend(ncols=len(grades), frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1))
    whole = shares[month.body.by_band["band"] == ALL].to_dict("records")
    text = "，".join(f"{grade} {shown(whole[0][grade], 'percent1')}" for grade in grades) if whole else "没有测量"
    columns = {
        "band": Column("年龄段"),
        **{grade: Column(grade, "人", "integer") for grade in grades},
        "graded": Column("评价人数", "人", "integer"),
    }
    return Chart(
        figure,
        "体重评价",
        f"横条图：各年龄段幼儿的评价构成。全园{text}。",
        Table(table, "体重评价", columns),
    )


def child_curve(card: CaseCard) -> Chart:
    """Return the child's BMI on the curves of the standard for its sex."""
    points = card.growth[(card.growth["implausible"] == "") & card.growth["bmi"].notna()]
    around = card.curve
    if len(points):
        near = around["x"].between(points["age_months"].min() - 12, points["age_months"].max() + 12)
        around = around[near]
    with style():
        figure, axes = canvas(2.0)
        for name in SD_COLUMNS:
            middle = name == "median"
            axes.plot(around["x"], around[name], color=INK if middle else MUTED, linewidth=1.2 if middle else 0.7,
                      linestyle="-" if middle else "--")  # fmt: skip
            if len(around):
                axes.text(
                    float(around["x"].iloc[-1]) + 0.3, float(around[name].iloc[-1]), SD_NAMES[name], size=8, va="center"
                )
        axes.plot(points["age_months"], points["bmi"], color=SERIES[1], marker="o", linewidth=1.6)
        axes.set(xlabel="月龄", ylabel="BMI（kg/m²）")
        axes.margins(x=0.1)
    last = points.tail(1).to_dict("records")
    text = f"最近一次 {last[0]['bmi']:.1f}，z 值 {last[0]['bmi_for_age_z']:.2f}" if last else "没有可用的测量"
    columns = {
        "date": Column("日期", "", "date"),
        "age_months": Column("月龄", "月", "decimal1"),
        "bmi": Column("BMI", "kg/m²", "decimal1"),
        "bmi_for_age_z": Column("z 值", "", "decimal2"),
    }
    alt = f"折线图：{card.child} 的年龄别 BMI 与标准曲线（-3SD 至 +3SD）。{text}。"
    return Chart(figure, "生长曲线", alt, Table(points, "生长曲线", columns))
