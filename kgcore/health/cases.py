"""Case files of special children: who needs one, which visits are due or were missed, how many were corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from kgcore.health import codes, grades
from kgcore.health.settings import setting
from kgcore.registers import health as register
from kgcore.standards import load

GROUPS = {
    register.SEVERELY_OBESE: codes.OBESE,
    register.MODERATELY_OBESE: codes.OBESE,
    register.MILDLY_OBESE: codes.OBESE,
    register.OVERWEIGHT: codes.OBESE,
    register.WEAK: codes.WEAK,
    register.ANAEMIC: codes.ANAEMIC,
    register.ALLERGIC: codes.ALLERGIC,
    register.OTHER: codes.OTHER,
}
"""What a case's kind belongs to; rates are counted by it."""

NEEDS_FILE = {
    grades.OBESE: codes.OBESE,
    grades.SEVERELY_OBESE: codes.OBESE,
    grades.MODERATELY_OBESE: codes.OBESE,
    grades.THIN: codes.WEAK,
    grades.SEVERELY_THIN: codes.WEAK,
}
"""The group of case that a grade calls for; a child mildly obese by degree is watched without a file of its own."""

EFFECTIVE_OUTCOMES = (register.CURED, register.IMPROVED)
_ORDER = {group: place for place, group in enumerate(codes.CASE_GROUPS)}


def open_on(cases: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return the cases opened on or before a day and not closed by its end."""
    today = pd.Timestamp(on)
    return cases[(cases["opened_on"] <= today) & ~(cases["closed_on"] <= today)].reset_index(drop=True)


def contradictory(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the cases closed before they were opened."""
    return cases[cases["closed_on"] < cases["opened_on"]].reset_index(drop=True)


def missed_visits(
    cases: pd.DataFrame, visits: pd.DataFrame, start: dt.date, end: dt.date, school_days: pd.DatetimeIndex
) -> pd.DataFrame:
    """Return the visits that fell due from `start` to `end` and were not made by their day.

    A visit is due the case's number of days after the one before, or after opening; on a day without school it is due
    on the next school day. After a missed visit the next is due the same number of days on.

    Returns
    -------
    case, child, kind, last_contact, due_on, came_on (missing where nobody came by `end`), late_days (to `end` where
    nobody came).
    """
    contacts = pd.concat(
        [
            cases[["case", "opened_on"]].rename(columns={"opened_on": "date"}),
            visits[["case", "date"]][visits["date"] <= pd.Timestamp(end)],
        ]
    ).sort_values(["case", "date"], kind="stable")
    contacts["came_on"] = contacts.groupby("case")["date"].shift(-1)
    rows = contacts.merge(cases[["case", "child", "kind", "visit_every_days", "opened_on", "closed_on"]], on="case")
    rows = rows[rows["date"] >= rows["opened_on"]].rename(columns={"date": "last_contact"})
    last_day = pd.Timestamp(end)
    stop = rows["came_on"].fillna(rows["closed_on"]).fillna(last_day)
    stop = stop.where(stop <= last_day, last_day)
    every = rows["visit_every_days"].astype(int)
    # a gap of several intervals holds several visits that did not take place
    times = ((stop - rows["last_contact"]).dt.days // every).clip(lower=0)
    rows = rows.assign(stop=stop).loc[rows.index.repeat(times)]
    step = rows.groupby(level=0).cumcount() + 1
    rows, step = rows.reset_index(drop=True), step.reset_index(drop=True)
    rows["due_on"] = _school_day_from(
        rows["last_contact"] + pd.to_timedelta(step * rows["visit_every_days"].astype(int), unit="D"), school_days
    )
    missed = (rows["due_on"] < rows["stop"]) & rows["due_on"].between(pd.Timestamp(start), pd.Timestamp(end))
    rows = rows.assign(late_days=(rows["stop"] - rows["due_on"]).dt.days)[missed]
    columns = ["case", "child", "kind", "last_contact", "due_on", "came_on", "late_days"]
    return rows[columns].sort_values(["due_on", "case"], kind="stable", ignore_index=True)


def _school_day_from(days: pd.Series, school_days: pd.DatetimeIndex) -> pd.Series:
    if not len(school_days):
        return days
    ordered = school_days.sort_values().to_numpy("datetime64[ns]")
    at = np.searchsorted(ordered, days.to_numpy("datetime64[ns]"))
    moved = np.where(at < len(ordered), ordered[np.minimum(at, len(ordered) - 1)], days.to_numpy("datetime64[ns]"))
    return pd.Series(moved, days.index)


def next_visits(cases: pd.DataFrame, visits: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return every case open on a day with its last contact and the day its next visit is due.

    Returns
    -------
    case, child, kind, opened_on, plan, visits, last_visit, due_on, overdue_days (above 0 where it is overdue).
    """
    today = pd.Timestamp(on)
    rows = open_on(cases, on)
    history = visits[visits["date"] <= today].groupby("case")["date"].agg(visits="size", last_visit="max")
    rows = rows.join(history, on="case")
    rows["visits"] = rows["visits"].fillna(0).astype(int)
    every = pd.to_timedelta(rows["visit_every_days"].astype(int), unit="D")
    rows["due_on"] = rows["last_visit"].fillna(rows["opened_on"]) + every
    rows["overdue_days"] = (today - rows["due_on"]).dt.days.clip(lower=0)
    columns = ["case", "child", "kind", "opened_on", "plan", "visits", "last_visit", "due_on", "overdue_days"]
    return rows[columns].sort_values(["overdue_days", "case"], ascending=[False, True], ignore_index=True)


def children_needing_files(latest: pd.DataFrame) -> pd.DataFrame:
    """Return the children whose latest measurement calls for a case file.

    Parameters
    ----------
    latest : one row per child: child, class_name, grade, height_grade, weight_grade, anaemia.

    Returns
    -------
    child, class_name, group (a code: obese, weak or anaemic), grade that calls for it; a child may stand here twice.
    """
    by_grade = latest.assign(group=latest["grade"].map(NEEDS_FILE), reason=latest["grade"])
    small = latest["height_grade"].fillna(grades.NORMAL).ne(grades.NORMAL) | latest["weight_grade"].fillna(
        grades.NORMAL
    ).ne(grades.NORMAL)
    words = latest["height_grade"].where(
        latest["height_grade"].fillna(grades.NORMAL).ne(grades.NORMAL), latest["weight_grade"]
    )
    weak = latest[small].assign(group=codes.WEAK, reason=words[small])
    low = latest["anaemia"].notna() & latest["anaemia"].ne(grades.NORMAL)
    anaemic = latest[low].assign(group=codes.ANAEMIC, reason=latest["anaemia"])
    rows = pd.concat([by_grade[by_grade["group"].notna()], weak, anaemic]).drop_duplicates(["child", "group"])
    rows = rows.assign(place=rows["group"].map(_ORDER)).sort_values(["place", "child"], ignore_index=True)
    return rows[["child", "class_name", "group", "reason"]].rename(columns={"reason": "grade"})


def without_file(need: pd.DataFrame, cases: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return those of `children_needing_files` that have no case of their group open on a day."""
    files = open_on(cases, on)
    pairs = pd.MultiIndex.from_arrays([files["child"], files["kind"].map(GROUPS)])
    return need[~pd.MultiIndex.from_frame(need[["child", "group"]]).isin(pairs)].reset_index(drop=True)


def improvement(cases: pd.DataFrame, rows: pd.DataFrame, end: dt.date) -> pd.Series:
    """Return for each obesity case whether the degree fell by five points, or below the least degree of obesity.

    Parameters
    ----------
    cases : child, kind, opened_on, closed_on.
    rows : believable measurements and visits: child, date, over_median (fraction).
    end : last day looked at.

    Returns
    -------
    boolean, index of `cases`; missing where there is no figure both by the opening and after it, and for other kinds.
    """
    usable = rows[rows["over_median"].notna()].sort_values("date", kind="stable")
    fell = [_fell(case, usable, pd.Timestamp(end)) for case in cases.to_dict("records")]
    return pd.Series(fell, cases.index, dtype="boolean")


def _fell(case: dict[Hashable, Any], rows: pd.DataFrame, end: pd.Timestamp) -> bool | None:
    if GROUPS[case["kind"]] != codes.OBESE:
        return None
    last_day = end if pd.isna(case["closed_on"]) else min(case["closed_on"], end)
    history = rows[(rows["child"] == case["child"]) & (rows["date"] <= last_day)]
    before = history.loc[history["date"] <= case["opened_on"], "over_median"]
    after = history.loc[history["date"] > case["opened_on"], "over_median"]
    if before.empty or after.empty:
        return None
    first, last = float(before.iloc[-1]), float(after.iloc[-1])
    least_obese = float(load("growth_grades").query("scheme == 'degree'")["low"].min())
    return round(first - last, 9) >= setting("improved_points") or last < least_obese <= first


def correction_rates(
    cases: pd.DataFrame, need: pd.DataFrame, improvement: pd.Series, start: dt.date, end: dt.date
) -> pd.DataFrame:
    """Return the correction rate of a period by group in the three definitions in use; none of them is official.

    managed (管理率) = children found who have a case / children found by measurement;
    effective (有效率) = cases closed as 治愈 or 好转, or still open and measured as improved / cases managed;
    closed (结案率) = cases closed / cases managed. Managed: open on any day of the period.

    Parameters
    ----------
    cases : rows of the register special_cases.
    need : as `children_needing_files` returns.
    improvement : as `improvement` returns, by the index of `cases`.
    start, end : first and last day of the period.

    Returns
    -------
    group, definition (codes), numerator, denominator, rate (missing where the denominator is 0).
    """
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    files = cases[(cases["opened_on"] <= last) & ~(cases["closed_on"] < first)]
    groups = files["kind"].map(GROUPS)
    is_closed = files["closed_on"] <= last
    open_and_better = ~is_closed & improvement.reindex(files.index).fillna(False)
    effective = (is_closed & files["outcome"].isin(EFFECTIVE_OUTCOMES)) | open_and_better
    pairs = pd.MultiIndex.from_arrays([files["child"], groups])
    has_file = pd.MultiIndex.from_frame(need[["child", "group"]]).isin(pairs)
    counts = []
    for group in (codes.OBESE, codes.WEAK, codes.ANAEMIC, codes.ALLERGIC):
        inside, calls = groups == group, need["group"] == group
        counts += [
            (group, codes.MANAGED, int(has_file[calls].sum()), int(calls.sum())),
            (group, codes.EFFECTIVE, int(effective[inside].sum()), int(inside.sum())),
            (group, codes.CLOSED, int(is_closed[inside].sum()), int(inside.sum())),
        ]
    table = pd.DataFrame(counts, columns=["group", "definition", "numerator", "denominator"])
    return table.assign(rate=table["numerator"] / table["denominator"].where(table["denominator"] > 0))
