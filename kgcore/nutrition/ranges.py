"""Measured figures held against prescribed ranges, with the dispute between schemes kept visible."""

from __future__ import annotations

import math

import pandas as pd

WITHIN, BELOW, ABOVE, REFERENCE, TOO_FEW_DATA = "within", "below", "above", "reference", "too_few_data"
NEAR, DOUBTFUL = "near", "doubtful"
"""Verdicts: how a figure stands to a range; NEAR where it misses by less than it is known, REFERENCE where nothing is
judged by it, DOUBTFUL where records fail."""
ACCURACY = 0.02
"""Relative accuracy of the records of a kitchen: what misses a limit by less is near it, and no fault."""


def accuracy(coverage: float) -> float:
    """Return how accurately a figure is known: the records' accuracy, or the share of the grams not determined.

    Examples
    --------
    >>> accuracy(1.0), round(accuracy(0.93), 2)
    (0.02, 0.07)
    """
    return ACCURACY if math.isnan(coverage) else max(ACCURACY, 1 - coverage)


def verdict(figure: float, operator: str, low: float, high: float, accuracy: float = 0.0) -> str:
    """Return how a figure stands to a limit.

    Parameters
    ----------
    figure
        What was measured; NaN gives TOO_FEW_DATA.
    operator
        ``>=`` and ``>`` hold it against `low`, ``<=`` and ``<`` against `high`, ``in`` against both (both included),
        ``=`` is a figure of reference that nothing is judged by.
    low, high
        Limits in the unit of the figure; NaN is no limit.
    accuracy
        Fraction of a limit by which the figure may miss it and still be NEAR.

    Examples
    --------
    >>> verdict(0.297, "in", 0.30, 0.35), verdict(0.297, "in", 0.30, 0.35, accuracy=0.02)
    ('below', 'near')
    """
    if math.isnan(figure):
        return TOO_FEW_DATA
    if operator == "=":
        return REFERENCE
    below = figure <= low if operator == ">" else figure < low
    above = figure >= high if operator == "<" else figure > high
    if below and operator in (">=", ">", "in"):
        return NEAR if accuracy and figure >= low * (1 - accuracy) else BELOW
    if above and operator in ("<=", "<", "in"):
        return NEAR if accuracy and figure <= high * (1 + accuracy) else ABOVE
    return WITHIN


def judge(figures: pd.DataFrame, rules: pd.DataFrame, coverage_min: float) -> pd.DataFrame:
    """Return the rules with the figure measured for each and the verdict.

    Parameters
    ----------
    figures
        Indexed by rule: `measured`, `coverage`, and `doubtful`: by which fraction it
        changes when the foods with doubtful records are left out.
    rules
        Indexed by rule: operator, low, high and what else the report shows.
    coverage_min
        Least coverage for a verdict.
    """
    table = rules.join(figures, how="inner")
    judgeable = table["measured"].where(table["coverage"] >= coverage_min)
    table["verdict"] = [
        DOUBTFUL
        if row["doubtful"] > 1 - coverage_min
        else verdict(
            float(figure), str(row["operator"]), float(row["low"]), float(row["high"]), accuracy(float(row["coverage"]))
        )
        for figure, (_, row) in zip(judgeable, table.iterrows(), strict=True)
    ]
    return table


def macro_verdicts(macro: pd.DataFrame, first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Return energy by macronutrient with the range of the chosen scheme, and what another one would say.

    Parameters
    ----------
    macro
        Indexed protein, fat, carb: title, grams, kcal, share.
    first, second
        Indexed by macronutrient: low, high (fractions of energy), source; the first also `most`. The second may lack
        one.

    Returns
    -------
    `macro` with low, high, most, verdict, second_low, second_high, second_verdict (empty where there is no second
    range) and source.
    """
    table = macro.join(first[["low", "high", "most", "source"]])
    ranges = second[second[["low", "high"]].notna().any(axis=1)]
    table = table.join(ranges[["low", "high"]].add_prefix("second_"))
    table["verdict"] = [
        verdict(float(s), "in", float(low), float(high), ACCURACY)
        for s, low, high in zip(table["share"], table["low"], table["high"], strict=True)
    ]
    table["second_verdict"] = [
        verdict(float(s), "in", float(low), float(high), ACCURACY) if name in ranges.index else ""
        for name, s, low, high in zip(
            table.index, table["share"], table["second_low"], table["second_high"], strict=True
        )
    ]
    columns = [
        *macro.columns,
        "low",
        "high",
        "most",
        "verdict",
        "second_low",
        "second_high",
        "second_verdict",
        "source",
    ]
    return table[columns]
