"""Declarations: meal account, infection, disinfection, staffing, safety, and what a profile may choose."""

from typing import ClassVar

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from kgcore.standards.declaration import OPERATORS, Ranged, Sourced, bound, word


class FeeRules(Sourced):
    """Figures of the meal account: limits, refunds, publication."""

    rule: Series[str] = pa.Field(isin=("surplus", "refund", "publication"))
    option: Series[str] = word()
    parameter: Series[str] = word()
    operator: Series[str] = pa.Field(isin=OPERATORS)
    value: Series[float] = pa.Field(gt=0)
    unit: Series[str] = word()
    label: Series[str] = word()

    class Config:
        """One figure per rule, option and parameter."""

        unique: ClassVar[list[str]] = ["rule", "option", "parameter"]


class OutbreakThresholds(Sourced):
    """Cases within a window that make a cluster, an outbreak, or close a class, and within how many hours to report."""

    jurisdiction: Series[str] = word()
    disease: Series[str] = word()
    level: Series[str] = pa.Field(isin=("聚集性", "暴发", "停课", "突发公共卫生事件"))
    scope: Series[str] = pa.Field(isin=("class", "kindergarten", "school"))
    window_days: Series[float] = bound(ge=1)
    cases: Series[float] = bound(ge=2)
    class_share: Series[float] = bound(gt=0, le=1)
    suspend_days_low: Series[float] = bound(ge=1)
    suspend_days_high: Series[float] = bound(ge=1)
    report_hours: Series[float] = bound(ge=1)

    class Config:
        """One threshold per jurisdiction, disease, level and scope."""

        unique: ClassVar[list[str]] = ["jurisdiction", "disease", "level", "scope"]

    @pa.dataframe_check
    @classmethod
    def some_threshold(cls, rows: pd.DataFrame) -> pd.Series:
        """Ask for cases within a window, or for a share of the class."""
        return (rows["cases"].notna() & rows["window_days"].notna()) | rows["class_share"].notna()


class Isolation(Sourced):
    """How long a sick child stays away and its contacts are watched, in days."""

    scheme: Series[str] = word()
    disease: Series[str] = word()
    incubation_low_days: Series[float] = bound(gt=0)
    incubation_high_days: Series[float] = bound(gt=0)
    isolation_days: Series[float] = bound(ge=1)
    isolation_days_max: Series[float] = bound(ge=1)
    counted_from: Series[str] = pa.Field(isin=("发病", "出疹", "开始治疗", "症状消失"))
    symptom_free_days: Series[float] = bound(ge=1)
    criterion: Series[str] = word()
    contact_days: Series[float] = bound(ge=1)
    suspension_days: Series[float] = bound(ge=1)

    class Config:
        """One rule per scheme and disease."""

        unique: ClassVar[list[str]] = ["scheme", "disease"]


class DisinfectionRules(Sourced):
    """Strength (mg/L of chlorine), minutes and frequency by object and method."""

    scheme: Series[str] = word()
    object: Series[str] = word()
    method: Series[str] = word()
    agent: Series[str]
    mg_per_l_low: Series[float] = bound(gt=0)
    mg_per_l_high: Series[float] = bound(gt=0)
    minutes_low: Series[float] = bound(gt=0)
    minutes_high: Series[float] = bound(gt=0)
    times: Series[int] = pa.Field(ge=1)
    period: Series[str] = pa.Field(isin=("餐", "日", "周", "两周", "月"))

    class Config:
        """One row per scheme, object and method."""

        unique: ClassVar[list[str]] = ["scheme", "object", "method"]


class StaffingRatios(Ranged):
    """Posts and class sizes."""

    scheme: Series[str] = word()
    role: Series[str] = word()
    condition: Series[str]
    basis: Series[str] = word()
    unit: Series[str] = word()

    class Config:
        """One ratio per scheme, role and condition."""

        unique: ClassVar[list[str]] = ["scheme", "role", "condition"]


class SafetyNorms(Ranged):
    """Norms of food safety, drills, inspections and daily care."""

    item: Series[str] = word()
    scheme: Series[str] = word()
    label: Series[str] = word()
    area: Series[str] = pa.Field(isin=("食品", "安全", "保健"))
    operator: Series[str] = pa.Field(isin=OPERATORS)
    unit: Series[str] = word()
    period: Series[str]

    class Config:
        """One norm per item and scheme."""

        unique: ClassVar[list[str]] = ["item", "scheme"]


class WorkNorms(Ranged):
    """How often meetings, trainings and checks are held, and the office's own rules of assessment."""

    item: Series[str] = pa.Field(str_length={"min_value": 1}, unique=True)
    label: Series[str] = word()
    area: Series[str] = pa.Field(isin=("队伍", "安全"))
    operator: Series[str] = pa.Field(isin=OPERATORS)
    unit: Series[str] = word()
    period: Series[str]


class AssessmentTargets(Sourced):
    """Shares by which care and health work is judged."""

    item: Series[str] = word()
    scheme: Series[str] = word()
    label: Series[str] = word()
    group: Series[str] = word()
    operator: Series[str] = pa.Field(isin=OPERATORS)
    value: Series[float] = pa.Field(gt=0, le=1)
    unit: Series[str] = word()
    denominator: Series[str] = word()

    class Config:
        """One target per item, scheme and group."""

        unique: ClassVar[list[str]] = ["item", "scheme", "group"]


class SixT(Sourced):
    """The six daily duties of the kitchen (六T) with relative weights."""

    position: Series[int] = pa.Field(in_range={"min_value": 1, "max_value": 6}, unique=True)
    name: Series[str] = pa.Field(unique=True)
    meaning: Series[str] = word()
    weight: Series[float] = pa.Field(gt=0)


class Places(Sourced):
    """Local rules: what a kindergarten of a province or city chooses in its profile."""

    place: Series[str] = word()
    choice: Series[str] = word()
    value: Series[str] = word()

    class Config:
        """One row per place and choice."""

        unique: ClassVar[list[str]] = ["place", "choice"]


class Schemes(Sourced):
    """What a profile may choose, with the Chinese name of each choice and the column that holds it."""

    choice: Series[str] = word()
    value: Series[str] = word()
    label: Series[str] = word()
    table: Series[str]
    column: Series[str]

    class Config:
        """One row per choice and value."""

        unique: ClassVar[list[str]] = ["choice", "value"]
