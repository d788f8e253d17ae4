"""Person-days: how many whole child-days of eating the diners of all meals add up to.

Formula: person-days = Σ over meals (diners × meal ratio), the ratio being the meal's share of what is eaten in a day
(人日数 of the dietary survey; worked example of the teaching texts: 900·50/225 + 855·100/225 + 810·75/225 = 850).
A child who came for one snack only counts with the snack's ratio; a day on which the kitchen served a part of the
meals counts as that part. So grams per person-day are always grams per complete day in the kindergarten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

_SUM_TOLERANCE = 1e-3


def person_days(diners: pd.DataFrame, ratios: Mapping[str, float]) -> float:
    """Return the person-days of a table of diners.

    Parameters
    ----------
    diners
        Columns `meal`, `diners` (children who ate that meal); any number of rows per meal.
    ratios
        Share of the day's food for each meal, a fraction; they add up to 1.

    Raises
    ------
    ValueError
        When a meal has no ratio, the ratios do not add up to 1, or a number of diners is missing or negative.

    Examples
    --------
    >>> diners = pd.DataFrame({"meal": ["早点", "午餐", "午点"], "diners": [10, 10, 15]})
    >>> person_days(diners, {"早点": 0.2, "午餐": 0.6, "午点": 0.2})  # 10 whole days and 5 afternoon snacks
    11.0
    """
    return float(_weighted(diners, ratios).sum())


def person_days_by(diners: pd.DataFrame, ratios: Mapping[str, float], by: Sequence[str]) -> pd.Series:
    """Return person-days of each group of rows, indexed by the columns named in `by`; see `person_days`.

    Examples
    --------
    >>> diners = pd.DataFrame({"band": ["小班", "大班"], "meal": "午餐", "diners": [10, 20]})
    >>> person_days_by(diners, {"午餐": 0.6, "午点": 0.4}, ["band"]).to_dict()
    {'大班': 12.0, '小班': 6.0}
    """
    weighted = diners[list(by)].assign(person_days=_weighted(diners, ratios))
    return weighted.groupby(list(by), observed=True)["person_days"].sum()


def meal_ratios(meal_energy: pd.DataFrame) -> dict[str, float]:
    """Return the ratio of each meal served: its share of the energy eaten in the kindergarten, adding up to 1.

    Parameters
    ----------
    meal_energy
        The prescribed rows of one scheme and pattern: meal, in_school_share (rounded figures, so they are scaled).

    Examples
    --------
    >>> meal_ratios(pd.DataFrame({"meal": ["午餐", "午点"], "in_school_share": [0.75, 0.25]}))
    {'午餐': 0.75, '午点': 0.25}
    """
    share = meal_energy.set_index("meal")["in_school_share"].astype("float64")
    return {str(meal): float(value) for meal, value in (share / share.sum()).items()}


def _weighted(diners: pd.DataFrame, ratios: Mapping[str, float]) -> pd.Series:
    total = float(sum(ratios.values()))
    if abs(total - 1) > _SUM_TOLERANCE:
        raise ValueError(f"各餐折算系数之和应为 1，现为 {total:.4f}")
    unknown = sorted(set(diners["meal"]) - set(ratios))
    if unknown:
        raise ValueError(f"没有折算系数的餐次：{'、'.join(unknown)}；已有：{'、'.join(ratios)}")
    count = diners["diners"].astype("float64")
    if count.isna().any() or (count < 0).any():
        raise ValueError("就餐人数缺失或为负")
    return count * diners["meal"].map(dict(ratios)).astype("float64")
