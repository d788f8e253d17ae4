"""安全检查 as a list of answers, and 隐患 as a ledger: what was looked at, what was found, until when it is mended."""

from __future__ import annotations

import datetime as dt
import re

from kgcore.registers import safety as registers
from kgcore.sheets.dates import Moment, moments
from kgcore.sheets.facts import on_day, read_verdict, some_day
from kgcore.sheets.grid import plain
from kgcore.sheets.kinds import SAFETY
from kgcore.sheets.matrix_source import MatrixSource
from kgcore.sheets.records import NOTHING, Record, TableSource, asked, settle
from kgcore.sheets.result import Row, TableReading

NONE_FOUND = re.compile(r"(?:无|没有|未发现|未见|暂无)(?:安全)?(?:隐患|问题|异常|情况)?|正常|—|-|/|√")
WITHIN = re.compile(r"(\d{1,2})\s*(?:个工作)?[日天](?:内|之内|以内)")
SAME_DAY = "发现当天"
"""The answer that a hazard is to be mended on the day it was found."""
DONE = re.compile(
    r"已(?:整改|完成|修[复好]|更换|解决|处理|清理|落实|消除|销号|维修)|整改完[成毕]|完成|合格|^是$|√|当场"
)
OPEN = re.compile(r"未|正在|整改中|待|进行中|限期|^否$|×|跟进|推进|计划|部分|没有")
SEVERITIES = {
    **dict.fromkeys(("一般隐患", "一般事故隐患", "一般风险", "一般安全隐患"), registers.MINOR),
    **dict.fromkeys(("较大隐患", "较大事故隐患", "较大风险"), registers.MAJOR),
    **dict.fromkeys(("重大隐患", "重大事故隐患", "重大风险", "重大安全隐患"), registers.GRAVE),
}


def checklists(source: TableSource) -> list[TableReading]:
    """Return the answers of a checklist; a line answered with no is a hazard too, and its severity is asked."""
    inspections = source.reading(SAFETY, "inspections")
    hazard_rows = source.reading(SAFETY, "hazards")
    if len(items := source.table.columns["item"]) > 1 and not source.table.columns.get("area"):
        # 项目 before 内容: the first names the part of the premises.
        source.table.columns |= {"area": items[:1], "item": items[1:]}
    label = source.context.label("检查时间", "检查日期", "日期", "时间", "排查时间")
    for record in source.records():
        item = record.text("item")
        verdict = _passed(source, record)
        if not item or (verdict is None and not _marks(record)):
            if item:
                inspections.skipped.append(f"{record.row + 1}：没有填写检查结果")
            continue
        row: Row = {}
        value = record.value("date")
        on_day(row, inspections, "date", source, value if value is not None else label or None)
        row["kind"] = occasion(source, inspections, row)
        row["area"] = record.text("area") or record.category or source.context.label("检查地点", "检查部位", "地点")
        if not row["area"]:
            row["area"] = None
            settle(row, inspections, source.names, "area", "area", source.context.form)
        row["item"] = row["item_written"] = item
        row["passed"], row["note"] = verdict is not False, record.words("note")
        if verdict is None:
            written = f"{item}（{source.context.place}）"
            settle(row, inspections, source.names, "passed", "passed", written, ("是", "否"))
        inspections.rows.append(row)
        if not row["passed"]:
            hazard_rows.rows.append(hazard_of(source, hazard_rows, row, item))
    return [inspections, hazard_rows]


def _marks(record: Record) -> bool:
    return any(record.value(name) is not None for name in ("yes", "no", "verdict"))


def _passed(source: TableSource, record: Record) -> bool | None:
    """Return whether a line passed: by the column that is ticked, or by the word in the column of results."""
    if source.table.column("yes") and source.table.column("no"):
        ticks = [plain(record.value(name)) not in ("", "/", "-", "—", "×", "x") for name in ("yes", "no")]
        return None if ticks[0] == ticks[1] else ticks[0]
    value = record.value("verdict", "yes")
    if value is None and record.value("no") is not None:
        return False
    return read_verdict(value)


def occasion(source: TableSource | MatrixSource, reading: TableReading, row: Row) -> str:
    """Return the kind of inspection that the title names; asked where it names none.

    Parameters
    ----------
    source : whose title it is.
    reading, row : get the question.
    """
    text = source.context.text
    if answer := source.names.answered("inspection", source.context.form):
        return answer
    if re.search(r"每日|日常|日检|日巡|每天|日查", text):
        return registers.DAILY
    if re.search(r"家长|护导", text):
        return registers.PARENTS
    asked(row, "kind")
    proposals = (registers.KEY, registers.DAILY, registers.PARENTS)
    reading.ask("inspection", source.context.form, proposals)
    return registers.KEY


def _item(source: TableSource, reading: TableReading, row: Row, word: str) -> None:
    """Put what a hazard is of beside its words; asked where they speak for several, 其他 where for none."""
    row["item_written"] = word
    answer = source.names.answered("item", word)
    text = f"{word} {row.get('area') or row.get('place') or ''}"
    likely = [item for item, words in registers.ITEM_WORDS.items() if re.search(words, word)]
    likely = likely or [item for item, words in registers.ITEM_WORDS.items() if re.search(words, text)]
    row["item"] = answer or (likely[0] if likely else registers.OTHER)
    if answer is None and len(likely) > 1:
        asked(row, "item")
        rest = [item for item in (*registers.INSPECTED, registers.OTHER) if item not in likely]
        reading.ask("item", word, (*likely, *rest))


def hazard_of(source: TableSource | MatrixSource, reading: TableReading, check: Row, item: str) -> Row:
    """Return the hazard of a line that did not pass, as a proposal: its severity and its dates are asked.

    Parameters
    ----------
    source, reading : of the hazards.
    check : the row of the inspection.
    item : what did not pass.
    """
    note, day = str(check["note"]), check["date"]
    row: Row = {"found_on": day, "place": check["area"], "item": check["item"], "item_written": item}
    row["description"] = f"{item}：{note}" if note else item
    row["severity"] = registers.MINOR
    settle(row, reading, source.names, "severity", "severity", row["description"], registers.HAZARD_SEVERITIES)
    for name, column in (("date", "found_on"), ("area", "place")):
        if name in check.get("asked", []):
            asked(row, column)
    row["fixed_on"] = day if re.search(r"当场|已当日|立即(?:已|清)|现场已", note) and DONE.search(note) else None
    if row["fixed_on"]:
        row["due_on"] = day
    else:
        _deadline(source, reading, row, note)
    return row


def hazards(source: TableSource) -> list[TableReading]:
    """Return the hazards of a ledger: found, where, what, how grave, until when, and mended on."""
    reading, inspections = source.reading(SAFETY, "hazards"), source.reading(SAFETY, "inspections")
    for record in source.records():
        text = record.words("description")
        _looked_at(source, inspections, record, text)
        if not text or NONE_FOUND.fullmatch(re.sub(r"[\s。]", "", text)):
            if text:
                reading.skipped.append(f"{record.row + 1}：{text[:12]}")
            continue
        row: Row = {}
        on_day(row, reading, "found_on", source, record.value("found"))
        row["place"] = record.text("place") or record.category or None
        if row["place"] is None:
            settle(row, reading, source.names, "place", "place", text[:24])
        row["description"] = source.children.without_names(text)
        _item(source, reading, row, row["description"])
        _severity(source, reading, row, record.text("severity"))
        _deadline(source, reading, row, record.text("due"))
        _fixed(source, reading, row, record)
        reading.rows.append(row)
    return [reading, inspections]


def _looked_at(source: TableSource, reading: TableReading, record: Record, problem: str) -> None:
    """Put what was looked at into the inspections where a ledger tells whether it was in order: 厨房, 正常."""
    verdict = read_verdict(record.value("verdict"))
    place = record.text("place") or record.category
    if record.value("verdict") is None or not place:
        return
    row: Row = {}
    on_day(row, reading, "date", source, record.value("found"))
    row["kind"] = occasion(source, reading, row)
    row["area"], row["item"] = (
        place,
        next((item for item, words in registers.ITEM_WORDS.items() if re.search(words, source.context.text)), place),
    )
    row["item_written"] = row["item"]
    row["passed"], row["note"] = verdict is not False, "" if NONE_FOUND.fullmatch(problem) else problem
    if verdict is None:
        written = f"{place}：{record.text('verdict')[:12]}（{source.context.place}）"
        settle(row, reading, source.names, "passed", "passed", written, ("是", "否"))
    reading.rows.append(row)


def _severity(source: TableSource, reading: TableReading, row: Row, word: str) -> None:
    row["severity_written"] = word
    name = SEVERITIES.get(word, word)
    row["severity"] = name if name in registers.HAZARD_SEVERITIES else registers.MINOR
    if name not in registers.HAZARD_SEVERITIES:
        written = word or f"没有填写（{source.context.form}）"
        settle(row, reading, source.names, "severity", "severity", written, registers.HAZARD_SEVERITIES)


def _deadline(source: TableSource | MatrixSource, reading: TableReading, row: Row, text: str) -> None:
    """Put the day until which a hazard is mended into a row; what 立即 or nothing means is asked as a custom."""
    start = row["found_on"]
    row["due_on"] = None
    if WITHIN.search(text) and start is not None:
        row["due_on"] = _within(start, text)
        return
    if any(moment.day for moment in moments(text)):
        moment = next(moment for moment in moments(text) if moment.day)
        row["due_on"] = source.days.day(_later(moment, start))
        if source.days.supposed and row["due_on"]:
            asked(row, "due_on")
        return
    question = text[:20] or f"没有填写（{source.context.form}）"
    answer = source.names.answered("due_on", question)
    row["due_on"] = _within(start, answer or SAME_DAY)
    if answer is None or row["due_on"] is None:
        asked(row, "due_on")
        reading.ask("due_on", question, (SAME_DAY, "3天内", "7天内", "15天内", "30天内"))


def _within(start: dt.date | None, text: str) -> dt.date | None:
    """Return the day that words such as 发现当天 or 7天内 mean, counted from the day found; None for other words."""
    days = WITHIN.search(text)
    if start is None or (days is None and text != SAME_DAY):
        return None
    return start + dt.timedelta(int(days[1]) if days else 0)


def _later(moment: Moment, start: dt.date | None) -> Moment:
    """Return a moment without a year with that of the day found, or the next where it would lie before it."""
    if moment.year is not None or start is None or moment.month is None or moment.day is None:
        return moment
    year = start.year + (1 if (moment.month, moment.day) < (start.month, start.day) and start.month > 9 else 0)
    return Moment(year, moment.month, moment.day)


def _fixed(source: TableSource, reading: TableReading, row: Row, record: Record) -> None:
    """Put the day of mending into a row: of its column, or of the words of its state; done without a day is asked."""
    state = record.text("state")
    if record.text("fixed"):
        some_day(row, reading, "fixed_on", source, record.value("fixed"))
        return
    row["fixed_on"] = None
    named_days = [moment for moment in moments(state) if moment.day]
    if OPEN.search(state) and not re.match("已", state):
        return
    if named_days:
        row["fixed_on"] = source.days.day(_later(named_days[0], row["found_on"]))
        if source.days.supposed:
            asked(row, "fixed_on")
    elif DONE.search(state):
        row["fixed_on"] = row["due_on"]
        written = f"{row['found_on'] or ''}{row['description'][:24]}：{state[:12]}"
        settle(row, reading, source.names, "fixed_on", "fixed_on", written, (row["due_on"], NOTHING))


__all__ = ["checklists", "hazard_of", "hazards", "occasion"]
