"""False alarms and delay of EARS on simulated outbreaks: prints the table of docs/health.md.

Days without an outbreak are drawn from a negative binomial distribution (variance = mean x 1.5), 2,000 series of 100
school days. An outbreak adds children absent over ten school days, 1 2 3 5 6 5 4 3 2 1 of them times a size; it starts
on a random day after the baseline is full. A false alarm is a day that alarms in a series without outbreak; an
outbreak is found when a day of it alarms; the delay is counted in school days from its first day (0 = that day),
over those found.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kgcore.health import warning
from kgcore.health.settings import setting

SERIES, DAYS, WARM = 2000, 100, 12
SHAPE = np.array([1, 2, 3, 5, 6, 5, 4, 3, 2, 1])
DISPERSION = 1.5
MEANS = (0.5, 2.0, 8.0, 30.0)
SIZES = (1, 2)


def quiet(random: np.random.Generator, mean: float) -> np.ndarray:
    """Return counts without an outbreak, days x series."""
    size = mean / (DISPERSION - 1)
    return random.negative_binomial(size, 1 / DISPERSION, (DAYS, SERIES)).astype(float)


def measured(mean: float, times: int, random: np.random.Generator) -> pd.DataFrame:
    """Return false alarms per 100 days, share of outbreaks found and mean delay for each method."""
    base = quiet(random, mean)
    starts = random.integers(WARM, DAYS - len(SHAPE), SERIES)
    struck = base.copy()
    for offset, added in enumerate(SHAPE * times):
        struck[starts + offset, np.arange(SERIES)] += added
    rows = []
    calm, ill = warning.ears(pd.DataFrame(base)), warning.ears(pd.DataFrame(struck))
    for method in warning.METHODS:
        limit = setting(f"ears_{method}")
        false = (calm[method].to_numpy()[WARM:] > limit).mean() * 100
        above = ill[method].to_numpy() > limit
        hits = np.stack([above[starts + k, np.arange(SERIES)] for k in range(len(SHAPE))])
        found = hits.any(axis=0)
        rows.append((mean, times, method, false, found.mean(), hits.argmax(axis=0)[found].mean()))
    return pd.DataFrame(rows, columns=["mean", "size", "method", "false_per_100_days", "found", "delay_days"])


def main() -> None:
    """Print the table."""
    random = np.random.default_rng(20260511)
    table = pd.concat([measured(mean, times, random) for mean in MEANS for times in SIZES], ignore_index=True)
    print(table.round(2).to_string(index=False))


if __name__ == "__main__":
    main()
