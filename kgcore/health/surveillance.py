"""Infectious disease counted: incidence, the epidemic curve, and which class fell ill on which day."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kgcore import periods
from kgcore.registers.health import DISEASES, OTHER


def known(illnesses: pd.DataFrame, *, keep_other: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of diseases that the register names, and the rows of others.

    Parameters
    ----------
    illnesses : columns onset, child, disease, class_name.
    keep_other : keep the others among the first, as 其他, with the name given moved to other_name.
    """
    strange = ~illnesses["disease"].isin(DISEASES)
    other_rows = illnesses[strange].reset_index(drop=True)
    if not keep_other:
        return illnesses[~strange].reset_index(drop=True), other_rows
    rows = illnesses.copy()
    rows.loc[strange, "other_name"] = rows.loc[strange, "disease"]
    rows.loc[strange, "disease"] = OTHER
    return rows.reset_index(drop=True), other_rows


def contradictory(illnesses: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose onset lies after the return or after the report."""
    late = (illnesses["onset"] > illnesses["returned_on"]) | (illnesses["onset"] > illnesses["reported_on"])
    return illnesses[late].reset_index(drop=True)


def incidence(
    illnesses: pd.DataFrame, enrolled: pd.Series, start: dt.date, end: dt.date, by: str | None = None
) -> pd.DataFrame:
    """Return new cases by disease, with the children enrolled as the denominator.

    Parameters
    ----------
    illnesses : columns onset, disease, class_name.
    enrolled : children enrolled, indexed by class_name.
    start, end : days of onset counted, both included.
    by : None, ``"class_name"`` (denominator: that class) or ``"week"`` (ISO week of onset; denominator: all classes).

    Returns
    -------
    disease, `by` where given, cases, enrolled, rate (cases / enrolled, a fraction; missing where nobody is enrolled).
    """
    rows = within(illnesses, start, end)
    rows = rows.assign(week=[str(periods.week_of(day.date())) for day in rows["onset"]])
    keys = ["disease", *([by] if by else [])]
    table = rows.groupby(keys, sort=True).size().rename("cases").reset_index()
    table["enrolled"] = table["class_name"].map(enrolled) if by == "class_name" else int(enrolled.sum())
    table["rate"] = table["cases"] / table["enrolled"].where(table["enrolled"] > 0)
    return table.sort_values(["cases", *keys], ascending=[False, *[True] * len(keys)], ignore_index=True)


def within(illnesses: pd.DataFrame, start: dt.date, end: dt.date) -> pd.DataFrame:
    """Return the cases whose onset lies from `start` to `end`."""
    inside = illnesses["onset"].between(pd.Timestamp(start), pd.Timestamp(end))
    return illnesses[inside].reset_index(drop=True)


def epidemic_curve(illnesses: pd.DataFrame, start: dt.date, end: dt.date) -> pd.DataFrame:
    """Return cases by day of onset (index, every day) and disease (columns)."""
    rows = within(illnesses, start, end)
    days = pd.date_range(start, end, freq="D")
    return (
        pd.crosstab(rows["onset"], rows["disease"]).reindex(days, fill_value=0).rename_axis(index="date", columns=None)
    )


def class_by_day(illnesses: pd.DataFrame, classes: list[str], start: dt.date, end: dt.date) -> pd.DataFrame:
    """Return cases by class (index, all classes in the order given) and day of onset (columns, every day)."""
    rows = within(illnesses, start, end)
    days = pd.date_range(start, end, freq="D")
    table = pd.crosstab(rows["class_name"], rows["onset"])
    return table.reindex(index=classes, columns=days, fill_value=0).rename_axis(index="class_name", columns=None)
