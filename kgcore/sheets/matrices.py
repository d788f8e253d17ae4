"""What kind of matrix a sheet is, and which conversion reads it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import partial

from kgcore.sheets import (
    attendance,
    axes,
    checklist_matrix,
    cleaning,
    diners,
    goods_matrix,
    kinds,
    meal_month,
    menus,
    roll,
    sample_matrix,
)
from kgcore.sheets.children import ChildList
from kgcore.sheets.goods_matrix import kind_of_goods
from kgcore.sheets.grid import Grid, plain
from kgcore.sheets.kinds import bare
from kgcore.sheets.matrix import SheetMatrix, find_matrices, is_nothing
from kgcore.sheets.matrix_source import MatrixSource, source_of
from kgcore.sheets.names import Names
from kgcore.sheets.result import TableReading
from kgcore.sheets.tables import SheetTable

OF_LISTS = frozenset({kinds.SAFETY, kinds.CHECKLIST, kinds.ATTENDANCE, kinds.DINERS, kinds.DISINFECTION})
"""Kinds of lists that a matrix may be mistaken for."""
CLEANING = re.compile(r"消毒|清洁|紫外线|通风")
ROLL = re.compile(r"考勤|出勤|点名|出缺勤|签到|到园|缺勤|病假|事假")
OTHER_ROLLS = re.compile(r"晨检|午检|体温|观察|服药|喂药|接送|午睡|巡视|巡查|缴费|收费|值班|接种|测试|评价|安全")
EATING = re.compile("就餐|用餐|进餐|开餐|伙食")
OTHER_LISTS = re.compile("晨检|午检|体温|服药|喂药|接送|午睡|值班|接种|测试|评价|留样|体检")
"""Words of titles of lists with marks by day that no register holds, or another kind."""
STATISTICS = "statistics"

CONVERSIONS: dict[str, Callable[[list[MatrixSource]], list[TableReading]]] = {
    kinds.ATTENDANCE: attendance.rolls,
    STATISTICS: lambda sources: diners.diners(sources, statistics=True),
    kinds.DINERS: diners.diners,
    kinds.WEEK_MENU: menus.week_menus,
    kinds.SAMPLE: sample_matrix.samples,
    kinds.DISINFECTION: cleaning.disinfections,
    kinds.CHECKLIST: checklist_matrix.checklists,
    kinds.PURCHASE: partial(goods_matrix.movements, kinds.PURCHASE),
    kinds.ISSUE: partial(goods_matrix.movements, kinds.ISSUE),
}


def read_matrices(
    grid: Grid,
    file: str,
    siblings: list[str],
    names: Names,
    today: dt.date,
    lists: list[SheetTable],
    children: ChildList,
) -> list[TableReading]:
    """Return what the matrices of a sheet hold; empty when it holds none.

    Parameters
    ----------
    grid, file, siblings, names, today : as in `read_sheets`.
    children : whom the file names.
    lists : the tables with one record a row that were found on the sheet: where they are sure, it is no matrix.
    """
    by_kind: dict[str, list[MatrixSource]] = {}
    for matrix in find_matrices(grid):
        source = source_of(grid, matrix, file, siblings, names, today, children)
        kind = kind_of(source)
        if kind == STATISTICS and any(table.kind == kinds.ATTENDANCE for table in lists):
            # One row a class and day is a list, whatever its columns.
            continue
        timed = (table for table in lists if table.column("begin") and table.column("end"))
        if kind == kinds.DISINFECTION and any(table.kind == kind for table in timed):
            continue
        if kind and (
            kind in (kinds.ATTENDANCE, kinds.DISINFECTION, kinds.CHECKLIST)
            or all(one.kind in OF_LISTS for one in lists)
        ):
            by_kind.setdefault(kind, []).append(source)
    if not by_kind and all(one.kind in OF_LISTS for one in lists):
        texts = menus.text_menus(grid, file, siblings, names, today)
        return texts or meal_month.month_totals(grid, file, siblings, names, today)
    readings = []
    for kind, sources in by_kind.items():
        of_kind = CONVERSIONS[kind](sources)
        for source in sources:
            source.tell_unread([reading for reading in of_kind if any(reading is own for own in source.readings)])
        readings += of_kind
    return readings


def kind_of(source: MatrixSource) -> str:
    """Return the kind of a matrix by its headings, what stands in its cells, and its titles; empty when it is none."""
    matrix = source.matrix
    has_names = matrix.label(roll.NAME) is not None
    cells = [
        (plain(value), keys)
        for _, _, value, keys in matrix.cells()
        if value is not None
        and not (axes.CLASS_NAME in matrix.axes and axes.HOLIDAY.search(plain(value)))
        and axes.TOTAL not in keys
        and (axes.MEASURE not in keys or (keys[axes.MEASURE].value == axes.PRESENT and not has_names))
    ]
    axes_present = matrix.axes
    days = bool({axes.DAY, axes.WEEKDAY} & axes_present)
    shares = _shares([text for text, _ in cells])
    if "留样" in source.context.text and axes.MEAL in axes_present:
        return kinds.SAMPLE if shares["text"] >= 0.5 else ""
    texts = " ".join([source.context.text, *source.context.notes, *matrix.labels.values()])
    if shares["number"] >= 0.8 and (days or axes.MEAL in axes_present) and (goods := kind_of_goods(source)):
        return goods
    # Among numbers of people 0 and 1 are numbers, and no marks.
    is_count = axes.CLASS_NAME in axes_present and any(re.fullmatch(r"\d{2,3}", text) for text, _ in cells)
    is_count = is_count and shares["number"] >= 0.8
    if days and axes.MEAL not in axes_present and shares["mark"] >= 0.6 and not is_count:
        if CLEANING.search(texts) and not ROLL.search(source.context.text):
            return kinds.DISINFECTION
        if checklist_matrix.TITLES.search(source.context.text) and not (has_names or ROLL.search(texts)):
            return "" if OTHER_LISTS.search(source.context.text) else kinds.CHECKLIST
        return kinds.ATTENDANCE if _is_roll(source, texts, [text for text, _ in cells]) else ""
    if days and CLEANING.search(texts) and axes.MEAL not in axes_present:
        return kinds.DISINFECTION if not matrix.turned or shares["mark"] >= 0.3 else ""
    if axes.MEASURE in axes_present and axes.MEAL not in axes_present and _is_statistics(matrix):
        return STATISTICS if ROLL.search(texts) else kinds.DINERS
    if shares["number"] >= 0.8 and (axes.CLASS_NAME in axes_present or axes.MEAL in axes_present):
        if axes.MEAL not in axes_present and ROLL.search(source.context.text) and not EATING.search(texts):
            return STATISTICS
        return kinds.DINERS if days or source.context.moment.month or _says_diners(texts) else ""
    if shares["text"] >= 0.5 and shares["number"] < 0.2 and (axes.MEAL in axes_present or axes.COURSE in axes_present):
        return kinds.WEEK_MENU if days or re.search(r"食谱|菜谱|菜单", texts) else ""
    labelled = [text for text, _ in cells if (match := menus.MEAL_LINE.match(text)) and axes.meal_of(match[1])]
    return kinds.WEEK_MENU if days and len(labelled) > len(cells) / 2 else ""


def _is_roll(source: MatrixSource, texts: str, cells: list[str]) -> bool:
    """Whether marks by day tell who was there: by a title, a legend, a total, or words of leave among the marks."""
    if source.matrix.turned and _names_persons(source):
        return False
    if OTHER_ROLLS.search(source.context.text) and not ROLL.search(source.context.text):
        return False
    totals = " ".join(key.text for keys in source.matrix.columns.values() for key in keys.values())
    words = any(re.fullmatch(r"病假?|事假?", text) for text in cells)
    named = source.matrix.label(roll.NAME) is not None
    return bool(ROLL.search(texts)) or (named and (words or bool(ROLL.search(totals))))


def _names_persons(source: MatrixSource) -> bool:
    """Whether a line of a turned matrix holds names of children: then it is a list of them, and names are no marks."""
    matrix = source.matrix
    return any(
        re.fullmatch(roll.NAME, bare(matrix.grid.text(row, column))) for row in matrix.rows for column in matrix.labels
    )


def _is_statistics(matrix: SheetMatrix) -> bool:
    present = [
        value
        for _, _, value, keys in matrix.cells()
        if axes.MEASURE in keys and keys[axes.MEASURE].value == axes.PRESENT and value is not None
    ]
    return (
        bool(present)
        and _shares([plain(value) for value in present])["number"] >= 0.7
        and bool({axes.DAY, axes.CLASS_NAME} & matrix.axes)
    )


def _says_diners(texts: str) -> bool:
    return any(word in texts for word in (*kinds.KINDS[kinds.DINERS].titles, "人数"))


def _shares(texts: list[str]) -> dict[str, float]:
    words = [text for text in texts if not is_nothing(text) or text in "/\\"]
    count = {"mark": 0, "number": 0, "text": 0}
    for text in words:
        number = re.fullmatch(r"\d+(?:\.\d+)?人?|\d{1,3}\s*/\s*\d{1,3}", text)
        if (number and len(text) > 1) or text in "23456789":
            count["number"] += 1
        elif len(text) <= 1 or re.fullmatch(r"病假|事假|出勤|缺勤|旷课|迟到|早退|退园|其他|\d{1,2}[′'分]", text):
            count["mark"] += 1
            count["number"] += bool(number)
        else:
            count["text"] += 1
    return {name: number / len(words) if words else 0.0 for name, number in count.items()}


__all__ = ["kind_of", "read_matrices"]
