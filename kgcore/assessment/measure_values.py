"""The measures' figures, taken from the rooms' reviews: value, numerator and denominator, and what they are."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from kgcore.assessment.measures import MEASURES
from kgcore.assessment.rooms import RoomReview
from kgcore.frames import rows

COLUMNS = ["measure", "label", "value", "numerator", "denominator", "unit", "what", "room"]


def measure_values(reviews: Iterable[RoomReview]) -> pd.DataFrame:
    """Return every declared measure that the rooms' reviews of a period give, in the order of the rooms.

    Returns
    -------
    DataFrame
        measure, label, value, numerator, denominator (missing where it is no ratio of two sums), unit, what (the
        ratio in words), room (its title). A measure that no room gives has no row.
    """
    values = []
    for entry in reviews:
        if entry.review is None:
            continue
        for row in rows(entry.review.measures):
            if row.measure in MEASURES:
                about = MEASURES[row.measure]
                figures = row.value, row.numerator, row.denominator
                values.append((row.measure, about.label, *figures, about.unit, row.what, entry.room.title))
    table = pd.DataFrame(values, columns=COLUMNS)
    return table.astype({"value": "float64", "numerator": "float64", "denominator": "float64"})
