"""What cells of lists say beside numbers and names: a tick, a verdict, a clock time, a day, the class of a row."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

from kgcore.sheets.children import ChildList
from kgcore.sheets.context import CLASS
from kgcore.sheets.dates import Moment, ambiguous_moments, moments, read_moment
from kgcore.sheets.grid import Value, plain
from kgcore.sheets.names import Names
from kgcore.sheets.records import NOTHING, Record, TableSource, asked, dated, named, settle, unask
from kgcore.sheets.result import Row, TableReading
from kgcore.workbook.days import Wrong
from kgcore.workbook.days import read_time as time_of_day

YES = re.compile(
    r"[√✓✔☑vV]|是|有|合格|正常|符合.*|达标|通过|安全|完好|良好|好|有效|已.{0,6}|齐全|到位|无异常|无隐患|未发现.*|ok",
    re.IGNORECASE,
)
NO = re.compile(
    r"[×xX✗✘╳]|否|无|没有|不合格|异常|不符合.*|不达标|不通过|不安全|未.{0,6}|不正常|有隐患|存在隐患|差|失效|缺|不.{0,6}"
)
NEW_CHILDREN, LEAVE_CHILDREN, LIKE_CHILDREN = "登记为新幼儿", "不读入分到幼儿的行", "按性别和出生年月对上已登记的"
"""Answers to what becomes of children whose code nobody has told."""
CLOCK = re.compile(
    r"(?:上午|下午|晚上|中午|早上|晚)?\s*\d{1,2}\s*[:时点](?!\d{4})\s*(?:半|\d{1,2})?(?:\s*[分:]\s*(?:\d{1,2}秒?)?)?"
)
"""A clock time within a text, as `kgcore.workbook.days` reads it."""


def read_verdict(value: Value) -> bool | None:
    """Return what a cell answers, yes or no; None where it answers neither.

    Examples
    --------
    >>> read_verdict("√"), read_verdict("不合格"), read_verdict("—"), read_verdict("3枚破损已退")
    (True, False, None, None)
    """
    if isinstance(value, bool):
        return value
    text = re.sub(r"\s", "", plain(value)).rstrip("。")
    if YES.fullmatch(text):
        return True
    return False if NO.fullmatch(text) else None


def read_time(value: Value) -> str | None:
    """Return the clock time that a cell holds, as 08:15; None when it holds none.

    Examples
    --------
    >>> read_time("8：15"), read_time("下午3点"), read_time("9点半"), read_time(0.5), read_time("10.14 8:50")
    ('08:15', '15:00', '09:30', '12:00', '08:50')
    """
    if isinstance(value, str):
        text = plain(value).replace("一刻", "15分").replace("三刻", "45分")
        match = CLOCK.search(text)
        value = re.sub(r"\s", "", match[0]) if match else None
    time = time_of_day(value)
    return None if isinstance(time, Wrong) else time


def class_of(source: TableSource, record: Record, row: Row, reading: TableReading) -> str:
    """Put the class of a row into it: of its column, of a line or heading above, or of the titles; return it."""
    above = CLASS.search(record.category) or CLASS.search(source.table.parent)
    word = record.text("class_name") or (above[0] if above else "") or source.context.class_name
    if not word:
        row["class_name"], row["class_name_written"] = None, ""
        settle(
            row, reading, source.names, "class_name", "class_name", source.context.place,
            source.names.class_name("").proposals,
        )  # fmt: skip
        return str(row["class_name"] or "")
    named(row, reading, "class_name", word, source.names.class_name(word))
    return str(row["class_name"])


def child_of(
    source: TableSource, record: Record, row: Row, reading: TableReading, class_name: str, facts: Row | None = None
) -> None:
    """Put a child into a row: the office's code, or a pseudonym of the file, which `settle_children` settles.

    Parameters
    ----------
    facts : `sex` and `birth_month` where the sheet tells them.
    """
    name, facts = record.text("child"), facts or {}
    register = source.names.children_kept
    code = source.children.code(class_name, name)
    if code is None and not register.empty and name in set(register["child"]):
        code = name
    if code is not None:
        row["child"] = code
        return
    pseudonym = source.children.pseudonym(class_name, name)
    put_pseudonym(row, reading, pseudonym, class_name, facts)
    if not register.empty and len(facts) == 2:
        like = register[register["class_name"] == class_name]
        for column, value in facts.items():
            like = like[like[column] == value]
        if len(like) == 1:
            source.children.likely[pseudonym] = str(like["child"].iloc[0])


def put_pseudonym(row: Row, reading: TableReading, pseudonym: str, class_name: str, facts: Row) -> None:
    """Put a child whose code nobody has told yet into a row, and note it as one that the import may register."""
    row["child"] = pseudonym
    asked(row, "child")
    new_row = {"register": "children", "child": pseudonym, "class_name": class_name or None, **facts}
    child_row = next((one for one in reading.made if one.get("child") == pseudonym), None)
    if child_row is None:
        reading.made.append(new_row)
    else:
        child_row |= facts


def settle_children(tables: list[TableReading], names: Names, children: ChildList, place: str) -> None:
    """Ask once for a sheet what becomes of the children whose code nobody has told; use the answer.

    In classes of which no child is registered they are new without a question.

    Parameters
    ----------
    tables : of one sheet; their rows hold pseudonyms.
    children : whom the file names.
    place : the sheet, as questions name it.
    """
    members: dict[str, str] = {}
    for table in tables:
        for new_row in table.made:
            if new_row["register"] == "children":
                members[str(new_row["child"])] = str(new_row["class_name"] or "没有写班级")
    register = names.children_kept
    own_tables = [table for table in tables if any(row.get("child") in members for row in table.rows)]
    if not own_tables:
        return
    codes = [children.likely.get(member) for member in members]
    alike = all(codes) and len(set(codes)) == len(codes)
    count = Counter(members.values())
    count_text = "、".join(f"{class_name} {number} 名" for class_name, number in list(count.items())[:6])
    question = f"{count_text}{'等' if len(count) > 6 else ''}没有登记的幼儿（{place}）"
    answer = names.answered("child", question)
    has_mates = not register.empty and bool(register["class_name"].isin(set(count)).any())
    for table in own_tables:
        own_rows = [row for row in table.rows if row.get("child") in members]
        if answer is None and has_mates:
            usual = (NEW_CHILDREN, LEAVE_CHILDREN)
            table.ask("child", question, (LIKE_CHILDREN, *usual) if alike else usual)
            continue
        for row in own_rows:
            unask(row, "child")
            if answer == LIKE_CHILDREN and alike:
                children.codes_by_answer[row["child"]] = children.likely[row["child"]]
                row["child"] = children.likely[row["child"]]
        if answer == LEAVE_CHILDREN:
            table.rows = [row for row in table.rows if row not in own_rows]
            table.skipped.append(f"{count_text}：分到幼儿的 {len(own_rows)} 行不读入")
        if answer in (LEAVE_CHILDREN, LIKE_CHILDREN):
            table.made = [new_row for new_row in table.made if new_row.get("child") not in members]


def on_day(
    row: Row, reading: TableReading, column: str, source: TableSource, value: Value, after: dt.date | None = None
) -> dt.date | None:
    """Put the day that a cell holds into a row, completed by the titles; ask where it cannot be told.

    A number such as 10.1 may be two days: both are proposed. A day without a year is the next one `after` another.
    """
    if value is None and read_moment(source.table.parent or None) is not None:
        value = source.table.parent
    either = ambiguous_moments(value)
    if either:
        days = [day for moment in either if (day := source.days.day(moment)) is not None]
        row[column] = days[0] if days else None
        written = f"{plain(value)}（{source.context.place}）"
        settle(row, reading, source.names, column, "date", written, [day.isoformat() for day in days])
        told: dt.date | None = row[column]
        return told
    moment = read_moment(value)
    if moment is None and value is not None:
        moment = next((date for date in moments(plain(value)) if date.day is not None), None)
    if moment and moment.year is None and moment.month and isinstance(after, dt.date):
        moment = Moment(after.year + (moment.month < after.month - 6), moment.month, moment.day)
        row[column] = moment.date
        if row[column] is not None:
            return moment.date
    dated(row, reading, column, source.days.day(moment or Moment()), source, plain(value))
    date: dt.date | None = row[column]
    return date


def some_day(
    row: Row, reading: TableReading, column: str, source: TableSource, value: Value, after: dt.date | None = None
) -> None:
    """Put a day that need not stand there into a row: None where the cell is empty or holds a dash."""
    if value is None or re.fullmatch(r"[-—–/\\／无\s]*", plain(value)):
        row[column] = None
    elif read_moment(value) is None and not ambiguous_moments(value) and not moments(plain(value)):
        row[column] = None
        settle(row, reading, source.names, column, "date", f"{plain(value)[:20]}（{source.context.place}）", (NOTHING,))
    else:
        on_day(row, reading, column, source, value, after)


__all__ = [
    "LEAVE_CHILDREN",
    "LIKE_CHILDREN",
    "NEW_CHILDREN",
    "child_of",
    "class_of",
    "on_day",
    "put_pseudonym",
    "read_time",
    "read_verdict",
    "settle_children",
    "some_day",
]
