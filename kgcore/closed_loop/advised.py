"""Menus that follow a month's advice: what its plan asks of each food, as settings of the planner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kgcore import nutrition, periods
from kgcore.nutrition.ranges import ACCURACY
from kgcore.periods import Period

if TYPE_CHECKING:
    from kgcore.menu import MenuPlan
    from kgcore.office import Office

WEIGHT = 60
"""Points of a food that is missed whole, beside 30 for a nutrient and 150 for a norm; own choice."""


def advised_amounts(office: Office, month: str | Period) -> pd.DataFrame:
    """Return the settings rows by which a menu follows the advice of a month: a row a food.

    Parameters
    ----------
    office : the kitchen.
    month : the month analysed. What was decided after it (register 膳食调整) counts; where nothing was, its advice.

    Returns
    -------
    DataFrame
        rule, key (the food), low or high (g per child-day: at least what a food is to rise to, at most what it is to
        fall to), unit, tier, weight, source, confidence; no rows where the month has no advice.

    Raises
    ------
    NotComputableError, PeriodError
        as `nutrition.month` does.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     rows = advised_amounts(office, "2026-05")
    >>> rows[["rule", "tier"]].drop_duplicates().to_numpy().tolist()
    [['food_amounts', 'goal']]
    """
    span = periods.parse(month)
    decision = office.read("diet_changes")
    decision = decision[decision["month"] == str(span)]
    if decision.empty:
        plan = nutrition.month(office, span).advice.rename(columns={"now_g": "before_g"})
        decision, source = plan[["food", "before_g", "change_g"]], f"{span.title}膳食营养分析的调整方案"
    else:
        source = f"《膳食调整》{span.title}分析后的决定"
    amount = (decision["before_g"] + decision["change_g"]).clip(lower=0.0)
    return pd.DataFrame(
        {
            "rule": "food_amounts", "key": decision["food"], "low": amount.where(decision["change_g"] > 0),
            "high": amount.where(decision["change_g"] < 0), "unit": "克/人·日", "tier": "goal", "weight": WEIGHT,
            "source": source, "confidence": "seen",
        }
    ).reset_index(drop=True)  # fmt: skip


def amounts_of(plan: MenuPlan) -> pd.Series[float]:
    """Return the edible grams of each food that a menu gives the average child a day, by food.

    Examples
    --------
    >>> from kgcore.testing import tiny_plan
    >>> bool(amounts_of(tiny_plan())["牛奶"] > 50)
    True
    """
    grams = plan.grams()
    by_band = grams.groupby("food")[list(plan.problem.bands)].sum()
    average = by_band.to_numpy(dtype="float64") @ plan.problem.band_weights
    return pd.Series(average / grams["date"].nunique(), by_band.index)


def followed_amounts(plan: MenuPlan) -> pd.DataFrame:
    """Return how far a menu follows the advice it was planned by.

    Returns
    -------
    DataFrame
        food, low, high (as asked, g per child-day), planned_g (of the average child), is_kept (within the accuracy of
        the records, 2 %).

    Examples
    --------
    >>> from kgcore.testing import tiny_plan
    >>> followed_amounts(tiny_plan()).empty  # it was planned by no advice
    True
    """
    rows = [(row.key, row.low, row.high) for row in plan.problem.settings.rows("food_amounts")]
    table = pd.DataFrame(rows, columns=["food", "low", "high"])
    table["planned_g"] = amounts_of(plan).reindex(table["food"]).fillna(0.0).to_numpy()
    lacks = table["planned_g"] < (1 - ACCURACY) * table["low"]
    exceeds = table["planned_g"] > (1 + ACCURACY) * table["high"]
    return table.assign(is_kept=~(lacks | exceeds))


__all__ = ["advised_amounts", "amounts_of", "followed_amounts"]
