"""The year plan's tasks: on which days they fall due, and whether there is evidence for each."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any, Literal

import pandas as pd

from kgcore.frames import rows
from kgcore.registers import plan

Status = Literal["done", "unconfirmed", "late", "missed", "coming"]
_MONTHS = {plan.MONTHLY: 1, plan.QUARTERLY: 3}


def due_days(every: str, first: dt.date, last: dt.date, school_days: Collection[dt.date]) -> Iterator[dt.date]:
    """Yield the days from `first` to `last` on which a task falls due.

    Parameters
    ----------
    every : how often, one of `kgcore.registers.plan.FREQUENCIES`. DAILY is every school day, WEEKLY every seventh day
        from `first`, MONTHLY and QUARTERLY the same day of the month as `first` (the month's last day where it has no
        such day), ONCE_A_TERM and ONCE the day `last` alone.
    first, last : first and last day on which the plan wants it.
    school_days : days on which the kindergarten is open.

    Examples
    --------
    >>> [str(day) for day in due_days(plan.MONTHLY, dt.date(2026, 2, 28), dt.date(2026, 4, 30), [])]
    ['2026-02-28', '2026-03-28', '2026-04-28']
    """
    if every == plan.DAILY:
        yield from sorted(day for day in school_days if first <= day <= last)
    elif every == plan.WEEKLY:
        for weeks in range((last - first).days // 7 + 1):
            yield first + dt.timedelta(weeks=weeks)
    elif every in _MONTHS:
        step = 0
        while (day := _months_after(first, step)) <= last:
            yield day
            step += _MONTHS[every]
    else:
        yield last


def _months_after(first: dt.date, months: int) -> dt.date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return dt.date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def due(activities: pd.DataFrame, school_days: Collection[dt.date]) -> pd.DataFrame:
    """Return one row for each time a task falls due: activity, chapter, task, responsible, every, due_on."""
    times: list[tuple[Any, ...]] = []
    for row in rows(activities):
        for day in due_days(row.every, row.first_due.date(), row.last_due.date(), school_days):
            times.append((row.activity, row.chapter, row.task, row.responsible, row.every, pd.Timestamp(day)))
    columns = ["activity", "chapter", "task", "responsible", "every", "due_on"]
    table = pd.DataFrame(times, columns=columns)
    table["due_on"] = pd.to_datetime(table["due_on"])
    return table.sort_values(["due_on", "activity"], kind="stable", ignore_index=True)


def matched(due_list: pd.DataFrame, proofs: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return every due time with its evidence and how it stands on a day.

    Parameters
    ----------
    due_list : as `due` returns.
    proofs : rows of the register `done`.
    on : day on which it is judged; later evidence does not count.

    Evidence that names its due day counts for that day; evidence that names none counts for the earliest time still
    without one. Of several for one time the earliest counts, a confirmed one before an unconfirmed.

    Returns
    -------
    DataFrame
        the due list with done_on, evidence, confirmed, status (done, unconfirmed, late, missed, coming), days_late.
    """
    table = due_list.copy()
    table["done_on"] = pd.Series(pd.NaT, index=table.index, dtype="datetime64[ns]")
    table["evidence"] = pd.Series(None, index=table.index, dtype="str")
    table["confirmed"] = pd.Series(pd.NA, index=table.index, dtype="boolean")
    places = {(row.activity, row.due_on): row.Index for row in rows(table)}
    proofs = proofs[proofs["date"] <= pd.Timestamp(on)]
    proofs = proofs.assign(unnamed=proofs["due_on"].isna(), doubtful=~proofs["confirmed"].fillna(False).astype(bool))
    for row in rows(proofs.sort_values(["unnamed", "doubtful", "date"], kind="stable")):
        if row.unnamed:
            free = table[(table["activity"] == row.activity) & table["done_on"].isna()].index
            place = free[0] if len(free) else None
        else:
            place = places.get((row.activity, row.due_on))
            if place is not None and pd.notna(table.loc[place, "done_on"]):
                place = None
        if place is not None:
            table.loc[place, ["done_on", "evidence", "confirmed"]] = [row.date, row.evidence, not row.doubtful]
    table["status"] = [_status(row, pd.Timestamp(on)) for row in rows(table)]
    until = table["done_on"].fillna(pd.Timestamp(on))
    late = table["status"].isin(["late", "missed"])
    table["days_late"] = (until - table["due_on"]).dt.days.where(late, 0)
    return table


def _status(row: Any, on: pd.Timestamp) -> Status:
    if pd.isna(row.done_on):
        return "missed" if row.due_on <= on else "coming"
    if not row.confirmed:
        return "unconfirmed"
    return "late" if row.done_on > row.due_on else "done"


def completion(deadlines: pd.DataFrame) -> pd.DataFrame:
    """Return how often each task was done: due, done (late ones included), on_time, missed, rate (done ÷ due).

    Times that have not come yet are not due; unconfirmed evidence is not done.

    Parameters
    ----------
    deadlines : as `matched` returns.
    """
    past = deadlines[deadlines["status"] != "coming"]
    flags = past.assign(
        done=past["status"].isin(["done", "late"]), on_time=past["status"] == "done", missed=past["status"] == "missed"
    )
    keys = ["activity", "chapter", "task", "responsible", "every"]
    table = flags.groupby(keys, as_index=False).agg(
        due=("done", "size"), done=("done", "sum"), on_time=("on_time", "sum"), missed=("missed", "sum")
    )
    table["rate"] = table["done"] / table["due"]
    return table
