"""A month of the plan as a calendar: weeks down, weekdays across."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kgcore.periods import Period, week_of
from kgcore.wording import WEEKDAYS
from kgcore.workplan.tasks import Status

STATUS_LABELS: dict[Status, str] = {
    "done": "已完成",
    "unconfirmed": "待确认",
    "late": "逾期完成",
    "missed": "未完成",
    "coming": "未到期",
}


def page(deadlines: pd.DataFrame, month: Period) -> pd.DataFrame:
    """Return a row for each week of a month: week, then 一 to 日, each cell the day and its tasks with their status.

    Parameters
    ----------
    deadlines : as `kgcore.workplan.tasks.matched` returns.
    month : the month to show.
    """
    cells: dict[str, dict[str, str]] = {}
    day = month.start
    while day <= month.end:
        week = cells.setdefault(week_of(day).text, dict.fromkeys(WEEKDAYS, ""))
        week[WEEKDAYS[day.weekday()]] = _cell(deadlines, day)
        day += dt.timedelta(days=1)
    return pd.DataFrame([{"week": week, **days} for week, days in cells.items()])


def _cell(deadlines: pd.DataFrame, day: dt.date) -> str:
    due = deadlines[deadlines["due_on"] == pd.Timestamp(day)]
    texts = [
        f"{task}（{STATUS_LABELS[status]}）" if status != "done" else str(task)
        for task, status in zip(due["task"], due["status"], strict=True)
    ]
    return "；".join([f"{day.day}日", *texts]) if texts else str(day.day)
