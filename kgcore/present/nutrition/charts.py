"""The charts of the monthly nutrition analysis; each says in its alt text what it shows."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.ticker import PercentFormatter

from kgcore.nutrition import NutritionReview
from kgcore.nutrition.ranges import BELOW
from kgcore.nutrition.structure import PROTEIN
from kgcore.present.bullet import Bullet, bullets
from kgcore.present.chart import Chart, canvas, style
from kgcore.present.formats import shown
from kgcore.present.nutrition.labels import FOOD_SOURCES, VERDICTS, labelled
from kgcore.present.nutrition.verdicts import judged, tones
from kgcore.present.palette import INK, SERIES
from kgcore.present.table import Column, Table
from kgcore.standards import Profile, nutrient_class

TRENDED = ("energy_kcal", "protein_g", "vit_a_ug_rae", "vit_c_mg", "ca_mg", "fe_mg", "zn_mg")


def nutrients_chart(month: NutritionReview, profile: Profile) -> Chart:
    """Return each nutrient's fraction of its target over the band that the profile calls adequate."""
    rows = judged(month)
    limits = {name: _adequate(profile, str(name)) for name in rows.index}
    bars = pd.DataFrame(
        {
            "name": rows["title"],
            "value": rows["ratio"],
            "low": [limits[name][0] for name in rows.index],
            "high": [limits[name][1] for name in rows.index],
            "verdict": rows["verdict"],
            "tone": rows["tone"],
        }
    )
    with style():
        figure = bullets(_bullets(bars), "占园内目标（绿色区间为适宜）", _whole)
    low = rows.loc[rows["level"].isin(["low", "marginal"]), "title"]
    alt = f"横条图：{len(rows)} 项营养素占园内目标的比例。" + (
        f"低于适宜区间的有{'、'.join(low)}。" if len(low) else "没有低于适宜区间的。"
    )
    return Chart(figure, "各营养素占园内目标", alt, _bullet_table(bars, "各营养素占园内目标", "占目标"))


def _adequate(profile: Profile, nutrient: str) -> tuple[float, float]:
    rows = profile.bands(nutrient_class(nutrient))
    rows = rows[rows["level"] == "adequate"]
    return float(rows["low"].min()), float(rows["high"].max())


def _bullet_table(bars: pd.DataFrame, title: str, head: str) -> Table:
    columns = {
        "name": Column("项目"),
        "value": Column(head, "", "percent"),
        "low": Column("适宜下限", "", "percent"),
        "high": Column("适宜上限", "", "percent"),
        "verdict": Column("评价", tone="tone"),
    }
    return Table(bars, title, columns)


def _bullets(rows: pd.DataFrame) -> list[Bullet]:
    return [Bullet(*values) for values in rows[list(Bullet._fields)].to_numpy().tolist()]


def _whole(value: float) -> str:
    return shown(value, "percent")


def groups_chart(month: NutritionReview) -> Chart:
    """Return each food group's amount over the guide's range, both as a fraction of the range's lower end."""
    rows = month.groups.rename_axis("name").reset_index()
    base = rows["low"].fillna(rows["high"])
    bars = pd.DataFrame(
        {
            "name": rows["name"],
            "value": rows["grams"] / base,
            "low": rows["low"] / base,
            "high": rows["high"] / base,
            "verdict": rows["verdict"].map(VERDICTS),
            "tone": tones(rows["verdict"]),
        }
    )
    with style():
        figure = bullets(_bullets(bars), "占指南下限（只有上限的占上限；绿色区间为指南用量）", _whole, 2.5)
    low = rows.loc[rows["verdict"] == BELOW, "name"]
    alt = "横条图：各类食物用量与膳食指南相比。" + (f"偏低的有{'、'.join(low)}。" if len(low) else "没有偏低的。")
    return Chart(figure, "各类食物与膳食指南", alt, _bullet_table(bars, "各类食物与膳食指南", "占指南"))


def macro_chart(month: NutritionReview) -> Chart:
    """Return the share of energy from protein, fat and carbohydrate over the range of each."""
    rows = month.macro
    tone = tones(rows["verdict"])
    figures = pd.DataFrame(
        {
            "name": rows["title"],
            "share": rows["share"],
            "low": rows["low"],
            "high": rows["high"],
            "verdict": rows["verdict"].map(VERDICTS),
            "tone": tone,
        }
    )
    with style():
        shares = _bullets(figures.rename(columns={"share": "value"}))
        figure = bullets(shares, "占三大营养素供能之和", _one_decimal, 1.0, mark=False)
    text = "，".join(
        f"{r['name']} {shown(r['share'], 'percent1')}（{r['verdict']}）" for r in figures.to_dict("records")
    )
    columns = {
        "name": Column("营养素"),
        "share": Column("供能比", "", "percent1"),
        "low": Column("下限", "", "percent"),
        "high": Column("上限", "", "percent"),
        "verdict": Column("评价", tone="tone"),
    }
    return Chart(figure, "三大营养素供能比", f"横条图：{text}。", Table(figures, "三大营养素供能比", columns))


def _one_decimal(value: float) -> str:
    return shown(value, "percent1")


def protein_chart(month: NutritionReview) -> Chart:
    """Return where the protein comes from."""
    rows = labelled(month.sources[month.sources["quantity"] == PROTEIN], source=FOOD_SOURCES)
    with style():
        figure, axes = canvas(0.8 + 0.32 * len(rows))
        sns.barplot(rows, x="share", y="source", color=SERIES[0], ax=axes, width=0.6)
        for place, share in enumerate(rows["share"]):
            axes.text(share + 0.01, place, shown(share, "percent1"), va="center", size=8, color=INK)
        axes.set(xlabel="占蛋白质合计", ylabel="", xlim=(0, 1))
        axes.xaxis.set_major_formatter(PercentFormatter(1))
    text = "，".join(f"{r['source']} {shown(r['share'], 'percent1')}" for r in rows.to_dict("records"))
    columns = {
        "source": Column("来源"),
        "amount": Column("量", "g/人·日", "decimal1"),
        "share": Column("占比", "", "percent1"),
    }
    return Chart(figure, "蛋白质来源", f"横条图：蛋白质来自{text}。", Table(rows, "蛋白质来源", columns))


def meals_chart(month: NutritionReview) -> Chart:
    """Return planned energy of each meal beside its target."""
    rows = month.meals
    long = pd.concat(
        [
            pd.DataFrame({"meal": rows["meal"], "which": "食谱", "share": rows["share"]}),
            pd.DataFrame({"meal": rows["meal"], "which": "应占", "share": rows["target"]}),
        ]
    )
    with style():
        figure, axes = canvas(2.6)
        sns.barplot(long, x="meal", y="share", hue="which", palette=[SERIES[0], "#d9dee3"], edgecolor=INK, ax=axes)
        for bars in axes.containers:
            axes.bar_label(bars, fmt=lambda value: shown(value, "percent"), size=8)  # type: ignore[arg-type]
        axes.set(xlabel="", ylabel="占园内供能", ylim=(0, float(long["share"].max()) * 1.12))
        axes.yaxis.set_major_formatter(PercentFormatter(1))
        axes.legend(title=None)
    text = "，".join(
        f"{r['meal']} {shown(r['share'], 'percent')}（应 {shown(r['target'], 'percent')}）"
        for r in rows.to_dict("records")
    )
    columns = {
        "meal": Column("餐次"),
        "share": Column("占园内供能", "", "percent1"),
        "target": Column("应占", "", "percent1"),
    }
    return Chart(figure, "各餐能量分配", f"柱图：{text}。", Table(rows, "各餐能量分配", columns))


def trend_chart(month: NutritionReview) -> Chart:
    """Return energy, protein and the nutrients that most often fall short, month by month."""
    rows = month.trend[month.trend["nutrient"].isin(TRENDED)]
    with style():
        figure, axes = canvas(3.2)
        sns.lineplot(rows, x="month", y="ratio", hue="title", style="title", markers=True, dashes=False, ax=axes)
        axes.axhline(1, color=INK, linewidth=0.8)
        axes.set(xlabel="", ylabel="占园内目标", ylim=(0, None))
        axes.yaxis.set_major_formatter(PercentFormatter(1))
        sns.move_legend(axes, "center left", bbox_to_anchor=(1, 0.5), title=None, frameon=False)
    wide = rows.pivot_table(index="title", columns="month", values="ratio", dropna=False).reindex(
        list(dict.fromkeys(rows["title"]))
    )
    months = list(wide.columns)
    last = wide.iloc[:, -1]
    text = "，".join(f"{title} {shown(value, 'percent')}" for title, value in last.items() if pd.notna(value))
    columns = {"title": Column("营养素"), **{name: Column(name, "", "percent") for name in months}}
    return Chart(
        figure,
        "近几个月的变化",
        f"折线图：{months[0]} 至 {months[-1]} 各营养素占园内目标的比例；最近一个月 {text}。",
        Table(wide.reset_index(), "近几个月的变化", columns),
    )
