"""安全检查 as a list of answers, and 隐患 as a ledger: what was looked at, what was found, until when it is mended."""

from __future__ import annotations

import datetime as dt
import re

from kgcore.registers import safety as registers
from kgcore.sheets.dates import Moment, moments
from kgcore.sheets.facts import on_day, read_verdict, some_day
from kgcore.sheets.grid import plain
from kgcore.sheets.kinds import SAFETY
from kgcore.sheets.records import Record, TableSource, asked
from kgcore.sheets.result import Row, TableReading

NONE_FOUND = re.compile(r"(?:无|没有|未发现|未见|暂无)(?:安全)?(?:隐患|问题|异常|情况)?|正常|—|-|/|√")
AT_ONCE = re.compile(r"立即|立刻|当[日天场]|即时|马上|当即|随时|即刻|立行立改|立查立改")
DONE = re.compile(
    r"已(?:整改|完成|修[复好]|更换|解决|处理|清理|落实|消除|销号|维修)|整改完[成毕]|完成|合格|^是$|√|当场"
)
OPEN = re.compile(r"未|正在|整改中|待|进行中|限期|^否$|×|跟进|推进|计划|部分|没有")
# Words by which a line of a checklist belongs to an item of the register: own knowledge.
ITEMS = {
    "燃气": "燃气|煤气|天然气|液化气|灶",
    "消防": "消防|灭火|消火栓|疏散|应急灯|应急照明|安全出口|烟感|喷淋|逃生|防火门",
    "食堂": "食堂|厨房|留样|食品|餐具|生熟|炊",
    "户外器械": "滑梯|玩具|器械|攀爬|秋千|操场|塑胶|蹦床|沙池",
    "监控": "监控|摄像|报警|一键|安防|门禁",
    "门窗": "门窗|窗|门锁|玻璃|护栏|栏杆|纱|门把|房门|大门",
    "电": "电|插座|开关|线路|灯|空调",
    "水": "水|管道|龙头|厕|下水|排水",
}
SEVERITIES = {
    **dict.fromkeys(("一般隐患", "一般事故隐患", "一般风险", "一般安全隐患"), registers.MINOR),
    **dict.fromkeys(("较大隐患", "较大事故隐患", "较大风险"), registers.MAJOR),
    **dict.fromkeys(("重大隐患", "重大事故隐患", "重大风险", "重大安全隐患"), registers.GRAVE),
}


def checklists(source: TableSource) -> list[TableReading]:
    """Return the answers of a checklist; a line answered with no is a hazard too, and its severity is asked."""
    inspections = source.reading(SAFETY, "inspections")
    hazard_rows = source.reading(SAFETY, "hazards")
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
        day = on_day(row, inspections, "date", source, value if value is not None else label or None)
        row["kind"] = _occasion(source, inspections, row)
        row["area"] = record.text("area") or record.category or source.context.label("检查地点", "检查部位", "地点")
        if not row["area"]:
            row["area"] = None
            asked(row, "area")
            inspections.ask("area", source.context.sheet)
        _item(source, inspections, row, item)
        row["passed"], row["note"] = verdict, record.words("note")
        if verdict is None:
            asked(row, "passed")
            inspections.ask("passed", item, ("是", "否"))
        inspections.rows.append(row)
        if verdict is False:
            hazard_rows.rows.append(_hazard_of(source, hazard_rows, row, item, day))
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


def _occasion(source: TableSource, reading: TableReading, row: Row) -> str:
    """Return the kind of inspection that the title names; asked where it names none."""
    text = source.context.text
    if answer := source.names.answered("inspection", source.context.sheet):
        return answer
    if re.search(r"每日|日常|日检|日巡|每天|日查", text):
        return registers.DAILY
    if re.search(r"家长|护导", text):
        return registers.PARENTS
    asked(row, "kind")
    proposals = (registers.KEY, registers.DAILY, registers.PARENTS)
    reading.ask("inspection", source.context.sheet, proposals)
    return registers.KEY


def _item(source: TableSource, reading: TableReading, row: Row, word: str) -> None:
    """Put the item of the register beside the words of the sheet; asked where no word speaks for one."""
    row["item_written"] = word
    answer = source.names.answered("item", word)
    text = f"{word} {row.get('area') or row.get('place') or ''}"
    likely = [item for item, words in ITEMS.items() if re.search(words, word)]
    likely = likely or [item for item, words in ITEMS.items() if re.search(words, text)]
    row["item"] = answer or (likely[0] if likely else None)
    if answer is None and len(likely) != 1:
        asked(row, "item")
        rest = [item for item in registers.INSPECTED if item not in likely]
        reading.ask("item", word, (*likely, *rest))


def _hazard_of(source: TableSource, reading: TableReading, check: Row, item: str, day: dt.date | None) -> Row:
    """Return the hazard of a line that did not pass, as a proposal: its severity and its dates are asked."""
    note = str(check["note"])
    row: Row = {"found_on": day, "place": check["area"], "item": check["item"], "item_written": item}
    row["description"] = f"{item}：{note}" if note else item
    row["severity"] = registers.MINOR
    row["asked"] = ["severity", *(name for name in check.get("asked", []) if name == "item")]
    if "date" in check.get("asked", []):
        asked(row, "found_on")
    reading.ask("severity", row["description"], registers.HAZARD_SEVERITIES)
    _deadline(source, reading, row, note)
    row["fixed_on"] = day if re.search(r"当场|已当日|立即(?:已|清)|现场已", note) and DONE.search(note) else None
    if row["fixed_on"]:
        asked(row, "fixed_on")
    return row


def hazards(source: TableSource) -> list[TableReading]:
    """Return the hazards of a ledger: found, where, what, how grave, until when, and mended on."""
    reading = source.reading(SAFETY, "hazards")
    for record in source.records():
        text = record.words("description")
        if not text or NONE_FOUND.fullmatch(re.sub(r"[\s。]", "", text)):
            if text:
                reading.skipped.append(f"{record.row + 1}：{text[:12]}")
            continue
        row: Row = {}
        on_day(row, reading, "found_on", source, record.value("found"))
        row["place"] = record.text("place") or record.category or None
        if row["place"] is None:
            asked(row, "place")
            reading.ask("place", text[:24])
        row["description"] = source.children.without_names(text)
        _item(source, reading, row, row["description"])
        _severity(source, reading, row, record.text("severity"))
        _deadline(source, reading, row, record.text("due"))
        _fixed(source, reading, row, record)
        reading.rows.append(row)
    return [reading]


def _severity(source: TableSource, reading: TableReading, row: Row, word: str) -> None:
    row["severity_written"] = word
    name = source.names.answered("severity", word) or SEVERITIES.get(word, word)
    row["severity"] = name if name in registers.HAZARD_SEVERITIES else registers.MINOR
    if name not in registers.HAZARD_SEVERITIES:
        asked(row, "severity")
        reading.ask("severity", word or source.context.sheet, registers.HAZARD_SEVERITIES)


def _deadline(source: TableSource, reading: TableReading, row: Row, text: str) -> None:
    """Put the day until which a hazard is mended into a row: 立即 is the day it was found, and asked."""
    start = row["found_on"]
    row["due_on"] = None
    days = re.search(r"(\d{1,2})\s*(?:个工作)?[日天](?:内|之内|以内)", text)
    if AT_ONCE.search(text) and start is not None:
        row["due_on"] = start
    elif days and start is not None:
        row["due_on"] = start + dt.timedelta(int(days[1]))
    elif any(moment.day for moment in moments(text)):
        moment = next(moment for moment in moments(text) if moment.day)
        row["due_on"] = source.days.day(_later(moment, start))
        if source.days.supposed and row["due_on"]:
            asked(row, "due_on")
        return
    asked(row, "due_on")
    reading.ask("due_on", text[:20] or source.context.sheet, (row["due_on"].isoformat(),) if row["due_on"] else ())


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
        asked(row, "fixed_on")
        reading.ask("fixed_on", f"{row['description'][:24]}：{state[:12]}")


__all__ = ["checklists", "hazards"]
