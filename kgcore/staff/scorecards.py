"""Scorecards of the three posts (三大员): indicators × weights × methods, by month, then over the period.

share of an item in a month = mean over the assessors who marked it (score ÷ full marks), or for an indicator scored by
data (value − zero_at) ÷ (good_at − zero_at), held between 0 and 1.
share over the period = mean of the months, weighted by the days the person worked in each.
share of a dimension = Σ full × share ÷ Σ full, over the items that have a share.
score = declared total × Σ_d W_d × share_d ÷ Σ_d W_d, with W_d the full marks of process and of performance.
What was not marked is never zero nor full: it is left out of both sums, and the card says how much was covered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from kgcore.registers.staff import ASSESSORS, BY_DATA, BY_DEDUCTION, PERFORMANCE, PROCESS
from kgcore.staff.scorecard_inputs import WHOLE

MARK_COLUMNS = [
    "month", "staff", "role", "team", "item", "dimension", "method", "full_marks", "assessor", "share", "days",
]  # fmt: skip
_TOLERANCE = 1e-9


class ScorecardError(ValueError):
    """The indicators of a role make no scorecard; the message says why, in Chinese."""


def check_indicators(indicators: pd.DataFrame, total: float) -> None:
    """Refuse indicators of one role whose full marks do not add up to the declared total.

    Parameters
    ----------
    indicators : rows of the register `indicators`, of one role.
    total : declared total, points.

    Raises
    ------
    ScorecardError
        also when there are none, or when an indicator scored by data has the same value for full and for no marks.
    """
    if indicators.empty:
        raise ScorecardError("没有登记考核指标")
    full_marks = float(indicators["full_marks"].sum())
    if abs(full_marks - total) > _TOLERANCE:
        raise ScorecardError(f"满分合计 {full_marks:g} 分，应为 {total:g} 分")
    flat = indicators[(indicators["method"] == BY_DATA) & (indicators["good_at"] == indicators["zero_at"])]
    if len(flat):
        raise ScorecardError(f"“{flat['item'].iloc[0]}”的满分值与零分值相同，无法按数据计分")


def days_worked(people: pd.DataFrame, days: Sequence[dt.date]) -> pd.DataFrame:
    """Return how many school days each person was employed, by month: columns `month`, `staff`, `days`, `due`.

    Parameters
    ----------
    people : columns `staff`, `hired_on`, `left_on`.
    days : school days.
    """
    day = pd.DataFrame({"day": pd.to_datetime(pd.Series(list(days)))})
    day["month"] = day["day"].dt.strftime("%Y-%m")
    grid = day.merge(people[["staff", "hired_on", "left_on"]], how="cross")
    grid["days"] = (grid["hired_on"] <= grid["day"]) & ~(grid["left_on"] < grid["day"])
    return grid.groupby(["month", "staff"]).agg(days=("days", "sum"), due=("day", "count")).reset_index()


def stray_scores(people: pd.DataFrame, indicators: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Return the scores that cannot count: not an indicator of the person's role, or above full marks.

    Returns
    -------
    Columns `month`, `staff`, `item`, `assessor`, `score`, `full_marks` (NaN where the role has no such indicator).
    """
    table = scores.merge(people[["staff", "role"]], on="staff", how="left").merge(
        indicators[["role", "item", "full_marks"]], on=["role", "item"], how="left"
    )
    at_fault = table["full_marks"].isna() | (table["score"] > table["full_marks"] + _TOLERANCE)
    columns = ["month", "staff", "item", "assessor", "score", "full_marks"]
    return table.loc[at_fault, columns].reset_index(drop=True)


def marks(
    people: pd.DataFrame,
    indicators: pd.DataFrame,
    scores: pd.DataFrame,
    inputs: pd.DataFrame,
    presence: pd.DataFrame,
) -> pd.DataFrame:
    """Return every mark that is due, with the share of full marks it gave (NaN = not marked).

    Parameters
    ----------
    people : columns `staff`, `role`, `team`.
    indicators : rows of the register, of the roles assessed.
    scores : rows of the register `scores`; strays are ignored.
    inputs : as kgcore.staff.scorecard_inputs describes; the team's figure counts before the role's before the whole's.
    presence : as `days_worked` returns; a month without a day worked is not due.

    Returns
    -------
    Columns `month`, `staff`, `role`, `team`, `item`, `dimension`, `method`, `full_marks`, `assessor`, `share`, `days`.
    """
    due = (
        presence[presence["days"] > 0].merge(people[["staff", "role", "team"]], on="staff").merge(indicators, on="role")
    )
    by_people = due[due["method"] != BY_DATA].merge(pd.DataFrame({"assessor": list(ASSESSORS)}), how="cross")
    by_people = by_people.merge(
        scores[["month", "staff", "item", "assessor", "score"]], on=["month", "staff", "item", "assessor"], how="left"
    )
    share = by_people["score"] / by_people["full_marks"]
    by_people["share"] = share.where(share <= 1 + _TOLERANCE)
    by_data = due[due["method"] == BY_DATA].assign(assessor=BY_DATA).reset_index(drop=True)
    value = _inputs_of(by_data, inputs)
    by_data["share"] = ((value - by_data["zero_at"]) / (by_data["good_at"] - by_data["zero_at"])).clip(0, 1)
    return pd.concat([by_people[MARK_COLUMNS], by_data[MARK_COLUMNS]], ignore_index=True)


def _inputs_of(rows: pd.DataFrame, inputs: pd.DataFrame) -> pd.Series:
    values = inputs.set_index(["measure", "month", "subject"])["value"]
    value = pd.Series(np.nan, index=rows.index)
    for subject in (rows["team"], rows["role"], pd.Series(WHOLE, index=rows.index)):
        key = pd.MultiIndex.from_arrays([rows["measure"], rows["month"], subject.fillna("—")])
        value = value.fillna(pd.Series(values.reindex(key).to_numpy(dtype="float64"), index=rows.index))
    return value


def item_shares(marks: pd.DataFrame, without: str | None = None) -> pd.DataFrame:
    """Return the share of each item in the period: rows are people, columns items, NaN = never marked.

    Parameters
    ----------
    marks : as `marks` returns, of one role.
    without : an assessor to leave out.
    """
    counted = marks if without is None else marks[marks["assessor"] != without]
    monthly = counted.groupby(["staff", "item", "month"]).agg(share=("share", "mean"), days=("days", "first"))
    monthly = monthly.dropna(subset=["share"])
    monthly["weighted"] = monthly["share"] * monthly["days"]
    summed = monthly.groupby(["staff", "item"])[["weighted", "days"]].sum()
    order = marks["item"].drop_duplicates()
    summed["share"] = summed["weighted"] / summed["days"]
    wide = summed.reset_index().pivot_table(index="staff", columns="item", values="share")
    return wide.reindex(index=sorted(marks["staff"].unique()), columns=order)


def dimension_shares(shares: pd.DataFrame, full: pd.Series, dimension: pd.Series) -> pd.DataFrame:
    """Return Σ full × share ÷ Σ full over the items marked, one column a dimension, NaN where none was marked.

    Parameters
    ----------
    shares : as `item_shares` returns.
    full, dimension : full marks and dimension, indexed by item.
    """
    groups = dimension.groupby(dimension).groups
    return pd.DataFrame(
        {str(name): _weighted_mean(shares[list(items)], full[list(items)]) for name, items in groups.items()}
    )


def _weighted_mean(shares: pd.DataFrame, weight: pd.Series) -> pd.Series:
    """Return the mean of each row's known columns, NaN where none is known; arrays, as it is asked for each variant."""
    values, weights = shares.to_numpy(np.float64), weight.to_numpy(np.float64)
    covered = (~np.isnan(values)) @ weights
    summed = np.nan_to_num(values) @ weights
    mean = np.divide(summed, covered, out=np.full(len(values), np.nan), where=covered > 0)
    return pd.Series(mean, shares.index)


def scores_of(shares: pd.DataFrame, full: pd.Series, dimension: pd.Series, total: float) -> pd.Series:
    """Return the score of each person, points of the declared total; NaN where nothing was marked.

    Parameters
    ----------
    shares, full, dimension : as for `dimension_shares`.
    total : declared total, points.
    """
    by_dimension = dimension_shares(shares, full, dimension)
    return total * _weighted_mean(by_dimension, full.groupby(dimension).sum()[by_dimension.columns])


def cards(marks: pd.DataFrame, total: float) -> pd.DataFrame:
    """Return one row a person of one role: what the period's marks come to.

    Parameters
    ----------
    marks : as `marks` returns, of one role.
    total : declared total, points.

    Returns
    -------
    Columns `staff`, `role`, `team`, `score`, `process`, `performance` (shares), `covered` (full marks marked ÷ all),
    `missing` (marks due from people and not given), `due`, `deducted` (points, by indicators scored by deduction),
    `spread` (points between the kindest and the strictest assessor).
    """
    items = marks.drop_duplicates("item").set_index("item")
    full, dimension = items["full_marks"], items["dimension"]
    shares = item_shares(marks)
    by_dimension = dimension_shares(shares, full, dimension)
    people = marks.drop_duplicates("staff").set_index("staff").loc[shares.index, ["role", "team"]]
    due = marks[marks["assessor"] != BY_DATA].groupby("staff")["share"]
    deductions = [item for item in full.index if items.loc[item, "method"] == BY_DEDUCTION]
    table = people.assign(
        score=scores_of(shares, full, dimension, total),
        process=by_dimension.get(PROCESS, np.nan),
        performance=by_dimension.get(PERFORMANCE, np.nan),
        covered=shares.notna().mul(full, axis=1).sum(axis=1) / full.sum(),
        missing=due.apply(lambda share: int(share.isna().sum())),
        due=due.size(),
        deducted=(1 - shares[deductions]).mul(full[deductions], axis=1).sum(axis=1, min_count=1),
        spread=spread(marks, total),
    )
    return table.rename_axis("staff").reset_index()


def by_assessor(marks: pd.DataFrame, total: float) -> pd.DataFrame:
    """Return what each assessor gave, points of the total, over the marks that all assessors gave.

    Returns
    -------
    Rows people, columns assessors; NaN where there is no mark that all gave.
    """
    wide = marks[marks["assessor"] != BY_DATA].pivot_table(
        index=["staff", "month", "item", "full_marks"], columns="assessor", values="share", dropna=False, observed=True
    )
    wide = wide.reindex(columns=list(ASSESSORS)).dropna()
    full = pd.Series(wide.index.get_level_values("full_marks"), index=wide.index)
    staff = wide.index.get_level_values("staff")
    points = wide.mul(full, axis=0).groupby(staff).sum().div(full.groupby(staff).sum(), axis=0) * total
    return points.reindex(sorted(marks["staff"].unique()))


def spread(marks: pd.DataFrame, total: float) -> pd.Series:
    """Return the points between the kindest and the strictest assessor, by person."""
    points = by_assessor(marks, total)
    return points.max(axis=1) - points.min(axis=1)
