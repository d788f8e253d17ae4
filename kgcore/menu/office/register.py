"""The posted menu (公布的食谱): put one up, replace it, take it down. A menu already served is history and stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from kgcore import periods
from kgcore.office import Office
from kgcore.periods import Span

COLUMNS = ["date", "meal", "course", "dish"]


class PostingError(ValueError):
    """The menu may not be put up or taken down; the message says in Chinese why and what to do."""


class PostedAlready(PostingError):  # noqa: N818 - says what is so
    """A menu is posted for these days already and was not to be replaced."""


@dataclass(frozen=True, eq=False)
class Posted:
    """What was posted and what was posted before it (rows of the menus register); `journal` is the entry's number."""

    menu: pd.DataFrame
    before: pd.DataFrame
    journal: int


def posted(office: Office, span: Span) -> pd.DataFrame:
    """Return the posted menu of some days, as the register holds it."""
    return office.read("menus", span)


def refuse_posted(office: Office, span: Span) -> None:
    """Refuse to post a menu where one is posted already.

    Raises
    ------
    PostedAlready
        naming the weeks.
    """
    if weeks := sorted({str(periods.week_of(day)) for day in posted(office, span)["date"].dt.date}):
        raise PostedAlready(f"{'、'.join(weeks)} 已有公布的食谱，没有写入")


def refuse_served(office: Office, span: Span, before: pd.DataFrame, menu: pd.DataFrame) -> None:
    """Refuse to change a day on which children ate: what was posted then is a record, on which reports rest.

    Raises
    ------
    PostingError
        naming the days.
    """
    served = served_days(office, span)
    old, new = (set(frame[COLUMNS].itertuples(index=False, name=None)) for frame in (before, menu))
    if touched := sorted({pd.Timestamp(row[0]).date() for row in old ^ new} & served):
        raise PostingError(f"{history(touched)}，不能再改，没有写入。请换还没有供应的周")


def served_days(office: Office, span: Span) -> set[dt.date]:
    """Return the days on which children of any kindergarten of the kitchen ate."""
    return set(office.read("attendance", span, sites="kitchen")["date"].dt.date)


def history(days: Iterable[dt.date]) -> str:
    """Say that days were served and why they stay, ascending."""
    named = "、".join(f"{day:%m-%d}" for day in sorted(days))
    return f"{named} 已有就餐人数，食谱已经供应过，是历史记录"


def post(
    office: Office, menu: pd.DataFrame, span: Span, *, who: str, before: pd.DataFrame | None = None,
    file: str | None = None,
) -> Posted:  # fmt: skip
    """Put up a menu, or take one down with an empty frame.

    Parameters
    ----------
    menu : date, meal, course, dish of days within `span`.
    before : the posted menu that this one replaces, as `posted` returned it; None = there must be none.
    who, file : for the journal.

    Raises
    ------
    PostedAlready
        a menu is posted there and `before` is None.
    PostingError
        a day that is to change was served already, or a serving lies outside the days.
    StoreError
        someone else changed the menu in between; nothing is written.
    """
    if before is None:
        refuse_posted(office, span)
        before = posted(office, span)
    rows = menu[COLUMNS].assign(date=pd.to_datetime(menu["date"]), site=office.site).drop_duplicates(ignore_index=True)
    if outside := sorted({day for day in rows["date"].dt.date if day not in span}):
        raise PostingError(f"{'、'.join(map(str, outside))} 不在要公布的 {span.start} 至 {span.end} 之内，没有写入")
    refuse_served(office, span, before, rows)
    receipt = office.store.swap(
        "menus", rows, was=before, site=office.site, start=span.start, end=span.end, who=who, file=file
    )  # fmt: skip
    return Posted(rows, before, receipt.journal)
