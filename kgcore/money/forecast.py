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

    `surplus_fen` is the median, `low_fen` and `high_fen` the ends of the 90 % interval; `within` the share of the
    draws that end within the limit; `land_on_zero`, `spend_low`, `spend_high` the daily spend per child that ends at
    nothing, and the corridor that ends within the limit.
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
    left: pd.DatetimeIndex,
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
    left : school days to come.
    index : level of prices by month, 1 in the last, as `price_trend.price_index` gives it.
    first : first day of the term.
    net_income_fen, surplus_fen : of the term so far.
    limit : greatest |surplus| as a fraction of net income.
    seed : of the draws; the same seed gives the same forecast.
    """
    known = daily[daily["children"] > 0]
    own = known[known.index >= first]
    if own.empty or net_income_fen <= 0:
        return None
    fee = net_income_fen / float(own["children"].sum())
    so_far = (net_income_fen - surplus_fen) / float(own["children"].sum())
    if not len(left):
        inside = float(abs(surplus_fen) <= limit * net_income_fen)
        return Forecast(
            0, 0.0, net_income_fen, surplus_fen, surplus_fen, surplus_fen, inside, so_far, None, None, None
        )  # fmt: skip
    random = np.random.default_rng(seed)
    come = children(known, left, DRAWS, random)
    cost = _costs(own, left, index, random)
    other = so_far - float(own["cost_fen"].sum()) / float(own["children"].sum())
    ends = surplus_fen + (fee - other) * come.draws.sum(axis=1) - (come.draws * cost).sum(axis=1)
    income = net_income_fen + fee * come.draws.sum(axis=1)
    low, middle, high = np.quantile(ends, [INTERVAL[0], 0.5, INTERVAL[1]])
    expected = float(come.expected.sum())
    whole = net_income_fen + fee * expected
    zero = fee + surplus_fen / expected
    room = limit * whole / expected
    return Forecast(
        len(left), expected, round(whole), round(middle), round(low), round(high),
        float((np.abs(ends) <= limit * income).mean()), so_far, zero, zero - room, zero + room,
    )  # fmt: skip


def _costs(own: pd.DataFrame, left: pd.DatetimeIndex, index: pd.Series, random: np.random.Generator) -> np.ndarray:
    days = pd.DatetimeIndex(own.index)
    seen = days.to_period("M")
    price = index.reindex(index.index.union(seen.unique())).ffill().bfill().fillna(1.0)
    real = own["cost_fen"].to_numpy() / price.reindex(seen).to_numpy()
    heads, week = own["children"].to_numpy(), week_of(days)
    level = real.sum() / heads.sum()
    if level <= 0:
        return np.zeros((DRAWS, len(left)))
    by_week = pd.DataFrame({"real": real, "heads": heads}).groupby(week).sum()
    by_week = by_week[by_week["real"] > 0]
    weekly = by_week["real"] / by_week["heads"] / level
    within = real / heads / level - weekly.reindex(week).to_numpy()
    weeks, place = np.unique(week_of(left), return_inverse=True)
    ahead = departures(
        np.log(weekly), int(week[0]), weeks, usual=USUAL_WEEK, level_weeks=0.0, runs=DRAWS, random=random
    )
    months, at = np.unique(left.to_period("M"), return_inverse=True)
    prices = levels(index, pd.PeriodIndex(months, freq="M"), DRAWS, random)
    days_apart = random.choice(within[~np.isnan(within)], (DRAWS, len(left)))
    drawn: np.ndarray = level * (np.exp(ahead.draws[:, place]) + days_apart) * prices[:, at]
    return drawn


__all__ = ["Forecast", "forecast"]
