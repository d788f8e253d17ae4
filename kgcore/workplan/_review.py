"""The year plan held to its word in a period: what was due, what there is evidence for, what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from kgcore import periods
from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.periods import Period, month_of, term_of
from kgcore.reviews import Review, measures_frame, ratio
from kgcore.wording import first_few
from kgcore.workplan import decisions, promises, tasks

if TYPE_CHECKING:
    from kgcore.office import Office

_PLAN = "年度后勤计划"
_NAMED = 5


@dataclass(frozen=True, repr=False, eq=False)
class WorkplanReview(Review):
    """The year plan in a month or a term.

    Attributes
    ----------
    deadlines : every time a task fell due in the period, as `tasks.matched` returns: evidence, status, days late.
    completion : how often each task was done, as `tasks.completion` returns.
    calendar_month : month that a calendar of the period shows; of a term the last one in which a task fell due.
    upcoming : what falls due in the month after: due_on, chapter, task, responsible, every.
    promises : the plan's promises that registers or tasks prove, as `promises.judged` returns.
    decisions : overdue decisions of the meal committee, as `decisions.open_decisions` returns.
    """

    title: ClassVar[str] = "计划落实"

    deadlines: pd.DataFrame
    completion: pd.DataFrame
    calendar_month: Period
    upcoming: pd.DataFrame
    promises: pd.DataFrame
    decisions: pd.DataFrame

    def figures(self) -> list[tuple[str, str]]:
        """Return tasks done of those due, what falls due in the month after, decisions overdue."""
        return [
            ("完成", f"{self.completion['done'].sum()}÷{self.completion['due'].sum()} 次"),
            ("下月到期", f"{len(self.upcoming)} 次"),
            ("未落实的决议", f"{len(self.decisions)} 条"),
        ]


def review(office: Office, period: str | Period) -> WorkplanReview:
    """Return how the year plan was kept in a period.

    Parameters
    ----------
    office : the kindergarten.
    period : a month such as 2026-05, a term such as 2026-spring, or any other period.

    Raises
    ------
    PeriodError
        when the text is no period.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     round(review(office, "2026-05").value("task_done_rate"), 2)
    0.67
    """
    span = periods.parse(period)
    until = office.reached(span)
    after = month_of(span.end + dt.timedelta(days=1))
    terms_read = _terms(span, after)
    activities = pd.concat([office.read("activities", term) for term in terms_read])
    open_days = [day for part in (span, after) for day in office.school_days(part)]
    deadlines = tasks.matched(tasks.due(activities, open_days), office.read("done"), until)
    inside = deadlines[deadlines["due_on"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))]
    inside = inside.reset_index(drop=True)
    next_month = deadlines["due_on"].between(pd.Timestamp(after.start), pd.Timestamp(after.end))
    upcoming = deadlines.loc[next_month, ["due_on", "chapter", "task", "responsible", "every"]]
    undone = decisions.open_decisions(office.read("committee"), until)
    undone = undone[undone["date"] >= pd.Timestamp(term_of(span.start).start)].reset_index(drop=True)
    completion = tasks.completion(inside)
    proven = promises.by_registers(office, span, completion, until)
    totals = completion[["due", "done"]].sum()
    return WorkplanReview(
        period=span,
        findings=(
            *_missed(inside, span),
            *_late(inside, span),
            *_unconfirmed(inside, span),
            *_undone(undone, span),
            *_unproven(proven, span),
        ),
        unkept=office.profile.unkept,
        measures=measures_frame(
            ratio("task_done_rate", int(totals["done"]), int(totals["due"]), "有确认证据的任务次÷到期任务次")
        ),
        deadlines=inside,
        completion=completion,
        calendar_month=span.months()[-1] if span.unit == "month" else month_of(_last(inside, span)),
        upcoming=upcoming.reset_index(drop=True),
        promises=proven,
        decisions=undone,
    )


def _terms(*spans: Period) -> list[Period]:
    return list(dict.fromkeys(term_of(month.start) for span in spans for month in span.months()))


def _last(inside: pd.DataFrame, span: Period) -> dt.date:
    day: pd.Timestamp = inside["due_on"].max()
    return day.date() if len(inside) else span.end


def _missed(deadlines: pd.DataFrame, span: Period) -> Iterator[Finding]:
    missed_times = deadlines[deadlines["status"] == "missed"]
    for (task, responsible), times in missed_times.groupby(["task", "responsible"]):
        due = int((deadlines["task"] == task).sum())
        yield Finding(
            "workplan.missed", "warning", str(task), str(span),
            f"计划任务“{task}”（责任人 {responsible}）{len(times)} 次到期没有完成的证据：{_days(times)}",
            measured=float(due - len(times)), limit=float(due), unit="次", source=_PLAN,
            advice="补做并登记证据；确有原因不做的，请园长在计划里改期",
        )  # fmt: skip


def _late(deadlines: pd.DataFrame, span: Period) -> Iterator[Finding]:
    for row in rows(deadlines[deadlines["status"] == "late"]):
        yield Finding(
            "workplan.late", "notice", str(row.task), str(span),
            f"“{row.task}”应于 {row.due_on:%Y-%m-%d} 完成，{row.done_on:%Y-%m-%d} 才完成，晚 {row.days_late} 天",
            measured=float(row.days_late), limit=0.0, unit="天", source=_PLAN, advice="提前一周提醒责任人",
        )  # fmt: skip


def _unconfirmed(deadlines: pd.DataFrame, span: Period) -> Iterator[Finding]:
    for (task,), times in deadlines[deadlines["status"] == "unconfirmed"].groupby(["task"]):
        yield Finding(
            "workplan.unconfirmed", "notice", str(task), str(span),
            f"“{task}”有 {len(times)} 次证据还没有确认：{_days(times)}", measured=float(len(times)), limit=0.0,
            unit="次", source=_PLAN, advice="请确认人看过证据后在《任务完成》里确认",
        )  # fmt: skip


def _undone(undone: pd.DataFrame, span: Period) -> Iterator[Finding]:
    for row in rows(undone):
        yield Finding(
            "workplan.decision_open", "warning", str(row.decision), str(span),
            f"膳管会 {row.date:%Y-%m-%d} 决议“{row.decision}”应于 {row.due_on:%Y-%m-%d} 落实，"
            f"已过 {row.days_late} 天没有落实",
            measured=float(row.days_late), limit=0.0, unit="天", source="膳管会会议记录",
            advice="下次膳管会前落实，或说明原因改定日期",
        )  # fmt: skip


def _unproven(proven: pd.DataFrame, span: Period) -> Iterator[Finding]:
    """Yield what the plan promises and the register that would prove it does not hold; tasks have findings already."""
    open_items = proven[(proven["basis"] == "register") & proven["state"].isin(["partly", "not_done"])]
    for row in rows(open_items):
        is_partly = row.state == "partly"
        yield Finding(
            "workplan.promise", "notice" if is_partly else "warning", str(row.sentence), str(span),
            f"计划条目 {row.section}“{row.sentence}”（责任人 {row.responsible}）"
            f"{'有几次' if is_partly else ''}没有做到的记录：{row.evidence}",
            measured=row.measured, limit=row.target, unit="次", source=_PLAN,
            advice="没有做的补做；做了没有记的补登台账；改由别的台账证明的，改《计划条目》",
        )  # fmt: skip


def _days(times: pd.DataFrame) -> str:
    return first_few([f"{day:%Y-%m-%d}" for day in times["due_on"]], _NAMED, " 等 {n} 次")
