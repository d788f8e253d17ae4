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
    (`grade_by` says which: weight_for_height, bmi_for_age or degree); `height_grade`, `weight_grade`; grades are those
    of the prescribed table. `implausible` says in words what makes the row unbelievable; empty where it is believed.

    Raises
    ------
    ValueError
        when a column is missing or a sex is neither M nor F; curves.UnknownStandardError for another standard.

    Examples
    --------
    >>> rows = pd.DataFrame({"sex": ["M"], "age_months": [60.0], "height_cm": [110.0], "weight_kg": [24.0]})
    >>> assess(rows)[["grade", "grade_by", "implausible"]].iloc[0].to_dict()
    {'grade': '肥胖', 'grade_by': 'weight_for_height', 'implausible': ''}
    """
    curves.known(standard)
    _check(measurements)
    table = measurements.copy()
    height = table["height_cm"].to_numpy(float, na_value=np.nan)
    weight = table["weight_kg"].to_numpy(float, na_value=np.nan)
    age = table["age_months"].to_numpy(float, na_value=np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        bmi = np.where((height > 0) & (weight > 0), weight / (height / 100) ** 2, np.nan)
    values = {"weight_for_height": weight, "bmi_for_age": bmi, "height_for_age": height, "weight_for_age": weight}
    table["bmi"] = bmi
    for indicator, y in values.items():
        x = height if indicator == "weight_for_height" else age
        table[f"{indicator}_z"] = _by_sex(table["sex"], x, y, partial(curves.z_scores, standard, indicator))
    median = _by_sex(
        table["sex"], height, weight, lambda sex, x, _: curves.medians(standard, "weight_for_height", sex, x)
    )
    if standard == "who2006":
        table.loc[~(age < WHO_SWITCH_MONTHS), "weight_for_height_z"] = np.nan
    table["over_median"] = weight / median - 1
    table["degree"] = _words(table, _band("degree", "weight_for_height", table["over_median"]))
    _grade(table, grade_scheme)
    table["implausible"] = _implausible(table, height, weight, age)
    return table


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
    values = np.full(len(sex), np.nan)
    for code in SEXES:
        rows = (sex == code).to_numpy(bool)
        if rows.any():
            values[rows] = of(code, x[rows], y[rows])
    return values


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


def _grade(table: pd.DataFrame, scheme: str) -> None:
    table["height_grade"] = _words(table, _band("wst423-2022", "height_for_age", table["height_for_age_z"]))
    table["weight_grade"] = _words(table, _band("wst423-2022", "weight_for_age", table["weight_for_age_z"]))
    if scheme == "degree":
        table["grade"] = table["degree"]
        table["grade_by"] = pd.Series("degree", table.index, dtype="str").where(table["degree"].notna())
        return
    height = _words(table, _band(scheme, "weight_for_height", table["weight_for_height_z"]))
    age = _words(table, _band(scheme, "bmi_for_age", table["bmi_for_age_z"]))
    table["grade"] = height.fillna(age)
    by = pd.Series("weight_for_height", table.index, dtype="str").where(height.notna(), "bmi_for_age")
    table["grade_by"] = by.where(table["grade"].notna())


def _words(table: pd.DataFrame, words: npt.NDArray[np.object_]) -> pd.Series:
    return pd.Series(words, table.index, dtype="str")


def _implausible(table: pd.DataFrame, height: curves.Floats, weight: curves.Floats, age: curves.Floats) -> pd.Series:
    """Return why a row cannot be right: the strongest reason first."""
    reason = np.full(len(table), "", dtype=object)
    for indicator in INDICATORS:
        z = table[f"{indicator}_z"].to_numpy(float)
        out = (z < setting(f"{indicator}_z_low")) | (z > setting(f"{indicator}_z_high"))
        reason[out & (reason == "")] = f"{TITLES[indicator]}超出可能范围"
    # a weight in jin is believable once halved and unbelievable as kilograms
    halved = table["over_median"].to_numpy(float)
    jin = (table["weight_for_height_z"].to_numpy(float) > setting("weight_for_height_z_high")) & (
        np.abs((1 + halved) / 2 - 1) < 0.3
    )
    reason[jin] = IN_JIN
    reason[(height <= 0) | (weight <= 0)] = "身高或体重不是正数"
    reason[weight > height] = SWAPPED
    reason[age < 0] = "测量日期早于出生年月"
    return pd.Series(reason, table.index, dtype="str")
