"""Measurements joined to the children measured, and what a child's row of measurements cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from kgcore.health import growth
from kgcore.health.settings import setting

CHILD_COLUMNS = ["child", "class_name", "sex", "birth_month"]


def present(children: pd.DataFrame, start: dt.date, end: dt.date) -> pd.DataFrame:
    """Return the children enrolled on any day from `start` to `end`."""
    came = children["enrolled_on"] <= pd.Timestamp(end)
    stayed = children["left_on"].isna() | (children["left_on"] >= pd.Timestamp(start))
    return children[came & stayed].reset_index(drop=True)


def assessed(
    measurements: pd.DataFrame, children: pd.DataFrame, standard: str = "wst423-2022", grade_scheme: str = "wst423-2022"
) -> pd.DataFrame:
    """Return the measurements of these children as `growth.assess` does, by child and date.

    A child whose sex or month of birth is not known is left out.
    Adds class_name, sex, birth_month and age_months; and to `implausible` what only the row before shows: a height
    that fell by more than the error of two measurements, a weight that jumped (千克 for 斤, a slipped decimal).
    """
    rows = measurements.merge(children[CHILD_COLUMNS].dropna(), on="child", how="inner")
    rows = rows.sort_values(["child", "date"], kind="stable", ignore_index=True)
    rows["age_months"] = growth.age_months(rows["birth_month"], rows["date"])
    table = growth.assess(rows, standard, grade_scheme)
    doubt = _against_the_row_before(table)
    table["implausible"] = table["implausible"].where(table["implausible"] != "", doubt)
    return table


def _against_the_row_before(rows: pd.DataFrame) -> pd.Series:
    doubt = np.full(len(rows), "", dtype=object)
    known = rows.groupby("child")[["height_cm", "weight_kg"]].ffill()
    before = known.groupby(rows["child"]).shift()
    height = rows["height_cm"] - before["height_cm"]
    ratio = rows["weight_kg"] / before["weight_kg"]
    limit = setting("weight_jump_ratio")
    doubt[(ratio > limit) | (ratio < 1 / limit)] = "体重与上次相差过大"
    doubt[height < -setting("shrinking_cm")] = "身高比上次低"
    return pd.Series(doubt, rows.index, dtype="str")


def latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each child's last believable measurement that has both height and weight."""
    usable = rows[(rows["implausible"] == "") & rows["height_cm"].notna() & rows["weight_kg"].notna()]
    return usable.sort_values("date", kind="stable").groupby("child", sort=True).tail(1).reset_index(drop=True)


def grade_counts(rows: pd.DataFrame, by: str, grades: Sequence[str]) -> pd.DataFrame:
    """Return how many children have each grade, one row per value of `by`, and the number graded.

    Parameters
    ----------
    rows : one row per child, columns grade and `by`.
    grades : columns wanted, in this order; other grades count in `graded` alone.
    """
    graded = rows[rows["grade"].notna()]
    table = pd.crosstab(graded[by], graded["grade"]).reindex(columns=list(grades), fill_value=0)
    return table.assign(graded=graded.groupby(by).size()).rename_axis(columns=None).reset_index()
