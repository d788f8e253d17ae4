"""晨检 and 传染病: what the health officer's lists say of classes and children, without a name."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kgcore.registers import health as registers
from kgcore.sheets.amounts import read_number
from kgcore.sheets.facts import child_of, class_of, on_day, read_verdict, some_day
from kgcore.sheets.grid import plain
from kgcore.sheets.kinds import ILLNESS, MORNING_CHECK
from kgcore.sheets.names import LEAVE_OUT
from kgcore.sheets.records import Record, TableSource, asked, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.signs import Signs, children_listed, signs_of

MORNING, NOON, ALL_DAY = registers.OBSERVATION_KINDS
SAME_DAY = "发病当天"
NOTHING = re.compile(
    r"(?:全部|均|都|一切|幼儿)*(?:无|没有|正常|良好|未见异常|无异常|无异常情况|健康|未发现异常|0|—|-|/|√)*"
)
# What offices write for the diseases of the register: own knowledge.
DISEASES = {
    "手足口": registers.HAND_FOOT_MOUTH,
    **dict.fromkeys(("疱疹性咽颊炎", "疱疹性咽喉炎"), "疱疹性咽峡炎"),
    **dict.fromkeys(("流行性感冒", "甲流", "乙流", "甲型流感", "乙型流感", "甲型流行性感冒", "乙型流行性感冒"), "流感"),
    **dict.fromkeys(("诺如", "诺如病毒感染", "诺如病毒肠炎", "诺如病毒感染性腹泻"), "诺如病毒"),
    **dict.fromkeys(("红眼病", "急性出血性结膜炎"), "急性结膜炎"),
    "腮腺炎": "流行性腮腺炎",
    "菌痢": "细菌性痢疾",
}


DOUBT = re.compile("疑似|可疑|待查|待排|待诊|未确诊|未确认|排查中|观察中")
"""What is written of a disease that nobody has confirmed."""
ILL = re.compile(r"家长|接回|接走|回家|离园|就医|就诊|医院|隔离|服药|留观|复测")
"""What is done with a child that something is wrong with."""


@dataclass
class _Check:
    """What several rows say of one class on one day."""

    row: Row
    number: int | None = None
    normal: int | None = None
    abnormal: int | None = None
    findings: list[str] = field(default_factory=list)
    treated: bool = True
    treatments: list[str] = field(default_factory=list)
    """What was done where no symptom could be read."""
    signs: Signs = field(default_factory=Signs)
    """What columns of their own tell of symptoms."""


def morning_checks(source: TableSource) -> list[TableReading]:
    """Return the checks of a class on a day: how many were checked, how many stood out, with what and what was done."""
    if any(re.search("缺勤|请假", heading) for heading in source.unread_columns.values()):
        # A list of children who were absent is none of those who were looked at.
        return []
    reading = source.reading(MORNING_CHECK, "observations")
    checks: dict[tuple[object, object, str], _Check] = {}
    title = NOON if "午检" in source.context.text and "晨" not in source.context.text else MORNING
    columns = source.table.columns
    day_normal = source.table.column("day_normal")
    if day_normal and "normal" not in columns and "全日" not in day_normal.heading:
        # One column 正常人数 alone is that of the morning.
        columns["normal"] = columns.pop("day_normal")
    for record in source.records():
        row: Row = {}
        day = on_day(row, reading, "date", source, record.value("date"))
        class_name = class_of(source, record, row, reading)
        name = record.text("child")
        if name:
            source.children.pseudonym(class_name, name)
        normal = [read_number(value) for value in record.every("normal")]
        morning = checks.setdefault((day, class_name, title), _Check(dict(row)))
        _count(morning, record, "checked", normal[:1], "abnormal")
        told = signs_of(source, record, reading)
        morning.signs.add(told)
        _find(source, morning, record, "symptom", "treatment", told.text)
        if {"day_symptom", "day_normal"} & set(columns):
            later = checks.setdefault((day, class_name, ALL_DAY), _Check(dict(row)))
            _count(
                later, record, "day_checked", [read_number(record.value("day_normal")), *normal[1:2]], "day_abnormal"
            )
            _find(source, later, record, "day_symptom", "day_treatment")
    for (_, _, kind), check in checks.items():
        _close(source, reading, kind, check)
    return [reading]


def _count(check: _Check, record: Record, column: str, normal: Iterable[object], abnormal: str) -> None:
    for name, value in (
        ("number", read_number(record.value(column))),
        ("normal", next((number for number in normal if number is not None), None)),
        ("abnormal", read_number(record.value(abnormal))),
    ):
        if getattr(check, name) is None and value is not None:
            setattr(check, name, int(str(value).partition(".")[0]))


def _find(source: TableSource, check: _Check, record: Record, symptom: str, treatment: str, signs: str = "") -> None:
    written = source.grid.own(record.row, record_column(source, symptom)) if source.table.column(symptom) else None
    words = record.words(symptom) if written is not None else ""
    treatment_words = record.words(treatment)
    if signs or re.fullmatch(r"\d+\s*[人名例]?", words):
        # A number under 体温异常 counts children, and is one of the signs.
        words = "；".join(
            filter(None, [signs, "" if re.fullmatch(r"\d.*", words) or NOTHING.fullmatch(words) else words])
        )
    if not words or NOTHING.fullmatch(re.sub(r"[\s。，,]", "", plain(words))):
        if ILL.search(treatment_words):
            check.treatments.append(source.children.without_names(treatment_words))
        return
    words = source.children.without_names(words)
    treatment_words = source.children.without_names(treatment_words)
    check.findings.append(f"{words}→{treatment_words}" if treatment_words else words)
    check.treated = check.treated and bool(treatment_words)


def record_column(source: TableSource, name: str) -> int:
    """Return the index of a field's first column; -1 where there is none."""
    column = source.table.column(name)
    return column.index if column else -1


def _close(source: TableSource, reading: TableReading, kind: str, check: _Check) -> None:
    row = check.row
    abnormal = check.abnormal
    if abnormal is None and check.number is not None and check.normal is not None:
        abnormal = check.number - check.normal
    elif abnormal is None and check.signs.children:
        abnormal = check.signs.abnormal
    elif abnormal is None and check.signs.is_told and len(check.findings) <= 1:
        abnormal = check.signs.abnormal
        if check.signs.is_unclear:
            # A child may have two of the symptoms, and a tick counts nobody.
            where = f"{row['date'] or ''} {row['class_name'] or ''} {kind}（{'；'.join(check.findings)}）".strip()
            row["abnormal"] = abnormal
            settle(row, reading, source.names, "abnormal", "abnormal", where, check.signs.proposals)
            abnormal = int(row["abnormal"])
    elif abnormal is None and (check.findings or check.normal is not None or check.number is not None):
        abnormal = len(check.findings)
    if abnormal is None:
        return
    number = check.number
    if number is None and check.normal is not None:
        number = check.normal + abnormal
    where = f"{row['date'] or ''} {row['class_name'] or ''} {kind}".strip()
    if check.treatments and not abnormal:
        reading.faults.append(
            f"{where}：写了处理“{check.treatments[0]}”，却没有读到异常表现；请在“异常表现”一栏写明，或补上异常人数"
        )
    if len(check.findings) > abnormal:
        reading.faults.append(f"{where}：异常 {abnormal} 人，却登记了 {len(check.findings)} 条异常表现；请核对人数")
    if check.number is not None and check.normal is not None and check.number - check.normal != abnormal:
        reading.faults.append(f"{where}：检查 {check.number} 人，正常 {check.normal} 人，异常 {abnormal} 人，三数不符")
    row |= {"kind": kind, "checked": number, "abnormal": abnormal, "description": "；".join(check.findings)}
    follow_up = registers.FOLLOWED_UP if check.treated else registers.PENDING
    row["follow_up"] = follow_up if abnormal else registers.NOT_NEEDED
    if number is None:
        listed = children_listed(source) if check.signs.children else None
        row["checked"] = listed
        settle(row, reading, source.names, "checked", "checked", where, (listed,))
    reading.rows.append(row)


def illnesses(source: TableSource) -> list[TableReading]:
    """Return notified illnesses: child, disease, onset, report, return, and whether a certificate was shown."""
    reading = source.reading(ILLNESS, "illnesses")
    for record in source.records():
        word = record.text("disease")
        if not word or NOTHING.fullmatch(word):
            continue
        row: Row = {}
        class_name = class_of(source, record, row, reading)
        child_of(source, record, row, reading, class_name)
        onset = on_day(row, reading, "onset", source, record.value("onset"))
        _disease(source, record, row, reading, word)
        some_day(row, reading, "reported_on", source, record.value("reported"), after=onset)
        if row["reported_on"] is None and "reported_on" not in row.get("asked", []):
            row["reported_on"] = onset
            if source.names.answered("reported_on", source.context.form) != SAME_DAY:
                asked(row, "reported_on")
                reading.ask("reported_on", source.context.form, (SAME_DAY,))
        # Who is well again is not back yet: such a day counts where no column tells the return.
        back = record.value("returned" if source.table.column("returned") else "released")
        some_day(row, reading, "returned_on", source, back, after=onset)
        row["certificate"] = read_verdict(record.value("certificate"))
        returned = row["returned_on"]
        if isinstance(returned, dt.date) and isinstance(onset, dt.date) and returned < onset:
            reading.faults.append(f"第 {record.row + 1} 行：返园日期 {returned} 早于发病日期 {onset}")
        reported = row["reported_on"]
        if isinstance(reported, dt.date) and isinstance(onset, dt.date) and reported < onset:
            written = f"第 {record.row + 1} 行：报告 {reported} 早于发病 {onset}（{source.context.place}）"
            settle(row, reading, source.names, "reported_on", "reported_on", written, (onset, reported))
        reading.rows.append(row)
    return [reading]


def _disease(source: TableSource, record: Record, row: Row, reading: TableReading, word: str) -> None:
    """Name the disease: one that the list lacks is 其他 with its own name; one that only resembles another is asked.

    What is only suspected, by its own words or by those of another cell of the line, is asked too.
    """
    bare = re.sub(r"\([^()]*\)|[\s?？]|" + DOUBT.pattern, "", word)
    line = [source.grid.own_text(record.row, column) for column in source.grid.filled(record.row)]
    in_doubt = "?" in word or any(DOUBT.search(text) for text in (word, *line) if len(text) < 12)
    question = word if not in_doubt or DOUBT.search(word) else f"{word.rstrip('?')}（疑似，{source.context.place}）"
    answer = source.names.answered("disease", question)
    name = answer or DISEASES.get(bare, bare)
    row["disease_written"] = word
    if name in registers.DISEASES and (answer or not in_doubt):
        row["disease"] = name
        if name == registers.OTHER:
            row["other_name"] = word
        return
    if answer == LEAVE_OUT:
        row["disease"] = LEAVE_OUT
        return
    near = [one for one in (*registers.DISEASES, *DISEASES) if difflib.SequenceMatcher(None, one, bare).ratio() >= 0.5]
    likely = [name] if name in registers.DISEASES else []
    proposals = tuple(dict.fromkeys([*likely, *(DISEASES.get(one, one) for one in near if one != registers.OTHER)]))
    if not proposals and not in_doubt:
        row["disease"], row["other_name"] = registers.OTHER, word
        return
    row["disease"] = proposals[0] if proposals else registers.OTHER
    asked(row, "disease")
    refusal = (LEAVE_OUT,) if in_doubt else ()
    reading.ask("disease", question, tuple(dict.fromkeys((*proposals, registers.OTHER, *refusal))))


__all__ = ["illnesses", "morning_checks"]
