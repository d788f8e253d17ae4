"""What the outside prescribes: cited tables, and the profile that says which of them this office follows."""

from kgcore.standards.intakes import dris, dris_for
from kgcore.standards.profile import Profile, ProfileError
from kgcore.standards.tables import TABLES, UnknownTableError, load

__all__ = ["TABLES", "Profile", "ProfileError", "UnknownTableError", "dris", "dris_for", "load"]
