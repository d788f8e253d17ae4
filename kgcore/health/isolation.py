"""Isolation: when a sick child may come back, whether it did too early, and how long its contacts are watched."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from kgcore.health.codes import (
    EARLY_RETURN,
    INCUBATION,
    ISOLATED,
    MAY_RETURN,
    NO_RULE,
    PRESCRIBED,
    RETURNED,
)

ONSET = "发病"
"""Value of counted_from in the prescribed table isolation."""


def isolation(illnesses: pd.DataFrame, rules: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return each case with the earliest day of return that the rule allows, and how it stands on a day.

    The register keeps the onset alone. A rule counted from the rash or from treatment is counted from the onset,
    which is never later; one counted from the end of symptoms gives the onset plus the symptom-free days, the
    earliest day conceivable. Both are marked in `counted_from` and `exact`.

    Parameters
    ----------
    illnesses : rows of the register.
    rules : rows of the chosen isolation scheme.
    on : the day looked at; a return after it has not happened yet.

    Returns
    -------
    The rows with isolation_days, counted_from, criterion, earliest_return, exact, status (a code: isolated,
    may_return, returned, early_return or no_rule), source.
    """
    columns = ["disease", "isolation_days", "counted_from", "symptom_free_days", "criterion", "contact_days",
               "incubation_high_days", "source"]  # fmt: skip
    rows = illnesses.merge(rules[columns], on="disease", how="left")
    days = rows["isolation_days"].fillna(rows["symptom_free_days"])
    rows["earliest_return"] = rows["onset"] + pd.to_timedelta(days.astype(float), unit="D")
    rows["exact"] = (rows["counted_from"] == ONSET) & rows["isolation_days"].notna()
    today = pd.Timestamp(on)
    back = rows["returned_on"] <= today
    early = back & (rows["returned_on"] < rows["earliest_return"])
    rows["status"] = np.select(
        [rows["earliest_return"].isna() & ~back, early, back, rows["earliest_return"] <= today],
        [NO_RULE, EARLY_RETURN, RETURNED, MAY_RETURN],
        ISOLATED,
    )
    rows["status"] = rows["status"].astype("str")
    return rows


def without_certificate(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the cases that are back without a certificate to return; one not written down counts as none."""
    back = rows["status"].isin([RETURNED, EARLY_RETURN])
    return rows[back & ~rows["certificate"].astype("boolean").fillna(False).astype(bool)]


def contacts(illnesses: pd.DataFrame, rules: pd.DataFrame, start: dt.date, end: dt.date) -> pd.DataFrame:
    """Return the classes whose children are watched as contacts on any day from `start` to `end`, and until when.

    The watch lasts the rule's days from the last onset in the class, that day not counted; where the scheme names
    none, the longest incubation (`basis` says which). Onsets after `end` are not known yet. Diseases without either
    are left out.

    Returns
    -------
    site, class_name, disease, cases, last_onset, watch_days, watch_until, basis (prescribed or incubation), source.
    """
    rows = illnesses[illnesses["onset"] <= pd.Timestamp(end)].merge(
        rules[["disease", "contact_days", "incubation_high_days", "source"]], on="disease", how="inner"
    )
    rows["watch_days"] = rows["contact_days"].fillna(np.ceil(rows["incubation_high_days"]))
    rows["basis"] = np.where(rows["contact_days"].notna(), PRESCRIBED, INCUBATION)
    # earlier cases count as the same watch only while it had not ended before the next onset
    rows = rows.sort_values(["site", "class_name", "disease", "onset"], kind="stable")
    gap = rows.groupby(["site", "class_name", "disease"])["onset"].diff().dt.days
    rows["watch"] = (~(gap <= rows["watch_days"])).cumsum()
    keys = ["site", "class_name", "disease", "watch"]
    watches = rows.groupby(keys, sort=False).agg(
        cases=("child", "nunique"),
        last_onset=("onset", "max"),
        watch_days=("watch_days", "last"),
        basis=("basis", "last"),
        source=("source", "last"),
    )
    watches = watches.reset_index().drop(columns="watch")
    watches["watch_until"] = watches["last_onset"] + pd.to_timedelta(watches["watch_days"], unit="D")
    return watches[watches["watch_until"] >= pd.Timestamp(start)].sort_values(
        ["watch_until", "class_name"], ignore_index=True
    )
