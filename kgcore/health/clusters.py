"""Clusters and outbreaks: cases of a disease in a class or kindergarten within the window of a rule."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Integers = npt.NDArray[np.int64]

CLASS = "class"
KINDERGARTEN = "kindergarten"
CLUSTER, OUTBREAK, SUSPENSION, EVENT = "聚集性", "暴发", "停课", "突发公共卫生事件"
"""Levels, as the prescribed table outbreak_thresholds writes them."""

COLUMNS = [
    "site", "disease", "level", "scope", "unit", "first_onset", "reached_on", "known_on", "last_onset", "cases",
    "threshold", "window_days", "suspend_days_low", "suspend_days_high", "report_hours", "source", "confidence",
]  # fmt: skip


def clusters(illnesses: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Return every cluster that the rules make of the cases, in the order reached.

    A window of n days is n calendar days, the day of onset the last of them. A child ill twice with one disease within
    the window counts once, on its first day.

    Parameters
    ----------
    illnesses
        Columns site, onset, child, disease, class_name and reported_on.
    rules
        Rows of outbreak_thresholds: disease, level, scope (class, kindergarten or school), window_days, cases, source;
        rules by share of a class (no number of cases) are those of `shares`.

    Returns
    -------
    site, disease, level, scope, unit (class name, or empty for the whole kindergarten), first_onset (of the window in
    which the threshold was reached), reached_on (onset of the case that reached it), known_on (when that many cases
    had been reported), last_onset, cases (in all windows that reach the threshold), threshold, window_days,
    suspend_days_low, suspend_days_high, report_hours, source, confidence.
    """
    parts = [_by_rule(illnesses, rule) for rule in rules[rules["cases"].notna()].to_dict("records")]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(parts, ignore_index=True).sort_values(
        ["reached_on", "site", "disease", "scope", "unit", "level"], kind="stable", ignore_index=True
    )[COLUMNS]


def _by_rule(illnesses: pd.DataFrame, rule: dict[Hashable, Any]) -> pd.DataFrame:
    window, threshold = int(rule["window_days"]), int(rule["cases"])
    rows = illnesses[illnesses["disease"] == rule["disease"]]
    rows = _once_each(rows, window)
    if rows.empty:
        return rows
    keys = ["site", "class_name"] if rule["scope"] == CLASS else ["site"]
    rows = rows.assign(unit_number=rows.groupby(keys, sort=True).ngroup())
    rows = rows.sort_values(["unit_number", "onset", "child"], kind="stable", ignore_index=True)
    day = rows["onset"].to_numpy("datetime64[D]").astype(np.int64)
    place = _spread(rows["unit_number"].to_numpy(np.int64), day, window)
    first = np.searchsorted(place, place - (window - 1), side="left")
    last_of_day = np.searchsorted(place, place, side="right") - 1
    count = last_of_day - first + 1
    reaches = count >= threshold
    if not reaches.any():
        return rows.iloc[:0]
    edges = np.zeros(len(rows) + 1, dtype=np.int64)
    np.add.at(edges, first[reaches], 1)
    np.add.at(edges, last_of_day[reaches] + 1, -1)
    inside = np.cumsum(edges[:-1]) > 0
    rows = rows.assign(place=place, reaches=reaches, event=_events(place, inside, window))[inside]
    return _described(rows, rule, threshold, window)


def _once_each(rows: pd.DataFrame, window: int) -> pd.DataFrame:
    ordered = rows.sort_values(["site", "child", "onset"], kind="stable")
    gap = ordered.groupby(["site", "child"])["onset"].diff().dt.days
    counted: pd.DataFrame = ordered[~(gap < window)]
    return counted


def _spread(unit: Integers, day: Integers, window: int) -> Integers:
    """Lay the units' days one behind another, so far apart that no window reaches from one unit into the next."""
    span = int(day.max() - day.min()) + window + 1
    place: Integers = unit * span + (day - day.min())
    return place


def _events(place: Integers, inside: npt.NDArray[np.bool_], window: int) -> Integers:
    """Return a number for each event: a run of cases in windows that reach the threshold, none a window apart."""
    before = np.flatnonzero(inside)
    starts = np.zeros(len(place), dtype=bool)
    if len(before):
        gap = np.diff(place[before], prepend=place[before][0] - window)
        skipped = np.diff(before, prepend=before[0] - 2) > 1
        starts[before[(gap >= window) | skipped]] = True
    return np.cumsum(starts)


def _described(rows: pd.DataFrame, rule: dict[Hashable, Any], threshold: int, window: int) -> pd.DataFrame:
    decisive = rows[rows["reaches"]].groupby("event").head(1).set_index("event")
    window_rows = rows.join(decisive[["onset", "place"]].add_suffix("_reached"), on="event")
    window_rows = window_rows[
        (window_rows["onset"] <= window_rows["onset_reached"])
        & (window_rows["place"] > window_rows["place_reached"] - window)
    ]
    by_report = window_rows.sort_values(["event", "reported_on"], kind="stable")
    known_on = by_report[by_report.groupby("event").cumcount() == threshold - 1].set_index("event")["reported_on"]
    events = pd.DataFrame(
        {
            "site": decisive["site"],
            "unit": decisive["class_name"] if rule["scope"] == CLASS else "",
            "first_onset": window_rows.groupby("event")["onset"].min(),
            "reached_on": decisive["onset"],
            "known_on": known_on,
            "last_onset": rows.groupby("event")["onset"].max(),
            "cases": rows.groupby("event").size(),
            "threshold": threshold,
            "window_days": window,
        }
    )
    of_rule = (
        "disease", "level", "scope", "suspend_days_low", "suspend_days_high", "report_hours", "source", "confidence",
    )  # fmt: skip
    return events.assign(**{name: rule[name] for name in of_rule}).reset_index(drop=True)


def shares(illnesses: pd.DataFrame, enrolled: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Return the classes of which the rule's share is ill at once, on the first such day.

    Ill on a day: onset on or before it, not yet back. Only days of onset are looked at; the share rises on no other.

    Parameters
    ----------
    illnesses : columns site, onset, returned_on, child, disease, class_name.
    enrolled : columns site, class_name, enrolled.
    rules : rows of outbreak_thresholds that have a class_share.

    Returns
    -------
    site, disease, unit, reached_on, ill, enrolled, share, class_share, suspend_days_low, suspend_days_high, source.
    """
    parts = []
    for rule in rules[rules["class_share"].notna()].to_dict("records"):
        rows = illnesses[illnesses["disease"] == rule["disease"]].merge(enrolled, on=["site", "class_name"])
        pairs = rows[["site", "class_name", "onset", "enrolled"]].drop_duplicates().rename(columns={"onset": "day"})
        pairs = pairs.merge(rows.drop(columns="enrolled"), on=["site", "class_name"])
        ill = pairs[(pairs["onset"] <= pairs["day"]) & ~(pairs["returned_on"] <= pairs["day"])]
        by_day = ill.groupby(["site", "class_name", "day", "enrolled"])["child"].nunique().rename("ill").reset_index()
        by_day["share"] = by_day["ill"] / by_day["enrolled"].where(by_day["enrolled"] > 0)
        first_days = by_day[by_day["share"] >= rule["class_share"]].groupby(["site", "class_name"]).head(1)
        of_rule = ("disease", "class_share", "suspend_days_low", "suspend_days_high", "source")
        table = first_days.rename(columns={"class_name": "unit", "day": "reached_on"})
        parts.append(table.assign(**{name: rule[name] for name in of_rule}))
    columns = [
        "site", "disease", "unit", "reached_on", "ill", "enrolled", "share", "class_share", "suspend_days_low",
        "suspend_days_high", "source",
    ]  # fmt: skip
    return (
        pd.concat([pd.DataFrame(columns=columns), *parts], ignore_index=True)[columns]
        if parts
        else pd.DataFrame(columns=columns)
    )


def suspension_advice(illnesses: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Return which classes, or the kindergarten, the chosen rule would close, from when and until when.

    The day of closing is the day after the case that reaches the threshold was reported; reopening is that day plus the
    rule's days. It is advice: the authority decides.

    Returns
    -------
    As `clusters`, with close_from, reopen_earliest, reopen_latest (missing where the rule gives no days).
    """
    table = clusters(illnesses, rules[rules["level"] == SUSPENSION])
    start = pd.to_datetime(table["known_on"]) + pd.Timedelta(days=1)
    return table.assign(
        close_from=start,
        reopen_earliest=start + pd.to_timedelta(table["suspend_days_low"].astype(float), unit="D"),
        reopen_latest=start + pd.to_timedelta(table["suspend_days_high"].astype(float), unit="D"),
    )
