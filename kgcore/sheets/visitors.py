"""访客: who came is never kept; when, what for, to which post, with which badge."""

from __future__ import annotations

import re

from kgcore.sheets.amounts import read_number
from kgcore.sheets.context import CLASS
from kgcore.sheets.facts import on_day, read_time
from kgcore.sheets.grid import Value, plain
from kgcore.sheets.kinds import VISITOR
from kgcore.sheets.matrix import is_nothing
from kgcore.sheets.records import NOTHING, Record, TableSource, asked, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.workbook.privacy import is_personal

DELIVERY, REPAIR, PARENT, INSPECTION, OTHER = "送货", "维修", "家长来访", "检查指导", "其他"
PURPOSES = {
    DELIVERY: r"送(?!孩|幼|娃|小|子女|宝)|配送|快递|外卖|运货|卸货",
    REPAIR: r"维修|修|安装|检修|施工|装|保养|维护|清洗|疏通",
    PARENT: r"家长|接[孩园幼娃宝送早]|接小|送[孩幼娃宝]|送小|开放日|家访|早接|接走|送药|送衣",
    INSPECTION: r"检查|督导|督查|指导|调研|巡查|验收|视导|食安|卫监|消防检",
}
POST = re.compile(
    r"(?:食堂|厨房|园长室?|副园长|后勤(?:主任|部|处|组)?|门卫|保安|保安室|办公室|保健室|财务室?|教务处?|总务处?|行政(?:部|组)?|教研室?|会议室|"
    r"医务室|人事|仓库|库房|传达室|保教处?|保教主任|园办|资料室|教师|班主任|老师|保健医|营养员|会计|出纳|书记|主任|各班|全园)"
)
BADGE = re.compile(r"(?!.*[0-9]{7})[0-9A-Za-z号牌#-]{1,10}")
SPAN = re.compile(r"\s*(?:—|–|~|至|-)\s*(?=(?:上午|下午)?\d{1,2}\s*[:：点时])")


def visitors(source: TableSource) -> list[TableReading]:
    """Return visits by day and time; where no badge is written the import numbers those who came."""
    reading = source.reading(VISITOR, "visitors")
    never = [column.heading for column in source.table.columns.get("met", [])]
    for record in source.records():
        row: Row = {}
        value = record.value("date")
        on_day(row, reading, "date", source, value if value is not None else record.value("entered"))
        _times(source, record, row, reading)
        _purpose(source, record, row, reading)
        _met(record, row, reading, never)
        people = read_number(record.value("people"))
        if people is not None:
            row["people"] = int(people)
        badge = record.text("badge")
        row["badge"] = badge if BADGE.fullmatch(badge) and not is_personal(badge) else None
        reading.rows.append(row)
    return [reading]


def _times(source: TableSource, record: Record, row: Row, reading: TableReading) -> None:
    """Put the times of coming and going into a row; a going before the coming may be of the afternoon, and is asked."""
    arrival: Value = record.value("entered")
    departure: Value = record.value("left")
    if arrival is None:
        arrival = record.value("date")
    parts = SPAN.split(plain(arrival)) if isinstance(arrival, str) else []
    if len(parts) == 2 and departure is None and read_time(parts[0]):
        arrival, departure = parts[0], parts[1]
    row["entered_at"], row["left_at"] = _clock(arrival), _clock(departure)
    question = f"第 {record.row + 1} 行（{source.context.place}）"
    if row["entered_at"] is None:
        settle(row, reading, source.names, "entered_at", "entered_at", question)
    if not is_nothing(departure) and row["left_at"] is None:
        settle(row, reading, source.names, "left_at", "left_at", question, (NOTHING,))
    if row["entered_at"] and row["left_at"] and row["left_at"] < row["entered_at"]:
        hour = int(row["left_at"][:2])
        later = f"{hour + 12:02d}{row['left_at'][2:]}"
        if hour < 12 and later >= row["entered_at"]:
            row["left_at"] = later
        settle(row, reading, source.names, "left_at", "left_at", question, (row["left_at"], NOTHING))


def _clock(value: Value) -> str | None:
    """Return a clock time, also one without a colon: 830, 0910; None when it is none."""
    digits = re.fullmatch(r"(\d{1,2})([0-5]\d)", plain(value))
    return read_time(f"{digits[1]}:{digits[2]}" if digits and int(digits[1]) < 24 else value)


def _purpose(source: TableSource, record: Record, row: Row, reading: TableReading) -> None:
    word = source.children.without_names(record.words("purpose"))
    row["purpose_written"] = word
    likely = [purpose for purpose, words in PURPOSES.items() if re.search(words, word)]
    answer = source.names.answered("purpose", word)
    row["purpose"] = answer or (likely[0] if likely else OTHER)
    if answer is None and len(likely) > 1:
        asked(row, "purpose")
        proposals = dict.fromkeys((*likely, OTHER, *PURPOSES))
        reading.ask("purpose", word, tuple(proposals))


def _met(record: Record, row: Row, reading: TableReading, never: list[str]) -> None:
    """Put the post that was visited into a row; a person's name is left out."""
    word = re.sub(r"\s", "", record.text("met"))
    row["met"] = None
    if not word:
        return
    if POST.fullmatch(word) or CLASS.fullmatch(word):
        row["met_written"] = word
    else:
        post = POST.search(word)
        row["met_written"] = post[0] if post else ""
        for heading in never:
            if heading not in reading.never:
                reading.never.append(heading)


__all__ = ["visitors"]
