"""Children expected on the days to come: weekday, season, and illness that lasts, from all attendance recorded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kgcore.money.persistence import departures, week_of
from kgcore.periods import term_of

USUAL = 0.02
"""Standard deviation of a week's attendance rate where few weeks are known: an assumption."""
USUAL_SEASON = 0.02
"""Standard deviation of a month's effect where no earlier term tells it: an assumption."""
SEASON_TERMS = 0.5
"""Terms without any effect that a month's effect is averaged with: (accident of a month ÷ usual effect)²."""
LEVEL_WEEKS = 4.0
"""Weeks of this term that the mean of earlier terms counts for."""
WEEKDAY_DAYS = 3.0
"""Days without any effect that a weekday's effect is averaged with: a make-up Saturday seen once says little."""


@dataclass(frozen=True)
class ExpectedChildren:
    """Children of the days to come: `expected` one figure a day, `draws` runs x days."""

    means: np.ndarray
    draws: np.ndarray


def children(daily: pd.DataFrame, ahead: pd.DatetimeIndex, runs: int, random: np.random.Generator) -> ExpectedChildren:
    """Return how many children are to be expected on each day to come.

    A day's attendance rate (children ÷ enrolled) = mean of all days + month of the year + weekday + what the week
    departs from these + what the day does. The month's effect is how far it lay from the mean of earlier terms,
    Σ / (terms + 1/2), so that one year's accident counts for something, and uncertain by 0.02 / √(2 terms + 1); this
    term's own months count as departures, which last and fade (see `persistence`). The weekday's effect is its mean
    departure from its month's mean, Σ / (days + 3).

    Parameters
    ----------
    daily : indexed by date, school days of all terms recorded: children, enrolled (both of the same classes).
    ahead : school days to come, all of the term of the last day recorded.
    runs : how many to draw.
    """
    days = pd.DatetimeIndex(daily.index)
    rate = (daily["children"] / daily["enrolled"]).to_numpy(dtype="float64")
    frame = pd.DataFrame({"rate": rate, "weekday": days.day_of_week, "month": days.month, "week": week_of(days)})
    frame["term"] = [str(term_of(day.date())) for day in days]
    current = frame["term"] == frame["term"].iloc[-1]
    in_month = frame["rate"] - frame.groupby(["term", "month"])["rate"].transform("mean")
    weekday = _shrunk(in_month, frame["weekday"], WEEKDAY_DAYS)
    season, terms_seen = _season(frame[~current])
    effects = frame["weekday"].map(weekday) + frame["month"].map(season).fillna(0.0)
    plain = frame["rate"] - effects
    level = float(plain.mean())
    weekly = (plain - level).groupby(frame["week"]).mean()
    within = (plain - plain.groupby(frame["week"]).transform("mean")).to_numpy()
    first = int(frame.loc[current, "week"].iloc[0])
    weeks, place = np.unique(week_of(ahead), return_inverse=True)
    level_weeks = 0.0 if current.all() else LEVEL_WEEKS
    weeks_ahead = departures(weekly, first, weeks, usual=USUAL, level_weeks=level_weeks, runs=runs, random=random)
    by_weekday = weekday.reindex(ahead.day_of_week).fillna(0.0).to_numpy()
    plain_rate = level + (by_weekday + season.reindex(ahead.month).fillna(0.0).to_numpy())
    months, of_month = np.unique(ahead.month, return_inverse=True)
    terms_of_month = terms_seen.reindex(months).fillna(0).to_numpy()
    unsure = USUAL_SEASON / np.sqrt(1 + terms_of_month / SEASON_TERMS) * random.normal(size=(runs, len(months)))
    noise = random.choice(within, (runs, len(ahead)))
    rates = plain_rate + weeks_ahead.draws[:, place] + unsure[:, of_month] + noise
    heads = float(daily["enrolled"].iloc[-1])
    mean_rate = plain_rate + weeks_ahead.means[place]
    return ExpectedChildren(heads * np.clip(mean_rate, 0.0, 1.0), heads * np.clip(rates, 0.0, 1.0))


def _season(earlier: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    months = earlier.groupby(["term", "month"], as_index=False)["rate"].mean()
    apart = months["rate"] - earlier["rate"].mean()
    return _shrunk(apart, months["month"], SEASON_TERMS), months.groupby("month").size()


def _shrunk(effects: pd.Series, by: pd.Series, more: float) -> pd.Series:
    grouped = effects.groupby(by)
    shrunk: pd.Series = grouped.sum() / (grouped.size() + more)
    return shrunk


__all__ = ["ExpectedChildren", "children"]
