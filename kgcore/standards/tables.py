"""The prescribed tables: what each holds, checked as it is read from its CSV."""

from functools import cache
from importlib.resources import files

import pandas as pd

from kgcore.standards.declaration import Sourced, in_doubt
from kgcore.standards.growth_tables import (
    Anaemia,
    GrowthAdequacy,
    GrowthGrades,
    GrowthWho,
    GrowthWst423,
    GrowthWst423Percentiles,
)
from kgcore.standards.nutrition_tables import (
    AgeEnergyCoefficients,
    Dris,
    EnergyFactors,
    EvaluationBands,
    FoodGuide,
    FoodGuideGroups,
    MacroRanges,
    MealEnergy,
    MealShares,
    MealSlots,
    MealTimes,
    QualityRules,
    ToddlerPortions,
)
from kgcore.standards.office_tables import (
    AssessmentTargets,
    DisinfectionRules,
    FeeRules,
    Isolation,
    OutbreakThresholds,
    Places,
    SafetyNorms,
    Schemes,
    SixT,
    StaffingRatios,
    WorkNorms,
)

TABLES: dict[str, type[Sourced]] = {
    "age_energy_coefficients": AgeEnergyCoefficients,
    "anaemia": Anaemia,
    "assessment_targets": AssessmentTargets,
    "disinfection": DisinfectionRules,
    "dris": Dris,
    "energy_factors": EnergyFactors,
    "evaluation_bands": EvaluationBands,
    "fee_rules": FeeRules,
    "food_guide": FoodGuide,
    "food_guide_groups": FoodGuideGroups,
    "growth_adequacy": GrowthAdequacy,
    "growth_grades": GrowthGrades,
    "growth_who": GrowthWho,
    "growth_wst423": GrowthWst423,
    "growth_wst423_percentiles": GrowthWst423Percentiles,
    "isolation": Isolation,
    "macro_ranges": MacroRanges,
    "meal_energy": MealEnergy,
    "meal_shares": MealShares,
    "meal_slots": MealSlots,
    "meal_times": MealTimes,
    "outbreak_thresholds": OutbreakThresholds,
    "places": Places,
    "quality_rules": QualityRules,
    "safety_norms": SafetyNorms,
    "schemes": Schemes,
    "six_t": SixT,
    "staffing_ratios": StaffingRatios,
    "toddler_portions": ToddlerPortions,
    "work_norms": WorkNorms,
}


class UnknownTableError(LookupError):
    """A table was asked for that does not exist; the message lists those that do."""


def load(name: str) -> pd.DataFrame:
    """Read one prescribed table, checked; each call returns a fresh copy.

    `source` is as a report prints it: a figure not read in the document itself is followed by 待核 or 推算.

    Parameters
    ----------
    name
        A key of `TABLES`, such as ``"dris"``.

    Raises
    ------
    UnknownTableError
        No such table.
    pandera.errors.SchemaErrors
        A packaged CSV was edited into something its declaration does not allow.

    Examples
    --------
    >>> load("macro_ranges")["nutrient"].unique().tolist()
    ['protein', 'fat', 'carb']
    """
    if name not in TABLES:
        raise UnknownTableError(f"没有名为“{name}”的标准表；现有：{'、'.join(sorted(TABLES))}")
    return _read(name).copy()


@cache
def _read(name: str) -> pd.DataFrame:
    model = TABLES[name]
    with (files("kgcore.standards") / f"{name}.csv").open(encoding="utf-8") as stream:
        raw = pd.read_csv(stream, dtype=str, keep_default_na=False)
    table = check(raw, model)
    return table.assign(source=in_doubt(table))


def check(raw: pd.DataFrame, model: type[Sourced]) -> pd.DataFrame:
    """Give text columns read from a CSV their declared types, and check every row.

    Parameters
    ----------
    raw
        All columns text, an empty cell the empty string.
    model
        The table's declaration.

    Raises
    ------
    pandera.errors.SchemaErrors
        With every faulty cell, not only the first.
    """
    schema = model.to_schema()
    frame = raw.copy()
    for name, declared in schema.columns.items():
        if name in frame and not pd.api.types.is_string_dtype(declared.dtype.type):
            frame[name] = frame[name].astype(object).replace("", float("nan"))
    return schema.validate(frame, lazy=True)
