"""The answer of the monthly nutrition analysis: one sentence and six figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from kgcore.nutrition import NutritionReview
from kgcore.nutrition.nutrient_adequacy import IN_DOUBT, TOO_FEW
from kgcore.present.formats import Format, shown
from kgcore.present.headline import Figure, Headline
from kgcore.present.nutrition import labels
from kgcore.present.nutrition.verdicts import LEVELS, VERDICTS, judged
from kgcore.present.palette import Tone
from kgcore.standards import NOT_BY_FOOD


def headline(month: NutritionReview) -> Headline:
    """Return how many nutrients are adequate, which are not, and the figures that a director asks for first."""
    rows = judged(month)
    parts = [f"有标准的 {len(rows)} 项营养素中 {rows['level'].isin(['adequate', 'near']).sum()} 项适宜"]
    for level, word in {"low": "不足", "marginal": "略低", "high": "偏高"}.items():
        named = rows[rows["level"] == level].to_dict("records")
        if named:
            parts.append(f"{word}：" + "、".join(f"{row['title']} {shown(row['ratio'], 'percent')}" for row in named))
    over = rows[rows["level"] == "over_upper"].to_dict("records")
    if over:
        shares = "、".join(
            f"{row['title']} {shown(row['upper_amount'] / row['upper'] / row['share'], 'percent')}" for row in over
        )
        parts.append(f"超过上限的园内份额：{shares}")
    unclear = rows["level"].map({TOO_FEW: "成分数据不足", IN_DOUBT: "记录存疑"}).value_counts()
    parts += [f"{number} 项{reason}，不作结论" for reason, number in unclear.items()]
    levels = set(rows.loc[~rows.index.isin(list(NOT_BY_FOOD)), "level"])
    if not levels - {TOO_FEW, IN_DOUBT, "none"}:
        return Headline("记录存疑或不全，各项营养素不作结论；原因见评价与建议。", _figures(month, rows), "warning")
    tone: Tone = "severe" if "low" in levels else "warning" if levels & {"marginal", "high", "over_upper"} else "good"
    return Headline("；".join(parts) + "。", _figures(month, rows), tone)


def _figures(month: NutritionReview, rows: pd.DataFrame) -> list[Figure]:
    nutrients, macro, quality = (frame.to_dict("index") for frame in (rows, month.macro, month.quality))
    figures = [_nutrient(nutrients[name]) for name in ("energy_kcal", "ca_mg") if name in nutrients]
    if fat := macro.get("fat"):
        limits = f"应 {shown(fat['low'], 'percent')}～{shown(fat['high'], 'percent')}"
        figures.append(_judged("脂肪供能比", fat["share"], "", "percent1", fat["verdict"], limits))
    if protein := quality.get("high_quality_protein"):
        limits = f"应不低于 {shown(protein['low'], 'percent')}"
        figures.append(_judged("优质蛋白质占比", protein["measured"], "", "percent1", protein["verdict"], limits))
    if salt := quality.get("salt"):
        limits = f"园内上限 {shown(salt['high'], 'decimal2')} g"
        figures.append(_judged("食盐", salt["measured"], "g/人·日", "decimal2", salt["verdict"], limits))
    kinds = month.kinds_per_day["kinds"]
    short = int((month.kinds_per_day["enough"].astype("boolean").eq(False)).sum())
    note = f"{short} 天少于规定种数" if short else "每日均不少于规定种数"
    figures.append(Figure("每日食物种类", float(kinds.mean()), "种", "decimal1", note, "warning" if short else "good"))
    return figures


def _nutrient(row: Mapping[Any, Any]) -> Figure:
    note = f"{row['verdict']}（{shown(row['amount'], 'integer')} {row['unit']}/人·日）"
    return Figure(f"{row['title']}占园内目标", row["ratio"], "", "percent", note, LEVELS[row["level"]])


def _judged(label: str, value: float, unit: str, style: Format, verdict: str, limits: str) -> Figure:
    return Figure(label, value, unit, style, f"{labels.VERDICTS[verdict]}（{limits}）", VERDICTS.get(verdict, "plain"))
