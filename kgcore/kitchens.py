"""Who cooks for a kindergarten: its own kitchen, that of another one, or a caterer that keeps no records here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True)
class OtherKitchen:
    """The kitchen elsewhere that feeds a kindergarten.

    Attributes
    ----------
    site, name : code and name of the kitchen, as the register `sites` has them.
    kindergarten : name of the one that it feeds.
    is_here : whether the kitchen keeps its records in the same database, as a kindergarten with classes does.
    """

    site: str
    name: str
    kindergarten: str
    is_here: bool


def other_kitchen(office: Office) -> OtherKitchen | None:
    """Return the kitchen elsewhere that feeds an office's kindergarten; None where it has its own.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     print(other_kitchen(office))
    None
    """
    sites = office.read("sites", sites="all").set_index("site")
    if office.site not in sites.index or sites["kitchen"][office.site] == office.site:
        return None
    kitchen = str(sites["kitchen"][office.site])
    names = sites["name"]
    is_here = not office.store.read("classes", sites=[kitchen]).empty
    return OtherKitchen(kitchen, str(names.get(kitchen, kitchen)), str(names[office.site]), is_here)


__all__ = ["OtherKitchen", "other_kitchen"]
