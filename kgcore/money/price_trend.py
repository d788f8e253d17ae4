"""The level of food prices month by month, and where it may go: a damped drift with a spread."""

from __future__ import annotations

import numpy as np
import pandas as pd

USUAL = 0.02
"""Standard deviation of a month's change of the level where few months are known: an assumption."""
SPREAD_MONTHS = 2.0
"""Months that the assumption counts as."""
STILL_MONTHS = 3.0
"""Months without change that the drift is averaged with."""
DAMPING = 0.8
"""What of the drift is left a month later."""


def price_index(prices: pd.DataFrame, spending: pd.Series) -> pd.Series:
    """Return the level of prices by month, 1 in the last; empty where no price is known.

    From month to month the level moves by the mean of ln(price ÷ price of the same food from the same supplier in the
    month before that knows it), weighted by what was spent on the food: a chained matched-model index (ILO, Consumer
    Price Index Manual, ch. 9). A month in which nothing matches keeps the level before it.

    Parameters
    ----------
    prices : date, food, supplier, price_fen_per_kg; several in a month are averaged. Rows without a supplier count as
        those of one supplier.
    spending : what was spent by food, in fen; a food that is not in it does not count.

    Returns
    -------
    Indexed by month (period), ascending, only months with prices.
    """
    rows = prices[prices["food"].map(spending).fillna(0.0) > 0]
    if rows.empty:
        return pd.Series(dtype="float64", index=pd.PeriodIndex([], freq="M"))
    month = pd.DatetimeIndex(rows["date"]).to_period("M")
    suppliers = rows["supplier"].astype("object").fillna("")  # pivot_table would drop the rows that have none
    table = rows.assign(month=month, supplier=suppliers, log=np.log(rows["price_fen_per_kg"].astype("float64")))
    mean = table.pivot_table(index="month", columns=["food", "supplier"], values="log")
    change = mean.ffill().diff().where(mean.notna())
    weight = change.notna() * spending.reindex(change.columns.get_level_values("food")).to_numpy(dtype="float64")
    moved = (change * weight).sum(axis=1) / weight.sum(axis=1).where(weight.sum(axis=1) > 0)
    level = moved.fillna(0.0).cumsum()
    index: pd.Series = np.exp(level - level.iloc[-1])
    return index


def levels(index: pd.Series, months: pd.PeriodIndex, runs: int, random: np.random.Generator) -> np.ndarray:
    """Draw the level of prices in the months to come, 1 being the last known: runs x months.

    ln level h months on = d (0.8 + 0.8² + … + 0.8^h) + noise of standard deviation s √h (Gardner and McKenzie 1985,
    damped trend). d = Σ change ÷ (months + 3), uncertain by s ÷ √(months + 3); s² = (2 x 0.02² + Σ (change - d)²) ÷
    (2 + changes), itself uncertain (Student's t). So without a history of prices they are taken to stay, within an
    assumed 2 % a month.

    Parameters
    ----------
    index : as `price_index` returns it; a change over a gap of g months counts as g.
    months : ascending; those up to the last of the index have its level.
    """
    ordinals = np.array([month.ordinal for month in index.index])
    gaps, changes = np.diff(ordinals), np.diff(np.log(index.to_numpy(dtype="float64")))
    drift = changes.sum() / (gaps.sum() + STILL_MONTHS)
    degrees = SPREAD_MONTHS + len(changes)
    squares = float(((changes - drift * gaps) ** 2 / gaps).sum())
    variance = (SPREAD_MONTHS * USUAL**2 + squares) / degrees
    spread = np.sqrt(variance * degrees / random.chisquare(degrees, runs))
    drifts = drift + spread / np.sqrt(gaps.sum() + STILL_MONTHS) * random.normal(size=runs)
    start = ordinals[-1] if len(ordinals) else months[0].ordinal - 1
    ahead = np.maximum([month.ordinal - start for month in months], 0)
    reach = int(ahead.max(initial=0))
    noise = np.cumsum(spread[:, None] * random.normal(size=(runs, reach)), axis=1)
    path = drifts[:, None] * np.cumsum(DAMPING ** np.arange(1, reach + 1)) + noise
    draws: np.ndarray = np.exp(np.column_stack([np.zeros(runs), path])[:, ahead])
    return draws


__all__ = ["levels", "price_index"]
