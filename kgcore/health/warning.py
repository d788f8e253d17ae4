"""Early warning: EARS C1, C2 and C3 on daily counts of children absent with a symptom.

Hutwagner, Thompson, Seeman and Treadwell 2003 (Journal of Urban Health 80, supplement 1). With the mean m and the
standard deviation s of seven days of baseline, C1(t) = (Y(t) - m) / s on the seven days just before t; C2(t) the same
on seven days that end three days before t (two days between); C3(t) = sum of max(0, C2(i) - 1) over t, t-1 and t-2.
Alarm when C1 > 3, C2 > 3, C3 > 2. The days are school days: a weekend is not a day without illness.
No kept Python library holds these; the three lines of formula are written here.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kgcore.health.settings import setting

C3_DAYS = 3
METHODS = ("c1", "c2", "c3")


def ears(counts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the EARS statistics of daily counts.

    Parameters
    ----------
    counts
        One row per school day in order, one column per series (a class, a symptom, a site); whole numbers, persons.
        A missing count makes every statistic whose baseline holds it missing.

    Returns
    -------
    `c1`, `c2`, `c3`: frames of the shape of `counts`; NaN while there is no full baseline. The standard deviation
    is not let fall below 1 person, else one sneeze after a healthy week would alarm.
    """
    days, lag = int(setting("ears_baseline")), int(setting("ears_lag"))
    c1 = _statistic(counts, days, 0)
    c2 = _statistic(counts, days, lag)
    excess = (c2 - 1).clip(lower=0)
    c3 = excess.rolling(C3_DAYS, min_periods=C3_DAYS).sum()
    return {"c1": c1, "c2": c2, "c3": c3}


def _statistic(counts: pd.DataFrame, days: int, lag: int) -> pd.DataFrame:
    base = counts.shift(1 + lag).rolling(days, min_periods=days)
    return (counts - base.mean()) / base.std(ddof=1).clip(lower=setting("ears_sigma_min"))


def alarms(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the days on which a series alarms: day, series, count, method (c1, c2, c3), statistic, limit."""
    daily = _long(counts, "count")
    statistics = [
        _long(statistic, "statistic").assign(method=method, limit=setting(f"ears_{method}"))
        for method, statistic in ears(counts).items()
    ]
    table = pd.concat(statistics, ignore_index=True)
    table = table[table["statistic"] > table["limit"]].merge(daily, on=["day", "series"], how="left")
    table = table.sort_values(["day", "series", "method"], kind="stable", ignore_index=True)
    return table[["day", "series", "count", "method", "statistic", "limit"]]


def _long(wide: pd.DataFrame, name: str) -> pd.DataFrame:
    return wide.rename_axis(index="day").reset_index().melt("day", var_name="series", value_name=name)


def daily_counts(symptoms: pd.DataFrame, days: list[pd.Timestamp], by: str, of: list[str]) -> pd.DataFrame:
    """Return counts of absent children by school day and by value of a column, zero where there was none.

    Parameters
    ----------
    symptoms : rows of the register symptoms (those to be counted).
    days : school days in order.
    by : column whose values become the series.
    of : the series wanted.
    """
    table = pd.crosstab(symptoms["date"], symptoms[by])
    return table.reindex(index=pd.DatetimeIndex(days), columns=of, fill_value=0).astype(np.float64)
