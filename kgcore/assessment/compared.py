"""What improved and what slipped against the term before."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kgcore.assessment.intervals import difference
from kgcore.assessment.measures import MEASURES
from kgcore.frames import rows
from kgcore.registers.plan import AT_MOST

BETTER, WORSE, ALIKE = "better", "worse", "alike"
"""Verdicts on a share of counts: its interval leaves out nought on the good side, on the bad side, or holds it."""
WITHHELD = "withheld"
"""Verdict that is not told, because it would tell a small number of children."""
FIGURE_BETTER, FIGURE_WORSE, FIGURE_SAME = "figure_better", "figure_worse", "figure_same"
"""Verdicts on a figure without an interval."""

_COLUMNS = ["measure", "label", "unit", "before", "now", "change", "low", "high", "verdict"]


def against(before: pd.DataFrame, now: pd.DataFrame, lower_is_better: set[str]) -> pd.DataFrame:
    """Return each measure that both terms have, with its change.

    Parameters
    ----------
    before, now : as `measured` returns.
    lower_is_better : measures whose goal is an upper limit.

    Returns
    -------
    DataFrame
        measure, label, unit, before, now, change (now − before), low, high (95 % interval by Newcombe's method 10, for
        shares of things counted only), verdict (a code). A share is better or worse when its interval leaves out
        nought, else alike; what is no share of counts has only a better or worse figure, because no interval can be
        given.
    """
    earlier = before.drop_duplicates("measure").set_index("measure")
    changes = [
        _compared(earlier.loc[row.measure], row, row.measure in lower_is_better)
        for row in rows(now.drop_duplicates("measure"))
        if row.measure in earlier.index
    ]
    return pd.DataFrame(changes, columns=_COLUMNS)


def verdict_of(before: tuple[float, float], now: tuple[float, float], *, lower_is_better: bool) -> str:
    """Return whether a share of counts is better, worse or alike.

    Parameters
    ----------
    before, now : those counted, and all.
    """
    change, low, high = difference(before, now)
    return ALIKE if low <= 0 <= high else BETTER if (change < 0) == lower_is_better else WORSE


def _compared(old: Any, new: Any, lower_is_better: bool) -> dict[str, Any]:
    change, low, high = float(new.value) - float(old["value"]), None, None
    sign = -1 if lower_is_better else 1
    if MEASURES[new.measure].counts and old["denominator"] > 0 and new.denominator > 0:
        counts = (old["numerator"], old["denominator"]), (new.numerator, new.denominator)
        _, low, high = difference(*counts)
        verdict = verdict_of(*counts, lower_is_better=lower_is_better)
    else:
        verdict = FIGURE_SAME if abs(change) < 1e-9 else FIGURE_BETTER if sign * change > 0 else FIGURE_WORSE
    return {
        "measure": new.measure, "label": new.label, "unit": new.unit, "before": float(old["value"]),
        "now": float(new.value), "change": change, "low": low, "high": high, "verdict": verdict,
    }  # fmt: skip


def upper_limits(activities: pd.DataFrame) -> set[str]:
    """Return the measures whose goal is an upper limit."""
    limited = activities[activities["comparison"] == AT_MOST]
    return set(limited["measure"].dropna())
