"""Adequacy: each nutrient's intake against its in-school target, judged by the profile's bands.

Formula: ratio = amount per child-day ÷ in-school target. The verdict is withheld where the composition table covers
too little of what was eaten, or where too much of the amount rests on a record that cannot be right.
Sodium is judged by the PI (an amount to stay under) and never called too low.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kgcore import registers
from kgcore.nutrition.target import nutrient_class

TOO_FEW_DATA, DOUBTFUL, NO_STANDARD = "数据不足", "记录存疑", "无标准"
"""Verdicts in words, beside those of the prescribed bands; what is decided is decided by `level`."""
WITHHELD = TOO_FEW, IN_DOUBT = "too_few_data", "doubtful"
"""Levels of a nutrient on which no verdict is given."""
SODIUM, PREFORMED = "na_mg", {"vit_a_ug_rae": "retinol_ug"}
"""PREFORMED: the upper level of vitamin A counts retinol only, carotene has none (DRIs 2013)."""


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
        Per nutrient class (energy, protein, others): low, high, verdict, level; ``low <= ratio < high``.
    coverage_min
        Least coverage (fraction of grams) for a verdict.
    doubtful
        Per nutrient, the fraction of the amount that comes from foods with a doubtful record.

    Returns
    -------
    Indexed by nutrient: title, unit, amount, coverage, doubtful, kind, reference, share, target, ratio, least_ratio,
    verdict (in words), level (the code: low, marginal, adequate, high, too_few_data, doubtful, none), upper (UL per
    day), upper_amount (what counts against it), source, confidence.

    Examples
    --------
    >>> from kgcore.standards import Profile
    >>> intake = pd.DataFrame({"amount": [150.0], "coverage": [1.0]}, index=["ca_mg"])
    >>> columns = {"kind": "RNI", "reference": 500.0, "share": 0.4, "target": 200.0, "least_target": 200.0}
    >>> limits = {"UL": 1500.0, "PI": float("nan"), "source": "DRIs", "confidence": "seen"}
    >>> targets = pd.DataFrame({**columns, **limits}, index=["ca_mg"])
    >>> bands = {name: Profile.load().bands(name) for name in ("energy", "protein", "others")}
    >>> adequacy(intake, targets, bands, coverage_min=0.9).loc["ca_mg", ["ratio", "level"]].to_dict()
    {'ratio': 0.75, 'level': 'low'}
    """
    about = {c.name: c for c in registers.nutrients()}
    table = intake.join(targets.drop(columns=["EAR"], errors="ignore"), how="left")
    table.insert(0, "title", [about[n].title if n in about else str(n) for n in table.index])
    table.insert(1, "unit", [about[n].unit or "" if n in about else "" for n in table.index])
    zero = pd.Series(0.0, index=table.index)
    table["doubtful"] = zero if doubtful is None else doubtful.reindex(table.index).fillna(0.0)
    table["target"] = table["target"].where(table.index != SODIUM, table["PI"] * table["share"])
    table["least_target"] = table["least_target"].where(table.index != SODIUM, table["target"])
    table["ratio"] = table["amount"] / table["target"]
    table["least_ratio"] = table["amount"] / table["least_target"]
    judged = [_judge(str(name), row, bands[nutrient_class(str(name))], coverage_min) for name, row in table.iterrows()]
    table["verdict"], table["level"] = [v for v, _ in judged], [level for _, level in judged]
    counted = [PREFORMED.get(str(n), str(n)) for n in table.index]
    table["upper"], table["upper_amount"] = table["UL"], table["amount"].reindex(counted).to_numpy()
    table.loc[SODIUM:SODIUM, "kind"] = "PI"
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


def _judge(name: str, row: pd.Series, bands: pd.DataFrame, coverage_min: float) -> tuple[str, str]:
    if not np.isfinite(row["target"]):
        return NO_STANDARD, "none"
    if not row["coverage"] >= coverage_min or not np.isfinite(row["amount"]):
        return TOO_FEW_DATA, TOO_FEW
    if row["doubtful"] > 1 - coverage_min:
        return DOUBTFUL, IN_DOUBT
    if name == SODIUM:
        return ("偏高", "high") if row["ratio"] > 1 else ("未超建议值", "adequate")
    return band_of(float(row["ratio"]), bands)
