"""The plan's pages: tasks kept, the calendar, what comes next month, open decisions."""

from __future__ import annotations

import pandas as pd

from kgcore.assessment import Logistics
from kgcore.present.kept import rests_on
from kgcore.present.logistics._room_table import room_table, toned
from kgcore.present.logistics.calendar_page import page
from kgcore.present.table import Column, Table
from kgcore.wording import WEEKDAYS
from kgcore.workplan import WorkplanReview

ROOM = "workplan"


@rests_on("activities")
def kept(logistics: Logistics) -> Table:
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

    def take(review: WorkplanReview) -> pd.DataFrame:
        rows = review.completion
        rows = rows.sort_values(["rate", "activity"], kind="stable")
        return rows.assign(tone=toned(rows["done"] >= rows["due"]))

    return room_table(logistics, ROOM, "计划任务完成", columns, take, "有确认的证据才算完成；还没有到期的不算。")


@rests_on("activities")
def calendar(logistics: Logistics) -> Table:
    """Return the month as a calendar page."""
    columns = {"week": Column("周"), **{day: Column(day) for day in WEEKDAYS}}

    def take(review: WorkplanReview) -> pd.DataFrame:
        return page(review.deadlines, review.calendar_month)

    return room_table(logistics, ROOM, "任务日历", columns, take)


@rests_on("activities")
def coming(logistics: Logistics) -> Table:
    """Return what falls due in the month after, a row a task with all its days."""
    columns = {
        "days": Column("期限"),
        "task": Column("任务"),
        "chapter": Column("篇章"),
        "responsible": Column("责任人"),
        "every": Column("频次"),
    }

    def take(review: WorkplanReview) -> pd.DataFrame:
        rows = review.upcoming
        keys = ["chapter", "task", "responsible", "every"]
        days = rows.assign(days=rows["due_on"].dt.strftime("%m-%d")).groupby(keys, sort=False)["days"].agg("、".join)
        return days.reset_index()

    return room_table(logistics, ROOM, "下月到期的任务", columns, take)


@rests_on("committee")
def decisions(logistics: Logistics) -> Table:
    """Return the meal committee's overdue decisions."""
    columns = {
        "date": Column("会议", "", "date"),
        "subject": Column("议题"),
        "decision": Column("决议"),
        "due_on": Column("期限", "", "date"),
        "days_late": Column("已过", "天", "integer"),
    }
    return room_table(logistics, ROOM, "膳管会未落实的决议", columns, lambda review: review.decisions)
