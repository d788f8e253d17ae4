"""The dietary survey by weighing as display objects: each function takes the survey and returns one thing to show."""

from __future__ import annotations

import pandas as pd
import seaborn as sns

from kgcore.nutrition import WeighingReview
from kgcore.nutrition.methods_compared import BOOKS, EATEN, STEPS
from kgcore.present.chart import Chart, canvas, style
from kgcore.present.findings import Findings
from kgcore.present.formats import shown
from kgcore.present.headline import Figure, Headline
from kgcore.present.kept import Nothing, rests_on
from kgcore.present.nutrition.labels import VERDICTS, labelled
from kgcore.present.nutrition.tables import method
from kgcore.present.nutrition.verdicts import LEVELS, tones
from kgcore.present.palette import INK, SERIES
from kgcore.present.table import Column, Table

REGISTERS = ("weighed_ingredients", "weighed_dishes", "weighed_servings")
PER_DAY = "每人每日"
STEP_NAMES = {
    "days": "这几天与全月之差",
    "portions": "投料与食谱之差",
    "cleaning": "择洗与食部表之差",
    "unserved": "没有分出去",
    "left": "分了没有吃完",
}
"""What each step from the books to the plate means."""


def headline(survey: WeighingReview) -> Headline:
    """Return the energy that was eaten, and where it parts from the books."""
    energy = survey.nutrients.to_dict("index")["energy_kcal"]
    days = len(survey.survey_days)
    words = (
        f"称重{days}天，每人每日吃到{shown(energy['amount'], 'integer')} kcal，占园内目标"
        f"{shown(energy['ratio'], 'percent')}（{energy['verdict']}）"
    )
    if survey.books is None:
        return Headline(
            f"{words}；当月账目不能说明吃了多少，没有与记账法相比。", _figures(survey), LEVELS[energy["level"]]
        )
    row = survey.explanation.set_index("quantity").to_dict("index")["energy_kcal"]
    share = row[EATEN] / row[BOOKS] - 1
    largest = max(STEPS, key=lambda step: abs(row[step]))
    words += (
        f"；比{survey.books.title}记账法{'多' if share > 0 else '少'}{shown(abs(share), 'percent1')}，"
        f"其中最大的一项是{STEP_NAMES[largest]}（{_signed(row[largest])} kcal）。"
    )
    return Headline(words, _figures(survey), LEVELS[energy["level"]])


def _signed(value: float) -> str:
    return ("+" if value >= 0 else "-") + shown(abs(value), "integer")


def _figures(survey: WeighingReview) -> list[Figure]:
    nutrients = survey.nutrients.to_dict("index")
    figures = [
        Figure(
            "调查天数", len(survey.survey_days), "天", "integer", "、".join(f"{d:%m-%d}" for d in survey.survey_days)
        ),
        Figure("就餐人日数", float(survey.person_days.sum()), "人日", "decimal1", "各餐人数×餐次比例"),
    ]
    for name in ("energy_kcal", "protein_g", "ca_mg"):
        row = nutrients[name]
        note = f"{row['verdict']}（{shown(row['amount'], 'decimal1')} {row['unit']}/人·日）"
        figures.append(Figure(f"{row['title']}占园内目标", row["ratio"], "", "percent", note, LEVELS[row["level"]]))
    rows = survey.record_sheet.drop_duplicates(["date", "meal", "dish"])
    left = float(rows["left_g"].sum() / rows["served_g"].sum())
    figures.append(Figure("剩餐", left, "", "percent1", "吃剩的熟重÷分餐的熟重"))
    return figures


@rests_on(*REGISTERS)
def nutrients(survey: WeighingReview) -> Table:
    """Return every nutrient with its target by weighing."""
    rows = survey.nutrients[survey.nutrients["target"].notna()]
    return Table(
        rows.assign(tone=rows["level"].map(LEVELS)),
        "营养素摄入与标准（称重法）",
        {
            "title": Column("营养素"),
            "unit": Column("单位"),
            "amount": Column("摄入量", PER_DAY, "decimal1"),
            "target": Column("园内目标", PER_DAY, "decimal1"),
            "ratio": Column("占目标", "", "percent"),
            "verdict": Column("评价", tone="tone"),
            "coverage": Column("覆盖率", "", "percent"),
        },
        "占目标＝摄入量÷园内目标；覆盖率＝有成分数据的克数÷全部食用克数。",
    )


@rests_on(*REGISTERS)
def groups(survey: WeighingReview) -> Table:
    """Return each food group against the guide by weighing."""
    rows = survey.groups.rename_axis("group").reset_index()
    return Table(
        labelled(rows.assign(tone=tones(rows["verdict"])), verdict=VERDICTS),
        "各类食物用量与膳食指南（称重法）",
        {
            "group": Column("食物类别"),
            "grams": Column("食用量", "g/人·日", "decimal1"),
            "low": Column("下限", "g/人·日", "decimal1"),
            "high": Column("上限", "g/人·日", "decimal1"),
            "verdict": Column("评价", tone="tone"),
        },
        "上下限已按园内能量占比折算；豆制品、奶类按蛋白质折合。",
    )


@rests_on(*REGISTERS)
def bands(survey: WeighingReview) -> Table:
    """Return what each age band ate and left."""
    rows = survey.bands.assign(days=survey.bands["band"].map(survey.person_days))
    return _eaten_table(rows, "各年龄段吃到多少", {"band": Column("年龄段"), "days": Column("人日数", "", "decimal1")})


@rests_on(*REGISTERS)
def meals(survey: WeighingReview) -> Table:
    """Return what was eaten and left at each meal."""
    return _eaten_table(survey.meals, "各餐吃到多少", {"meal": Column("餐次")})


def _eaten_table(rows: pd.DataFrame, title: str, first: dict[str, Column]) -> Table:
    columns = {
        **first,
        "food_g": Column("食物（可食部生重）", "g/人·日", "decimal1"),
        "energy_kcal": Column("能量", "kcal/人·日", "decimal1"),
        "protein_g": Column("蛋白质", "g/人·日", "decimal1"),
        "left_share": Column("剩餐占比", "", "percent1"),
    }
    return Table(rows, title, columns, "剩餐占比＝吃剩的÷分餐的，都折成可食部生重。")


@rests_on(*REGISTERS)
def difference_chart(survey: WeighingReview) -> Chart | Nothing:
    """Return the energy from the books down to the plate, step by step."""
    if survey.explanation.empty:
        return Nothing()
    row = survey.explanation.set_index("quantity").to_dict("index")["energy_kcal"]
    books, eaten_kcal = float(row[BOOKS]), float(row[EATEN])
    moved = [float(row[step]) for step in STEPS]
    names, kcal = ["记账法", *STEP_NAMES.values(), "称重法"], [books, *moved, eaten_kcal]
    starts = [0.0, *(books + sum(moved[:n]) for n in range(len(moved))), 0.0]
    is_whole = [True, *(False for _ in moved), True]
    with style():
        figure, axes = canvas(2.9)
        axes.barh(names, kcal, left=starts, color=[SERIES[0 if whole else 1] for whole in is_whole], height=0.6)
        for place, (start, change, whole) in enumerate(zip(starts, kcal, is_whole, strict=True)):
            text = shown(change, "integer") if whole else _signed(change)
            axes.text(max(start, start + change) + 6, place, text, va="center", size=8, color=INK)
        axes.set(xlabel="能量 kcal/人·日", ylabel="", xlim=(0, 1.12 * max(books, eaten_kcal, *starts)))
        axes.invert_yaxis()
        sns.despine(ax=axes, left=True)
    words = "，".join(f"{name} {_signed(row[step])}" for step, name in STEP_NAMES.items())
    ends = f"记账法 {shown(books, 'integer')} kcal 到称重法 {shown(eaten_kcal, 'integer')} kcal"
    alt = f"横条图：能量从{ends}，各步为{words}。"
    columns = {"name": Column("步骤"), "kcal": Column("能量", "kcal/人·日", "decimal1")}
    return Chart(
        figure, "能量相差的来由", alt, Table(pd.DataFrame({"name": names, "kcal": kcal}), "能量相差的来由", columns)
    )


@rests_on(*REGISTERS)
def difference(survey: WeighingReview) -> Table | Nothing:
    """Return nutrients and food groups from the books to the plate, a column a step."""
    if survey.explanation.empty:
        return Nothing()
    return Table(
        survey.explanation,
        "两种方法相差的来由",
        {
            "title": Column("项目"),
            "unit": Column("单位"),
            BOOKS: Column("记账法", PER_DAY, "decimal1"),
            **{step: Column(name, PER_DAY, "decimal1") for step, name in STEP_NAMES.items()},
            EATEN: Column("称重法", PER_DAY, "decimal1"),
        },
        "记账法＋各步＝称重法。记账法是全月的账；投料按生重，择洗按实称的可食部与食物成分表的食部之差；豆制品、奶类按蛋白质折合。",
    )


@rests_on(*REGISTERS)
def comparison(survey: WeighingReview) -> Table | Nothing:
    """Return each nutrient by both methods, with both verdicts."""
    if survey.comparison.empty:
        return Nothing()
    return Table(
        survey.comparison,
        "记账法与称重法的结论",
        {
            "title": Column("营养素"),
            "unit": Column("单位"),
            "books": Column("记账法", PER_DAY, "decimal1"),
            "eaten": Column("称重法", PER_DAY, "decimal1"),
            "difference": Column("相差", "", "percent1"),
            "books_verdict": Column("记账法评价"),
            "eaten_verdict": Column("称重法评价"),
        },
        "相差＝称重法÷记账法−1。",
    )


@rests_on(*REGISTERS)
def weighed(survey: WeighingReview) -> Table:
    """Return the published sheet of a survey by weighing (食物称重登记表), a row a food of a dish."""
    return Table(
        survey.record_sheet,
        "食物称重登记表",
        {
            "date": Column("日期", "", "date"),
            "meal": Column("餐次"),
            "dish": Column("菜点"),
            "food": Column("原料"),
            "raw_g": Column("生重", "g", "integer"),
            "edible_g": Column("可食部重", "g", "integer"),
            "cooked_g": Column("熟重", "g", "integer"),
            "raw_ratio": Column("生熟比", "", "decimal2"),
            "served_g": Column("分餐熟重", "g", "integer"),
            "left_g": Column("剩余熟重", "g", "integer"),
            "diners": Column("就餐人数", "人", "integer"),
            "per_diner_g": Column("人均吃到", "g", "decimal1"),
        },
        "生熟比＝可食部生重÷熟重；人均吃到＝（分餐熟重−剩余熟重）×生熟比÷就餐人数，是可食部生重。",
    )


def findings(survey: WeighingReview) -> Findings:
    """Return what lacks in the survey and where the two methods come to different verdicts."""
    return Findings(survey.findings, "称重完整，与记账法结论一致。")


__all__ = [
    "bands",
    "comparison",
    "difference",
    "difference_chart",
    "findings",
    "groups",
    "headline",
    "meals",
    "method",
    "nutrients",
    "weighed",
]
