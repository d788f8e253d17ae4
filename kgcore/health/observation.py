"""Observation: were the rounds made, and is what they found followed up (反思, 调整, 实践, 评估) or left open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import pandas as pd

from kgcore.health.codes import PATROL
from kgcore.health.settings import setting
from kgcore.registers.health import (
    ADJUSTMENT,
    CLOSED,
    EVALUATION,
    NO_FINDING,
    OBSERVATION_KINDS,
    PENDING,
    PRACTICE,
    REFLECTION,
)

LOOP = (REFLECTION, ADJUSTMENT, PRACTICE, EVALUATION)


def kinds(unkept: Collection[str]) -> tuple[str, ...]:
    """Return the kinds of round that a kindergarten keeps a register of."""
    of_classes = () if "observations" in unkept else OBSERVATION_KINDS
    return tuple(of_classes) if "patrols" in unkept else (*of_classes, PATROL)


def completeness(
    observations: pd.DataFrame,
    patrols: pd.DataFrame,
    classes: list[str],
    school_days: list[pd.Timestamp],
    due_kinds: tuple[str, ...],
) -> pd.DataFrame:
    """Return for each class and kind of round how many school days have one.

    Parameters
    ----------
    observations : date, class_name, kind.
    patrols : date, class_name; one a day and class is asked, of whatever item.
    classes, school_days, due_kinds : what is due is every kind of round in every class on every school day.

    Returns
    -------
    class_name, kind (of observation as the register names it, or patrol), done, due, rate (done / due).
    """
    rounds = pd.concat(
        [observations[["date", "class_name", "kind"]], patrols[["date", "class_name"]].assign(kind=PATROL)]
    ).drop_duplicates()
    rounds = rounds[rounds["date"].isin(pd.DatetimeIndex(school_days))]
    index = pd.MultiIndex.from_product([classes, due_kinds], names=["class_name", "kind"])
    done = rounds.groupby(["class_name", "kind"]).size().reindex(index, fill_value=0).rename("done").reset_index()
    due = len(school_days)
    return done.assign(due=due, rate=done["done"] / due if due else float("nan"))


def open_findings(patrols: pd.DataFrame, observations: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return what was found and not closed by a day, oldest first.

    A patrol's finding that was closed after `on` was still open then; its stage then is not kept, so the one
    recorded stands.

    Returns
    -------
    source (patrol, or the kind of observation), date, class_name, item, finding, stage, age_days (calendar days to
    `on`).
    """
    today = pd.Timestamp(on)
    faults = patrols[(patrols["stage"] != NO_FINDING) & (patrols["date"] <= today)]
    still_open = ~(faults["closed_on"] <= today) & ((faults["stage"] != CLOSED) | faults["closed_on"].notna())
    on_patrol = faults[still_open].assign(source=PATROL)[["source", "date", "class_name", "item", "finding", "stage"]]
    pending = observations[(observations["follow_up"] == PENDING) & (observations["date"] <= today)]
    at_observation = pd.DataFrame(
        {
            "source": pending["kind"],
            "date": pending["date"],
            "class_name": pending["class_name"],
            "item": pending["kind"],
            "finding": pending["description"],
            "stage": PENDING,
        }
    )
    table = pd.concat([on_patrol, at_observation], ignore_index=True)
    table["age_days"] = (today - table["date"]).dt.days
    return table.sort_values(["date", "class_name"], kind="stable", ignore_index=True)


def stages(patrols: pd.DataFrame, start: dt.date, end: dt.date) -> pd.DataFrame:
    """Return how far the findings of a period have come round the loop: stage, findings, median days to closing."""
    rows = patrols[patrols["date"].between(pd.Timestamp(start), pd.Timestamp(end)) & (patrols["stage"] != NO_FINDING)]
    days = (rows["closed_on"] - rows["date"]).dt.days
    table = rows.assign(days=days).groupby("stage").agg(findings=("item", "size"), median_days=("days", "median"))
    return table.reindex([*LOOP, CLOSED]).fillna({"findings": 0}).astype({"findings": int}).reset_index()


def repeated(patrols: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return the faults found again and again in one class: class_name, item, times, first, last; 30 days to `on`."""
    today = pd.Timestamp(on)
    since = today - pd.Timedelta(days=setting("repeat_days") - 1)
    rows = patrols[(patrols["stage"] != NO_FINDING) & patrols["date"].between(since, today)]
    table = rows.groupby(["class_name", "item"]).agg(
        times=("date", "nunique"), first=("date", "min"), last=("date", "max")
    )
    return table[table["times"] >= setting("repeat_times")].reset_index()
