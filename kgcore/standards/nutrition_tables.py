"""Declarations: reference intakes, meal shares, food guide and what a diet is judged by."""

from typing import ClassVar

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from kgcore.registers.terms import FOOD_GROUPS
from kgcore.standards.declaration import EDITIONS, OPERATORS, SEXES, Aged, Ranged, Sourced, bound, word

KINDS = ("EER", "EAR", "RNI", "AI", "AI_high", "UL", "PI", "AMDR_low", "AMDR_high")
MEALS = ("早餐", "早点", "午餐", "午点", "晚餐")
SLOTS = ("上午", "中午", "晚上")
NUTRIENT_CLASSES = ("energy", "protein", "others")
LEVELS = ("low", "marginal", "adequate", "high", "severe_high")


class Dris(Sourced):
    """Dietary reference intakes by edition, age and sex."""

    edition: Series[int] = pa.Field(isin=EDITIONS)
    nutrient: Series[str] = word()
    age: Series[int] = pa.Field(in_range={"min_value": 2, "max_value": 7})
    sex: Series[str] = pa.Field(isin=SEXES)
    kind: Series[str] = pa.Field(isin=KINDS)
    value: Series[float] = pa.Field(gt=0)
    unit: Series[str] = word()

    class Config:
        """One figure per edition, nutrient, age, sex and kind."""

        unique: ClassVar[list[str]] = ["edition", "nutrient", "age", "sex", "kind"]

    @pa.dataframe_check
    @classmethod
    def shares_are_fractions(cls, rows: pd.DataFrame) -> pd.Series:
        """Refuse a share of energy above one."""
        return ~rows["nutrient"].str.endswith("_energy_share") | (rows["value"] <= 1)


class ToddlerPortions(Sourced):
    """Portion of a child under three as a fraction of the three-year-old's, by food group."""

    guide_group: Series[str] = pa.Field(isin=FOOD_GROUPS, unique=True)
    factor: Series[float] = pa.Field(gt=0, le=1)


class MealShares(Ranged):
    """Share of the day's DRIs a kindergarten serves, by meal pattern."""

    scheme: Series[str] = word()
    pattern: Series[str] = word()
    nutrient_class: Series[str] = pa.Field(isin=NUTRIENT_CLASSES)
    target: Series[float] = pa.Field(gt=0, le=1)
    operator: Series[str] = pa.Field(isin=OPERATORS)
    judged_low: Series[float] = bound(gt=0)
    judged_high: Series[float] = bound(gt=0)
    unit: Series[str] = word()

    class Config:
        """One share per scheme, pattern and class."""

        unique: ClassVar[list[str]] = ["scheme", "pattern", "nutrient_class"]


class MealEnergy(Ranged):
    """Energy by meal, as a share of the whole day and of what is eaten in the kindergarten."""

    scheme: Series[str] = word()
    pattern: Series[str] = word()
    position: Series[int] = pa.Field(ge=1)
    meal: Series[str] = pa.Field(isin=MEALS)
    slot: Series[str] = pa.Field(isin=SLOTS)
    target: Series[float] = pa.Field(gt=0, lt=1)
    in_school_share: Series[float] = pa.Field(gt=0, le=1)
    unit: Series[str] = word()

    class Config:
        """One row per scheme, pattern and meal."""

        unique: ClassVar[list[str]] = ["scheme", "pattern", "meal"]


class MealSlots(Sourced):
    """Energy of the three parts of the day (30/40/30)."""

    scheme: Series[str] = word()
    slot: Series[str] = pa.Field(isin=SLOTS)
    target: Series[float] = pa.Field(gt=0, lt=1)
    unit: Series[str] = word()

    class Config:
        """One row per scheme and slot."""

        unique: ClassVar[list[str]] = ["scheme", "slot"]


class MealTimes(Sourced):
    """Usual times at which the meals of a day begin; proposed to a new office."""

    meal: Series[str] = pa.Field(unique=True, isin=MEALS)
    time: Series[str] = pa.Field(str_matches=r"^([01]\d|2[0-3]):[0-5]\d$")


class MacroRanges(Aged):
    """Protein, fat and carbohydrate as shares of energy."""

    scheme: Series[str] = word()
    nutrient: Series[str] = pa.Field(isin=("protein", "fat", "carb"))
    target: Series[float] = bound(gt=0, lt=1)
    unit: Series[str] = word()

    class Config:
        """One range per scheme, macronutrient and first age."""

        unique: ClassVar[list[str]] = ["scheme", "nutrient", "age_low"]


class FoodGuide(Aged):
    """Grams per child and day; `basis` says whether of the whole day or of what is served."""

    scheme: Series[str] = word()
    basis: Series[str] = pa.Field(isin=("day", "in_school"))
    food_group: Series[str] = word()
    operator: Series[str] = pa.Field(isin=OPERATORS)
    unit: Series[str] = pa.Field(eq="g/day")

    class Config:
        """One amount per scheme, first age and group."""

        unique: ClassVar[list[str]] = ["scheme", "age_low", "food_group"]


class FoodGuideGroups(Sourced):
    """Which groups of the food table belong to a group of the guide."""

    food_group: Series[str] = word()
    guide_group: Series[str] = word()

    class Config:
        """One row per pair."""

        unique: ClassVar[list[str]] = ["food_group", "guide_group"]


class EvaluationBands(Ranged):
    """Verdict on a measured share."""

    scheme: Series[str] = word()
    item: Series[str] = word()
    verdict: Series[str] = word()
    level: Series[str] = pa.Field(isin=LEVELS)
    unit: Series[str] = word()

    class Config:
        """One verdict once per scheme and item."""

        unique: ClassVar[list[str]] = ["scheme", "item", "verdict"]


class QualityRules(Aged):
    """Rules on the quality of the diet."""

    rule: Series[str] = word()
    scheme: Series[str] = word()
    label: Series[str] = word()
    operator: Series[str] = pa.Field(isin=OPERATORS)
    unit: Series[str] = word()
    denominator: Series[str]

    class Config:
        """One row per rule, scheme and first age."""

        unique: ClassVar[list[str]] = ["rule", "scheme", "age_low"]


class AgeEnergyCoefficients(Sourced):
    """Energy need by age relative to the child of the reference age."""

    age: Series[int] = pa.Field(unique=True, in_range={"min_value": 3, "max_value": 6})
    coefficient: Series[float] = pa.Field(gt=0)
    reference_age: Series[int]


class EnergyFactors(Sourced):
    """Energy of one gram."""

    nutrient: Series[str] = pa.Field(unique=True)
    kcal_per_g: Series[float] = pa.Field(gt=0)
