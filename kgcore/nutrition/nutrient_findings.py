"""Findings about nutrients: too low, too high, withheld, above the upper level, each with computed advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kgcore.findings import Finding, Severity
from kgcore.frames import rows
from kgcore.nutrition import advice
from kgcore.nutrition.nutrient_adequacy import IN_DOUBT, SODIUM, TOO_FEW, band_of
from kgcore.nutrition.nutrient_intake import contributions
from kgcore.nutrition.survey import DietSurvey
from kgcore.nutrition.target import nutrient_class
from kgcore.standards import Profile

NORM_NUTRIENTS = frozenset(
    ["energy_kcal", "protein_g", "vit_a_ug_rae", "thiamin_mg", "riboflavin_mg", "vit_c_mg", "ca_mg", "fe_mg", "zn_mg"]
)
"""What 托儿所幼儿园卫生保健工作规范 (2012) asks at least 80 % of; a shortfall of any other nutrient is a warning."""

EQUIVALENTS = {"niacin_mg": "标准以烟酸当量计，食物烟酸未含色氨酸转化部分，实际高于此数"}


@dataclass(frozen=True)
class AdviceBasis:
    """What advice is computed from.

    Attributes
    ----------
    foods : the food register, indexed by food.
    portions : usual portions in season, as `advice.portions` returns.
    prices : fen per kg as purchased, by food.
    too_salty : whether the diet is above the limit for salt.
    short_groups : groups of the food table of which the children already get too little.
    """

    foods: pd.DataFrame
    portions: pd.DataFrame
    prices: pd.Series
    too_salty: bool
    short_groups: frozenset[str] = frozenset()

    def cut(self, amounts: pd.Series, title: str) -> str:
        """Return the advice to serve less of the foods that bring most, sparing those of groups already too low.

        Parameters
        ----------
        amounts
            Amount by food, largest first; its sum is the denominator of the shares named.
        """
        spared = self.foods["guide_group"].reindex(amounts.index).isin(self.short_groups)
        return advice.lower_text(amounts[~spared], title, float(amounts.sum()))


def steps_to_target(adequacy: pd.DataFrame, kitchen: AdviceBasis) -> dict[str, list[advice.ExtraServing]]:
    """Return for every nutrient judged too low what to serve more of each week until its target is met."""
    short = adequacy[adequacy["level"].isin(["low", "marginal"])]
    return {
        str(name): advice.close_gap(
            float(row["target"] - row["amount"]),
            advice.ranked(str(name), kitchen.portions, kitchen.foods, kitchen.prices, kitchen.too_salty),
        )
        for name, row in short.iterrows()
    }


def nutrient_findings(
    survey: DietSurvey, profile: Profile, kitchen: AdviceBasis, steps: Mapping[str, list[advice.ExtraServing]]
) -> list[Finding]:
    """Return the verdicts on nutrients: too low, too high, withheld, above the upper level, and what is in order.

    Parameters
    ----------
    steps
        As `steps_to_target` returns: the advice for the nutrients that are too low.
    """
    findings = [
        finding
        for name, row in survey.adequacy.iterrows()
        for finding in (_nutrient(str(name), row, survey, profile, kitchen, steps), _upper(str(name), row, survey))
        if finding is not None
    ]
    good = survey.adequacy.loc[survey.adequacy["level"] == "adequate", "title"]
    if len(good):
        findings.append(
            Finding(
                "nutrition.adequate",
                "good",
                "营养素",
                str(survey.period),
                f"达到要求的营养素：{'、'.join(good)}",
                measured=float(len(good)),
                unit="种",
                source=_edition(profile),
            )
        )
    withheld = survey.adequacy[(survey.adequacy["level"] == TOO_FEW) & survey.adequacy["coverage"].notna()]
    if len(withheld):
        titles = "、".join(f"{r.title}（{r.coverage:.0%}）" for r in rows(withheld))
        findings.append(
            Finding(
                "nutrition.coverage",
                "notice",
                "成分数据",
                str(survey.period),
                f"食物成分数据不足，不下结论：{titles}；括号内为有成分数据的食物占食用克数的比例",
                measured=float(withheld["coverage"].min()),
                limit=profile.coverage_min,
                unit="克数占比",
                source=f"本园设定：成分数据覆盖率不低于{profile.coverage_min:.0%}才下结论",
                advice="在《食物成分》中补上常用食物的这些数值",
            )
        )
    doubtful = survey.adequacy[survey.adequacy["level"] == IN_DOUBT]
    if len(doubtful) and not survey.is_partial:  # books that lack entries are told once, of the ledger
        titles = "、".join(f"{r.title}（{r.doubtful:.0%}）" for r in rows(doubtful))
        findings.append(
            Finding(
                "nutrition.doubtful",
                "warning",
                "用量不可信",
                str(survey.period),
                f"较大部分来自用量不可信的食物，不下结论：{titles}",
                measured=float(doubtful["doubtful"].max()),
                limit=1 - profile.coverage_min,
                unit="占摄入量",
                source=f"本园设定：成分数据覆盖率不低于{profile.coverage_min:.0%}才下结论",
                advice="先更正用量不可信的记录",
            )
        )
    return findings


def _nutrient(
    name: str,
    row: pd.Series,
    survey: DietSurvey,
    profile: Profile,
    kitchen: AdviceBasis,
    steps: Mapping[str, list[advice.ExtraServing]],
) -> Finding | None:
    if row["level"] not in ("low", "marginal", "high", "severe_high"):
        return None
    low = row["level"] in ("low", "marginal")
    note = f"（{EQUIVALENTS[name]}）" if name in EQUIVALENTS and low else ""
    limit = _limit(name, row, profile)
    share = f"{row['share']:.0%}"
    text = (
        f"{row['title']}{row['verdict']}：人均每日{row['amount']:.4g} {row['unit']}，"
        f"为园内目标{row['target']:.4g} {row['unit']}（全日参考量×{share}）的{row['ratio']:.0%}{note}"
    )
    return Finding(
        f"nutrition.{'low' if row['level'] == 'low' else 'marginal' if low else 'high'}",
        _severity(name, row, profile),
        row["title"],
        str(survey.period),
        text,
        measured=float(row["ratio"]),
        limit=limit,
        unit="占园内目标",
        source=f"{_edition(profile)}；{row['source']}",
        advice=advice.raise_text(steps[name], row["title"], row["unit"], float(row["amount"]), float(row["target"]))
        if low
        else _lower(name, row, survey, kitchen),
    )


def _severity(name: str, row: pd.Series, profile: Profile) -> Severity:
    """Grade a verdict: severe only where every scheme of in-school shares sees the shortfall and the figure is seen."""
    if row["level"] == "marginal":
        return "notice"
    if row["level"] != "low" or name in EQUIVALENTS:
        return "warning"
    undisputed = band_of(float(row["least_ratio"]), profile.bands(nutrient_class(name)))[1] == "low"
    return "severe" if undisputed and name in NORM_NUTRIENTS and row["confidence"] == "seen" else "warning"


def _limit(name: str, row: pd.Series, profile: Profile) -> float | None:
    if name == SODIUM:
        return 1.0
    bands = profile.bands(nutrient_class(name))
    adequate = bands[bands["level"] == "adequate"].iloc[0]
    return float(adequate["low"] if row["level"] in ("low", "marginal") else adequate["high"])


def _lower(name: str, row: pd.Series, survey: DietSurvey, kitchen: AdviceBasis) -> str:
    return kitchen.cut(contributions(survey.diet, kitchen.foods, name), row["title"])


def _upper(name: str, row: pd.Series, survey: DietSurvey) -> Finding | None:
    if not row["upper_amount"] > row["upper"] or name in EQUIVALENTS:
        return None
    return Finding(
        "nutrition.upper_level",
        "severe" if row["confidence"] == "seen" else "warning",
        row["title"],
        str(survey.period),
        f"仅园内就达人均每日{row['upper_amount']:.4g} {row['unit']}，"
        f"超过全日可耐受最高摄入量{row['upper']:.4g} {row['unit']}",
        measured=float(row["upper_amount"]),
        limit=float(row["upper"]),
        unit=row["unit"],
        source=row["source"],
        advice="先核对记录，再减少主要来源的用量",
    )


def _edition(profile: Profile) -> str:
    return f"膳食营养素参考摄入量（{profile.dri_edition}版）"
