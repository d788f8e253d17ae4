"""Have the data changed since a report was made? What it read is read again and the fingerprints are compared."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kgcore import periods
from kgcore.periods import Period
from kgcore.reports.parameters import Value


def fingerprint(values: Mapping[str, Value], closing: Mapping[str, Any]) -> str:
    """Return one SHA-256 over the rows that a report read, as they are now, and over the profile in force.

    Parameters
    ----------
    values : parameters of the report; one without `database` has no inputs but these.
    closing : what the report said it was made from.

    Raises
    ------
    StoreError
        when the database cannot be read.
    """
    if not values.get("database"):
        return str(closing["fingerprint"])
    import kgcore

    profile = values.get("profile")
    with kgcore.open(
        str(values["database"]), site=str(values["site"]), profile=Path(str(profile)) if profile else None
    ) as office:
        for source in closing["sources"]:
            span = periods.read_span(source["period"]) if source["period"] else None
            office.read(source["register"], span, sites=source["sites"])
        parts = [office.reads().fingerprint, office.profile.model_dump_json()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def holiday(values: Mapping[str, Value], period: Period) -> bool:
    """Return whether a period is all holiday by the calendar of the office; one that keeps none has no holidays.

    Raises
    ------
    StoreError
        when the database cannot be read.
    """
    if not values.get("database"):
        return False
    import kgcore

    with kgcore.open(str(values["database"]), site=str(values["site"])) as office:
        return not office.school_days(period) and len(office.read("calendar")) > 0
