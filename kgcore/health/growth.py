"""Growth of children: z-scores, grades, the percentage over median weight for height, and figures that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from kgcore.health import curves
from kgcore.health.settings import setting
from kgcore.standards import load

REQUIRED = ("sex", "age_months", "height_cm", "weight_kg")
SEXES = ("M", "F")
INDICATORS = ("weight_for_height", "bmi_for_age", "height_for_age", "weight_for_age")
TITLES = {
    "weight_for_height": "身高别体重",
    "bmi_for_age": "年龄别BMI",
    "height_for_age": "年龄别身高",
    "weight_for_age": "年龄别体重",
}
WHO_SWITCH_MONTHS = 61  # WHO 2006 ends at 60 completed months; weight for height is not defined after it
DAYS_PER_MONTH = 365.25 / 12
MIDDLE_OF_MONTH = 15

_Curve = Callable[[str, curves.Floats, curves.Floats], curves.Floats]

SWAPPED, IN_JIN = "身高和体重填反", "体重疑为斤"


def age_months(birth_month: pd.Series, date: pd.Series) -> pd.Series:
    """Return the age in months (30.4375 days each) of children whose birth is known to the month.

    The birth is taken as the 15th, so the age is right to half a month; negative where the day lies before it.
    """
    born = pd.to_datetime(birth_month + f"-{MIDDLE_OF_MONTH:02d}", format="%Y-%m-%d")
    return (date - born).dt.days / DAYS_PER_MONTH


def assess(
    measurements: pd.DataFrame, standard: str = "wst423-2022", grade_scheme: str = "wst423-2022"
) -> pd.DataFrame:
    """Return measurements with z-scores, grades and doubts; each row on its own.

    Parameters
    ----------
    measurements
        Columns sex (M or F), age_months, height_cm, weight_kg; missing figures are NaN. Other columns are kept.
    standard
        wst423-2022 or who2006 (which is WHO 2007 from 61 months on). The bands of the grades are those of WS/T
        423-2022 table 3 for either.
    grade_scheme
        What `grade` follows: wst423-2022 (z) or degree (fraction over the median).

    Returns
    -------
    The rows with `bmi` (kg/m2); `weight_for_height_z`, `bmi_for_age_z`, `height_for_age_z`, `weight_for_age_z`, NaN
    where the standard has no figure; `over_median` = (weight - median weight for height) / median, a fraction;
    `degree` its 20/30/50 grade; `grade` by weight for height, by BMI for age where height lies outside the table
    (`grade_by` says which); `height_grade`, `weight_grade`; `implausible`, what makes the row unbelievable, else
    empty.

    Raises
    ------
    ValueError
        when a column is missing or a sex is neither M nor F; curves.UnknownStandardError for another standard.
    """
    curves.known(standard)
    _check(measurements)
    made = measurements.copy()
    height = made["height_cm"].to_numpy(float, na_value=np.nan)
    weight = made["weight_kg"].to_numpy(float, na_value=np.nan)
    age = made["age_months"].to_numpy(float, na_value=np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        bmi = np.where((height > 0) & (weight > 0), weight / (height / 100) ** 2, np.nan)
    values = {"weight_for_height": weight, "bmi_for_age": bmi, "height_for_age": height, "weight_for_age": weight}
    made["bmi"] = bmi
    for indicator, y in values.items():
        x = height if indicator == "weight_for_height" else age
        made[f"{indicator}_z"] = _by_sex(made["sex"], x, y, partial(curves.z_scores, standard, indicator))
    median = _by_sex(
        made["sex"], height, weight, lambda sex, x, _: curves.medians(standard, "weight_for_height", sex, x)
    )
    if standard == "who2006":
        made.loc[~(age < WHO_SWITCH_MONTHS), "weight_for_height_z"] = np.nan
    made["over_median"] = weight / median - 1
    made["degree"] = _words(made, _band("degree", "weight_for_height", made["over_median"]))
    _grade(made, grade_scheme)
    made["implausible"] = _implausible(made, height, weight, age)
    return made


def _check(measurements: pd.DataFrame) -> None:
    missing = [name for name in REQUIRED if name not in measurements]
    if missing:
        raise ValueError(f"体格测量缺少列：{'、'.join(missing)}")
    strange = measurements.loc[~measurements["sex"].isin(SEXES), "sex"]
    if len(strange):
        raise ValueError(
            f"第{measurements.index.get_indexer(strange.index[:1])[0] + 1}行：性别应为 M 或 F，不是“{strange.iloc[0]}”"
        )


def _by_sex(sex: pd.Series, x: curves.Floats, y: curves.Floats, of: _Curve) -> curves.Floats:
    found = np.full(len(sex), np.nan)
    for one in SEXES:
        rows = (sex == one).to_numpy(bool)
        if rows.any():
            found[rows] = of(one, x[rows], y[rows])
    return found


def _band(scheme: str, indicator: str, values: pd.Series) -> npt.NDArray[np.object_]:
    """Return the grade of each value: half-open bands, missing where the value is."""
    table = load("growth_grades")
    rows = table[(table["scheme"] == scheme) & (table["indicator"] == indicator)]
    figures = values.to_numpy(float)
    # figures printed to one decimal meet the limits exactly; binary fractions must not decide them
    figures = np.round(figures, 9)
    grades = np.full(len(figures), None, dtype=object)
    for low, high, grade in zip(rows["low"].fillna(-np.inf), rows["high"].fillna(np.inf), rows["grade"], strict=True):
        grades[(figures >= low) & (figures < high)] = grade
    return grades


def _grade(made: pd.DataFrame, scheme: str) -> None:
    made["height_grade"] = _words(made, _band("wst423-2022", "height_for_age", made["height_for_age_z"]))
    made["weight_grade"] = _words(made, _band("wst423-2022", "weight_for_age", made["weight_for_age_z"]))
    if scheme == "degree":
        made["grade"] = made["degree"]
        made["grade_by"] = pd.Series("肥胖度", made.index, dtype="str").where(made["degree"].notna())
        return
    height = _words(made, _band(scheme, "weight_for_height", made["weight_for_height_z"]))
    age = _words(made, _band(scheme, "bmi_for_age", made["bmi_for_age_z"]))
    made["grade"] = height.fillna(age)
    by = pd.Series(TITLES["weight_for_height"], made.index, dtype="str").where(height.notna(), TITLES["bmi_for_age"])
    made["grade_by"] = by.where(made["grade"].notna())


def _words(made: pd.DataFrame, words: npt.NDArray[np.object_]) -> pd.Series:
    return pd.Series(words, made.index, dtype="str")


def _implausible(made: pd.DataFrame, height: curves.Floats, weight: curves.Floats, age: curves.Floats) -> pd.Series:
    """Return why a row cannot be right: the strongest reason first."""
    reason = np.full(len(made), "", dtype=object)
    for indicator in INDICATORS:
        z = made[f"{indicator}_z"].to_numpy(float)
        out = (z < setting(f"{indicator}_z_low")) | (z > setting(f"{indicator}_z_high"))
        reason[out & (reason == "")] = f"{TITLES[indicator]}超出可能范围"
    # a weight in jin is believable once halved and unbelievable as kilograms
    halved = made["over_median"].to_numpy(float)
    jin = (made["weight_for_height_z"].to_numpy(float) > setting("weight_for_height_z_high")) & (
        np.abs((1 + halved) / 2 - 1) < 0.3
    )
    reason[jin] = IN_JIN
    reason[(height <= 0) | (weight <= 0)] = "身高或体重不是正数"
    reason[weight > height] = SWAPPED
    reason[age < 0] = "测量日期早于出生年月"
    return pd.Series(reason, made.index, dtype="str")
