"""Meetings: weekly ones held week by week, who came, minutes kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.standards import load, work_norm
from kgcore.wording import first_few

_PREFIX = "meeting:"  # and after it the kind as the register has it
_WEEK, _MONTH = "周", "月"  # as the table of norms writes its periods
_NAMED = 6


def periods_due(week_days: Sequence[dt.date], days: Sequence[dt.date], months: Sequence[str]) -> pd.DataFrame:
    """Return which meeting is due in which week or month.

    A week counts that has at least the norm's school days.

    Parameters
    ----------
    week_days : school days of the weeks that belong to the period.
    days : school days of the period.
    months : months that count.

    Returns
    -------
    Columns `kind`, `every`, `first`, `last` (days of the week or month), `label`.
    """
    weekly: dict[tuple[int, int], list[dt.date]] = {}
    for day in week_days:
        weekly.setdefault(day.isocalendar()[:2], []).append(day)
    least = work_norm("meeting_week_days").limit
    spans = {
        _WEEK: [
            (week[0] - dt.timedelta(week[0].weekday()), week[0] + dt.timedelta(6 - week[0].weekday()),
             f"{week[0]:%m-%d}至{week[-1]:%m-%d}")
            for week in weekly.values() if len(week) >= least
        ],
        _MONTH: [
            (min(d for d in days if f"{d:%Y-%m}" == month), max(d for d in days if f"{d:%Y-%m}" == month), month)
            for month in months
        ],
    }  # fmt: skip
    norms = load("work_norms")
    due = [
        {"kind": rule.item.removeprefix(_PREFIX), "every": rule.period, "first": pd.Timestamp(first),
         "last": pd.Timestamp(last), "label": label}
        for rule in rows(norms[norms["item"].str.startswith(_PREFIX)])
        for first, last, label in spans[rule.period]
    ]  # fmt: skip
    return pd.DataFrame(due, columns=["kind", "every", "first", "last", "label"])


def held(meetings: pd.DataFrame, due: pd.DataFrame) -> pd.DataFrame:
    """Return due meetings with how many were held: the columns of `due` and `held`.

    Parameters
    ----------
    meetings : columns `kind`, `date`.
    due : as `periods_due` returns.
    """
    count = [
        int(((meetings["kind"] == row.kind) & meetings["date"].between(row.first, row.last)).sum()) for row in rows(due)
    ]
    return due.assign(held=count)


def by_kind(meetings: pd.DataFrame, due: pd.DataFrame) -> pd.DataFrame:
    """Return one row a kind: due, kept (weeks or months with one), attendance (present ÷ expected), minutes filed.

    Parameters
    ----------
    meetings : rows of the register in the weeks and months that count.
    due : as `held` returns.
    """
    table = due.groupby(["kind", "every"], sort=False).agg(
        due=("held", "size"), kept=("held", lambda n: int((n > 0).sum()))
    )
    by_kind = meetings.groupby("kind")
    sums = by_kind[["present", "expected"]].sum().astype("float64")
    table = table.reset_index().set_index("kind")
    table["meetings"] = by_kind.size()
    table["attendance"] = sums["present"] / sums["expected"]
    table["minutes"] = by_kind["minutes_filed"].apply(lambda flag: float(flag.mean()))
    table["rate"] = (table["kept"] / table["due"]).where(table["due"] > 0)
    return table.reset_index().fillna({"meetings": 0})


def findings(meetings: pd.DataFrame, due: pd.DataFrame, period: str) -> list[Finding]:
    """Return weeks and months without the meeting due, and meetings without minutes.

    Parameters
    ----------
    meetings : rows of the register.
    due : as `held` returns.
    """
    verdicts = []
    for (kind, every), dates in due.groupby(["kind", "every"], sort=False):
        gaps = dates[dates["held"] == 0]
        if len(gaps):
            verdicts.append(Finding(
                "staff.meeting_skipped", "warning", str(kind), period,
                f"{kind}应每{every}召开，{len(gaps)}{'周' if every == _WEEK else '个月'}没有记录："
                f"{first_few(list(gaps['label']), _NAMED)}",
                measured=float(len(dates) - len(gaps)), limit=float(len(dates)), unit="次",
                source=work_norm(f"{_PREFIX}{kind}").source, advice="排定固定时间和召集人；开过未记的补登记录",
            ))  # fmt: skip
    without_minutes = meetings[~meetings["minutes_filed"].fillna(True).astype(bool)]
    verdicts += [
        Finding(
            "staff.minutes_missing", "warning", str(row.kind), period,
            f"{row.date:%Y-%m-%d}{row.kind}“{row.subject}”没有记录", measured=0.0, limit=1.0, unit="份",
            source="《会议》", advice="补交会议记录",
        )
        for row in rows(without_minutes)
    ]  # fmt: skip
    return verdicts
