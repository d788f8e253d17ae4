"""Trend: the nutrients of a month beside those of the months before it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kgcore.nutrition.nutrient_adequacy import WITHHELD

MONTHS = 6
NOTABLE_CHANGE = 0.10


def table(months: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return amount and fraction of target of every nutrient by month.

    Parameters
    ----------
    months
        By month (2026-05), oldest first: `adequacy` tables.

    Returns
    -------
    Columns `month`, `nutrient`, `title`, `unit`, `amount`, `ratio`, `coverage`; ratio is missing where the nutrient
    has no target or its verdict was withheld.
    """
    columns = ["nutrient", "title", "unit", "amount", "ratio", "coverage"]
    parts = []
    for month, adequacy in months.items():
        rows = adequacy.assign(ratio=adequacy["ratio"].where(~adequacy["level"].isin(WITHHELD)))
        part = rows.reset_index()[columns]
        part.insert(0, "month", month)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def changes(trend: pd.DataFrame) -> pd.DataFrame:
    """Return the nutrients whose fraction of target moved notably against the month before.

    Parameters
    ----------
    trend
        As `table` returns.

    Returns
    -------
    Columns `nutrient`, `title`, `before`, `now` (fractions of target), `change`; only changes of at least
    `NOTABLE_CHANGE`, largest first. Empty with fewer than two months.
    """
    months = sorted(trend["month"].unique())
    if len(months) < 2:
        return pd.DataFrame(columns=["nutrient", "title", "before", "now", "change"])
    before = trend[trend["month"] == months[-2]].set_index("nutrient")["ratio"]
    now = trend[trend["month"] == months[-1]].set_index("nutrient")
    rows = pd.DataFrame({"title": now["title"], "before": before, "now": now["ratio"]}).dropna()
    rows["change"] = rows["now"] - rows["before"]
    rows = rows[rows["change"].abs() >= NOTABLE_CHANGE]
    return rows.loc[rows["change"].abs().sort_values(ascending=False).index].rename_axis("nutrient").reset_index()
