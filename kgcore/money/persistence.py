"""Weekly departures from a level that last: an illness going round, a dear fortnight, and how they fade.

A first-order autoregression in weeks,  d(t) = e + r^g (d(t-g) - e) + noise,  g weeks apart, where e is by how much the
term as a whole departs (Box, Jenkins, Reinsel, Ljung: Time Series Analysis, ch. 3). What a few weeks cannot tell comes
from assumptions that count as a few weeks more: r of 0.6 as six, the usual departure as two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

USUAL_KEEP, KEEP_WEEKS = 0.6, 6.0
SPREAD_WEEKS = 2.0
_MOST_KEEP = 0.95


@dataclass(frozen=True)
class Departures:
    """Departures of the weeks to come: `expected` one figure a week, `draws` runs x weeks."""

    means: np.ndarray
    draws: np.ndarray


def week_of(days: pd.DatetimeIndex) -> np.ndarray:
    """Return the number of the week of each day; weeks run from Monday to Sunday."""
    ordinals: np.ndarray = (days.to_julian_date().to_numpy() + 0.5).astype(np.int64) // 7
    return ordinals


def departures(
    past: pd.Series,
    first: int,
    weeks: np.ndarray,
    *,
    usual: float,
    level_weeks: float,
    runs: int,
    random: np.random.Generator,
) -> Departures:
    """Return how the weeks to come depart from the level.

    Parameters
    ----------
    past : mean departure of each week recorded, by week number, ascending; earlier terms tell how long departures last.
    first : number of this term's first week; this term's departures tell the term's own level.
    weeks : numbers of the weeks to come, ascending; the last week recorded may be the first of them.
    usual : standard deviation of a week's departure, where nothing is known.
    level_weeks : how many weeks of this term the level given counts for; 0 where it is only this term's own mean.
    runs : how many to draw.
    """
    this_term = past[past.index >= first].to_numpy(dtype="float64")
    place, value = past.index.to_numpy(), past.to_numpy(dtype="float64")
    follow = np.diff(place) == 1
    before, after = value[:-1][follow], value[1:][follow]
    weight = KEEP_WEEKS * usual**2
    keep = (before @ after + USUAL_KEEP * weight) / (before @ before + weight)
    keep = float(np.clip(keep, 0.0, _MOST_KEEP))
    assumed = usual**2 * (1 - keep**2)
    degrees = SPREAD_WEEKS + len(after)
    variance = (SPREAD_WEEKS * assumed + float(((after - keep * before) ** 2).sum())) / degrees
    level = float(this_term.sum()) / (len(this_term) + level_weeks)
    # Student's t: the spread itself is an estimate
    spread = np.sqrt(variance * degrees / random.chisquare(degrees, runs))
    unsure = spread / ((1 - keep) * np.sqrt(len(this_term) + level_weeks))
    levels = level + unsure * random.normal(size=runs)
    last = value[-1]
    gaps = np.diff(weeks, prepend=place[-1])
    means, draws = [last], [np.full(runs, last)]
    for gap in gaps:
        fade = keep**gap
        noise = spread * np.sqrt((1 - fade**2) / (1 - keep**2)) * random.normal(size=runs)
        means.append(level + fade * (means[-1] - level))
        draws.append(levels + fade * (draws[-1] - levels) + noise)
    return Departures(np.array(means[1:]), np.column_stack(draws[1:]))


__all__ = ["Departures", "departures", "week_of"]
