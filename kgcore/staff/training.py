"""Trainings: hours by form, results, pass rate, who was absent or never examined."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.registers import terms
from kgcore.registers.staff import EVERYONE
from kgcore.standards import work_norm

MARKS = ("written", "practical", "oral")


def attendance(trainings: pd.DataFrame, results: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return each training with each person who was expected.

    Expected are those on the sign-in list, and where a training was for all levels everyone of its role employed then.

    Parameters
    ----------
    trainings, results : rows of the registers `trainings` and `training_results`.
    people : columns `staff`, `role`, `hired_on`, `left_on`.

    Returns
    -------
    Columns `training`, `date`, `form`, `subject`, `level`, `hours`, `for_role`, `staff`, `role`, `attended` (NA where
    the sign-in list does not name the person), `written`, `practical`, `oral`, `lowest` (NaN where no mark was given),
    `passed` (NA without a mark).
    """
    held = trainings[["training", "date", "form", "subject", "level", "hours", "role"]].rename(
        columns={"role": "for_role"}
    )
    grid = held.merge(people[["staff", "role", "hired_on", "left_on"]], how="cross")
    audience = (grid["for_role"] == EVERYONE) | (grid["for_role"] == grid["role"])
    employed = (grid["hired_on"] <= grid["date"]) & ~(grid["left_on"] < grid["date"])
    listed = results[["training", "staff", "attended", *MARKS]]
    table = grid.merge(listed, on=["training", "staff"], how="left", indicator=True)
    table = table[(table["_merge"] == "both") | (audience & employed & (table["level"] == EVERYONE)).to_numpy()]
    table["lowest"] = table[list(MARKS)].min(axis=1)
    passed = (table["lowest"] >= work_norm("pass_mark").limit).astype("boolean")
    table["passed"] = passed.mask(table["lowest"].isna())
    return table.drop(columns=["_merge", "hired_on", "left_on"]).reset_index(drop=True)


def by_training(attendances: pd.DataFrame) -> pd.DataFrame:
    """Return one row a training: expected, came, examined, passed, and the pass rate (passed ÷ examined).

    Parameters
    ----------
    attendances : as `attendance` returns.
    """
    keys = ["training", "date", "form", "subject", "level", "for_role", "hours"]
    table = attendances.groupby(keys, sort=False).agg(
        expected=("staff", "count"),
        came=("attended", lambda flag: int(flag.fillna(False).sum())),
        unlisted=("attended", lambda flag: int(flag.isna().sum())),
        examined=("lowest", "count"),
        passed=("passed", lambda flag: int(flag.fillna(False).sum())),
        mean_mark=("lowest", "mean"),
    )
    table["pass_rate"] = (table["passed"] / table["examined"]).where(table["examined"] > 0)
    return table.reset_index().sort_values("date", ignore_index=True)


def by_form(attendances: pd.DataFrame) -> pd.DataFrame:
    """Return person-hours by role and form: columns `role`, `form`, `trainings`, `hours` (per head of those who came).

    Parameters
    ----------
    attendances : as `attendance` returns.
    """
    came = attendances[attendances["attended"].fillna(False).astype(bool)]
    table = came.groupby(["role", "form"]).agg(
        trainings=("training", "nunique"), person_hours=("hours", "sum"), people=("staff", "nunique")
    )
    table["hours"] = table["person_hours"] / table["people"]
    return table.reset_index()


def by_level(attendances: pd.DataFrame) -> pd.DataFrame:
    """Return one row a form and level: how much was taught and how the tests went.

    Parameters
    ----------
    attendances : as `attendance` returns.

    Returns
    -------
    Columns `form`, `level`, `trainings`, `expected`, `came` (persons × trainings), `person_hours`, `written`,
    `practical`, `oral` (mean marks, NaN where none was given), `examined`, `passed`, `pass_rate` (passed ÷ examined).
    """
    came = attendances["attended"].fillna(False).astype(bool)
    marked = attendances.assign(came=came, hours_had=attendances["hours"].where(came, 0.0))
    table = marked.groupby(["form", "level"], sort=False).agg(
        trainings=("training", "nunique"), expected=("staff", "size"), came=("came", "sum"),
        person_hours=("hours_had", "sum"), **{mark: (mark, "mean") for mark in MARKS}, examined=("lowest", "count"),
        passed=("passed", lambda flag: int(flag.fillna(False).sum())),
    )  # fmt: skip
    table["pass_rate"] = (table["passed"] / table["examined"]).where(table["examined"] > 0)
    return table.reset_index()


def by_person(attendances: pd.DataFrame) -> pd.DataFrame:
    """Return one row a person: trainings due and attended, hours, marks, the last day trained.

    Parameters
    ----------
    attendances : as `attendance` returns.
    """
    came = attendances["attended"].fillna(False).astype(bool)
    table = attendances.assign(
        came=came, hours_had=attendances["hours"].where(came, 0.0), last=attendances["date"].where(came)
    ).groupby(["staff", "role"]).agg(
        due=("training", "count"), came=("came", "sum"), hours=("hours_had", "sum"), mean_mark=("lowest", "mean"),
        failed=("passed", lambda flag: int((~flag.fillna(True)).sum())), last=("last", "max"),
    )  # fmt: skip
    return table.reset_index()


def findings(
    attendances: pd.DataFrame, trainings: pd.DataFrame, roles: Collection[str], months: list[str], period: str
) -> list[Finding]:
    """Return who missed every training, who failed, which training has no sign-in list, which role had none.

    Parameters
    ----------
    attendances : as `attendance` returns.
    trainings : rows of the register in the period.
    roles : roles that somebody holds.
    months : months that count, e.g. 2026-05.
    """
    return [
        *_absent(attendances, period),
        *_overdue(attendances, period),
        *_failed(attendances, period),
        *_unlisted(attendances, period),
        *_none_held(trainings, roles, months, period),
    ]


def _absent(attendances: pd.DataFrame, period: str) -> list[Finding]:
    people = by_person(attendances[attendances["role"].isin(terms.SCORED_ROLES)])
    return [
        Finding(
            "staff.training_absent", "warning", row.staff, period,
            f"{row.role}{row.staff}本期应参加培训{row.due}次，一次也没有参加",
            measured=0.0, limit=float(row.due), unit="次", source=work_norm("role_training").source,
            advice="了解原因，一个月内补训并补考；补训前不单独承担新操作",
        )
        for row in rows(people[people["came"] == 0])
    ]  # fmt: skip


def _overdue(attendances: pd.DataFrame, period: str) -> list[Finding]:
    """Return who still has a training to make up, of those who came to some."""
    scored = attendances[attendances["role"].isin(terms.SCORED_ROLES)]
    people = by_person(scored)
    some = people[(people["came"] > 0) & (people["came"] < people["due"])]
    away = scored[(scored["attended"] == False).fillna(False).astype(bool)]  # noqa: E712 - NA is not absent
    verdicts = []
    for row in rows(some[some["staff"].isin(away["staff"])]):
        missed = "、".join(f"“{subject}”" for subject in away.loc[away["staff"] == row.staff, "subject"])
        verdicts.append(Finding(
            "staff.training_overdue", "notice", row.staff, period,
            f"{row.role}{row.staff}应参加{row.due}次，到会{row.came}次，待补训：{missed}", measured=float(row.came),
            limit=float(row.due), unit="次", source=work_norm("role_training").source, advice="下次同内容培训时补上",
        ))  # fmt: skip
    return verdicts


def _failed(attendances: pd.DataFrame, period: str) -> list[Finding]:
    mark = work_norm("pass_mark")
    return [
        Finding(
            "staff.training_failed", "warning", row.staff, period,
            f"{row.role}{row.staff}在“{row.subject}”（{row.date:%Y-%m-%d}，{row.form}）得{row.lowest:g}分，未及格",
            measured=float(row.lowest), limit=mark.limit, unit="分", source=mark.source, advice="补训后补考",
        )
        for row in rows(attendances[~attendances["passed"].fillna(True).astype(bool)])
    ]  # fmt: skip


def _unlisted(attendances: pd.DataFrame, period: str) -> list[Finding]:
    table = by_training(attendances)
    return [
        Finding(
            "staff.training_unrecorded", "warning", row.training, period,
            f"{row.date:%Y-%m-%d}“{row.subject}”应到{row.expected}人，{row.unlisted}人没有签到记录（不当作缺席）",
            measured=float(row.unlisted), limit=0.0, unit="人", source="《培训成绩》每次培训应逐人登记",
            advice="补登签到与成绩",
        )
        for row in rows(table[table["unlisted"] > 0])
    ]  # fmt: skip


def _none_held(trainings: pd.DataFrame, roles: Collection[str], months: list[str], period: str) -> list[Finding]:
    norm = work_norm("role_training")
    held = set(zip(trainings["date"].dt.strftime("%Y-%m"), trainings["role"], strict=True))
    verdicts = []
    for role in (role for role in terms.SCORED_ROLES if role in roles):
        without = [month for month in months if (month, role) not in held]
        if without:
            verdicts.append(Finding(
                "staff.training_not_held", "warning", role, period,
                f"{role}在{'、'.join(without)}没有本岗培训", measured=float(len(months) - len(without)),
                limit=norm.limit * len(months), unit="次", source=norm.source, advice="排入下月培训计划",
            ))  # fmt: skip
    return verdicts
