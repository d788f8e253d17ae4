"""What the outside prescribes: cited tables, and the profile that says which of them this office follows."""

from kgcore.standards.age_bands import AgeBand, grams_per_child, in_order, portions_by_band
from kgcore.standards.declaration import CONFIDENCE, EDITIONS, READ
from kgcore.standards.intakes import (
    COUNTED_AS,
    NOT_BY_FOOD,
    STAY_UNDER,
    SUPPLEMENTS_ONLY,
    dris,
    dris_for,
    energy_factors,
)
from kgcore.standards.meal_portions import factors_of, meal_factors
from kgcore.standards.norms import Norm, safety_norm, work_norm
from kgcore.standards.profile import Profile, ProfileError, nutrient_class, share_class
from kgcore.standards.tables import TABLES, UnknownTableError, load

__all__ = [
    "CONFIDENCE",
    "COUNTED_AS",
    "EDITIONS",
    "NOT_BY_FOOD",
    "READ",
    "STAY_UNDER",
    "SUPPLEMENTS_ONLY",
    "TABLES",
    "AgeBand",
    "Norm",
    "Profile",
    "ProfileError",
    "UnknownTableError",
    "dris",
    "dris_for",
    "energy_factors",
    "factors_of",
    "grams_per_child",
    "in_order",
    "load",
    "meal_factors",
    "nutrient_class",
    "portions_by_band",
    "safety_norm",
    "share_class",
    "work_norm",
]
