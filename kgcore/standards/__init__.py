"""What the outside prescribes: cited tables, and the profile that says which of them this office follows."""

from kgcore.standards.age_bands import AgeBand, grams_per_child, in_order, portions_by_band
from kgcore.standards.intakes import dris, dris_for
from kgcore.standards.meal_portions import factors_of, meal_factors
from kgcore.standards.norms import Norm, safety_norm, work_norm
from kgcore.standards.profile import Profile, ProfileError
from kgcore.standards.tables import TABLES, UnknownTableError, load

__all__ = [
    "TABLES",
    "AgeBand",
    "Norm",
    "Profile",
    "ProfileError",
    "UnknownTableError",
    "dris",
    "dris_for",
    "factors_of",
    "grams_per_child",
    "in_order",
    "load",
    "meal_factors",
    "portions_by_band",
    "safety_norm",
    "work_norm",
]
