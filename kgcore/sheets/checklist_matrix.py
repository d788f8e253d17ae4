"""安全检查 as a matrix: what is looked at down, days across, and a mark in each cell; what is marked × did not pass."""

from __future__ import annotations

import re

from kgcore.sheets import marks
from kgcore.sheets.axes import TOTAL
from kgcore.sheets.cleaning import SIGN_ROW
from kgcore.sheets.facts import read_verdict
from kgcore.sheets.grid import plain
from kgcore.sheets.kinds import SAFETY
from kgcore.sheets.matrix import is_nothing
from kgcore.sheets.matrix_source import MatrixSource
from kgcore.sheets.records import PERSONS, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.safety import hazard_of, occasion

AREA = r"(?:检查)?(?:区域|部位|类别|场所|地点|位置|大类|分类)"
ITEM = r"(?:安全)?(?:检查|巡查|排查|自查)?(?:项目|内容|事项|要点|要求|标准|对象|项|重点).*"
NOTE = r".*(?:问题|整改|备注|说明|处理).*"
TITLES = re.compile("安全|检查|巡查|自查|排查|巡检|消防|隐患")
"""Words of titles of sheets that tell what was looked at."""


def checklists(sources: list[MatrixSource]) -> list[TableReading]:
    """Return the answers by item and day; an item that did not pass is a hazard too, and its severity is asked."""
    readings = [reading for source in sources for reading in _answers(source)]
    return [reading for reading in readings if reading.rows or reading.asks]


def _answers(source: MatrixSource) -> tuple[TableReading, TableReading]:
    matrix, grid = source.matrix, source.matrix.grid
    inspections, hazards = source.reading(SAFETY, "inspections"), source.reading(SAFETY, "hazards")
    hazards.faults = []
    before = [column for column in matrix.labels if column < min(matrix.columns)]
    areas = [column for column in before if re.fullmatch(AREA, matrix.labels[column])]
    items = [column for column in before if re.fullmatch(ITEM, matrix.labels[column])]
    item_column = items[-1] if items else max((column for column in before if column not in areas[:1]), default=0)
    area_column = next((column for column in (*areas, *items) if column != item_column), None)
    notes = [column for column, text in matrix.labels.items() if column > item_column and re.fullmatch(NOTE, text)]
    meanings = marks.legend([*source.context.titles, *source.context.notes])
    areas_above = _filled_down(source, area_column)
    for row, column, value, keys in source.cells():
        item = grid.text(row, item_column)
        label = item or next((text for place in before if (text := grid.text(row, place))), "")
        if PERSONS.search(label) or SIGN_ROW.search(label):
            inspections.never += [label] if label not in inspections.never else []
            continue
        if is_nothing(value) or TOTAL in keys or not item:
            continue
        mark = marks.mark_of(plain(value))
        verdict = read_verdict(value) if mark not in meanings else meanings[mark] == marks.PRESENT
        check: Row = {}
        source.put_date(check, inspections, source.date(row, column))
        check["kind"] = occasion(source, inspections, check)
        check["area"] = areas_above.get(row) or source.context.label("检查地点", "检查部位", "地点") or None
        if check["area"] is None:
            settle(check, inspections, source.names, "area", "area", source.context.form)
        check["item"] = check["item_written"] = item
        note = next((text for place in notes if (text := grid.text(row, place))), "")
        # What stands once for all days of a line is that of the day that did not pass.
        check["passed"], check["note"] = verdict is not False, note if verdict is False else ""
        if verdict is None:
            settle(
                check, inspections, source.names, "passed", "passed", f"{mark}（{source.context.place}）", ("是", "否")
            )
        inspections.rows.append(check)
        if not check["passed"]:
            hazards.rows.append(hazard_of(source, hazards, check, item))
    return inspections, hazards


def _filled_down(source: MatrixSource, column: int | None) -> dict[int, str]:
    """Return the area of each row; a blank cell repeats the one above."""
    areas: dict[int, str] = {}
    if column is None:
        return areas
    last = ""
    for row in source.matrix.rows:
        last = source.matrix.grid.text(row, column) or last
        areas[row] = last
    return areas


__all__ = ["TITLES", "checklists"]
