"""留样 as a matrix: meals down, days across, and in each cell the dishes that were kept with their grams."""

from __future__ import annotations

import re
from decimal import Decimal

from kgcore.sheets.axes import MEAL
from kgcore.sheets.dish_texts import lines_of
from kgcore.sheets.grid import plain
from kgcore.sheets.kinds import SAMPLE
from kgcore.sheets.matrix import is_nothing
from kgcore.sheets.matrix_source import MatrixSource
from kgcore.sheets.records import named, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.samples import TICK, USUAL_HOURS
from kgcore.workbook.cells import address

PERSONS = re.compile(r"[人员]$|签[字名]")
SAMPLE_TEXT = re.compile(r"([^\d\s、,;]+?)\s*(?:约?\s*(\d+(?:\.\d+)?)\s*(?:g|克|G)?)?(?=[\s、,;]|$)")
WEIGHT = r"(?:留样|样品)?(?:量|克数|重量|数量)(?:.克)?"
END = r"(?:销毁|处理|倒样|弃样|保存|保留)(?:时间|时长|日期)?|留样时长"
HOURS, ABOUT = re.compile(r"(\d+)\s*(?:小时|h)"), re.compile("[≥>≧约大于少低]")
IN_TITLE = re.compile(r"(?:各|每[样份种个]?|不少于|≥)\s*(\d{2,3})\s*(?:g|克)")


def samples(sources: list[MatrixSource]) -> list[TableReading]:
    """Return the samples of the matrices of a sheet; grams and hours that nothing tells are asked once for the form."""
    return [reading for source in sources if (reading := _samples(source)).rows]


def _samples(source: MatrixSource) -> TableReading:
    reading = source.reading(SAMPLE, "samples")
    common = next((match[1] for text in source.context.titles if (match := IN_TITLE.search(text))), None)
    form = source.context.form
    weight, end = source.matrix.label(WEIGHT), source.matrix.label(END)
    for row, column, value, keys in source.cells():
        if MEAL not in keys:
            label = " ".join(source.matrix.grid.text(row, one) for one in source.matrix.labels)
            if PERSONS.search(label) and label not in reading.never:
                reading.never.append(label)
            continue
        if value is None or is_nothing(value):
            continue
        if TICK.fullmatch(plain(value)):
            place = source.matrix.place(row, column)
            reading.faults.append(f"{address(*place)}：只打了勾，没有写留的是哪道菜，没有读入")
            continue
        for line in lines_of(value):
            for match in SAMPLE_TEXT.finditer(line):
                sample: Row = {}
                source.put_date(sample, reading, source.date(row, column))
                named(sample, reading, "meal", keys[MEAL].text, source.names.meal(keys[MEAL].text))
                if "meal" not in sample.get("asked", []):
                    del sample["meal_written"]
                named(sample, reading, "dish", match[1], source.names.dish(match[1]))
                weight_text = source.matrix.grid.text(row, weight) if weight is not None else ""
                figure = re.search(r"\d+(?:\.\d+)?", weight_text)
                grams = match[2] or common or (figure[0] if figure else None)
                sample["grams"] = Decimal(grams) if grams else None
                if grams is None or (match[2] is None and common is None and ABOUT.search(weight_text)):
                    settle(sample, reading, source.names, "grams", "grams", weight_text or form, (grams or "125",))
                hours = HOURS.search(source.matrix.grid.text(row, end)) if end is not None else None
                sample["kept_hours"] = Decimal(hours[1] if hours else USUAL_HOURS)
                if not hours:
                    settle(sample, reading, source.names, "kept_hours", "kept_hours", form, (USUAL_HOURS,))
                reading.rows.append(sample)
    return reading


__all__ = ["samples"]
