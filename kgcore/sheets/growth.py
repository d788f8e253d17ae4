"""体检: height, weight and haemoglobin of children; units are told from the heading and held against the values."""

from __future__ import annotations

import datetime as dt
import re
import statistics
from decimal import Decimal

from kgcore.sheets.amounts import read_number
from kgcore.sheets.dates import moments, read_moment
from kgcore.sheets.facts import child_of, class_of, on_day
from kgcore.sheets.grid import Value, plain
from kgcore.sheets.kinds import EXAMINATION
from kgcore.sheets.origins import noted
from kgcore.sheets.records import Record, TableSource, asked, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.side_parts import SheetColumn

NUMBER = re.compile(r"\d+(?:\.\d+)?")
SEXES = {"男": "M", "女": "F", "男孩": "M", "女孩": "F", "m": "M", "f": "F", "男童": "M", "女童": "F"}
HEIGHT, WEIGHT, HAEMOGLOBIN = "height_cm", "weight_kg", "hb_g_l"
FIELDS = {HEIGHT: "height", WEIGHT: "weight", HAEMOGLOBIN: "haemoglobin"}
# Body mass index of a class of children, kg/m²: the middle one is never outside; own knowledge.
LEANEST, STOUTEST = 12.0, 22.0
HEAVIEST_CLASS_KG = 24.0
# Of one child, kg/m²: beyond these a figure is more likely wrong than right; own knowledge.
THINNEST, HEAVIEST = 10.5, 27.0
UNITS: dict[str, dict[str, Decimal]] = {
    HEIGHT: {"cm": Decimal(1), "厘米": Decimal(1), "m": Decimal(100), "米": Decimal(100)},
    WEIGHT: {"kg": Decimal(1), "公斤": Decimal(1), "千克": Decimal(1), "斤": Decimal("0.5"), "市斤": Decimal("0.5")},
    HAEMOGLOBIN: {"g/l": Decimal(1), "g/dl": Decimal(10), "克/升": Decimal(1), "克/分升": Decimal(10)},
}


def examinations(source: TableSource) -> list[TableReading]:
    """Return what was measured of each child; who was not measured is skipped."""
    reading = source.reading(EXAMINATION, "measurements")
    records = [record for record in source.records() if record.text("child")]
    units = {name: _unit(source, reading, name, records) for name in FIELDS}
    for record in noted(records, [reading], lambda record: (record.row, None), source.remember):
        row: Row = {}
        class_name = class_of(source, record, row, reading)
        facts = _facts(record)
        child_of(source, record, row, reading, class_name, facts)
        values = {name: _number(record.value(field)) for name, field in FIELDS.items()}
        if not any(value is not None for value in values.values()):
            reading.skipped.append(f"{record.row + 1}：未检")
            continue
        _examined_on(source, record, row, reading)
        for name, value in values.items():
            unit = _own_unit(record, name)
            factor, certain = (UNITS[name][unit], True) if unit else units[name]
            row[name] = None if value is None else (value * factor).quantize(Decimal("0.01")).normalize()
            if value is not None and not (certain and _possible(name, row[name])):
                question = f"第 {record.row + 1} 行：{value.normalize():f}（{source.context.place}）"
                if certain:
                    settle(row, reading, source.names, name, name, question, _proposals(name, values, row))
                else:
                    asked(row, name)
        if _is_odd(row):
            weight = values[WEIGHT] or row[WEIGHT]
            question = f"第 {record.row + 1} 行：身高 {row[HEIGHT]:f}、体重 {weight:f}（{source.context.place}）"
            settle(row, reading, source.names, WEIGHT, WEIGHT, question, _proposals(WEIGHT, values, row))
        reading.rows.append(row)
    return [reading]


def _is_odd(row: Row) -> bool:
    """Whether a height and a weight that are possible each are not those of one child."""
    height, weight = row[HEIGHT], row[WEIGHT]
    if height is None or weight is None or {HEIGHT, WEIGHT} & set(row.get("asked", [])):
        return False
    index = float(weight) / (float(height) / 100) ** 2
    return not THINNEST <= index <= HEAVIEST


def _proposals(name: str, values: dict[str, Decimal | None], row: Row) -> tuple[str, ...]:
    """Return what an unlikely height or weight may be: exchanged, in metres, in 斤; as it stands last."""
    value = values[name]
    other = values.get({HEIGHT: WEIGHT, WEIGHT: HEIGHT}.get(name, ""))
    choices = [other] if other is not None and value is not None and not _possible(name, value) else []
    if value is not None:
        choices += [value * factor for factor in dict.fromkeys(UNITS[name].values())]
    fitting = [choice for choice in choices if choice is not None and _possible(name, choice)]
    if name == WEIGHT and row[HEIGHT] is not None and _possible(HEIGHT, row[HEIGHT]):
        fitting = [choice for choice in fitting if not _is_odd({HEIGHT: row[HEIGHT], WEIGHT: choice})]
    told = [f"{choice.quantize(Decimal('0.01')).normalize():f}" for choice in (*fitting, row[name])]
    return tuple(dict.fromkeys(told))


def _possible(name: str, value: Decimal) -> bool:
    lowest, highest = {HEIGHT: (60, 150), WEIGHT: (6, 60), HAEMOGLOBIN: (50, 200)}[name]
    return lowest <= value <= highest


def _number(value: Value) -> Decimal | None:
    """Return the number measured, with or without a unit behind it; None for 未检 and for nothing."""
    number = read_number(value)
    if number is None and (
        match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*[a-z/]*[公斤千克厘米分升]*", plain(value).lower())
    ):
        number = Decimal(match[1])
    return number if number else None


def _facts(record: Record) -> Row:
    facts: Row = {}
    if sex := SEXES.get(record.text("sex").lower()):
        facts["sex"] = sex
    moment = read_moment(record.value("birth"))
    match = re.match(r"(20\d{2})\D{0,2}(\d{1,2})", record.text("birth"))
    if moment and moment.year and moment.month:
        facts["birth_month"] = f"{moment.year:04d}-{moment.month:02d}"
    elif match and 1 <= int(match[2]) <= 12:
        facts["birth_month"] = f"{match[1]}-{int(match[2]):02d}"
    return facts


def _examined_on(source: TableSource, record: Record, row: Row, reading: TableReading) -> None:
    label = source.context.label("体检日期", "检查日期", "测量日期", "体检时间", "检查时间", "测查日期", "日期", "时间")
    value = record.value("date")
    if value is None and (moment := read_moment(label)) is not None and moment.day is not None:
        value = label
    if value is None and source.context.moment.day is None:
        # Terms side by side have their months above their own columns.
        above = next((moment for moment in moments(source.table.parent) if moment.month), None)
        if above is not None and above.day is not None:
            on_day(row, reading, "date", source, source.table.parent)
            return
        month = source.days.month() if above is None else source.days.month_of(above)
        # The middle of the month is at most half a month off in the child's age.
        row["date"] = dt.date.fromisoformat(f"{month}-15") if month else None
        written = f"{month or source.table.parent} 体检日期（{source.context.place}）".strip()
        settle(row, reading, source.names, "date", "date", written, (f"{month}-15",) if month else ())
        return
    on_day(row, reading, "date", source, value)


def _unit(source: TableSource, reading: TableReading, name: str, records: list[Record]) -> tuple[Decimal, bool]:
    """Return the factor to the register's unit, and whether it is certain: the heading's, held against the values."""
    column = source.table.column(FIELDS[name])
    bare_records = [record for record in records if not _own_unit(record, name)]
    values = [float(number) for record in bare_records if (number := _number(record.value(FIELDS[name]))) is not None]
    if column is None or not values:
        return Decimal(1), True
    match = _written_unit(column, name) or _cell_unit(records, name)
    likely = _likely(name, statistics.median(values), bare_records)
    if answer := source.names.answered("unit", column.heading):
        return UNITS[name].get(answer.lower(), Decimal(1)), True
    if match and likely and UNITS[name][match] == UNITS[name][likely[0]]:
        return UNITS[name][match], True
    if match is None and len(likely) == 1:
        return UNITS[name][likely[0]], True
    proposals = tuple(dict.fromkeys((*likely, *((match,) if match else ()))))
    reading.ask("unit", column.heading, proposals)
    return UNITS[name][proposals[0]], False


def _own_unit(record: Record, name: str) -> str:
    """Return the unit that stands behind a number in its cell; empty when none does."""
    match = re.fullmatch(r"[\d.]+\s*(\D+)", record.text(FIELDS[name]).lower())
    return match[1] if match and match[1] in UNITS[name] else ""


def _written_unit(column: SheetColumn, name: str) -> str | None:
    text = f"{column.unit} {column.heading}".lower()
    found = [unit for unit in UNITS[name] if re.search(rf"(?<![a-z市公]){re.escape(unit)}(?![a-z/])", text)]
    return max(found, key=len) if found else None


def _cell_unit(records: list[Record], name: str) -> str | None:
    texts = [record.text(FIELDS[name]).lower() for record in records]
    units = {re.sub(r"[\d.\s]", "", text) for text in texts if NUMBER.match(text)} - {""}
    return units.pop() if len(units) == 1 and units <= set(UNITS[name]) else None


def _likely(name: str, middle: float, records: list[Record]) -> tuple[str, ...]:
    """Return the units that the values may have, the likeliest first; one alone is certain."""
    if name == HEIGHT:
        return ("cm",) if middle > 20 else ("m",)
    if name == HAEMOGLOBIN:
        return ("g/l",) if middle > 40 else ("g/dl",)
    indices = []
    for record in records:
        height, weight = _number(record.value("height")), _number(record.value("weight"))
        if height and weight:
            metres = float(height) / (100 if height > 20 else 1)
            indices.append(float(weight) / metres**2)
    if indices:
        index = statistics.median(indices)
        if LEANEST <= index <= STOUTEST:
            return ("kg",)
        return ("斤", "kg") if index > STOUTEST else ("kg", "斤")
    return ("kg",) if middle < HEAVIEST_CLASS_KG else ("斤", "kg")


__all__ = ["examinations"]
