"""Findings about nutrients: too low, too high, withheld, above the upper level, each with computed advice."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kgcore import registers
from kgcore.findings import Finding, Severity
from kgcore.frames import rows
from kgcore.nutrition.nutrient_adequacy import IN_DOUBT, TOO_FEW, band_of
from kgcore.nutrition.survey import DietSurvey, of_edition
from kgcore.standards import COUNTED_AS, EDITIONS, NOT_BY_FOOD, READ, Profile, dris, nutrient_class

NORM_NUTRIENTS = frozenset(
    ["energy_kcal", "protein_g", "vit_a_ug_rae", "thiamin_mg", "riboflavin_mg", "vit_c_mg", "ca_mg", "fe_mg", "zn_mg"]
)
"""What 托儿所幼儿园卫生保健工作规范 (2012) asks at least 80 % of; a shortfall of any other nutrient is a warning."""
UNHELD = {
    "cl_mg": "氯", "cr_ug": "铬", "f_mg": "氟", "mo_ug": "钼", "epa_dha_g": "EPA+DHA",
    "linoleic_energy_share": "亚油酸", "alpha_linolenic_energy_share": "α-亚麻酸",
    "saturated_fat_energy_share": "饱和脂肪酸",
}  # fmt: skip
"""Nutrients of the reference intakes that no column of the food register holds."""


def nutrient_findings(survey: DietSurvey, profile: Profile, remedies: Mapping[str, str]) -> list[Finding]:
    """Return the verdicts on nutrients: too low, too high, above the upper level, near, withheld, and in order.

    Parameters
    ----------
    remedies
        What is done about a figure, by its code in `figures`.
    """
    findings = [
        finding
        for name, row in survey.adequacy.iterrows()
        for finding in (_nutrient(str(name), row, survey, profile, remedies), _upper(str(name), row, survey, remedies))
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
    findings += [*_near(survey, profile), *_other_edition(survey, profile)]
    withheld = survey.adequacy[(survey.adequacy["level"] == TOO_FEW) & survey.adequacy["coverage"].notna()]
    unknown = not_in_the_table(profile)
    if len(withheld) or unknown:
        titles = "、".join(f"{r.title}（{r.coverage:.0%}）" for r in rows(withheld))
        missing = f"成分表没有的：{'、'.join(unknown)}" if unknown else ""
        findings.append(
            Finding(
                "nutrition.coverage",
                "notice",
                "成分数据",
                str(survey.period),
                "不下结论的营养素："
                + "；".join(filter(None, [titles and f"{titles}（括号内为有数据的克数占比）", missing])),
                measured=float(withheld["coverage"].min()) if len(withheld) else None,
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
    name: str, row: pd.Series, survey: DietSurvey, profile: Profile, remedies: Mapping[str, str]
) -> Finding | None:
    if row["level"] not in ("low", "marginal", "high", "severe_high"):
        return None
    low = row["level"] in ("low", "marginal")
    text = (
        f"{row['title']}{row['verdict']}：人均每日{row['amount']:.4g} {row['unit']}，"
        f"为园内目标{row['target']:.4g} {row['unit']}（全日参考量×{row['share']:.0%}）的{row['ratio']:.0%}"
    )
    return Finding(
        f"nutrition.{'low' if row['level'] == 'low' else 'marginal' if low else 'high'}",
        _severity(name, row, profile),
        row["title"],
        str(survey.period),
        text,
        measured=float(row["ratio"]),
        limit=_limit(name, row, profile),
        unit="占园内目标",
        source=str(row["source"]),
        advice=NOT_BY_FOOD.get(name, "") if low and name in NOT_BY_FOOD else remedies.get(f"nutrients.{name}", ""),
    )


def _severity(name: str, row: pd.Series, profile: Profile) -> Severity:
    """Grade a verdict: severe only where every scheme of in-school shares sees the shortfall and the figure is seen."""
    if row["level"] == "marginal" or name in NOT_BY_FOOD:
        return "notice"
    if row["level"] != "low":
        return "warning"
    undisputed = band_of(float(row["least_ratio"]), profile.bands(nutrient_class(name)))[1] == "low"
    return "severe" if undisputed and name in NORM_NUTRIENTS and row["confidence"] in READ else "warning"


def _limit(name: str, row: pd.Series, profile: Profile) -> float | None:
    bands = profile.bands(nutrient_class(name))
    adequate = bands[bands["level"] == "adequate"].iloc[0]
    return float(adequate["low"] if row["level"] in ("low", "marginal") else adequate["high"])


def _upper(name: str, row: pd.Series, survey: DietSurvey, remedies: Mapping[str, str]) -> Finding | None:
    if row["level"] != "over_upper":
        return None
    whole_day = bool(row["upper_amount"] > row["upper"])
    at_most = row["upper"] if whole_day else row["upper"] * row["share"]
    part = "其中来自动物性食物的视黄醇" if name in COUNTED_AS else ""
    limit = f"全日可耐受最高摄入量{row['upper']:.4g} {row['unit']}"
    share = "" if whole_day else f"的园内份额{at_most:.4g} {row['unit']}（×{row['share']:.0%}）"
    return Finding(
        "nutrition.upper_level",
        "severe" if whole_day and row["confidence"] in READ else "warning",
        row["title"],
        str(survey.period),
        f"{row['title']}{part}人均每日{row['upper_amount']:.4g} {row['unit']}，"
        f"{'仅园内就' if whole_day else ''}超过{limit}{share}",
        measured=float(row["upper_amount"]),
        limit=float(at_most),
        unit=row["unit"],
        source=row["source"],
        advice=remedies.get(f"upper.{name}", ""),
    )


def not_in_the_table(profile: Profile) -> list[str]:
    """Return the nutrients of the edition that the composition table does not hold, in words."""
    held = {column.name for column in registers.nutrients()}
    asked = dris(profile.dri_edition)["nutrient"].drop_duplicates()
    return [UNHELD[name] for name in asked if name in UNHELD and name not in held]


def _other_edition(survey: DietSurvey, profile: Profile) -> list[Finding]:
    """Say where the other edition of the reference intakes gives another verdict."""
    edition = next(other for other in EDITIONS if other != profile.dri_edition)
    mine, other = survey.adequacy, of_edition(survey, profile, edition)
    both = mine.index[mine["target"].notna() & other["target"].reindex(mine.index).notna()]
    verdicts = pd.DataFrame({"mine": mine.loc[both, "verdict"], "other": other.loc[both, "verdict"]})
    differing = verdicts[verdicts["mine"] != verdicts["other"]].join(mine["title"])
    if differing.empty:
        return []
    texts = "、".join(f"{row.title}（{row.other}，本版{row.mine}）" for row in rows(differing))
    return [
        Finding(
            "nutrition.other_edition",
            "notice",
            f"{edition}版参考摄入量",
            str(survey.period),
            f"按{edition}版评价不同的：{texts}",
            source=f"膳食营养素参考摄入量（{edition}版）",
        )
    ]


def _near(survey: DietSurvey, profile: Profile) -> list[Finding]:
    close = survey.adequacy[survey.adequacy["level"] == "near"]
    if close.empty:
        return []
    titles = "、".join(f"{r.title}{r.ratio:.1%}" for r in rows(close))
    return [
        Finding(
            "nutrition.near",
            "notice",
            "接近达标",
            str(survey.period),
            f"与达标相差在记录和成分数据的精度之内，不算问题：{titles}（占园内目标）",
            measured=float(close["ratio"].min()),
            unit="占园内目标",
            source=_edition(profile),
        )
    ]


def _edition(profile: Profile) -> str:
    return f"膳食营养素参考摄入量（{profile.dri_edition}版）"
