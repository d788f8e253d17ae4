"""Where the term will end, with an interval, and what may be spent per child and day from now on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

DRAWS = 4000
INTERVAL = (0.05, 0.95)


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
    daily: pd.DataFrame, left: pd.DatetimeIndex, *, net_income_fen: int, surplus_fen: int, limit: float, seed: int
) -> Forecast | None:
    """Return the forecast of a term's end, None before the first school day.

    Every day to come is drawn from the term's days so far: its children from those of the same weekday (all days
    where fewer than three), its cost per child from one day in the same run of five, so that a dear week stays a dear
    week; and the level of prices moves by a common factor with the spread of the monthly means so far.

    Parameters
    ----------
    daily : indexed by date (school days so far): children who were charged, cost_fen of what they ate.
    left : school days to come.
    net_income_fen, surplus_fen : so far.
    limit : greatest |surplus| as a fraction of net income.
    seed : of the draws; the same seed gives the same forecast.
    """
    known = daily[daily["children"] > 0]
    if known.empty or net_income_fen <= 0:
        return None
    fee = net_income_fen / float(known["children"].sum())
    so_far = (net_income_fen - surplus_fen) / float(known["children"].sum())
    if not len(left):
        inside = float(abs(surplus_fen) <= limit * net_income_fen)
        return Forecast(
            0, 0.0, net_income_fen, surplus_fen, surplus_fen, surplus_fen, inside, so_far, None, None, None
        )  # fmt: skip
    random = np.random.default_rng(seed)
    children = _children(known, left, random)
    cost = _costs(known, len(left), random)
    come = children.sum(axis=1)
    ends = surplus_fen + fee * come - (children * cost).sum(axis=1)
    income = net_income_fen + fee * come
    low, middle, high = np.quantile(ends, [INTERVAL[0], 0.5, INTERVAL[1]])
    expected = float(come.mean())
    whole = net_income_fen + fee * expected
    zero = fee + surplus_fen / expected
    room = limit * whole / expected
    return Forecast(
        len(left), expected, round(whole), round(middle), round(low), round(high),
        float((np.abs(ends) <= limit * income).mean()), so_far, zero, zero - room, zero + room,
    )  # fmt: skip


def _children(known: pd.DataFrame, left: pd.DatetimeIndex, random: np.random.Generator) -> np.ndarray:
    weekdays = pd.DatetimeIndex(known.index).day_of_week.to_numpy()
    seen = known["children"].to_numpy(dtype="float64")
    columns = []
    for weekday in left.day_of_week:
        same = seen[weekdays == weekday]
        columns.append(random.choice(same if len(same) >= 3 else seen, DRAWS))
    return np.column_stack(columns)


def _costs(known: pd.DataFrame, days: int, random: np.random.Generator) -> np.ndarray:
    each = (known["cost_fen"] / known["children"]).to_numpy(dtype="float64")
    run = min(5, len(each))
    starts = random.integers(0, len(each) - run + 1, (DRAWS, -(-days // run)))
    places = (starts[:, :, None] + np.arange(run)).reshape(DRAWS, -1)[:, :days]
    months = known.groupby(pd.DatetimeIndex(known.index).to_period("M"))[["cost_fen", "children"]].sum()
    means = (months["cost_fen"] / months["children"]).to_numpy(dtype="float64")
    spread = float(np.std(means / means.mean(), ddof=1)) if len(means) > 1 else 0.0
    drawn: np.ndarray = each[places] * random.normal(1.0, spread, (DRAWS, 1))
    return drawn
