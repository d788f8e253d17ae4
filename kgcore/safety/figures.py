"""The safety figures that goals of the year plan name, each with numerator and denominator."""

from __future__ import annotations

import pandas as pd

from kgcore.safety import food_chain, hazards

COLUMNS = ["measure", "label", "value", "numerator", "denominator", "unit", "table"]


def figures(
    letters: pd.DataFrame, duty: pd.DataFrame, hazard: pd.DataFrame, drills: pd.DataFrame, sampled: pd.DataFrame
) -> pd.DataFrame:
    """Return the measures: columns `measure`, `label`, `value`, `numerator`, `denominator`, `unit`, `table`.

    A rate is a fraction; its value is NaN where the denominator is nothing. Peaks without a record are in neither part
    of the gate's rate, a finding names them.

    Parameters
    ----------
    letters, duty, hazard, sampled : tables of the report: agreements, gate duty, hazards, dishes.
    drills : drills of the period.
    """
    recorded = duty[duty["present"].notna()]
    fixed = hazard["state"].isin([hazards.FIXED, hazards.LATE])
    seconds = drills["seconds"].astype("float64").dropna()
    kept = int((sampled["verdict"] == food_chain.KEPT).sum())
    return pd.DataFrame([
        _rate("agreement_rate", "安全责任书签订率", letters["signed_on"].notna().sum(), len(letters), "人",
              "agreements"),
        _rate("gate_duty_rate", "高峰到岗率", recorded["kept"].fillna(False).sum(), len(recorded), "次", "duty"),
        _rate("hazard_fixed_rate", "隐患整改率", fixed.sum(), len(hazard), "条", "hazards"),
        ("evacuation_seconds", "疏散用时（最慢）", float(seconds.max()), "", f"{len(seconds)}次演练", "秒", "drills"),
        _rate("sample_complete_rate", "留样合格率", kept, len(sampled), "道", "dishes"),
    ], columns=COLUMNS)  # fmt: skip


def _rate(measure: str, label: str, part: float, whole: float, unit: str, table: str) -> tuple[object, ...]:
    value = float(part) / float(whole) if whole else float("nan")
    return measure, label, value, f"{int(part)}{unit}", f"{int(whole)}{unit}", "", table
