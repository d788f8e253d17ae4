"""What a month's analysis reads from the office, read once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.kitchens import other_kitchen
from kgcore.periods import Period, Span, term_of

if TYPE_CHECKING:
    from kgcore.office import Office

_WEEK_OVERHANG = dt.timedelta(days=3)


class NotAKitchenError(ValueError):
    """The office asked has no kitchen of its own; the message says which one to ask."""


@dataclass(frozen=True)
class NutritionRecords:
    """Register rows of one kitchen and the sites it feeds; `foods` is indexed by food."""

    sites: tuple[str, ...]
    attendance: pd.DataFrame
    movements: pd.DataFrame
    counts: pd.DataFrame
    menus: pd.DataFrame
    dishes: pd.DataFrame
    ingredients: pd.DataFrame
    band_portions: pd.DataFrame
    foods: pd.DataFrame
    children: pd.DataFrame
    classes: pd.DataFrame
    fee_rates: pd.DataFrame
    diet_changes: pd.DataFrame
    diet_promises: pd.DataFrame

    def classes_on(self, day: dt.date) -> pd.DataFrame:
        """Return the classes of the term that holds a day."""
        return self.classes[self.classes["term"] == str(term_of(day))]


def require_kitchen(office: Office) -> None:
    """Stop where an office has no kitchen of its own.

    Raises
    ------
    NotAKitchenError
        When another site's kitchen feeds this one.
    """
    if kitchen := other_kitchen(office):
        there = f"膳食分析请按园所“{kitchen.site}”做" if kitchen.is_here else "本园不做膳食分析"
        raise NotAKitchenError(f"{kitchen.kindergarten}由{kitchen.name}供餐，食材的账在那里：{there}")


def read(office: Office, first: Period, last: Period) -> NutritionRecords:
    """Read what the analysis of the months `first` to `last` needs, all sites of the kitchen.

    The stock ledger is read whole: the book reaches back to the first entry, and a reversal entered later takes
    effect on the day of the entry it cancels.

    Raises
    ------
    NotAKitchenError
        When another site's kitchen feeds this one.
    """
    require_kitchen(office)
    span = Span(first.start, last.end)
    weeks = Span(first.start - _WEEK_OVERHANG, last.end + _WEEK_OVERHANG)
    return NutritionRecords(
        sites=office.kitchen_sites,
        attendance=office.read("attendance", span, sites="kitchen"),
        movements=office.read("movements", sites="kitchen"),
        counts=office.read("counts", sites="kitchen"),
        menus=office.read("menus", weeks),
        dishes=office.read("dishes"),
        ingredients=office.read("dish_ingredients"),
        band_portions=office.read("band_portions"),
        foods=office.read("foods").set_index("food"),
        children=office.stays(sites="kitchen"),
        classes=office.read("classes", span, sites="kitchen"),
        fee_rates=office.read("fee_rates", sites="kitchen"),
        diet_changes=office.read("diet_changes"),
        diet_promises=office.read("diet_promises"),
    )
