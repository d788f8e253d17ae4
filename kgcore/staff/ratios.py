"""Posts and class sizes against the prescribed ratios; sources disagree, so nothing here is more than a warning."""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.registers import terms
from kgcore.standards import Profile, load

CLASS_SIZE, CHILDREN_PER_POST, POSTS_PER_CLASS = "class_size", "children_per_post", "posts_per_class"
HOUSE_SIZE = "house_size"
MET, SHORT, SURPLUS, OVER = "met", "short", "surplus", "over"
_COLUMNS = [
    "subject", "kind", "basis", "measured", "low", "high", "children", "posts", "classes", "over",
    "needed", "verdict", "source", "confidence",
]  # fmt: skip
# As the table staffing_ratios writes its units and posts.
_KINDS = {
    "children per class": CLASS_SIZE, "children per kindergarten": HOUSE_SIZE, "children per post": CHILDREN_PER_POST,
    "posts per class": POSTS_PER_CLASS,
}  # fmt: skip
_COOKS, _CLASSROOM_STAFF, _ALL_STAFF = "炊事员", "保教人员", "教职工"


class RatioWords(NamedTuple):
    """A ratio in Chinese: what is judged, on which basis, in which unit, from which two counts."""

    subject: str
    basis: str
    unit: str
    numerator: str
    denominator: str


def in_words(row: Any) -> RatioWords:
    """Return the wording of a row of `ratios`."""
    if row.kind == CLASS_SIZE:
        classes = f"{row.over:.0f}个班超过，共{row.classes:.0f}个班"
        return RatioWords(f"{row.subject}班额", "每班人数（最大班）", "人/班", f"{row.measured:.0f}人", classes)
    if row.kind == HOUSE_SIZE:
        return RatioWords(f"{row.subject}规模", "在园幼儿", "人", f"{row.measured:.0f}人", f"共{row.classes:.0f}个班")
    posts = f"{row.subject}{row.posts:.0f}人"
    if row.kind == POSTS_PER_CLASS:
        return RatioWords(row.subject, row.basis, "人/班", posts, f"{row.classes:.0f}班")
    return RatioWords(row.subject, row.basis, "幼儿/人", f"幼儿{row.children:.0f}人", posts)


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
    Columns `subject` (role, band or 全园), `kind` (CLASS_SIZE, HOUSE_SIZE, CHILDREN_PER_POST, POSTS_PER_CLASS),
    `basis`, `measured`, `low`, `high`, `children`, `posts`, `classes`, `over` (classes too large; NaN where a count has
    no part in the ratio), `needed` (posts; NaN for sizes), `verdict` (MET, SHORT, SURPLUS; OVER of a size), `source`,
    `confidence`.
    """
    site_classes = classes[classes["site"] == site]
    posts = people["role"].value_counts()
    table: list[dict[str, object]] = []
    for rule in rows(load("staffing_ratios")):
        kind = _KINDS.get(str(rule.unit))
        if kind == CLASS_SIZE:
            if rule.scheme == profile.class_size_scheme:
                table += _class_sizes(site_classes[site_classes["band"] == rule.role], rule)
        elif kind == HOUSE_SIZE and rule.scheme == profile.class_size_scheme:
            table += _house_size(site_classes, rule)
        elif kind == CHILDREN_PER_POST and _applies(str(rule.condition), profile.meal_pattern):
            table += _children_per_post(rule, posts, site_classes, classes)
        elif kind == POSTS_PER_CLASS and len(site_classes):
            table += _posts_per_class(rule, int(posts.get(rule.role, 0)), len(site_classes))
    return pd.DataFrame(table, columns=_COLUMNS)


def _applies(condition: str, pattern: str) -> bool:
    named = set(load("meal_energy")["pattern"]) & set(re.split("[或、]", condition))
    return not named or pattern in named


def _class_sizes(classes: pd.DataFrame, rule: Any) -> list[dict[str, object]]:
    if classes.empty:
        return []
    high = float(rule.high)
    over = int((classes["enrolled"] > high).sum())
    return [{
        "subject": str(rule.role), "kind": CLASS_SIZE, "measured": float(classes["enrolled"].max()),
        "low": float("nan"), "high": high, "classes": len(classes), "over": over, "needed": float("nan"),
        "verdict": OVER if over else MET, "source": rule.source, "confidence": rule.confidence,
    }]  # fmt: skip


def _house_size(classes: pd.DataFrame, rule: Any) -> list[dict[str, object]]:
    if classes.empty:
        return []
    children, high = float(classes["enrolled"].sum()), float(rule.high)
    return [{
        "subject": str(rule.role), "kind": HOUSE_SIZE, "measured": children, "low": float("nan"), "high": high,
        "children": children, "classes": len(classes), "needed": float("nan"),
        "verdict": OVER if children > high else MET, "source": rule.source, "confidence": rule.confidence,
    }]  # fmt: skip


def _children_per_post(
    rule: Any, posts: pd.Series, site_classes: pd.DataFrame, classes: pd.DataFrame
) -> list[dict[str, object]]:
    role = terms.COOK if rule.role == _COOKS else str(rule.role)
    members = {_CLASSROOM_STAFF: [terms.TEACHER, terms.NURTURER], _ALL_STAFF: list(posts.index)}.get(role, [role])
    count = int(posts.reindex(members).fillna(0).sum())
    children = int((classes if role == terms.COOK else site_classes)["enrolled"].sum())
    if not children or not count:
        return []
    ratio, low, high = children / count, float(rule.low), float(rule.high)
    verdict = SHORT if ratio > high else SURPLUS if ratio < low else MET
    return [{
        "subject": role, "kind": CHILDREN_PER_POST, "basis": rule.basis, "measured": ratio, "low": rule.low,
        "high": rule.high, "children": children, "posts": count, "needed": math.ceil(children / high),
        "verdict": verdict, "source": rule.source, "confidence": rule.confidence,
    }]  # fmt: skip


def _posts_per_class(rule: Any, count: int, classes: int) -> list[dict[str, object]]:
    if not count:
        return []
    ratio, low, high = count / classes, float(rule.low), float(rule.high)
    verdict = SHORT if ratio < low else SURPLUS if ratio > high else MET
    return [{
        "subject": rule.role, "kind": POSTS_PER_CLASS, "basis": rule.basis, "measured": ratio, "low": rule.low,
        "high": rule.high, "posts": count, "classes": classes, "needed": math.ceil(low * classes),
        "verdict": verdict, "source": rule.source, "confidence": rule.confidence,
    }]  # fmt: skip


def ratio_findings(table: pd.DataFrame, period: str) -> list[Finding]:
    """Return a finding for each post or band that falls short; where sources disagree it is only a notice."""
    verdicts = []
    for _, norms in table.groupby("subject", sort=False):
        short = norms[norms["verdict"].isin([SHORT, OVER])]
        if short.empty:
            continue
        worst = short.iloc[0]
        words = in_words(worst)
        unanimous = len(short) == len(norms)
        posts = "" if math.isnan(float(worst["needed"])) else f"，按此应有{worst['needed']:.0f}人"
        verdicts.append(Finding(
            "staff.ratio", "warning" if unanimous else "notice", words.subject, period,
            f"{words.subject}：{words.basis}为{worst['measured']:.1f}{words.unit}"
            f"（{words.numerator}、{words.denominator}），{_bounds(worst)}{posts}"
            + ("" if unanimous else "；另有来源的标准是符合的"),
            measured=round(float(worst["measured"]), 2),
            limit=float(worst["high" if worst["measured"] > worst["high"] else "low"]),
            unit=words.unit, source="；".join(dict.fromkeys(short["source"])),
            advice="向园长室说明配备情况，列入增编或分班计划；标准各地不一，以当地主管部门为准",
        ))  # fmt: skip
    return verdicts


def _bounds(row: pd.Series) -> str:
    if row["measured"] > row["high"]:
        return f"高于{row['high']:g}"
    return f"低于{row['low']:g}"
