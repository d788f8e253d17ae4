"""Mentor and novice pairs: sessions kept, progress of the novice, novices without a mentor."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.registers import terms
from kgcore.standards import work_norm


def pairs(pairings: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """Return one row a pair and month, NaN sessions where the pair has no record in a month after its first.

    Parameters
    ----------
    pairings : rows of the register.
    months : months that count, in order.
    """
    every = pairings.loc[pairings["month"].isin(months), ["novice", "mentor", "goal", "month", "sessions", "progress"]]
    first = every.groupby(["novice", "mentor", "goal"])["month"].min().rename("first").reset_index()
    grid = first.merge(pd.DataFrame({"month": months}, dtype="str"), how="cross")
    grid = grid[grid["month"] >= grid["first"]].drop(columns="first")
    return grid.merge(every, on=["novice", "mentor", "goal", "month"], how="left")


def progress(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair: sessions, months without one, first and last progress mark, and the gain.

    Parameters
    ----------
    table : as `pairs` returns.
    """
    marks = table.dropna(subset=["progress"]).groupby(["novice", "mentor", "goal"])["progress"]
    pairs = table.groupby(["novice", "mentor", "goal"]).agg(
        months=("month", "count"), sessions=("sessions", "sum"), idle=("sessions", lambda n: int((n == 0).sum()))
    )
    pairs["first"], pairs["last"] = marks.first(), marks.last()
    pairs["gain"] = pairs["last"] - pairs["first"]
    return pairs.reset_index()


def findings(
    table: pd.DataFrame, novices: Collection[str], people: pd.DataFrame, as_of: pd.Timestamp, period: str
) -> list[Finding]:
    """Return pairs without a session in a month or without a record, and novices without a mentor.

    Parameters
    ----------
    table : as `pairs` returns.
    novices : staff who have a mentor in the period.
    people : columns `staff`, `role`, `hired_on`.
    as_of : day on which somebody is still a novice.
    """
    norm, novice_days = work_norm("mentoring"), work_norm("novice_days")
    verdicts = []
    for (novice, mentor), pair in table.groupby(["novice", "mentor"]):
        idle = pair[(pair["sessions"] < norm.limit).fillna(False).astype(bool)]
        unkept = pair[pair["sessions"].isna()]
        for months, code, fault in (
            (idle, "staff.mentoring_idle", "没有带教"),
            (unkept, "staff.mentoring_unrecorded", "没有结对记录（不当作零次）"),
        ):
            if len(months):
                verdicts.append(Finding(
                    code, "warning", str(novice), period,
                    f"徒弟{novice}与师傅{mentor}在{'、'.join(months['month'])}{fault}",
                    measured=float(pair["sessions"].fillna(0).sum()), limit=norm.limit * len(pair), unit="次",
                    source=norm.source, advice="与师徒约定每月带教日，必要时换师傅；补登记录",
                ))  # fmt: skip
    new = people[
        people["role"].isin(terms.SCORED_ROLES)
        & ((as_of - people["hired_on"]).dt.days < novice_days.limit)
        & ~people["staff"].isin(list(novices))
    ]
    verdicts += [
        Finding(
            "staff.novice_unpaired", "warning", row.staff, period,
            f"{row.role}{row.staff}（{row.hired_on:%Y-%m-%d}入职）没有结对师傅",
            measured=float((as_of - row.hired_on).days), limit=novice_days.limit, unit="天",
            source=norm.source, advice="在同岗高级证书人员中指定师傅",
        )
        for row in rows(new)
    ]  # fmt: skip
    return verdicts
