"""The year plan sentence by sentence: what proves that each was kept, and whether it was.

A promise is proved by a measure with its target, else by rows of a register in each interval that falls due, else by
the evidence of a task, which is the office's own word (自述). What was not recorded is never kept.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from kgcore import registers
from kgcore.frames import rows
from kgcore.periods import Period, term_of
from kgcore.registers.base import RegisterColumn
from kgcore.registers.plan import AT_LEAST, DAILY, MONTHLY, QUARTERLY, WEEKLY
from kgcore.store import period_column
from kgcore.workplan.tasks import due_days

if TYPE_CHECKING:
    from kgcore.office import Office

State = Literal["done", "partly", "not_done", "not_due", "not_kept"]
COLUMNS = [
    "item", "chapter", "section", "sentence", "responsible", "state", "basis", "measured", "target", "due", "done",
    "evidence",
]  # fmt: skip
_TERM = re.compile(r"(?P<column>[^=~<>；;]+?)\s*(?P<sign>>=|=|~)\s*(?P<values>[^；;]+)")
_SHOWN = 3
HALF = 0.5
"""A measure that is to be at least its target is reached in part from this fraction of it; own choice."""
LEAST_SCHOOL_DAYS = 3
"""A week with fewer school days owes nothing that is due weekly; own choice."""
A_TERM = 205
"""Days before the end of a promise that falls due once in which a row proves it: longer than any term."""
MONTH = r"\d{4}-(0[1-9]|1[0-2])"

Reader = Callable[[str], pd.DataFrame]


def register_of(title: str) -> str | None:
    """Return the register of a title, such as trainings of 培训; None where there is none.

    Examples
    --------
    >>> register_of("培训"), register_of("《培训》"), register_of("点名册")
    ('trainings', 'trainings', None)
    """
    text = title.strip("《》 ")
    return next((name for name, one in registers.REGISTERS.items() if registers.meta(one).title == text), None)


def fulfilling(frame: pd.DataFrame, register: str, condition: str) -> pd.DataFrame:
    """Return the rows of a register that fulfil a condition.

    Parameters
    ----------
    frame : rows of the register.
    condition : terms joined by ；: 栏目=值|值 (one of), 栏目~词|词 (contains one of), 栏目>=数; empty: every row.

    Raises
    ------
    ValueError
        when a term cannot be read or names a column that the register does not have.

    Examples
    --------
    >>> talks = pd.DataFrame({"form": ["理论", "口试"], "subject": ["消毒", "责任心"]})
    >>> fulfilling(talks, "trainings", "形式=口试|实操；内容~责任")["subject"].tolist()
    ['责任心']
    """
    titles = {column.title: column for column in registers.columns(registers.get(register))}
    keep = pd.Series(True, frame.index)
    for text in filter(None, (part.strip() for part in re.split("[；;]", condition))):
        term = _TERM.fullmatch(text)
        column = titles.get(term["column"].strip()) if term else None
        if term is None or column is None:
            form = "栏目=值、栏目~词 或 栏目>=数"
            raise ValueError(f"条件“{text}”读不懂：应写作 {form}；{_titles([register])}的栏目有 {'、'.join(titles)}")
        keep &= _holds(frame[column.name], column, term["sign"], [value.strip() for value in term["values"].split("|")])
    return frame[keep]


def _holds(cells: pd.Series, column: RegisterColumn, sign: str, values: list[str]) -> pd.Series[bool]:
    if sign == ">=":
        return (pd.to_numeric(cells, errors="coerce") >= float(values[0]) * float(column.scale)).fillna(False)
    codes = {label: code for code, label in column.labels.items()}
    if sign == "=":
        return cells.astype("str").isin([str(codes.get(value, value)) for value in values])
    return cells.astype("str").str.contains("|".join(map(re.escape, values)), na=False)


def by_registers(office: Office, span: Period, times: pd.DataFrame, until: dt.date) -> pd.DataFrame:
    """Return the promises of a period's term that registers or tasks prove; see `judged`.

    Parameters
    ----------
    office, span : the kindergarten and a term or a month of it: what falls due in it is judged.
    times : due, done by activity. `until` : the last day that counts.
    """
    term = span if span.unit == "term" else term_of(span.start)
    table = office.read("promises", term)

    def read(register: str) -> pd.DataFrame:
        return office.read(register, term if period_column(registers.get(register)) else None)

    return judged(
        table[table["measure"].isna()], read, times=times, since=span.start, until=min(until, span.end),
        school_days=office.school_days(term), unkept=office.profile.unkept,
    )  # fmt: skip


def by_measures(
    promises: pd.DataFrame, goals: pd.DataFrame, unkept: Collection[str],
    measure_registers: Mapping[str, Collection[str]],
) -> pd.DataFrame:  # fmt: skip
    """Return the promises that a measure proves, with their state.

    Parameters
    ----------
    promises : rows of the register, each with a measure.
    goals : activity (the promise's item), comparison, target, actual, verdict (met, missed, unknown), evidence.
    unkept : registers that the office does not keep.
    measure_registers : the registers that each measure is counted from.

    Returns
    -------
    DataFrame
        as `judged` returns; measured and target are the measure's.
    """
    verdicts = goals.set_index("activity")
    table = []
    for promise in rows(promises):
        missing = frozenset(unkept).intersection(measure_registers.get(promise.measure, ()))
        goal = verdicts.loc[promise.item]
        if missing:
            verdict: dict[str, Any] = {"state": "not_kept", "evidence": f"本园不登记{_titles(missing)}"}
        elif goal["verdict"] == "unknown":
            verdict = {"state": "not_done", "target": promise.target, "evidence": f"未记录：{goal['evidence']}"}
        else:
            comes_near = goal["comparison"] == AT_LEAST and goal["actual"] >= HALF * goal["target"]
            verdict = {
                "state": "done" if goal["verdict"] == "met" else "partly" if comes_near else "not_done",
                "measured": goal["actual"], "target": goal["target"], "evidence": goal["evidence"],
            }  # fmt: skip
        table.append(_about(promise) | {"basis": "measure"} | verdict)
    return pd.DataFrame(table, columns=COLUMNS)


def judged(
    promises: pd.DataFrame, read: Reader, *, times: pd.DataFrame, since: dt.date, until: dt.date,
    school_days: Collection[dt.date], unkept: Collection[str],
) -> pd.DataFrame:  # fmt: skip
    """Return the promises without a measure, each with its state and what shows it; no sentence is left out.

    Parameters
    ----------
    promises : rows of the register of a term.
    read : register -> its rows of the term, all of them where it has no date.
    times : due, done by activity: evidence of the tasks.
    since, until : first and last day on which what falls due is judged.
    school_days : of the term.
    unkept : registers that the office does not keep.

    Returns
    -------
    DataFrame
        columns `COLUMNS`: state done, partly, not_done, not_due or not_kept; basis register, self or nothing;
        measured and target are done and due; evidence in words.
    """
    judge = _Judge(
        read, times.set_index("activity")[["due", "done"]], (since, until), school_days, frozenset(unkept)
    )  # fmt: skip
    return pd.DataFrame([judge.row(promise) for promise in rows(promises)], columns=COLUMNS)


def _about(promise: Any) -> dict[str, Any]:
    names = ("item", "chapter", "section", "sentence", "responsible")
    figures = {"measured": None, "target": None, "due": None, "done": None}
    return {name: getattr(promise, name) for name in names} | figures


class _Judge:
    def __init__(
        self, read: Reader, counts: pd.DataFrame, judged_days: tuple[dt.date, dt.date],
        school_days: Collection[dt.date], unkept: frozenset[str],
    ) -> None:  # fmt: skip
        self.read, self.counts, self.judged_days = read, counts, judged_days
        self.school_days, self.unkept = school_days, unkept

    def row(self, promise: Any) -> dict[str, Any]:
        if pd.notna(promise.proof):
            return _about(promise) | {"basis": "register"} | self._by_register(promise)
        if pd.notna(promise.activity):
            return _about(promise) | {"basis": "self"} | self._by_task(promise)
        evidence = "没有写凭什么证明：请在《计划条目》填目标指标、凭证台账或对应任务"
        return _about(promise) | {"basis": "nothing", "state": "not_done", "evidence": evidence}

    def _by_register(self, promise: Any) -> dict[str, Any]:
        register = register_of(str(promise.proof))
        if register is None:
            return {"state": "not_done", "evidence": f"没有台账“{promise.proof}”，请改《计划条目》的凭证台账"}
        if register in self.unkept:
            return {"state": "not_kept", "evidence": f"本园不登记{_titles([register])}"}
        try:
            proofs = fulfilling(self.read(register), register, "" if pd.isna(promise.condition) else promise.condition)
        except ValueError as error:
            return {"state": "not_done", "evidence": str(error)}
        return self._counted(promise, register, proofs)

    def _counted(self, promise: Any, register: str, proofs: pd.DataFrame) -> dict[str, Any]:
        """Hold the rows against the intervals: each ends with a due day, and begins after the one before."""
        since, until = self.judged_days
        every_day = due_days(promise.every, promise.first_due.date(), promise.last_due.date(), self.school_days)
        # of all due days, not of the period's: a month's row proves no month after it
        intervals = _intervals([day for day in every_day if self._owes(promise.every, day)], promise.every)
        days = [day for day in intervals if since <= day <= until]
        if not days:
            return {"state": "not_due", "due": 0, "done": 0, "evidence": f"{promise.first_due:%m-%d}到期"}
        words = f"{_titles([register])}{len(proofs)} 行"
        day_column = period_column(registers.get(register))
        if day_column is not None and proofs[day_column].dtype.kind != "M":
            # rows of a whole term or year prove it as rows without a day do
            day_column = day_column if proofs[day_column].str.fullmatch(MONTH).all() else None
        times = len(days) if len(proofs) else 0
        if day_column is not None:
            when = _days(proofs[day_column])
            gaps = [day for day in days if not any(intervals[day][0] < one <= intervals[day][1] for one in when)]
            times = len(days) - len(gaps)
            if gaps:
                several = "等" if len(gaps) > _SHOWN else ""
                words += f"；没有记录的：{'、'.join(f'{day:%m-%d}' for day in gaps[:_SHOWN])}{several}之前"
        return _times(times, len(days), words)

    def _owes(self, every: str, day: dt.date) -> bool:
        week = [one for one in self.school_days if day - dt.timedelta(days=7) < one <= day]
        return every != WEEKLY or len(week) >= LEAST_SCHOOL_DAYS

    def _by_task(self, promise: Any) -> dict[str, Any]:
        due, times = (int(self.counts[name].get(promise.activity, 0)) for name in ("due", "done"))
        if not due:
            return {"state": "not_due", "due": 0, "done": 0, "evidence": f"任务 {promise.activity} 还没有到期"}
        return _times(times, due, f"自述：《任务完成》{promise.activity} {times}/{due} 次")


def _times(times: int, due: int, words: str) -> dict[str, Any]:
    state: State = "done" if times >= due else "partly" if times else "not_done"
    return {
        "state": state, "measured": float(times), "target": float(due), "due": due, "done": times, "evidence": words
    }  # fmt: skip


def _intervals(days: list[dt.date], every: str) -> dict[dt.date, tuple[dt.date, dt.date]]:
    """Return for each due day the day after which a row proves it, and the last such day.

    An interval ends with its due day and begins after the one before; what falls due monthly or more seldom has time to
    the end of the month.
    """
    ends = [day if every in (DAILY, WEEKLY) else _month_end(day) for day in days]
    first = {DAILY: 1, WEEKLY: 7, MONTHLY: 31, QUARTERLY: 92}.get(every, A_TERM)
    starts = [ends[0] - dt.timedelta(days=first), *ends[:-1]] if ends else []
    if every == DAILY:
        starts = [day - dt.timedelta(days=1) for day in days]
    return dict(zip(days, zip(starts, ends, strict=True), strict=True))


def _month_end(day: dt.date) -> dt.date:
    end: dt.date = (pd.Timestamp(day) + pd.offsets.MonthEnd(0)).date()
    return end


def _days(values: pd.Series) -> set[dt.date]:
    """Return the days of a date or month column; a month stands for its last day."""
    if values.dtype.kind == "M":
        return {stamp.date() for stamp in values.dropna()}
    return {_month_end(dt.date.fromisoformat(f"{text}-01")) for text in values.dropna().astype("str")}


def _titles(names: Collection[str]) -> str:
    return "、".join(f"《{registers.meta(registers.get(name)).title}》" for name in sorted(names))


__all__ = ["COLUMNS", "by_measures", "by_registers", "fulfilling", "judged", "register_of"]
