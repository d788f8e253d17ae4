"""The situation: posts, classes against the roll of children, diners that the shared kitchen was not told of."""

from __future__ import annotations

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.registers import terms
from kgcore.standards import work_norm

_ROUTINE = 0.5  # a meal is part of a class's day when it was recorded on at least half of the school days


def roster(people: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return posts by role, with certificate levels and newcomers.

    Parameters
    ----------
    people : columns `role`, `certificate`, `hired_on`; who works in the period.
    as_of : day on which somebody is still a newcomer or no longer.

    Returns
    -------
    Columns `role`, `posts`, one for each certificate level, `newcomers` (hired within the norm's days).
    """
    new = (as_of - people["hired_on"]).dt.days < work_norm("novice_days").limit
    levels = pd.crosstab(people["role"], people["certificate"]).reindex(columns=list(terms.CERTIFICATE_LEVELS))
    table = (
        levels.fillna(0)
        .astype(int)
        .assign(posts=people.groupby("role").size(), newcomers=new.groupby(people["role"]).sum())
    )
    table = table.reindex([role for role in terms.ROLES if role in table.index])
    return table[["posts", *terms.CERTIFICATE_LEVELS, "newcomers"]].rename_axis("role").reset_index()


def roster_findings(people: pd.DataFrame, period: str) -> list[Finding]:
    """Return a notice where nobody on the roster holds one of the three posts: nothing of it can be judged."""
    absent = [role for role in terms.SCORED_ROLES if not (people["role"] == role).any()]
    if not absent:
        return []
    return [Finding(
        "staff.post_unregistered", "notice", "、".join(absent), period,
        f"《教职工》里没有{'、'.join(absent)}，配备、考核、培训不作分析", measured=float(len(absent)), limit=0.0,
        unit="岗", source="《教职工》", advice="有人任职的补登；由供餐园所承担的不必登记",
    )]  # fmt: skip


def roll(classes: pd.DataFrame, children: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Return enrolment of each class as the class list says and as the roll of children says.

    Parameters
    ----------
    classes : columns `site`, `class_name`, `band`, `enrolled`.
    children : columns `site`, `child`, `class_name`, `enrolled_on`, `left_on`.
    start, end : the period; a child counts who was enrolled by its end and had not left before its start.

    Returns
    -------
    Columns `site`, `class_name`, `band`, `enrolled`, `on_roll` (NaN where the site keeps no roll), `difference`.
    """
    here = children[(children["enrolled_on"] <= end) & ~(children["left_on"] < start)]
    counted = here.groupby(["site", "class_name"])["child"].nunique().rename("on_roll")
    table = classes[["site", "class_name", "band", "enrolled"]].join(counted, on=["site", "class_name"])
    has_roll = table["site"].isin(here["site"])
    table["on_roll"] = table["on_roll"].astype("float64").where(table["on_roll"].notna() | ~has_roll, 0.0)
    table["difference"] = table["on_roll"] - table["enrolled"].astype("float64")
    return table.reset_index(drop=True)


def roll_findings(table: pd.DataFrame, period: str) -> list[Finding]:
    """Return a finding for each class whose list and roll differ."""
    return [
        Finding(
            "staff.roll_mismatch", "warning", f"{row.site} {row.class_name}", period,
            f"{row.class_name}《班级》在册{row.enrolled}人，《幼儿》名册{row.on_roll:.0f}人，相差{row.difference:+.0f}人",
            measured=float(row.on_roll), limit=float(row.enrolled), unit="人", source="《班级》《幼儿》应一致",
            advice="核对转班、转出，改正《班级》或《幼儿》",
        )
        for row in rows(table[table["difference"].fillna(0) != 0])
    ]  # fmt: skip


def missing_diners(attendance: pd.DataFrame, classes: pd.DataFrame, calendar: pd.DataFrame) -> pd.DataFrame:
    """Return the class, day and meal without a record, where the class usually has that meal.

    Parameters
    ----------
    attendance : columns `site`, `date`, `class_name`, `meal`; zero diners is a record, no row is none.
    classes : columns `site`, `class_name`, and `ended_on` where a class was dissolved: from that day on none is due.
    calendar : columns `site`, `date`, `school_day`, up to the last recorded day.

    Returns
    -------
    Columns `site`, `date`, `class_name`, `meal`.
    """
    open_days = calendar.loc[calendar["school_day"], ["site", "date"]]
    number = open_days.groupby("site").size().rename("open_days")
    meals = attendance[["site", "date", "class_name", "meal"]].merge(open_days, on=["site", "date"])
    usual = meals.groupby(["site", "class_name", "meal"]).size().rename("days").reset_index().join(number, on="site")
    usual = usual.loc[usual["days"] >= _ROUTINE * usual["open_days"], ["site", "class_name", "meal"]]
    ends = classes.reindex(columns=["site", "class_name", "ended_on"])
    ends["ended_on"] = pd.to_datetime(ends["ended_on"])
    due = usual.merge(ends, on=["site", "class_name"]).merge(open_days, on="site")
    due = due[~(due["ended_on"] <= due["date"])]
    found = due.merge(meals.drop_duplicates(), on=["site", "date", "class_name", "meal"], how="left", indicator=True)
    absent = found[found["_merge"] == "left_only"]
    return absent[["site", "date", "class_name", "meal"]].sort_values(["date", "site", "class_name"], ignore_index=True)


def diners_findings(missing: pd.DataFrame, period: str) -> list[Finding]:
    """Return a finding for each site and day on which classes reported no diners."""
    verdicts = []
    for (site, day), gaps in missing.groupby(["site", "date"]):
        names = "、".join(dict.fromkeys(gaps["class_name"]))
        verdicts.append(Finding(
            "staff.diners_unreported", "warning", f"{site} {day:%Y-%m-%d}", period,
            f"{day:%Y-%m-%d} {site} 的{names}没有登记就餐人数（{'、'.join(dict.fromkeys(gaps['meal']))}）",
            measured=float(gaps["class_name"].nunique()), limit=0.0, unit="班",
            source="《就餐人数》各班每餐应登记", advice="向该园补报当日人数；没有人就餐的登记 0",
        ))  # fmt: skip
    return verdicts
