"""Responsibility letters signed by all, and the safety training of every month."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kgcore.findings import Finding
from kgcore.registers.staff import SAFETY_TRAINING
from kgcore.standards.norms import safety_norm
from kgcore.wording import first_few

_SHOWN = 12


def school_year(day: dt.date) -> str:
    """Return the school year of a day as the letters name it, e.g. 2025-2026."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}-{first + 1}"


def agreements(letters: pd.DataFrame, people: pd.DataFrame, year: str) -> pd.DataFrame:
    """Return everyone who must sign, with the day they did.

    Parameters
    ----------
    letters : rows of the register `agreements`, of any year.
    people : columns `staff`, `role`; who works in the period.
    year : school year, e.g. 2025-2026.

    Returns
    -------
    Columns `staff`, `role`, `post`, `signed_on` (NaT = not signed), `listed` (has a row at all).
    """
    own = letters.loc[letters["year"] == year, ["staff", "post", "signed_on"]]
    table = people[["staff", "role"]].merge(own, on="staff", how="left", indicator=True)
    return table.assign(listed=table.pop("_merge") == "both")


def agreement_findings(table: pd.DataFrame, year: str, period: str) -> list[Finding]:
    """Return one finding that lists who has not signed.

    Parameters
    ----------
    table : as `agreements` returns.
    """
    missing = table[table["signed_on"].isna()]
    if missing.empty:
        return []
    named = "、".join(f"{role}{staff}" for role, staff in zip(missing["role"], missing["staff"], strict=True))
    return [Finding(
        "safety.unsigned", "warning", f"{year}安全责任书", period,
        f"{year}学年安全责任书应签{len(table)}人，{len(missing)}人未签：{named}",
        measured=float(len(table) - len(missing)), limit=float(len(table)), unit="人",
        source="示范园后勤方案：安全责任书人人签订", advice="本周内补签，新入职的到岗即签",
    )]  # fmt: skip


def trainings(sessions: pd.DataFrame, results: pd.DataFrame, people: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """Return the safety trainings of each month and who came.

    Parameters
    ----------
    sessions, results : rows of the registers `trainings` and `training_results`.
    people : columns `staff`, `hired_on`, `left_on`.
    months : months that count.

    Returns
    -------
    Columns `month`, `trainings`, `due` (staff employed then), `came`, `absent` (tuple of their numbers),
    `rate` (came ÷ due).
    """
    sessions = sessions[sessions["form"] == SAFETY_TRAINING]
    lists = sessions.merge(results[["training", "staff", "attended"]], on="training", how="left")
    came = lists[lists["attended"].fillna(False).astype(bool)]
    table: list[tuple[object, ...]] = []
    for month in months:
        dates = sessions.loc[sessions["date"].dt.strftime("%Y-%m") == month, "date"]
        if dates.empty:
            table.append((month, 0, 0, 0, (), float("nan")))
            continue
        there = people[(people["hired_on"] <= dates.min()) & ~(people["left_on"] < dates.max())]
        present = set(came.loc[came["date"].dt.strftime("%Y-%m") == month, "staff"])
        absent = tuple(sorted(set(there["staff"]) - present))
        table.append((month, len(dates), len(there), len(there) - len(absent), absent,
                     (len(there) - len(absent)) / len(there) if len(there) else float("nan")))  # fmt: skip
    return pd.DataFrame(table, columns=["month", "trainings", "due", "came", "absent", "rate"])


def training_findings(table: pd.DataFrame, period: str) -> list[Finding]:
    """Return months without a safety training, and who missed one, the same people once for all months.

    Parameters
    ----------
    table : as `trainings` returns.
    """
    norm = safety_norm("safety_training")
    verdicts = []
    without = table[table["trainings"] == 0]
    if len(without):
        verdicts.append(Finding(
            "safety.training_not_held", "warning", SAFETY_TRAINING, period,
            f"{'、'.join(without['month'])}没有安全培训记录", measured=float(len(table) - len(without)),
            limit=norm.limit * len(table), unit="次", source=norm.source, advice="本月内补训并登记签到",
        ))  # fmt: skip
    for absent in dict.fromkeys(names for names in table["absent"] if names):
        sessions = table.loc[[names == absent for names in table["absent"]]]
        months = "、".join(sessions["month"])
        verdicts.append(Finding(
            "safety.training_absent", "warning", f"{months} {SAFETY_TRAINING}", period,
            f"{months}安全培训应到{sessions['due'].max()}人，{len(absent)}人没有到会记录："
            f"{first_few(absent, _SHOWN)}",
            measured=float(sessions["came"].min()), limit=float(sessions["due"].max()), unit="人", source=norm.source,
            advice="两周内补训，补训前由班组长提醒操作要点",
        ))  # fmt: skip
    return verdicts
