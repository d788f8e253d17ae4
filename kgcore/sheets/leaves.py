"""缺勤登记: children who were away, one line each with day or days and reason; no name and no free word is kept."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

from kgcore.registers import health, terms
from kgcore.sheets.amounts import read_number
from kgcore.sheets.dates import Moment, completed, moments, read_moment
from kgcore.sheets.facts import child_of, class_of, on_day
from kgcore.sheets.health import DISEASES
from kgcore.sheets.kinds import ATTENDANCE
from kgcore.sheets.records import Record, TableSource, asked, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.roll import works_on

SICK = re.compile(
    r"病(?!事)|发?烧|[发低高]热|感冒|咳|腹泻|拉肚|吐|[皮湿荨]疹|疱疹|[疼痛炎]|流感|水痘|腮腺|过敏|外?伤|骨折|手术|住院|体温|不适|不舒服|"
    r"流涕|鼻涕|鼻塞|支原体|红眼|就医|就诊|看医生|诺如"
)
PRIVATE = re.compile(r"(?<!病)事|老家|探亲|走亲|旅游|旅行|外出|出游|搬家|婚礼|喝喜酒")
OTHER = re.compile(r"其[他它](?:原因)?|旷课|不明|无故|未请假")
"""What people write of why a child was away: own knowledge. What fits two kinds or none is asked."""
SIGNS = {
    "发热": r"发?烧|[发低高]热", "咳嗽": "咳", "皮疹": "疹", "呕吐": "吐", "腹泻": "腹泻|拉肚",
    "红眼": "红眼",
}  # fmt: skip
"""The symptoms of the register by what people write; of several, or of none, the register holds none."""
RANGE = re.compile(r"至|到|~|～|—|–|(?<=[日号\d])\s*-\s*(?=\d{1,2}\s*[月./日号]|20\d\d)")
FIRST, LAST, EACH = "是第一天", "是最后一天", "只登记这一天"
"""Answers to which of several days away a line names."""


def leaves(source: TableSource) -> list[TableReading]:
    """Return the days on which a child was away, with the reason; classes and days are told as control figures."""
    reading = source.reading(ATTENDANCE, "symptoms")
    count: dict[tuple[object, str], Counter[str]] = {}
    for record in source.records():
        if not record.text("child"):
            continue
        row: Row = {}
        class_name = class_of(source, record, row, reading)
        child_of(source, record, row, reading, class_name)
        _reason(source, record, row, reading)
        for day_row in _days(source, record, row, reading):
            reading.rows.append(day_row)
            count.setdefault((day_row["date"], class_name), Counter())[str(day_row["leave"])] += 1
    names = dict(zip(terms.LEAVE_KINDS, ("sick", "personal", "other"), strict=True))
    for (day, class_name), kinds in count.items():
        control: Row = {"date": day, "class_name": class_name, "class_name_written": class_name}
        reading.controls.append(control | {names.get(kind, "other"): number for kind, number in kinds.items()})
    return [reading]


def leave_of(reason: str) -> str | None:
    """Return the kind of leave that a reason tells; None where it tells none, or two.

    Examples
    --------
    >>> [leave_of(text) for text in ("手足口病", "家中有事", "病事假", "陪妈妈", "其他")]
    ['病假', '事假', None, None, '其他']
    """
    told = [kind for kind, words in zip(terms.LEAVE_KINDS, (SICK, PRIVATE, OTHER), strict=True) if words.search(reason)]
    return told[0] if len(told) == 1 else None


def _reason(source: TableSource, record: Record, row: Row, reading: TableReading) -> None:
    """Put kind of leave, symptom and disease into a row; free words stay outside, they may name a child."""
    words = re.sub(r"\s", "", f"{record.text('reason')} {record.text('diagnosis')}")
    row["leave"] = leave_of(words)
    if row["leave"] is None:
        told = source.children.without_names(words)[:12] or "没有写原因"
        row["leave"] = terms.PRIVATE_LEAVE if words else terms.OTHER_LEAVE
        choices = dict.fromkeys((row["leave"], *terms.LEAVE_KINDS))
        settle(row, reading, source.names, "leave", "leave", f"缺勤原因：{told}", tuple(choices))
    if row["leave"] != terms.SICK_LEAVE:
        return
    signs = [name for name, pattern in SIGNS.items() if re.search(pattern, words)]
    if len(signs) == 1:
        row["symptom"] = signs[0]
    known = [one for one in (*health.DISEASES, *DISEASES) if one != health.OTHER and one in words]
    diseases = dict.fromkeys(DISEASES.get(one, one) for one in known)
    if len(diseases) == 1:
        row["diagnosis"] = next(iter(diseases))


def _days(source: TableSource, record: Record, row: Row, reading: TableReading) -> list[Row]:
    """Return the row once for each working day that its line names."""
    number = read_number(re.sub(r"天|日$", "", record.text("days")) or None)
    if number is not None and number != number.to_integral_value():
        reading.notes.append(f"第 {record.row + 1} 行：写的是 {number:f} 天，半天不登记为缺勤")
        number = Decimal(int(number))
        if not number:
            return []
    first = on_day(row, reading, "date", source, _first_value(record))
    if first is None:
        return [row]
    days, is_told = _days_told(source, record, reading, first)
    if not is_told and number is not None and number > 1:
        days = _counted(source, row, reading, first, int(number))
    elif number is not None and number not in (len(days), (days[-1] - days[0]).days + 1):
        span = f"{days[0]}至{days[-1]}" if len(days) > 1 else f"{days[0]}"
        reading.faults.append(f"第 {record.row + 1} 行：{span} 是 {len(days)} 个工作日，写的是 {number:f} 天；请核对")
    return [{**row, "date": day, **({"asked": [*row["asked"]]} if "asked" in row else {})} for day in days]


def _first_value(record: Record) -> dt.date | str | float | None:
    """Return the first day of a line as it is written: of 10月8日至10月9日 what stands before 至."""
    value = record.value("date")
    if isinstance(value, str) and read_moment(value) is None and (named := moments(value)):
        first = named[0]
        return f"{f'{first.year}年' if first.year else ''}{first.month}月{first.day}日" if first.day else value
    return value if not isinstance(value, bool | dt.time) else None


def _days_told(
    source: TableSource, record: Record, reading: TableReading, first: dt.date
) -> tuple[list[dt.date], bool]:
    """Return the days that a line names, and whether it names where they end."""
    until = read_moment(record.value("until"))
    text = record.text("date")
    day_moments = moments(text)
    short = re.search(r"(?:至|到|~|-|—|、|,|，)\s*(\d{1,2})[日号]?\s*$", text)
    if until is None and len(day_moments) == 1 and short and day_moments[0].day and text.count("-") != 2:
        day_moments.append(Moment(None, None, int(short[1])))
    if until is None and len(day_moments) > 1:
        full = completed(day_moments, Moment(first.year, first.month, first.day))
        dates = [one.date for one in full if one is not None and one.date is not None]
        if len(dates) == 2 and RANGE.search(text):
            return _between(first, dates[1]), True
        return sorted({first, *dates}), True
    end = source.days.day(until) if until is not None else None
    if end is not None and until is not None and until.year is None and end < first:
        end = replace(until, year=first.year + (until.month is not None and until.month < first.month)).date
    if end is not None and end < first:
        column = source.table.columns["until"][0].index
        reading.misreadings.append(reading.origins.fault(record.row, column, f"应不早于开始的 {first}"))
    return (_between(first, end), True) if end is not None and end >= first else ([first], False)


def _between(first: dt.date, end: dt.date) -> list[dt.date]:
    days = [first + dt.timedelta(number) for number in range((end - first).days + 1)]
    return [day for day in days if works_on(day)] or [first]


def _counted(source: TableSource, row: Row, reading: TableReading, day: dt.date, number: int) -> list[dt.date]:
    """Return so many working days from a day on, or up to it, as somebody answered once for the form."""
    question = f"缺勤几天的，写的那一个日期是哪一天（{source.context.form}）"
    answer = source.names.answered("absent_days", question)
    if answer not in (FIRST, LAST, EACH):
        asked(row, "date")
        reading.ask("absent_days", question, (FIRST, LAST, EACH))
    days = [day]
    while answer != EACH and len(days) < min(number, 60):
        step = dt.timedelta(-1 if answer == LAST else 1)
        following = days[-1] + step
        while not works_on(following):
            following += step
        days.append(following)
    return sorted(days)


__all__ = ["leave_of", "leaves"]
