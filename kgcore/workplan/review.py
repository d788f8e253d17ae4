"""The year plan held to its word in a period: what was due, what there is evidence for, what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.periods import Period, month_of, term_of
from kgcore.workplan import calendar_page, decisions, tasks

if TYPE_CHECKING:
    from kgcore.office import Office

_PLAN = "年度后勤计划"
_NAMED = 5


@dataclass(frozen=True)
class WorkplanReview:
    """Tables and findings of the plan in a month or a term.

    `standing` every time a task fell due in the period, with evidence and status; `kept` by task; `calendar` the month
    (of a term its last month) as a page; `coming` what falls due in the month after; `decisions` of the meal committee
    that are overdue; `measures` (measure, value, numerator, denominator, what).
    """

    period: Period
    standing: pd.DataFrame
    kept: pd.DataFrame
    calendar: pd.DataFrame
    coming: pd.DataFrame
    decisions: pd.DataFrame
    measures: pd.DataFrame
    findings: tuple[Finding, ...]


def month(office: Office, period: str | Period) -> WorkplanReview:
    """Return the plan's month; a term or any other period is reviewed the same way.

    Raises
    ------
    PeriodError
        when the text is no period.
    """
    span = periods.parse(period)
    until = office.reached(span)
    after = month_of(span.end + dt.timedelta(days=1))
    every = [span, *([after] if term_of(after.start) not in _terms(span) else [])]
    activities = pd.concat([office.read("activities", term) for term in _terms(*every)])
    open_days = [day for part in (span, after) for day in office.school_days(part)]
    standing = tasks.matched(tasks.due(activities, open_days), office.read("done"), until)
    inside = standing[standing["due_on"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))]
    inside = inside.reset_index(drop=True)
    coming = standing[standing["due_on"].between(pd.Timestamp(after.start), pd.Timestamp(after.end))]
    undone = decisions.open_decisions(office.read("committee"), until)
    undone = undone[undone["date"] >= pd.Timestamp(term_of(span.start).start)].reset_index(drop=True)
    summed = tasks.kept(inside)
    shown = span.months()[-1] if span.unit == "month" else month_of(_last(inside, span))
    return WorkplanReview(
        period=span,
        standing=inside,
        kept=summed,
        calendar=calendar_page.page(inside, shown),
        coming=coming[["due_on", "chapter", "task", "responsible", "every"]].reset_index(drop=True),
        decisions=undone,
        measures=_measures(summed),
        findings=(*_missed(inside, span), *_late(inside, span), *_undone(undone, span)),
    )


def _terms(*spans: Period) -> list[Period]:
    found: list[Period] = []
    for span in spans:
        for part in span.months():
            if (term := term_of(part.start)) not in found:
                found.append(term)
    return found


def _last(inside: pd.DataFrame, span: Period) -> dt.date:
    day: pd.Timestamp = inside["due_on"].max()
    return day.date() if len(inside) else span.end


def _measures(summed: pd.DataFrame) -> pd.DataFrame:
    due, done = int(summed["due"].sum()), int(summed["done"].sum())
    found = [("task_done_rate", done / due, done, due, "有确认证据的任务次÷到期任务次")] if due else []
    return pd.DataFrame(found, columns=["measure", "value", "numerator", "denominator", "what"])


def _missed(standing: pd.DataFrame, span: Period) -> Iterator[Finding]:
    for (task, responsible), left in standing[standing["status"] == "missed"].groupby(["task", "responsible"]):
        days = [f"{day:%Y-%m-%d}" for day in left["due_on"]]
        due = int((standing["task"] == task).sum())
        yield Finding(
            "workplan.missed",
            "warning",
            str(task),
            str(span),
            f"计划任务“{task}”（责任人 {responsible}）{len(left)} 次到期没有完成的证据：" + _few(days),
            measured=float(due - len(left)),
            limit=float(due),
            unit="次",
            source=_PLAN,
            advice="补做并登记证据；确有原因不做的，请园长在计划里改期",
        )


def _late(standing: pd.DataFrame, span: Period) -> Iterator[Finding]:
    for row in rows(standing[standing["status"] == "late"]):
        yield Finding(
            "workplan.late",
            "notice",
            str(row.task),
            str(span),
            f"“{row.task}”应于 {row.due_on:%Y-%m-%d} 完成，{row.done_on:%Y-%m-%d} 才完成，晚 {row.days_late} 天",
            measured=float(row.days_late),
            limit=0.0,
            unit="天",
            source=_PLAN,
            advice="提前一周提醒责任人",
        )
    for (task,), left in standing[standing["status"] == "unconfirmed"].groupby(["task"]):
        yield Finding(
            "workplan.unconfirmed",
            "notice",
            str(task),
            str(span),
            f"“{task}”有 {len(left)} 次证据还没有确认：" + _few([f"{day:%Y-%m-%d}" for day in left["due_on"]]),
            measured=float(len(left)),
            limit=0.0,
            unit="次",
            source=_PLAN,
            advice="请确认人看过证据后在《任务完成》里确认",
        )


def _undone(undone: pd.DataFrame, span: Period) -> Iterator[Finding]:
    for row in rows(undone):
        yield Finding(
            "workplan.decision_open",
            "warning",
            str(row.decision),
            str(span),
            f"膳管会 {row.date:%Y-%m-%d} 决议“{row.decision}”应于 {row.due_on:%Y-%m-%d} 落实，"
            f"已过 {row.days_late} 天没有落实",
            measured=float(row.days_late),
            limit=0.0,
            unit="天",
            source="膳管会会议记录",
            advice="下次膳管会前落实，或说明原因改定日期",
        )


def _few(days: list[str]) -> str:
    return "、".join(days[:_NAMED]) + (f" 等 {len(days)} 次" if len(days) > _NAMED else "")
