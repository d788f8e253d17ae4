"""A month of the plan as a calendar: weeks down, weekdays across."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kgcore.periods import Period, week_of
from kgcore.workplan.tasks import WORDS

WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


def page(standing: pd.DataFrame, month: Period) -> pd.DataFrame:
    """Return a row for each week of a month: week, then 一 to 日, each cell the day and its tasks with their status."""
    cells: dict[str, dict[str, str]] = {}
    day = month.start
    while day <= month.end:
        week = cells.setdefault(week_of(day).text, dict.fromkeys(WEEKDAYS, ""))
        week[WEEKDAYS[day.weekday()]] = _cell(standing, day)
        day += dt.timedelta(days=1)
    return pd.DataFrame([{"week": week, **days} for week, days in cells.items()])


def _cell(standing: pd.DataFrame, day: dt.date) -> str:
    here = standing[standing["due_on"] == pd.Timestamp(day)]
    named = [
        f"{task}（{WORDS[status]}）" if status != "done" else str(task)
        for task, status in zip(here["task"], here["status"], strict=True)
    ]
    return "；".join([f"{day.day}日", *named]) if named else str(day.day)
