"""Anaemia: grades of haemoglobin by age."""

from __future__ import annotations

import numpy as np
import pandas as pd


def grades(hb_g_l: pd.Series, age_months: pd.Series, bands: pd.DataFrame) -> pd.Series:
    """Return the grade of each haemoglobin value; missing where it was not measured or no band covers the age.

    Parameters
    ----------
    hb_g_l : haemoglobin, g/L.
    age_months : age in months; completed months decide.
    bands : rows of the chosen scheme of the table anaemia; `interval` names the closed end of low and high.
    """
    hb = hb_g_l.to_numpy(float, na_value=np.nan)
    age = np.floor(age_months.to_numpy(float, na_value=np.nan))
    grade = np.full(len(hb), None, dtype=object)
    for row in bands.to_dict("records"):
        low = -np.inf if pd.isna(row["low"]) else row["low"]
        high = np.inf if pd.isna(row["high"]) else row["high"]
        inside = (hb >= low) & (hb < high) if row["interval"] == "[low, high)" else (hb > low) & (hb <= high)
        of_age = (age >= row["age_low_months"]) & (age <= row["age_high_months"])
        grade[inside & of_age] = row["grade"]
    return pd.Series(grade, hb_g_l.index, dtype="str")
