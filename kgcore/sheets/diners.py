"""就餐人数: how many ate, by day, class and meal, whichever of them run across and down; the staff by itself."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from kgcore.sheets.amounts import read_number
from kgcore.sheets.attendance import leave_out_closed_days, put_meals
from kgcore.sheets.axes import CLASS_NAME, HOLIDAY, MEAL, MEASURE, PRESENT, STAFF, TOTAL, Key, meal_of
from kgcore.sheets.grid import plain
from kgcore.sheets.kinds import ATTENDANCE, DINERS
from kgcore.sheets.matrix import Keys, is_nothing
from kgcore.sheets.matrix_source import MatrixSource
from kgcore.sheets.names import Match
from kgcore.sheets.origins import noted
from kgcore.sheets.records import PERSONS, named
from kgcore.sheets.result import Row, TableReading

PAIR = re.compile(r"(\d{1,3})\s*/\s*(\d{1,3})")
PRESENT_FIRST = re.compile(r"(?:实到|出勤|就餐)\w{0,2}\s*/\s*应[到出]")
ENROLLED_FIRST = re.compile(r"(?:应到|应出勤)\w{0,2}\s*/\s*(?:实到|实际|出勤|就餐)")
BAND = re.compile("[托小中大]班|幼儿|中大班|小中班")
LARGEST_CLASS = 60
"""More children than any class has."""
NUMERAL = re.compile(r"[\d一二三四五六七八九十百]")
"""What a cell that means a number of people holds, whatever else it says."""


@dataclass(frozen=True)
class Count:
    """One number of a table of diners and where it stands."""

    row: int
    column: int
    day: dt.date | None
    class_name: str
    meal: str
    """As written; empty when no heading names one."""
    number: int


def diners(sources: list[MatrixSource], *, statistics: bool = False) -> list[TableReading]:
    """Return how many children and staff ate.

    Parameters
    ----------
    sources : the blocks of one sheet.
    statistics : whether it is one of 考勤 (应到, 实到, 病假 …) rather than of meals.
    """
    readings: list[TableReading] = []
    for source in sources:
        readings += _readings(source, ATTENDANCE if statistics else DINERS)
    return [reading for reading in readings if reading.rows or reading.asks or reading.faults]


def _readings(source: MatrixSource, kind: str) -> list[TableReading]:
    children = source.reading(kind, "attendance")
    staff = source.reading(kind, "staff_meals")
    staff.faults = []
    counts, totals, measures = _counts(source, children)
    for count in noted(
        _of_classes(source, counts, children), [children, staff], lambda one: source.matrix.place(one.row, one.column)
    ):
        row: Row = {}
        reading = staff if count.class_name == STAFF else children
        source.put_date(row, reading, count.day)
        if reading is children:
            source.put_class(row, reading, count.class_name)
        row["diners"] = count.number
        meal = count.meal or source.context.label("餐次", "餐别") or _title_meal(source)
        if meal:
            _put_meal(row, reading, source, meal)
            reading.rows.append(row)
        else:
            reading.rows += put_meals(row, reading, source)
    children.unread += _unread_numbers(source)
    for (day, class_name), figures in measures.items():
        children.controls.append({"date": day, "class_name_written": class_name, **figures})
    _check(source, counts, totals, children)
    leave_out_closed_days(children)
    return [children, staff]


def _unread_numbers(source: MatrixSource) -> list[str]:
    """Return the headings of columns of numbers that stand for no class, meal or measure, such as 陪餐教师."""
    matrix = source.matrix
    return [
        heading
        for column, heading in matrix.labels.items()
        if column > min(matrix.columns)
        and heading
        and not PERSONS.search(heading)
        and any(read_number(matrix.grid.own(row, column)) is not None for row in matrix.rows)
    ]


def _of_classes(source: MatrixSource, counts: list[Count], reading: TableReading) -> list[Count]:
    """Return the counts of one class each or of the staff; those of a band or of the whole school are refused.

    The register holds classes, and nobody can tell from such a number how many of them were of which.
    """
    class_names = list(source.names.classes.values())
    joined_counts: dict[str, list[Count]] = {}
    for count in counts:
        word = re.sub(r"\s|\([^()]*\)", "", plain(count.class_name))
        own = source.names.class_name(word) if word else source.names.class_name(source.context.sheet)
        several = [name for name in class_names if name.startswith(word[:1])] if BAND.fullmatch(word) else []
        if count.class_name == STAFF or own.name is not None:
            continue
        if len(several) > 1:
            joined_counts.setdefault(word, []).append(count)
        elif not word and count.number > LARGEST_CLASS and len(class_names) > 1:
            joined_counts.setdefault("全园", []).append(count)
    if "全园" in joined_counts:
        # A small number beside such ones is of the same whole.
        joined_counts["全园"] = [count for count in counts if not plain(count.class_name)]
    if joined_counts:
        words = "、".join(joined_counts)
        reading.faults.append(f"{words}的人数是几个班合在一起的，没有读入；《出勤》按班登记，请用分班的就餐人数表")
    refused = {id(count) for of_word in joined_counts.values() for count in of_word}
    return [count for count in counts if id(count) not in refused]


def _title_meal(source: MatrixSource) -> str:
    meals = dict.fromkeys(re.findall(r"早餐|早点|午餐|中餐|午点|晚餐", source.context.text))
    return next(iter(meals)) if len(meals) == 1 else ""


def _put_meal(row: Row, reading: TableReading, source: MatrixSource, word: str) -> None:
    meal = meal_of(word) or source.names.meal(word).name
    named(row, reading, "meal", plain(word), Match(meal) if meal else source.names.meal(word))
    if row["meal"] == row["meal_written"]:
        del row["meal_written"]


def _counts(
    source: MatrixSource, reading: TableReading
) -> tuple[list[Count], list[tuple[Count, Keys]], dict[tuple[dt.date | None, str], dict[str, int]]]:
    """Return the counts of diners, the totals that the sheet prints, and its other measures by day and class."""
    counts: list[Count] = []
    totals: list[tuple[Count, Keys]] = []
    measures: dict[tuple[dt.date | None, str], dict[str, int]] = {}
    holidays: dict[tuple[dt.date | None, str, str], list[str]] = {}
    shared_cells: set[tuple[int, int]] = set()
    order = _order(source)
    for row, column, value, keys in source.matrix.cells():
        if is_nothing(value):
            continue
        if HOLIDAY.search(plain(value)):
            day = source.date(row, column)
            holidays.setdefault((day, f"{day or f'第 {row + 1} 行'}", plain(value)[:12]), []).append(
                source.class_of(keys)
            )
            continue
        number = read_number(value)
        if order and (pair := PAIR.fullmatch(plain(value))) and TOTAL not in keys:
            present, enrolled = (int(pair[place]) for place in order)
            number = Decimal(present)
            measures.setdefault((source.date(row, column), source.class_of(keys)), {})["enrolled"] = enrolled
        measure = keys.get(MEASURE)
        place = source.matrix.place(row, column)
        if number is None or number != number.to_integral_value() or number < 0:
            if TOTAL not in keys and (measure is None or measure.value == PRESENT):
                reading.skipped.append(f"{place[0] + 1}：{plain(value)[:12]}")
                if number is not None or NUMERAL.search(plain(value)):
                    reading.misreadings.append(reading.origins.fault(*place, "应为人数，写整数，如 25"))
            continue
        class_name = source.class_of(keys)
        meal = keys[MEAL].text if MEAL in keys else ""
        count = Count(row, column, source.date(row, column), class_name, meal, int(number))
        if TOTAL in keys:
            totals.append((count, keys))
            continue
        if measure is not None and measure.value != PRESENT:
            if measure.value != "rest":
                measures.setdefault((count.day, class_name), {})[str(measure.value)] = int(number)
            continue
        corner = source.matrix.grid.merged(row, column)
        if corner != (row, column) and _other_class(source, corner, row, column):
            if corner not in shared_cells:
                shared_cells.add(corner)
                reading.faults.append(
                    f"第 {place[0] + 1} 行：{int(number)} 人是几个班合在一格里的，不能分到班；请分开填写"
                )
                counts = [one for one in counts if (one.row, one.column) != corner]
            continue
        counts.append(count)
    days = {count.day for count in counts}
    for (day, where, word), classes in holidays.items():
        # Where others were there, the class is named.
        who = "、".join(dict.fromkeys(classes)) if day in days else ""
        reading.skipped.append(f"{where} {who}".strip() + f"：{word}")
    return counts, totals, measures


def _order(source: MatrixSource) -> tuple[int, int] | None:
    """Return which number of cells such as 23/25 tells who was there, and which who should be; None where neither can.

    Titles say so (出勤/应到), else those who were there are never more than those who should be.
    """
    texts = " ".join([source.context.text, *source.context.notes, *source.matrix.labels.values()])
    cells = [
        (int(one[1]), int(one[2])) for _, _, value, _ in source.matrix.cells() if (one := PAIR.fullmatch(plain(value)))
    ]
    by_title = (1, 2) if PRESENT_FIRST.search(texts) else (2, 1) if ENROLLED_FIRST.search(texts) else None
    fitting = [
        order
        for order, fits in (((1, 2), all(a <= b for a, b in cells)), ((2, 1), all(a >= b for a, b in cells)))
        if fits
    ]
    if by_title is not None:
        return by_title if by_title in fitting else None
    return fitting[0] if fitting else None


def _other_class(source: MatrixSource, corner: tuple[int, int], row: int, column: int) -> bool:
    def class_at(place: tuple[int, int]) -> Key | None:
        keys = {**source.matrix.columns.get(place[1], {}), **source.matrix.row_keys.get(place[0], {})}
        return keys.get(CLASS_NAME)

    return class_at(corner) != class_at((row, column))


def _check(source: MatrixSource, counts: list[Count], totals: list[tuple[Count, Keys]], reading: TableReading) -> None:
    """Compare the printed totals with the sums that they may mean: of its row or column, with the staff or without."""
    for total, keys in totals:
        in_row = TOTAL in source.matrix.columns.get(total.column, {})
        in_column = TOTAL in source.matrix.row_keys.get(total.row, {})
        part = [
            count
            for count in counts
            if (in_row or count.column == total.column) and (in_column or count.row == total.row)
        ]
        text = keys[TOTAL].text
        meal = next((word for word in re.findall(r"[早午晚中][餐点]", text)), "") or total.meal
        if meal:
            part = [count for count in part if meal_of(count.meal) == meal_of(meal)]
        if not part or "平均" in text or "人次" in text:
            continue
        if total.number not in _sums(part, total):
            place = source.matrix.place(total.row, total.column)
            told = _sum(part)
            reading.faults.append(
                f"第 {place[0] + 1} 行“{text[:12]}”：表上是 {total.number}，各班相加是 {told}；请核对"
            )


def _sums(counts: list[Count], total: Count) -> set[int]:
    """Return the sums that a total may print: of children, of all, of one band, and of those each meal by itself."""
    children = [count for count in counts if count.class_name != STAFF]
    before = [count for count in counts if count.column < total.column and count.row == total.row]
    parts = [children, counts, before]
    parts += [[count for count in children if count.class_name.startswith(band)] for band in "托小中大"]
    parts += [[count for count in counts if count.class_name == STAFF]]
    parts += [[count for count in part if count.meal == meal] for part in parts for meal in {c.meal for c in counts}]
    return {_sum(part) for part in parts if part}


def _sum(counts: list[Count]) -> int:
    return sum(count.number for count in counts)


__all__ = ["diners"]
