"""The plan's pages: tasks kept, the calendar, what comes next month, open decisions."""

from __future__ import annotations

from typing import cast

import pandas as pd

from kgcore.present.logistics.listed import Rooms, listed, toned
from kgcore.present.table import Column, Table
from kgcore.workplan import WorkplanReview

ROOM = "workplan"


def kept(joined: Rooms) -> Table:
    """Return how often each task was kept, those with a gap first."""
    columns = {
        "task": Column("任务"),
        "chapter": Column("篇章"),
        "responsible": Column("责任人"),
        "every": Column("频次"),
        "due": Column("到期", "次", "integer"),
        "done": Column("完成", "次", "integer", "tone"),
        "on_time": Column("其中按期", "次", "integer"),
        "missed": Column("未完成", "次", "integer"),
    }

    def take(report: object) -> pd.DataFrame:
        rows = cast("WorkplanReview", report).kept
        rows = rows.sort_values(["rate", "activity"], kind="stable")
        return rows.assign(tone=toned(rows["done"] >= rows["due"]))

    return listed(joined, ROOM, "计划任务完成", columns, take, "有确认的证据才算完成；还没有到期的不算。")


def calendar(joined: Rooms) -> Table:
    """Return the month as a calendar page."""
    columns = {"week": Column("周"), **{day: Column(day) for day in "一二三四五六日"}}
    return listed(joined, ROOM, "任务日历", columns, lambda report: cast("WorkplanReview", report).calendar)


def coming(joined: Rooms) -> Table:
    """Return what falls due in the month after, a row a task with all its days."""
    columns = {
        "days": Column("期限"),
        "task": Column("任务"),
        "chapter": Column("篇章"),
        "responsible": Column("责任人"),
        "every": Column("频次"),
    }

    def take(report: object) -> pd.DataFrame:
        rows = cast("WorkplanReview", report).coming
        keys = ["chapter", "task", "responsible", "every"]
        days = rows.assign(days=rows["due_on"].dt.strftime("%m-%d")).groupby(keys, sort=False)["days"].agg("、".join)
        return days.reset_index()

    return listed(joined, ROOM, "下月到期的任务", columns, take)


def decisions(joined: Rooms) -> Table:
    """Return the meal committee's overdue decisions."""
    columns = {
        "date": Column("会议", "", "date"),
        "subject": Column("议题"),
        "decision": Column("决议"),
        "due_on": Column("期限", "", "date"),
        "days_late": Column("已过", "天", "integer"),
    }
    return listed(joined, ROOM, "膳管会未落实的决议", columns, lambda report: cast("WorkplanReview", report).decisions)
