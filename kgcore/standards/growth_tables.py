"""Declarations: growth standards, grades and anaemia."""

from typing import ClassVar

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from kgcore.standards.declaration import OPERATORS, SEXES, Ranged, Sourced, rising, word

GROWTH_INDICATORS = ("weight_for_height", "weight_for_age", "height_for_age", "bmi_for_age")
AXES = ("height_cm", "age_months")
SD_NODES = ("sd_m3", "sd_m2", "sd_m1", "median", "sd_p1", "sd_p2", "sd_p3")
PERCENTILES = ("p3", "p10", "p25", "p50", "p75", "p90", "p97")


class _Node(Sourced):
    indicator: Series[str] = pa.Field(isin=GROWTH_INDICATORS)
    sex: Series[str] = pa.Field(isin=SEXES)
    axis: Series[str] = pa.Field(isin=AXES)
    x: Series[float] = pa.Field(gt=0)
    unit: Series[str] = pa.Field(isin=("kg", "cm", "kg/m2"))

    class Config:
        """One node per indicator, sex and x."""

        unique: ClassVar[list[str]] = ["indicator", "sex", "x"]


class GrowthWst423(_Node):
    """WS/T 423-2022: standard-deviation nodes."""

    sd_m3: Series[float] = pa.Field(gt=0)
    sd_m2: Series[float]
    sd_m1: Series[float]
    median: Series[float]
    sd_p1: Series[float]
    sd_p2: Series[float]
    sd_p3: Series[float]

    @pa.dataframe_check
    @classmethod
    def nodes_rise(cls, rows: pd.DataFrame) -> pd.Series:
        """Refuse a node not above the one before."""
        return rising(rows, SD_NODES)


class GrowthWst423Percentiles(_Node):
    """WS/T 423-2022: percentiles of weight for age."""

    p3: Series[float] = pa.Field(gt=0)
    p10: Series[float]
    p25: Series[float]
    p50: Series[float]
    p75: Series[float]
    p90: Series[float]
    p97: Series[float]

    @pa.dataframe_check
    @classmethod
    def percentiles_rise(cls, rows: pd.DataFrame) -> pd.Series:
        """Refuse a percentile not above the one before."""
        return rising(rows, PERCENTILES)


class GrowthWho(_Node):
    """WHO 2006 (to 60 months, and weight for height) and 2007 (61 months on): LMS."""

    edition: Series[str] = pa.Field(isin=("who2006", "who2007"))
    lms_l: Series[float]
    lms_m: Series[float] = pa.Field(gt=0)
    lms_s: Series[float] = pa.Field(gt=0, lt=1)


class GrowthGrades(Ranged):
    """Grade by z-score, or by fraction above the median weight for height."""

    scheme: Series[str] = word()
    indicator: Series[str] = pa.Field(isin=GROWTH_INDICATORS)
    grade: Series[str] = word()
    unit: Series[str] = word()

    class Config:
        """One row per scheme, indicator and grade."""

        unique: ClassVar[list[str]] = ["scheme", "indicator", "grade"]


class GrowthAdequacy(Sourced):
    """Growth in a year that counts as adequate."""

    scheme: Series[str] = word()
    measure: Series[str] = word()
    operator: Series[str] = pa.Field(isin=OPERATORS)
    value: Series[float] = pa.Field(gt=0)
    unit: Series[str] = word()

    class Config:
        """One figure per scheme and measure."""

        unique: ClassVar[list[str]] = ["scheme", "measure"]


class Anaemia(Ranged):
    """Haemoglobin bands by age in months; `interval` names the closed end."""

    scheme: Series[str] = word()
    age_low_months: Series[int] = pa.Field(ge=0)
    age_high_months: Series[int] = pa.Field(ge=0)
    grade: Series[str] = word()
    interval: Series[str] = pa.Field(isin=("[low, high)", "(low, high]"))
    unit: Series[str] = pa.Field(eq="g/L")

    class Config:
        """One band per scheme, age and grade."""

        unique: ClassVar[list[str]] = ["scheme", "age_low_months", "grade"]
