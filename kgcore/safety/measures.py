"""The safety measures that goals of the year plan name, each with numerator and denominator."""

from __future__ import annotations

import pandas as pd

from kgcore.reviews import counted_ratio, measures_frame
from kgcore.safety import food_chain, hazards


def measures(
    agreements: pd.DataFrame, duty: pd.DataFrame, hazard: pd.DataFrame, drills: pd.DataFrame, dishes: pd.DataFrame
) -> pd.DataFrame:
    """Return the measures in the shape of `kgcore.reviews.MEASURE_COLUMNS`.

    Peaks without a record are in neither part of the gate's rate, a finding names them.

    Parameters
    ----------
    agreements, duty, hazard, dishes : tables of the review: letters, gate duty, hazards, dishes.
    drills : drills of the period.
    """
    duty = duty[duty["present"].notna()]
    duties_met = int(duty["kept"].fillna(False).sum())
    fixes = int(hazard["state"].isin([hazards.FIXED, hazards.LATE]).sum())
    seconds = drills["seconds"].astype("float64").dropna()
    samples = int((dishes["verdict"] == food_chain.SAMPLED).sum())
    signatures = int(agreements["signed_on"].notna().sum())
    return measures_frame([
        *counted_ratio("agreement_rate", "安全责任书签订率", signatures, len(agreements), "人"),
        *counted_ratio("gate_duty_rate", "高峰到岗率", duties_met, len(duty), "次"),
        *counted_ratio("hazard_fixed_rate", "隐患整改率", fixes, len(hazard), "条"),
        ("evacuation_seconds", float(seconds.max()), None, None, f"{len(seconds)}次演练"),
        *counted_ratio("sample_complete_rate", "留样合格率", samples, len(dishes), "道"),
    ])  # fmt: skip
