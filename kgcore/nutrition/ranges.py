"""Measured figures held against prescribed ranges, with the dispute between schemes kept visible."""

from __future__ import annotations

import math

import pandas as pd

WITHIN, BELOW, ABOVE, REFERENCE, TOO_FEW_DATA = "within", "below", "above", "reference", "too_few_data"
DOUBTFUL = "doubtful"
"""Verdicts: how a figure stands to a range; REFERENCE where nothing is judged by it, DOUBTFUL where records fail."""


def verdict(figure: float, operator: str, low: float, high: float) -> str:
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
    """
    if math.isnan(figure):
        return TOO_FEW_DATA
    if operator == "=":
        return REFERENCE
    below = figure <= low if operator == ">" else figure < low
    above = figure >= high if operator == "<" else figure > high
    if below and operator in (">=", ">", "in"):
        return BELOW
    if above and operator in ("<=", "<", "in"):
        return ABOVE
    return WITHIN


def judge(figures: pd.DataFrame, rules: pd.DataFrame, coverage_min: float) -> pd.DataFrame:
    """Return the rules with the figure measured for each and the verdict.

    Parameters
    ----------
    figures
        Indexed by rule: `measured`, `coverage`.
    rules
        Indexed by rule: operator, low, high and what else the report shows.
    coverage_min
        Least coverage for a verdict.
    """
    table = rules.join(figures, how="inner")
    judgeable = table["measured"].where(table["coverage"] >= coverage_min)
    table["verdict"] = [
        verdict(float(figure), str(row["operator"]), float(row["low"]), float(row["high"]))
        for figure, (_, row) in zip(judgeable, table.iterrows(), strict=True)
    ]
    return table


def macro_verdicts(macro: pd.DataFrame, first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Return energy by macronutrient with the range of the chosen scheme and of the one it is disputed by.

    Parameters
    ----------
    macro
        Indexed protein, fat, carb: title, grams, kcal, share.
    first, second
        Indexed by macronutrient: low, high (fractions of energy), source. The second may lack one.

    Returns
    -------
    `macro` with low, high, verdict, second_low, second_high, second_verdict (empty where there is no second range)
    and source.
    """
    table = macro.join(first[["low", "high", "source"]])
    ranges = second[second[["low", "high"]].notna().any(axis=1)]
    table = table.join(ranges[["low", "high"]].add_prefix("second_"))
    table["verdict"] = [
        verdict(float(s), "in", float(low), float(high))
        for s, low, high in zip(table["share"], table["low"], table["high"], strict=True)
    ]
    table["second_verdict"] = [
        verdict(float(s), "in", float(low), float(high)) if name in ranges.index else ""
        for name, s, low, high in zip(
            table.index, table["share"], table["second_low"], table["second_high"], strict=True
        )
    ]
    columns = [*macro.columns, "low", "high", "verdict", "second_low", "second_high", "second_verdict", "source"]
    return table[columns]
