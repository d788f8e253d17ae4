"""Where the term will end, with an interval, and what may be spent per child and day from now on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kgcore.money.attendance import children
from kgcore.money.persistence import departures, week_of
from kgcore.money.price_trend import levels

DRAWS = 4000
INTERVAL = (0.05, 0.95)
USUAL_WEEK = 0.03
"""Standard deviation of a week's cost per child at equal prices where few weeks are known: an assumption."""


@dataclass(frozen=True)
class Forecast:
    """The term's end as seen from a day; money in fen, spend in fen per child-day, None where nothing is left to come.

    Attributes
    ----------
    days_left, child_days_left : school days to come, and the child-days expected on them.
    net_income_fen : expected for the whole term.
    surplus_fen, low_fen, high_fen : the median of the term's surplus, and the ends of its 90 % interval.
    within : share of the draws that end within the limit.
    spent_so_far : fen per child-day of the term so far.
    land_on_zero, spend_low, spend_high : what the days to come may cost, in fen per child-day, so that the term ends at
        nothing, and the corridor that ends within the limit.

    Examples
    --------
    >>> from kgcore import money
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     ahead = money.month(office, "2026-05").forecast
    >>> ahead.low_fen <= ahead.surplus_fen <= ahead.high_fen
    True
    """

    days_left: int
    child_days_left: float
    net_income_fen: int
    surplus_fen: int
    low_fen: int
    high_fen: int
    within: float
    spent_so_far: float
    land_on_zero: float | None
    spend_low: float | None
    spend_high: float | None


def forecast(
    daily: pd.DataFrame,
    days_ahead: pd.DatetimeIndex,
    index: pd.Series,
    *,
    first: pd.Timestamp,
    net_income_fen: int,
    surplus_fen: int,
    limit: float,
    seed: int,
) -> Forecast | None:
    """Return the forecast of a term's end, None before the first school day.

    end = surplus + Σ over the days to come of children x (fee - cost per child - other). Children: see
    `attendance.children`. Other: what was spent per child-day so far beside the food of the days, as permitted charges.
    Cost per child: the term's mean at the prices of the last month, x what the week departs from it (`persistence`),
    x what a day departs from its week, x the level of prices (`price_trend.levels`). The menus are taken to go on as
    they were; nobody steers.

    Parameters
    ----------
    daily : indexed by date, the school days of all terms recorded: children who were charged, enrolled, and of this
        term cost_fen of what they ate.
    days_ahead : school days to come.
    index : level of prices by month, 1 in the last, as `price_trend.price_index` gives it.
    first : first day of the term.
    net_income_fen, surplus_fen : of the term so far.
    limit : greatest |surplus| as a fraction of net income.
    seed : of the draws; the same seed gives the same forecast.
    """
    attendance = daily[daily["children"] > 0]
    this_term = attendance[attendance.index >= first]
    if this_term.empty or net_income_fen <= 0:
        return None
    fee = net_income_fen / float(this_term["children"].sum())
    so_far = (net_income_fen - surplus_fen) / float(this_term["children"].sum())
    if not len(days_ahead):
        inside = float(abs(surplus_fen) <= limit * net_income_fen)
        return Forecast(
            0, 0.0, net_income_fen, surplus_fen, surplus_fen, surplus_fen, inside, so_far, None, None, None
        )  # fmt: skip
    random = np.random.default_rng(seed)
    heads = children(attendance, days_ahead, DRAWS, random)
    cost = _costs(this_term, days_ahead, index, random)
    beside_food = so_far - float(this_term["cost_fen"].sum()) / float(this_term["children"].sum())
    ends = surplus_fen + (fee - beside_food) * heads.draws.sum(axis=1) - (heads.draws * cost).sum(axis=1)
    income = net_income_fen + fee * heads.draws.sum(axis=1)
    low, middle, high = np.quantile(ends, [INTERVAL[0], 0.5, INTERVAL[1]])
    child_days = float(heads.means.sum())
    whole = net_income_fen + fee * child_days
    zero = fee + surplus_fen / child_days
    room = limit * whole / child_days
    return Forecast(
        len(days_ahead), child_days, round(whole), round(middle), round(low), round(high),
        float((np.abs(ends) <= limit * income).mean()), so_far, zero, zero - room, zero + room,
    )  # fmt: skip


def _costs(
    this_term: pd.DataFrame, days_ahead: pd.DatetimeIndex, index: pd.Series, random: np.random.Generator
) -> np.ndarray:
    """Return draws of the cost per child on each day to come: DRAWS x days, in fen."""
    days = pd.DatetimeIndex(this_term.index)
    month = days.to_period("M")
    price = index.reindex(index.index.union(month.unique())).ffill().bfill().fillna(1.0)
    real = this_term["cost_fen"].to_numpy() / price.reindex(month).to_numpy()
    heads, week = this_term["children"].to_numpy(), week_of(days)
    level = real.sum() / heads.sum()
    if level <= 0:
        return np.zeros((DRAWS, len(days_ahead)))
    by_week = pd.DataFrame({"real": real, "heads": heads}).groupby(week).sum()
    by_week = by_week[by_week["real"] > 0]
    weekly = by_week["real"] / by_week["heads"] / level
    within = real / heads / level - weekly.reindex(week).to_numpy()
    weeks, place = np.unique(week_of(days_ahead), return_inverse=True)
    ahead = departures(
        np.log(weekly), int(week[0]), weeks, usual=USUAL_WEEK, level_weeks=0.0, runs=DRAWS, random=random
    )
    months, at = np.unique(days_ahead.to_period("M"), return_inverse=True)
    prices = levels(index, pd.PeriodIndex(months, freq="M"), DRAWS, random)
    days_apart = random.choice(within[~np.isnan(within)], (DRAWS, len(days_ahead)))
    costs: np.ndarray = level * (np.exp(ahead.draws[:, place]) + days_apart) * prices[:, at]
    return costs


__all__ = ["Forecast", "forecast"]
