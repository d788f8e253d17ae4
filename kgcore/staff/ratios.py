"""Posts and class sizes against the prescribed ratios; sources disagree, so nothing here is more than a warning."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.registers import terms
from kgcore.standards import Profile, load

_CHILDREN_PER_POST = "children per post"
_COLUMNS = [
    "subject", "basis", "measured", "low", "high", "unit", "numerator", "denominator", "needed", "verdict", "source",
    "confidence",
]  # fmt: skip


def ratios(people: pd.DataFrame, classes: pd.DataFrame, site: str, profile: Profile) -> pd.DataFrame:
    """Return posts and class sizes against every prescribed ratio that applies.

    A post that nobody holds on the roster is left out. Cooks are counted
    against the children of every site the kitchen feeds, other posts against this site's.

    Parameters
    ----------
    people : columns `role`.
    classes : columns `site`, `class_name`, `band`, `enrolled`.

    Returns
    -------
    Columns `subject`, `basis`, `measured`, `low`, `high`, `unit`, `numerator`, `denominator`, `needed` (posts; NaN for
    class sizes), `verdict` (符合, 不足, 偏多), `source`, `confidence`.
    """
    table = load("staffing_ratios")
    own = classes[classes["site"] == site]
    posts = people["role"].value_counts()
    judged: list[dict[str, object]] = []
    for rule in rows(table):
        if rule.role in terms.BANDS and rule.scheme != profile.class_size_scheme:
            continue
        if rule.role in terms.BANDS:
            judged += _class_sizes(own[own["band"] == rule.role], rule)
        elif rule.unit == _CHILDREN_PER_POST and _applies(str(rule.condition), profile.meal_pattern):
            judged += _children_per_post(rule, posts, own, classes)
        elif rule.unit == "posts per class" and len(own):
            if not (count := int(posts.get(rule.role, 0))):
                continue
            judged.append(_judged(
                rule, rule.role, count / len(own), f"{rule.role}{count}人", f"{len(own)}班",
                math.ceil(float(rule.low) * len(own)), short_below=float(rule.low), surplus_above=float(rule.high),
            ))  # fmt: skip
    return pd.DataFrame(judged, columns=_COLUMNS)


def _applies(condition: str, pattern: str) -> bool:
    patterns = ("三餐一点", "一餐二点", "二餐一点", "二餐二点", "三餐二点")
    return pattern in condition or not any(other in condition for other in patterns)


def _class_sizes(own: pd.DataFrame, rule: Any) -> list[dict[str, object]]:
    if own.empty:
        return []
    largest = float(own["enrolled"].max())
    high, band = float(rule.high), str(rule.role)
    over = int((own["enrolled"] > high).sum())
    return [{
        "subject": f"{band}班额", "basis": "每班人数（最大班）", "measured": largest, "low": float("nan"), "high": high,
        "unit": "人/班", "numerator": f"{largest:.0f}人", "denominator": f"{over}个班超过，共{len(own)}个班",
        "needed": float("nan"), "verdict": "超额" if over else "符合",
        "source": rule.source, "confidence": rule.confidence,
    }]  # fmt: skip


def _children_per_post(rule: Any, posts: pd.Series, own: pd.DataFrame, fed: pd.DataFrame) -> list[dict[str, object]]:
    role = {"炊事员": terms.COOK, "保教人员": "保教人员", "教职工": "教职工"}.get(str(rule.role), str(rule.role))
    members = {"保教人员": [terms.TEACHER, terms.NURTURER], "教职工": list(posts.index)}.get(role, [role])
    count = int(posts.reindex(members).fillna(0).sum())
    children = int((fed if role == terms.COOK else own)["enrolled"].sum())
    if not children or not count:
        return []
    high = float(rule.high)
    measured = children / count
    low = float(rule.low)
    return [_judged(
        rule, role, measured, f"幼儿{children}人", f"{role}{count}人", math.ceil(children / high),
        short_above=high, surplus_below=low,
    )]  # fmt: skip


def _judged(
    rule: Any, subject: str, measured: float, numerator: str, denominator: str, needed: float,
    *, short_below: float = -math.inf, short_above: float = math.inf,
    surplus_below: float = -math.inf, surplus_above: float = math.inf,
) -> dict[str, object]:  # fmt: skip
    short = measured < short_below or measured > short_above
    spare = measured < surplus_below or measured > surplus_above
    return {
        "subject": subject, "basis": rule.basis, "measured": measured, "low": rule.low, "high": rule.high,
        "unit": "人/班" if rule.unit == "posts per class" else "幼儿/人", "numerator": numerator,
        "denominator": denominator, "needed": needed, "verdict": "不足" if short else "偏多" if spare else "符合",
        "source": rule.source, "confidence": rule.confidence,
    }  # fmt: skip


def ratio_findings(table: pd.DataFrame, period: str) -> list[Finding]:
    """Return a finding for each post or band that falls short; where sources disagree it is only a notice."""
    made = []
    for subject, same in table.groupby("subject", sort=False):
        short = same[same["verdict"].isin(["不足", "超额"])]
        if short.empty:
            continue
        worst = short.iloc[0]
        agreed = len(short) == len(same)
        needed = "" if math.isnan(float(worst["needed"])) else f"，按此应有{worst['needed']:.0f}人"
        made.append(Finding(
            "staff.ratio", "warning" if agreed else "notice", str(subject), period,
            f"{subject}：{worst['basis']}为{worst['measured']:.1f}{worst['unit']}"
            f"（{worst['numerator']}、{worst['denominator']}），{_bounds(worst)}{needed}"
            + ("" if agreed else "；另有来源的标准是符合的"),
            measured=round(float(worst["measured"]), 2),
            limit=float(worst["high" if worst["measured"] > worst["high"] else "low"]),
            unit=str(worst["unit"]), source="；".join(dict.fromkeys(short["source"])),
            advice="向园长室说明配备情况，列入增编或分班计划；标准各地不一，以当地主管部门为准",
        ))  # fmt: skip
    return made


def _bounds(row: pd.Series) -> str:
    if row["measured"] > row["high"]:
        return f"高于{row['high']:g}"
    return f"低于{row['low']:g}"
