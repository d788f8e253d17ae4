"""Adequacy: each nutrient's intake against its in-school target, judged by the profile's bands.

Formula: ratio = amount per child-day ÷ in-school target. The verdict is withheld where the composition table covers
too little of what was eaten, or where too much of the amount rests on a record that cannot be right.
Sodium is judged by the PI (an amount to stay under) and never called too low. What misses a verdict by less than it
is known is near it; what exceeds the upper level, times the in-school share of the nutrient, is too high whatever else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from kgcore import registers
from kgcore.nutrition.ranges import accuracy
from kgcore.standards import COUNTED_AS, nutrient_class

TOO_FEW_DATA, DOUBTFUL, NO_STANDARD, NEARLY, OVER_UPPER = "数据不足", "记录存疑", "无标准", "接近", "超过上限"
"""Verdicts in words, beside those of the prescribed bands; what is decided is decided by `level`."""
WITHHELD = TOO_FEW, IN_DOUBT = "too_few_data", "doubtful"
"""Levels of a nutrient on which no verdict is given."""


def adequacy(
    intake: pd.DataFrame,
    targets: pd.DataFrame,
    bands: Mapping[str, pd.DataFrame],
    coverage_min: float,
    doubtful: pd.Series | None = None,
) -> pd.DataFrame:
    """Return every nutrient with target, ratio, verdict and upper level.

    Parameters
    ----------
    intake
        Indexed by nutrient: `amount`, `coverage` per child-day.
    targets
        Indexed by nutrient: `kind`, `reference`, `share`, `target`, `least_target`, `UL`, `PI`, `source`, `confidence`.
    bands
        Per nutrient class (energy, protein, limit, others): low, high, verdict, level; ``low <= ratio < high``.
    coverage_min
        Least coverage (fraction of grams) for a verdict.
    doubtful
        Per nutrient, the fraction of the amount that comes from foods with a doubtful record.

    Returns
    -------
    Indexed by nutrient: title, unit, amount, coverage, doubtful, kind, reference, share, target, ratio, least_ratio,
    verdict (in words), level (the code: low, marginal, near, adequate, high, over_upper, too_few_data, doubtful, none),
    upper (UL per day), upper_amount (what counts against it), source, confidence.

    Examples
    --------
    >>> from kgcore.standards import Profile
    >>> intake = pd.DataFrame({"amount": [150.0], "coverage": [1.0]}, index=["ca_mg"])
    >>> columns = {"kind": "RNI", "reference": 500.0, "share": 0.4, "target": 200.0, "least_target": 200.0}
    >>> limits = {"UL": 1500.0, "PI": float("nan"), "source": "DRIs", "confidence": "seen"}
    >>> targets = pd.DataFrame({**columns, **limits}, index=["ca_mg"])
    >>> bands = {name: Profile.load().bands(name) for name in ("energy", "protein", "limit", "others")}
    >>> adequacy(intake, targets, bands, coverage_min=0.9).loc["ca_mg", ["ratio", "level"]].to_dict()
    {'ratio': 0.75, 'level': 'low'}
    """
    about = {c.name: c for c in registers.nutrients()}
    table = intake.join(targets.drop(columns=["EAR"], errors="ignore"), how="left")
    table.insert(0, "title", [about[n].title if n in about else str(n) for n in table.index])
    table.insert(1, "unit", [about[n].unit or "" if n in about else "" for n in table.index])
    zero = pd.Series(0.0, index=table.index)
    table["doubtful"] = zero if doubtful is None else doubtful.reindex(table.index).fillna(0.0)
    table["ratio"] = table["amount"] / table["target"]
    table["least_ratio"] = table["amount"] / table["least_target"]
    counted = [COUNTED_AS.get(str(n), str(n)) for n in table.index]
    table["upper"], table["upper_amount"] = table["UL"], table["amount"].reindex(counted).to_numpy()
    judged = [_judge(row, bands[nutrient_class(str(name))], coverage_min) for name, row in table.iterrows()]
    table["verdict"], table["level"] = [v for v, _ in judged], [level for _, level in judged]
    for name in ("kind", "source", "confidence"):
        table[name] = table[name].fillna("")
    columns = ["title", "unit", "amount", "coverage", "doubtful", "kind", "reference", "share", "target", "ratio"]
    return table[
        [*columns, "least_ratio", "verdict", "level", "upper", "upper_amount", "source", "confidence"]
    ].rename_axis("nutrient")


def band_of(ratio: float, bands: pd.DataFrame) -> tuple[str, str]:
    """Return verdict and level of a ratio; bands are half open, ``low <= ratio < high``, an empty bound is none."""
    low = bands["low"].fillna(-np.inf)
    high = bands["high"].fillna(np.inf)
    band = bands[(low <= ratio) & (ratio < high)]
    if band.empty:
        return NO_STANDARD, "none"
    return str(band["verdict"].iloc[0]), str(band["level"].iloc[0])


def judged(
    ratio: float, bands: pd.DataFrame, coverage: float, coverage_min: float, of_upper: float = math.nan
) -> tuple[str, str]:
    """Return verdict and level of one nutrient: the one rule of report, planner's figures, bench and poster.

    Parameters
    ----------
    ratio
        Amount ÷ in-school target; NaN where there is no target.
    bands
        Rows of the profile's evaluation for the nutrient's class.
    coverage
        Fraction of the grams whose content is determined; below `coverage_min` nothing is judged.
    of_upper
        What counts against the upper level ÷ (upper level × in-school share); NaN where there is none.

    Examples
    --------
    >>> from kgcore.standards import Profile
    >>> bands = Profile.load().bands("others")
    >>> judged(0.89, bands, 1.0, 0.9), judged(0.85, bands, 1.0, 0.9), judged(2.0, bands, 1.0, 0.9, of_upper=1.2)
    (('接近', 'near'), ('基本满足', 'marginal'), ('超过上限', 'over_upper'))
    """
    if not np.isfinite(ratio):
        return NO_STANDARD, "none"
    if not coverage >= coverage_min:
        return TOO_FEW_DATA, TOO_FEW
    known_to = accuracy(coverage)
    if of_upper > 1 + known_to:
        return OVER_UPPER, "over_upper"
    verdict, level = band_of(ratio, bands)
    nearby = [band_of(ratio * (1 + known_to), bands), band_of(ratio * (1 - known_to), bands)]
    if level not in ("adequate", "none") and any(other == "adequate" for _, other in nearby):
        return NEARLY, "near"
    if level == "low" and nearby[0][1] != "low":
        return nearby[0]
    return verdict, level


def _judge(row: pd.Series, bands: pd.DataFrame, coverage_min: float) -> tuple[str, str]:
    if not np.isfinite(row["amount"]) and np.isfinite(row["target"]):
        return TOO_FEW_DATA, TOO_FEW
    is_judged = np.isfinite(row["target"]) and row["coverage"] >= coverage_min
    if is_judged and row["doubtful"] > 1 - coverage_min:
        return DOUBTFUL, IN_DOUBT
    of_upper = float(row["upper_amount"] / (row["upper"] * row["share"]))
    return judged(float(row["ratio"]), bands, float(row["coverage"]), coverage_min, of_upper)
