"""What the outside prescribes: cited tables, and the profile that says which of them this office follows."""

from kgcore.standards.intakes import dris, dris_for
from kgcore.standards.norms import Norm, safety_norm, work_norm
from kgcore.standards.profile import Profile, ProfileError
from kgcore.standards.tables import TABLES, UnknownTableError, load

__all__ = [
    "TABLES",
    "Norm",
    "Profile",
    "ProfileError",
    "UnknownTableError",
    "dris",
    "dris_for",
    "load",
    "safety_norm",
    "work_norm",
]
