"""What improved and what slipped against the term before."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kgcore.assessment.declared import MEASURES
from kgcore.assessment.goals import AT_MOST
from kgcore.assessment.intervals import difference
from kgcore.frames import rows

BETTER, WORSE, ALIKE = "改善", "退步", "无明显变化"
HIGHER, LOWER, SAME = "数值变好", "数值变差", "持平"
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
        shares of things counted only), verdict. A share is 改善 or 退步 when its interval leaves out nought, else
        无明显变化; what is no share of counts is only said to be higher or lower, because no interval can be given.
    """
    earlier = before.drop_duplicates("measure").set_index("measure")
    found = [
        _compared(earlier.loc[row.measure], row, row.measure in lower_is_better)
        for row in rows(now.drop_duplicates("measure"))
        if row.measure in earlier.index
    ]
    return pd.DataFrame(found, columns=_COLUMNS)


def _compared(old: Any, new: Any, lower_is_better: bool) -> dict[str, Any]:
    change, low, high = float(new.value) - float(old["value"]), None, None
    sign = -1 if lower_is_better else 1
    if MEASURES[new.measure].counts and old["denominator"] > 0 and new.denominator > 0:
        _, low, high = difference((old["numerator"], old["denominator"]), (new.numerator, new.denominator))
        verdict = ALIKE if low <= 0 <= high else BETTER if sign * change > 0 else WORSE
    else:
        verdict = SAME if abs(change) < 1e-9 else HIGHER if sign * change > 0 else LOWER
    return {
        "measure": new.measure, "label": new.label, "unit": new.unit, "before": float(old["value"]),
        "now": float(new.value), "change": change, "low": low, "high": high, "verdict": verdict,
    }  # fmt: skip


def upper_limits(activities: pd.DataFrame) -> set[str]:
    """Return the measures whose goal is an upper limit."""
    limited = activities[activities["comparison"] == AT_MOST]
    return set(limited["measure"].dropna())
