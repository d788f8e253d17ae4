"""Responsibility letters signed by all, and the safety training of every month."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kgcore.findings import Finding
from kgcore.standards.norms import safety_norm

SAFETY_TRAINING = "安全培训"
_SHOWN = 12


def school_year(day: dt.date) -> str:
    """Return the school year of a day as the letters name it, e.g. 2025-2026."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}-{first + 1}"


def agreements(signed: pd.DataFrame, people: pd.DataFrame, year: str) -> pd.DataFrame:
    """Return everyone who must sign, with the day they did.

    Parameters
    ----------
    signed : rows of the register `agreements`, of any year.
    people : columns `staff`, `role`; who works in the period.
    year : school year, e.g. 2025-2026.

    Returns
    -------
    Columns `staff`, `role`, `post`, `signed_on` (NaT = not signed), `listed` (has a row at all).
    """
    own = signed.loc[signed["year"] == year, ["staff", "post", "signed_on"]]
    table = people[["staff", "role"]].merge(own, on="staff", how="left", indicator=True)
    return table.assign(listed=table.pop("_merge") == "both")


def agreement_findings(table: pd.DataFrame, year: str, period: str) -> list[Finding]:
    """Return one finding that lists who has not signed.

    Parameters
    ----------
    table : as `agreements` returns.
    """
    unsigned = table[table["signed_on"].isna()]
    if unsigned.empty:
        return []
    named = "、".join(f"{role}{staff}" for role, staff in zip(unsigned["role"], unsigned["staff"], strict=True))
    return [Finding(
        "safety.unsigned", "warning", f"{year}安全责任书", period,
        f"{year}学年安全责任书应签{len(table)}人，{len(unsigned)}人未签：{named}",
        measured=float(len(table) - len(unsigned)), limit=float(len(table)), unit="人",
        source="示范园后勤方案：安全责任书人人签订", advice="本周内补签，新入职的到岗即签",
    )]  # fmt: skip


def trainings(held: pd.DataFrame, results: pd.DataFrame, people: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """Return the safety trainings of each month and who came.

    Parameters
    ----------
    held, results : rows of the registers `trainings` and `training_results`.
    people : columns `staff`, `hired_on`, `left_on`.
    months : months that count.

    Returns
    -------
    Columns `month`, `trainings`, `due` (staff employed then), `came`, `absent` (numbers, joined), `rate` (came ÷ due).
    """
    own = held[held["form"] == SAFETY_TRAINING]
    listed = own.merge(results[["training", "staff", "attended"]], on="training", how="left")
    came = listed[listed["attended"].fillna(False).astype(bool)]
    made = []
    for month in months:
        dates = own.loc[own["date"].dt.strftime("%Y-%m") == month, "date"]
        if dates.empty:
            made.append((month, 0, 0, 0, "", float("nan")))
            continue
        there = people[(people["hired_on"] <= dates.min()) & ~(people["left_on"] < dates.max())]
        present = set(came.loc[came["date"].dt.strftime("%Y-%m") == month, "staff"])
        absent = sorted(set(there["staff"]) - present)
        made.append((month, len(dates), len(there), len(there) - len(absent), "、".join(absent),
                     (len(there) - len(absent)) / len(there) if len(there) else float("nan")))  # fmt: skip
    return pd.DataFrame(made, columns=["month", "trainings", "due", "came", "absent", "rate"])


def training_findings(table: pd.DataFrame, period: str) -> list[Finding]:
    """Return months without a safety training, and who missed one, the same people once for all months.

    Parameters
    ----------
    table : as `trainings` returns.
    """
    norm = safety_norm("safety_training")
    made = []
    without = table[table["trainings"] == 0]
    if len(without):
        made.append(Finding(
            "safety.training_not_held", "warning", SAFETY_TRAINING, period,
            f"{'、'.join(without['month'])}没有安全培训记录", measured=float(len(table) - len(without)),
            limit=norm.limit * len(table), unit="次", source=norm.source, advice="本月内补训并登记签到",
        ))  # fmt: skip
    for absent, same in table[table["absent"] != ""].groupby("absent", sort=False):
        names = str(absent).split("、")
        months = "、".join(same["month"])
        made.append(Finding(
            "safety.training_absent", "warning", f"{months} {SAFETY_TRAINING}", period,
            f"{months}安全培训应到{same['due'].max()}人，{len(names)}人没有到会记录："
            f"{'、'.join(names[:_SHOWN])}{'等' if len(names) > _SHOWN else ''}",
            measured=float(same["came"].min()), limit=float(same["due"].max()), unit="人", source=norm.source,
            advice="两周内补训，补训前由班组长提醒操作要点",
        ))  # fmt: skip
    return made
