"""消毒 by object and day: each tick a round, with agent, strength and time out of the words of the method."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from kgcore.registers import health
from kgcore.sheets import marks
from kgcore.sheets.amounts import read_number
from kgcore.sheets.axes import CLASS_NAME, DAY, HALF, TOTAL, WEEKDAY, Key
from kgcore.sheets.context import Context
from kgcore.sheets.dates import Moment, moments, read_moment
from kgcore.sheets.grid import Value, plain
from kgcore.sheets.kinds import DISINFECTION
from kgcore.sheets.matrix import Keys, is_nothing
from kgcore.sheets.matrix_source import MatrixSource
from kgcore.sheets.names import Match, Names, class_word
from kgcore.sheets.records import Record, TableSource, asked, dated, named, settle
from kgcore.sheets.result import Row, TableReading

AGENTS = (
    (health.CHLORINE, re.compile(r"含氯|84|消毒液|氯|泡腾|消毒水|次氯酸|消毒片|优氯净")),
    (health.STEAM, re.compile(r"蒸汽|蒸煮|蒸")),
    (health.ULTRAVIOLET, re.compile(r"紫外")),
    (health.BOILING, re.compile(r"煮沸|沸水|煮")),
    (health.OZONE, re.compile(r"臭氧")),
    (health.ALCOHOL, re.compile(r"酒精|乙醇")),
)
OBJECTS = (
    (health.TABLEWARE, re.compile(r"餐具|碗|筷|勺|餐盘|茶杯|水杯|口杯|杯|炊具|餐饮具")),
    (health.TABLETOP, re.compile(r"桌|椅|台面|餐台")),
    (health.TOWEL, re.compile(r"毛巾|抹布")),
    (health.TOY, re.compile(r"玩具|教具|图书|积木")),
    (health.FLOOR, re.compile(r"地面|地板|走廊|楼道")),
    (health.TOILET, re.compile(r"厕|便池|马桶|卫生间|盥洗|便器|坐便")),
    (health.AIR, re.compile(r"空气|通风|室内|紫外线")),
    (health.DOOR_HANDLE, re.compile(r"门把|把手|扶手|水龙头|开关")),
    (health.BED_FRAME, re.compile(r"床")),
)
CABINET = (health.OZONE, health.ULTRAVIOLET, health.STEAM)
STRENGTH = re.compile(r"(\d+)\s*(?:[-~—]\s*(\d+))?\s*(?:mg/[lL]|毫克/升|ppm)", re.IGNORECASE)
TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(小时|h(?![a-z])|分钟?|min|′|')", re.IGNORECASE)
CLOCK = re.compile(r"(\d{1,2}):(\d{2})\s*[-~—至到]+\s*(\d{1,2}):(\d{2})")
ROUNDS = re.compile(r"(?:每[日天]|一[日天]|[日天])\s*(\d+|[一二两三四五六])\s*次")
PLACE = re.compile(r"食堂|厨房|备餐间|配餐间|功能室|多功能厅|办公室|保健室|寝室|午睡室|活动室|盥洗室|卫生间|大厅|走廊")
SIGN_ROW = re.compile(r"签[字名]|操作人|消毒人|责任人|执行人|记录人|保育员|检查人|负责人|备注")
OBJECT_COLUMN = r".*(?:消毒|清洁)?(?:项目|物品|对象|内容|部位|物件|名称).*"
METHOD_COLUMN = r".*(?:方法|方式|浓度|要求|药物|消毒剂).*"
TIMES_COLUMN = r".*(?:次数|频次|频率|次/日).*"
DONE = ("√", "1", "+", "●", "○", "有", "是", "已", "已消毒", "已消", "完成")


def disinfections(sources: list[MatrixSource]) -> list[TableReading]:
    """Return the rounds of the blocks of one sheet."""
    return [reading for source in sources if (reading := _rounds(source)).rows or reading.asks]


def _rounds(source: MatrixSource) -> TableReading:
    matrix, grid = source.matrix, source.matrix.grid
    for place_column in [column for column, text in matrix.labels.items() if PLACE.fullmatch(text)]:
        heading = matrix.labels.pop(place_column)
        matrix.columns[place_column] = {CLASS_NAME: Key(CLASS_NAME, heading, heading)}
    reading = source.reading(DISINFECTION, "disinfection")
    columns = {
        name: matrix.label(pattern)
        for name, pattern in (("object", OBJECT_COLUMN), ("method", METHOD_COLUMN), ("times", TIMES_COLUMN))
    }
    first = columns["object"] if columns["object"] is not None else min(matrix.labels, default=0)
    method_column = columns["method"] if columns["method"] != first else None
    meanings = marks.legend([*source.context.titles, *source.context.notes])
    count: dict[tuple[object, str, str], int] = {}
    lamp = "紫外" in source.context.text
    # Where days run down and places across, only the title can tell what was disinfected.
    title_object = "" if {DAY, WEEKDAY} & matrix.across else source.context.form
    for row, column, value, keys in source.cells():
        word = grid.text(row, first)
        label = word or next((grid.text(row, one) for one in matrix.labels if grid.text(row, one)), "")
        if SIGN_ROW.search(label):
            if label not in reading.never:
                reading.never.append(label)
            continue
        day = source.date(row, column)
        if is_nothing(value) or day is None or TOTAL in keys or not word:
            continue
        if title_object:
            word = "空气" if lamp else title_object
        elif CLASS_NAME in keys and word == keys[CLASS_NAME].text:
            word = "空气" if lamp else source.context.sheet
        method = "紫外线" if lamp and word == "空气" else ""
        method = method if method_column is None else grid.text(row, method_column)
        times = "" if columns["times"] is None else grid.text(row, columns["times"])
        made = _done(source, reading, plain(value), meanings)
        if made is None:
            continue
        certain, minutes, times_told = made
        entry = _row(source, reading, day, word, method, keys)
        if minutes is not None:
            entry["contact_minutes"] = minutes
        if times:
            entry["rounds_written"] = times
        if not certain:
            asked(entry, "date")
        thing = (day, str(entry["place"]), str(entry["object"] or word))
        count[thing] = count.get(thing, 0) + 1
        entry["round"] = count[thing]
        _put_rounds(source.names, reading, entry, times, times_told, several=HALF in matrix.axes)
    return reading


def _done(
    source: MatrixSource, reading: TableReading, text: str, meanings: dict[str, str]
) -> tuple[bool, Decimal | None, int | None] | None:
    """Return whether a mark surely means that it was done, its minutes and its rounds; None when it was not done."""
    mark = marks.mark_of(text)
    if clock := CLOCK.search(text):
        return True, _between(clock.groups()), None
    if time := TIME.fullmatch(text):
        return True, _minutes(time), None
    if re.fullmatch(r"\d{1,2}:\d{2}", text):
        return True, None, None
    if (signs := re.sub(r"[\s、,]", "", text)) and len(signs) > 1 and {marks.mark_of(one) for one in signs} == {"√"}:
        return True, None, len(signs)
    if match := re.fullmatch(r"(\d)次?", text):
        return (True, None, int(match[1])) if int(match[1]) else None
    if mark in ("×", "未", "否", "无", "没"):
        return None
    answer = source.names.answered("mark", mark)
    if mark in DONE[:2] or mark in DONE[5:] or meanings.get(mark) == marks.PRESENT:
        return True, None, None
    if answer:
        return (True, None, None) if answer == "已消毒" else None
    reading.ask("mark", mark, ("已消毒", "未消毒"))
    return False, None, None


def _minutes(match: re.Match[str]) -> Decimal:
    factor = 60 if match[2].lower() in ("小时", "h") else 1
    return Decimal(match[1]) * factor


def _row(source: MatrixSource, reading: TableReading, day: dt.date, word: str, method: str, keys: Keys) -> Row:
    row: Row = {}
    source.put_date(row, reading, day)
    place = source.class_of(keys) or _place(source.context)
    _put_facts(row, reading, source.names, place, word, method)
    return row


def _place(context: Context) -> str:
    """Return the place that titles name; a sheet called 消毒 or Sheet1 names none."""
    label = context.label("场所", "地点", "班级", "部门") or context.class_name
    named_place = PLACE.search(" ".join([*context.titles, context.sheet, context.file]))
    if label or named_place:
        return label or (named_place[0] if named_place else "")
    return "" if re.search(r"消毒|清洁|登记|记录|(?i:sheet)|^\d|月|周", context.sheet) else context.sheet


def _put_facts(row: Row, reading: TableReading, names: Names, place: str, word: str, method: str) -> None:
    """Put place, object, and what the words of the method tell: agent, strength, minutes."""
    place = place or names.answered("place", "消毒场所") or ""
    row["place"] = names.class_name(place).name or class_word(place) or None
    row["place_written"] = place
    if not place:
        asked(row, "place")
        reading.ask("place", "消毒场所", ("食堂", *names.classes.values()))
    named(row, reading, "object", word, _object(names, word))
    texts = f"{method} {word}"
    row["agent"] = next((agent for agent, pattern in AGENTS if pattern.search(texts)), None)
    if row["agent"] is None:
        row["agent"] = names.answered("agent", method or word)
    if row["agent"] is None:
        asked(row, "agent")
        proposals = CABINET if "柜" in texts else health.DISINFECTANTS
        row["agent"] = proposals[0]
        reading.ask("agent", method or word, proposals)
    strength = STRENGTH.search(texts)
    row["strength_mg_l"] = Decimal(strength[1]) if strength else None
    if strength and strength[2]:
        settle(row, reading, names, "strength_mg_l", "strength_mg_l", method, (strength[1], strength[2]))
    time = TIME.search(texts)
    row["contact_minutes"] = _minutes(time) if time else None
    row["method_written"] = method


def logs(source: TableSource) -> list[TableReading]:
    """Return the rounds of a list that has one a row: date, place, object, method, strength, minutes or clock times."""
    reading = source.reading(DISINFECTION, "disinfection")
    lamp = "紫外" in source.context.text
    title_object = next((thing for thing, pattern in OBJECTS if pattern.search(source.context.text)), "")
    count: dict[tuple[object, str, str], int] = {}
    last = ("", "")
    for record in source.records():
        spans = [CLOCK.search(plain(value)) for value in record.every("span") if not is_nothing(value)]
        word = record.text("object") or ("空气" if lamp else title_object if spans else "")
        # An empty strength is that of the row above only where the method is the same.
        strength = record.text("strength") or (last[1] if record.text("method") == last[0] else "")
        last = (record.text("method"), strength)
        method = " ".join(filter(None, [record.text("method"), _with_unit(strength, "mg/L")]))
        if not word or SIGN_ROW.search(word):
            continue
        row: Row = {}
        written = record.value("date")
        moment = read_moment(written) or _moment_of(written)
        dated(row, reading, "date", source.days.day(moment or source.context.moment), source, plain(written))
        place = record.text("place") or _place(source.context)
        _put_facts(row, reading, source.names, place, word, method or ("紫外线" if lamp else ""))
        minutes = _told_minutes(record)
        if minutes is not None:
            row["contact_minutes"] = minutes
        if spans:
            for turn, span in enumerate(spans, start=1):
                span_minutes = _between(span.groups()) if span else row["contact_minutes"]
                reading.rows.append(row | {"round": turn, "contact_minutes": span_minutes})
            continue
        ticks = [plain(tick) for tick in record.every("tick") if not is_nothing(tick)]
        done = [tick for tick in ticks if tick in DONE]
        if len(done) < len(ticks):
            asked(row, "round")
            reading.ask("mark", next(tick for tick in ticks if tick not in DONE), ("已消毒", "未消毒"))
        if "tick" in record.values and not ticks:
            continue
        thing = (row["date"], str(row["place"]), str(row["object"] or word))
        count[thing] = count.get(thing, 0) + 1
        row["round"] = count[thing]
        if times := record.text("times"):
            row["rounds_written"] = times
            number = re.fullmatch(r"(\d)次?", times)
            told = len(ticks) or (int(number[1]) if number else None)
            _put_rounds(source.names, reading, row, times, told, several=False)
        elif ticks:
            _put_rounds(source.names, reading, row, "", len(ticks), several=False)
        else:
            reading.rows.append(row)
    return [reading]


def _with_unit(text: str, unit: str) -> str:
    return f"{text}{unit}" if re.fullmatch(r"\d+(?:[-~—]\d+)?", text) else text


def _moment_of(value: Value) -> Moment | None:
    """Return the day of a moment with its clock time, such as 2026-10-12 08:30; None when it is none."""
    return next((moment for moment in moments(plain(value)) if moment.day is not None), None)


def _told_minutes(record: Record) -> Decimal | None:
    """Return the minutes of a row: as a number, in words, or between two clock times."""
    begin, end = (re.search(r"(\d{1,2}):(\d{2})", record.text(name)) for name in ("begin", "end"))
    if begin and end:
        # A column of minutes beside them may hold the sum of all days.
        return _between((*begin.groups(), *end.groups()))
    # 时间 beside 作用时间 tells when it was done.
    told = (_minutes_of(plain(value)) for value in record.every("minutes"))
    return next((minutes for minutes in told if minutes is not None), None)


def _minutes_of(text: str) -> Decimal | None:
    """Return the minutes that a text tells: 30分钟, 半小时, 1小时30分, 8:00-8:30, 30; None where it tells none."""
    words = re.sub(r"个(?=半?小时|钟头)", "", text).replace("钟头", "小时").replace("一刻钟", "15分")
    if clock := CLOCK.search(words):
        return _between(clock.groups())
    words = re.sub(r"(\d+|[一两二三])(?:半小时|小时半)", r"\g<1>.5小时", words).replace("半小时", "0.5小时")
    words = re.sub(r"[一两二三](?=[.小])", lambda match: str("一二三".find(match[0].replace("两", "二")) + 1), words)
    times = [_minutes(match) for match in TIME.finditer(words)]
    return sum(times, Decimal(0)) if times else read_number(text)


def _between(clock: tuple[str, ...]) -> Decimal:
    hours = [int(part) for part in clock]
    return Decimal((hours[2] * 60 + hours[3]) - (hours[0] * 60 + hours[1]))


def _object(names: Names, word: str) -> Match:
    answer = names.answered("object", word)
    if answer or word in health.DISINFECTED_OBJECTS:
        return Match(answer or word)
    fitting = [thing for thing, pattern in OBJECTS if pattern.search(word)]
    if len(fitting) == 1 or (fitting and re.fullmatch(r".*\(.*\)", word)):
        return Match(fitting[0])
    return Match(None, tuple(fitting) or health.DISINFECTED_OBJECTS)


def _put_rounds(names: Names, reading: TableReading, row: Row, times: str, told: int | None, *, several: bool) -> None:
    """Put one round, or as many as a number tells; one tick for three rounds a day is asked."""
    number = told
    match = ROUNDS.search(times)
    plan = 1 if match is None else int(match[1]) if match[1].isdigit() else "一二两三四五六".index(match[1]) + 1
    plan = {2: 2, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6}.get(plan, plan) if match and not match[1].isdigit() else plan
    if number is None and plan > 1 and not several:
        answer = names.answered("round", times)
        if answer is None:
            asked(row, "round")
            reading.ask("round", times, ("1", str(plan)))
        number = int(answer) if answer else None
    for shift in range(number or 1):
        reading.rows.append(row | {"round": row["round"] + shift})


__all__ = ["disinfections", "logs"]
