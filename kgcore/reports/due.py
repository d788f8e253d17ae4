"""What is due on a day and not published yet: reports on periods that ended, announcements of those to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kgcore import periods
from kgcore.periods import Period
from kgcore.reports import inputs
from kgcore.reports.catalogue import Entry, entries
from kgcore.reports.runner import ReportOutcome, run

OF_DAY: dict[str, Callable[[dt.date], Period]] = {
    "week": periods.week_of,
    "month": periods.month_of,
    "term": periods.term_of,
    "year": lambda day: periods.parse(str(day.year)),
}


def due_periods(entry: Entry, on: dt.date) -> list[Period]:
    """Return the periods of a report that are due on a day, oldest first.

    All periods since the catalogue's `since` are named, not the last alone: a computer that was off for ten days misses
    nothing, and what is published already is skipped by the run itself. What announces a period is due until its end:
    nobody reads last month's announcement.

    Examples
    --------
    >>> from kgcore.reports import find
    >>> [str(period) for period in due_periods(find("menu"), dt.date(2026, 5, 8))]
    ['2026-W19', '2026-W20']
    """
    if entry.due is None:
        return []
    if entry.due.before_start is not None:
        return _announced(entry.issued, entry.due.since, OF_DAY[entry.unit](on), on)
    due = []
    period = OF_DAY[entry.unit](on)
    while period.start >= entry.due.since:
        if entry.due.days is not None and period.end + dt.timedelta(days=entry.due.days) <= on:
            due.append(period)
        period = period.previous()
    return due[::-1]


def _announced(issued: Callable[[Period], dt.date], since: dt.date, period: Period, on: dt.date) -> list[Period]:
    due = []
    while issued(period) <= on:
        if period.start >= since:
            due.append(period)
        period = period.following()
    return due


def run_due(
    on: dt.date,
    common: Mapping[str, Any],
    out: Path = Path("reports"),
    *,
    force: bool = False,
    notebooks: Path | None = None,
    say: Callable[[str], None] = lambda text: None,  # noqa: ARG005 - says nothing by default
) -> Iterator[ReportOutcome]:
    """Make every report due on a day, one after another; safe to run twice and safe to kill.

    A period that is all holiday has no report.

    Parameters
    ----------
    on : the day.
    common : values for those parameters that a report declares (site, database, profile).
    say : told what is being made.

    Examples
    --------
    >>> list(run_due(dt.date(2020, 1, 1), {"site": "main", "database": "office.db"}))
    []
    """
    for entry in entries(notebooks):
        arguments = {name: value for name, value in common.items() if name in entry.parameters}
        for period in due_periods(entry, on):
            if inputs.holiday(arguments, period):
                continue
            say(f"正在生成 {entry.title} {period.title} …")
            yield run(entry.name, {**arguments, "period": period.text}, out, force=force, notebooks=notebooks)
