"""Findings about the diet as a whole: structure, food groups, variety, meals, plan and trend, with computed advice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.nutrition.ranges import ABOVE, BELOW
from kgcore.nutrition.survey import DietSurvey
from kgcore.nutrition.words import word
from kgcore.standards import STAY_UNDER

MEAL_TOLERANCE = 0.05
PLAN_TOLERANCE = 0.10
FOOD_TOLERANCE, FOOD_LEAST_G = 0.20, 2.0
MAIN_RULES = frozenset(["high_quality_protein", "ca_p_ratio", "added_sugar", "salt"])
_UNITS = {"g/day": "g/人·日", "g/week": "g/人·周", "fraction": "占比", "ratio": "比值"}


def macro_findings(survey: DietSurvey, macro: pd.DataFrame, remedies: Mapping[str, str]) -> list[Finding]:
    """Return the verdicts on energy by macronutrient; much protein is for notice, too much a warning.

    Parameters
    ----------
    remedies
        What is done about a figure, by its code in `figures`.
    """
    return [
        Finding(
            "nutrition.macro",
            "notice" if name == "protein" and row["share"] <= row["most"] else "warning",
            row["title"],
            str(survey.period),
            f"{row['title']}供能占{row['share']:.1%}，{word(row['verdict'])}，"
            f"要求{_range(row['low'], row['high'], percent=True)}"
            + (f"（超过{row['most']:.0%}才需立即调整）" if name == "protein" and row["share"] <= row["most"] else "")
            + (
                f"；按另一口径（{_range(row['second_low'], row['second_high'], percent=True)}）为"
                f"{word(row['second_verdict'])}"
                if row["second_verdict"] and row["second_verdict"] != row["verdict"]
                else ""
            ),
            measured=float(row["share"]),
            limit=float(row["high"] if row["verdict"] == ABOVE else row["low"]),
            unit="占三大营养素供能之和",
            source=row["source"],
            advice=remedies.get(f"macro.{name}", ""),
        )
        for name, row in macro[macro["verdict"].isin([BELOW, ABOVE])].iterrows()
    ]


def quality_findings(survey: DietSurvey, quality: pd.DataFrame, remedies: Mapping[str, str]) -> list[Finding]:
    """Return the verdicts on the quality of the diet; rules that only textbooks or habit give are for notice."""
    return [
        Finding(
            "nutrition.quality",
            "warning" if rule in MAIN_RULES else "notice",
            row["label"],
            str(survey.period),
            f"{row['label']}{word(row['verdict'])}：{_figure(row['measured'], row['unit'])}，"
            f"要求{_range(row['low'], row['high'], percent=row['unit'] == 'fraction')}"
            + (f"（分母：{row['denominator']}）" if row["denominator"] else ""),
            measured=float(row["measured"]),
            limit=float(row["high"] if row["verdict"] == ABOVE else row["low"]),
            unit=_UNITS.get(row["unit"], row["unit"]),
            source=row["source"],
            advice=remedies.get(f"quality.{rule}", ""),
        )
        for rule, row in quality[quality["verdict"].isin([BELOW, ABOVE])].iterrows()
    ]


def group_findings(survey: DietSurvey, groups: pd.DataFrame, remedies: Mapping[str, str]) -> list[Finding]:
    """Return the verdicts on food groups: the guide's amounts are for notice."""
    findings = []
    for name, row in groups[groups["verdict"].isin([BELOW, ABOVE])].iterrows():
        conversion = f"（折合{row['converted_to']}）" if row["converted_to"] else ""
        limits = _range(row["low"], row["high"])
        findings.append(
            Finding(
                "nutrition.group",
                "notice",
                str(name),
                str(survey.period),
                f"{name}{word(row['verdict'])}：人均每日{row['grams']:.1f} g{conversion}，园内参考{limits} g"
                + (f"（全日用量×{row['scaled_by']:.0%}）" if row["scaled_by"] != 1 else ""),
                measured=float(row["grams"]),
                limit=float(row["low"] if row["verdict"] == BELOW else row["high"]),
                unit="g/人·日",
                source=row["source"],
                advice=remedies.get(f"groups.{name}", ""),
            )
        )
    return findings


def menu_findings(
    survey: DietSurvey,
    days: pd.DataFrame,
    weeks: pd.DataFrame,
    meals: pd.DataFrame,
    least: tuple[float, float],
    foods: pd.DataFrame,
    meal_standard: str,
) -> list[Finding]:
    """Return the verdicts on variety, energy by meal, and plan against consumption.

    Parameters
    ----------
    least
        Least kinds a day and a week.
    meal_standard
        Where the shares of energy by meal stand.
    """
    period, findings = str(survey.period), []
    few = days[~days["enough"]]
    if len(few):
        worst = "、".join(f"{r.date:%m-%d}（{r.kinds}种）" for r in rows(few.sort_values("kinds").head(5)))
        findings.append(
            Finding(
                "nutrition.kinds_per_day",
                "warning",
                "每日食物种类",
                period,
                f"{len(days)}天中{len(few)}天不足{least[0]:g}种（不计油、糖、盐、调味品）：{worst}",
                measured=float(few["kinds"].min()),
                limit=least[0],
                unit="种",
                source="中国居民膳食指南（2022）",
                advice="在这些天的菜中加配一种蔬菜、菌藻或杂粮",
            )
        )
    for row in rows(weeks[weeks["enough"].eq(False).fillna(False)]):
        findings.append(
            Finding(
                "nutrition.kinds_per_week",
                "warning",
                str(row.week),
                period,
                f"{row.week}全周{row.kinds}种食物，不足{least[1]:g}种",
                measured=float(row.kinds),
                limit=least[1],
                unit="种",
                source="中国居民膳食指南（2022）",
                advice="增加不同种类的菜",
            )
        )
    for row in rows(meals[meals["deviation"].abs() > MEAL_TOLERANCE]):
        kcal = abs(row.deviation) * float(meals["energy_kcal"].sum())
        findings.append(
            Finding(
                "nutrition.meal_energy",
                "notice",
                str(row.meal),
                period,
                f"{row.meal}供能占园内{row.share:.0%}，参考{row.target:.0%}（按带量食谱；"
                f"偏差超过{MEAL_TOLERANCE:.0%}才列出，来源未定容许范围）",
                measured=row.share,
                limit=row.target,
                unit="占园内供能",
                source=meal_standard,
                advice=f"{row.meal}{'减' if row.deviation > 0 else '加'}约{kcal:.0f} kcal",
            )
        )
    return [*findings, *_plan(survey, foods)]


def _plan(survey: DietSurvey, foods: pd.DataFrame) -> Iterable[Finding]:
    if survey.plan.empty or not survey.is_planned:
        return
    energy = foods["energy_kcal"].astype("float64").reindex(survey.comparison["food"]).to_numpy() / 100
    planned_kcal = float((survey.comparison["planned_g"] * energy).sum())
    if not planned_kcal:  # the contents of no planned food are known, which is told of the foods
        return
    ratio = float((survey.comparison["consumed_g"] * energy).sum()) / planned_kcal
    far = survey.comparison[
        (survey.comparison["difference_g"].abs() >= FOOD_LEAST_G)
        & ((survey.comparison["ratio"] - 1).abs() > FOOD_TOLERANCE)
        & ~survey.comparison["food"].isin(survey.doubtful["food"])
    ]
    if abs(ratio - 1) > PLAN_TOLERANCE or len(far):
        differences = "、".join(f"{r.food}计划{r.planned_g:.1f} g实耗{r.consumed_g:.1f} g" for r in rows(far.head(5)))
        yield Finding(
            "nutrition.plan",
            "warning" if abs(ratio - 1) > PLAN_TOLERANCE else "notice",
            "计划与实耗",
            str(survey.period),
            f"实耗能量为带量食谱的{ratio:.0%}；差异大的食物（人均每日）：{differences or '无'}",
            measured=ratio,
            limit=1.0,
            unit="占计划能量",
            source="公布的带量食谱与出入库账",
            advice="核对食谱用量、损耗和盘点；长期不符的，按实际修订食谱用量",
        )


def trend_findings(survey: DietSurvey, changes: pd.DataFrame) -> list[Finding]:
    """Return the nutrients that fell notably against the month before and are below target."""
    fallen = changes[(changes["change"] < 0) & (changes["now"] < 1) & ~changes["nutrient"].isin(STAY_UNDER)]
    if fallen.empty:
        return []
    falls = "、".join(f"{r.title} {r.before:.0%}→{r.now:.0%}" for r in rows(fallen))
    return [
        Finding(
            "nutrition.trend",
            "notice",
            "与上月比较",
            str(survey.period),
            f"占园内目标的比例比上月明显下降：{falls}",
            measured=float(fallen["change"].min()),
            unit="占园内目标",
            source="本园上月同口径分析",
            advice="对照两月食谱，恢复减少了的菜",
        )
    ]


def _figure(value: float, unit: str) -> str:
    return (
        f"{value:.1%}"
        if unit == "fraction"
        else f"{value:.3g}{'' if unit == 'ratio' else ' ' + _UNITS.get(unit, unit)}"
    )


def _range(low: float, high: float, percent: bool = False) -> str:
    shown = [None if pd.isna(x) else (f"{x * 100:.3g}%" if percent else f"{x:.3g}") for x in (low, high)]
    if shown[0] is None:
        return f"不超过{shown[1]}"
    return f"不低于{shown[0]}" if shown[1] is None else f"{shown[0]}至{shown[1]}" if low != high else str(shown[0])
