"""Attendance: rate by class, and absence through illness."""

from __future__ import annotations

import pandas as pd

from kgcore.registers import terms


def attendance(
    meals: pd.DataFrame, absences: pd.DataFrame, enrolled: pd.Series, school_days: list[pd.Timestamp]
) -> pd.DataFrame:
    """Return attendance of each class over the school days.

    Parameters
    ----------
    meals : register attendance: date, class_name, meal, diners. A child is present on a day when it took any meal, so
        the day's largest count of the class is taken.
    absences : register symptoms of this and earlier weeks: date, class_name, leave; none at all says that it was not
        filled in, and there is no sick_rate.
    enrolled : children enrolled, indexed by class_name.
    school_days : the days due.

    Returns
    -------
    One row per class: enrolled, days (school days with a count), due (enrolled x days), present, rate (present /
    due), absent_sick, sick_rate (sick person-days / due, whole period), days_missing (school days without a count).
    Days without a count are in neither numerator nor denominator of `rate`.
    """
    days = pd.DatetimeIndex(school_days)
    counted = meals[meals["date"].isin(days)].groupby(["class_name", "date"])["diners"].max().astype(float)
    by_class = counted.groupby("class_name")
    table = pd.DataFrame({"enrolled": enrolled.astype(float)}).rename_axis("class_name")
    table["days"] = by_class.size().reindex(table.index).fillna(0).astype(int)
    table["due"] = table["enrolled"] * table["days"]
    table["present"] = by_class.sum().reindex(table.index)
    table["rate"] = table["present"] / table["due"].where(table["due"] > 0)
    sick = absences[(absences["leave"] == terms.SICK_LEAVE) & absences["date"].isin(days)]
    table["absent_sick"] = sick.groupby("class_name").size().reindex(table.index).fillna(0).astype(int)
    whole = table["enrolled"] * len(days)
    table["sick_rate"] = table["absent_sick"] / whole.where((whole > 0) & (len(absences) > 0))
    table["days_missing"] = len(days) - table["days"]
    return table.reset_index()


def total(rows: pd.DataFrame, school_days: int) -> dict[str, float]:
    """Return the kindergarten's rate and sick_rate from the classes' sums; NaN where nothing was due."""
    nan = float("nan")
    due, whole = float(rows["due"].sum()), float(rows["enrolled"].sum()) * school_days
    return {
        "rate": float(rows["present"].sum()) / due if due else nan,
        "sick_rate": float(rows["absent_sick"].sum()) / whole if whole and rows["sick_rate"].notna().any() else nan,
    }
