"""留样: which dish of which meal was kept, how much, and for how long."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from kgcore.sheets.amounts import MASS, read_number, split_quantity
from kgcore.sheets.dates import Moment, moments, read_moment
from kgcore.sheets.dish_texts import lines_of, portions
from kgcore.sheets.facts import on_day, read_time
from kgcore.sheets.grid import Value, plain
from kgcore.sheets.kinds import SAMPLE
from kgcore.sheets.records import Record, TableSource, named, settle
from kgcore.sheets.result import Row, TableReading

SEPARATOR = re.compile(r"[、，,；;\n]+")
BEHIND = re.compile(r"(.+?)\s*[:：]?\s*[(（]?(\d+(?:\.\d+)?\s*(?:g|克|kg|公斤))[)）]?", re.IGNORECASE)
"""A dish with its grams behind it: 红烧肉130g."""
TICK = re.compile(r"[√✓✔☑vV是有已留样\s]+")
"""What says that a sample was kept, but not of which dish."""
USUAL_HOURS = "48"


def samples(source: TableSource) -> list[TableReading]:
    """Return the samples kept; hours lie between taking and destroying, asked where one of them is not written."""
    reading = source.reading(SAMPLE, "samples")
    last: tuple[object, object, dict[str, Value]] = (None, None, {})
    for record in source.records():
        row: Row = {}
        day = on_day(row, reading, "date", source, record.value("date"))
        meal = record.text("meal") or source.context.label("餐次", "餐别")
        named(row, reading, "meal", meal, source.names.meal(meal))
        row.pop("meal_written") if "meal" not in row.get("asked", []) else None
        times = {name: record.value(name) for name in ("taken_at", "destroyed")}
        if (day, row["meal"]) == last[:2] and not any(value is not None for value in times.values()):
            # A line without any time is below one that tells it; one that lacks only the destroying tells none.
            times = last[2]
        last = (day, row["meal"], times)
        if TICK.fullmatch(record.text("dish", "dish_grams")):
            reading.faults.append(f"第 {record.row + 1} 行：只打了勾，没有写留的是哪道菜，没有读入")
            continue
        for text in _dishes(source, record):
            if text.strip():
                sample = {**row, "asked": list(row.get("asked", []))}
                behind = BEHIND.fullmatch(text.strip()) if source.table.column("dish_grams") else None
                word = behind[1] if behind else text.strip()
                named(sample, reading, "dish", word, source.names.dish(word))
                _grams(source, sample, reading, behind[2] if behind else record.value("grams"))
                _hours(source, record, sample, reading, times)
                if not sample["asked"]:
                    del sample["asked"]
                reading.rows.append(sample)
    return [reading]


def _dishes(source: TableSource, record: Record) -> list[str]:
    """Return the dishes of a cell: parted by marks, or by blanks where a menu would be read so."""
    texts = SEPARATOR.split(record.text("dish", "dish_grams"))
    if source.table.column("dish_grams"):
        return texts
    return [dish for text in texts for dish in _at_blanks(source, text)]


def _at_blanks(source: TableSource, text: str) -> list[str]:
    """Return the dishes that blanks part, where each is understood; else the text."""
    dishes = portions(lines_of(text), source.names) if re.search(r"\s", text.strip()) else []
    return [one.text for one in dishes] if dishes and all(one.text and not one.group for one in dishes) else [text]


def _grams(source: TableSource, row: Row, reading: TableReading, value: Value) -> None:
    """Put the grams into a row; more than is written, about, and what is no mass are asked."""
    column = source.table.column("grams")
    text = re.sub(r"[/每]?[份盒个样]$", "", plain(value).lower())
    text = re.sub(r"^(?:每样|每种|各)", "", text)
    number, unit = (
        read_number(text if isinstance(value, str) else value),
        (column.unit.lower() if column else "") or "g",
    )
    about = re.match(r"[≥>≧约大于不少不低>=\s]+", text)
    parts = split_quantity(text[about.end() :] if about else text)
    if number is None and parts:
        number, unit = parts[0], parts[1] or unit
    factor = MASS.get(unit)
    row["grams"] = None if number is None or factor is None else (number * factor * 1000).normalize()
    if row["grams"] is None or about:
        proposals = () if row["grams"] is None else (f"{row['grams']:f}",)
        settle(row, reading, source.names, "grams", "grams", plain(value) or source.context.form, proposals)


def _hours(source: TableSource, record: Record, row: Row, reading: TableReading, times: dict[str, Value]) -> None:
    """Put the hours between taking and destroying into a row."""
    hours = read_number(re.sub(r"小时|h$", "", record.text("hours"))) if record.text("hours") else None
    if hours is None:
        taken = _instant(row["date"], times["taken_at"])
        gone = _instant(row["date"], times["destroyed"])
        if taken and gone and taken < gone:
            hours = (Decimal(int((gone - taken).total_seconds())) / 3600).quantize(Decimal("0.1")).normalize()
    row["kept_hours"] = hours
    if hours is None or hours > 240:
        row["kept_hours"] = Decimal(USUAL_HOURS)
        settle(row, reading, source.names, "kept_hours", "kept_hours", source.context.form, (USUAL_HOURS,))


def _instant(day: object, value: Value) -> dt.datetime | None:
    """Return day and clock time of a cell; the row's day where only a time stands; None without a time."""
    time = read_time(value)
    if time is None or not isinstance(day, dt.date):
        return None
    on: dt.date | None = day
    if isinstance(value, dt.datetime):
        on = value.date()
    elif not isinstance(value, (float, dt.time)):
        text = re.sub(r"(?:上午|下午|早上|晚上|中午)?\s*\d{1,2}\s*[:时点].*$", "", plain(value)).strip()
        moment = read_moment(text) or next(iter(moments(text)), None)
        if "次日" in text or "第二天" in text:
            on = day + dt.timedelta(1)
        elif text and moment is not None:
            full = moment.within(Moment(day.year, day.month))
            if moment.month is None and moment.day is not None and moment.day < day.day:
                full = Moment(day.year + day.month // 12, day.month % 12 + 1, moment.day)
            elif moment.year is None and moment.month is not None and moment.month < day.month - 6:
                full = Moment(day.year + 1, moment.month, moment.day)
            on = full.date
        elif text:
            return None
    return dt.datetime.combine(on, dt.time.fromisoformat(time)) if on else None


__all__ = ["TICK", "USUAL_HOURS", "samples"]
