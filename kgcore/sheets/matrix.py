"""Sheets that are matrices: a heading across, a heading down, and what stands where they meet.

Days, classes, meals, courses and measures are told by their words, whichever way they run; children and objects, which
no word tells, stand before the days of a row. Each block of a sheet is found by its band of headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kgcore.sheets.axes import (
    CLASS_NAME,
    COURSE,
    DAY,
    HALF,
    LABELS,
    MEAL,
    MEASURE,
    PRESENT,
    TOTAL,
    WEEKDAY,
    Key,
    day_numbers,
    keys_of,
)
from kgcore.sheets.blocks_side_by_side import alone, blocks_side_by_side
from kgcore.sheets.dates import read_moment, weekday_of
from kgcore.sheets.grid import Grid, Value, plain
from kgcore.sheets.kinds import bare
from kgcore.sheets.meal_courses import courses_under_meals, meals_of_courses
from kgcore.sheets.table_lines import SIGNATURE, is_text

Keys = dict[str, Key]
HEADING_ROWS = 4
DAY_HEADINGS = re.compile(r"日期|时间|日|号|月日|日期[/\\|、].*")
REMARK = re.compile(r"(?:备注|说明|附注|注|注意|图例|填表说明|(?:考勤)?(?:符号|记号|标记)(?:说明)?)\s*[:：]?")
"""What stands before a note."""
DAY_OR_NAME = re.compile(rf"{DAY_HEADINGS.pattern}|.{{0,4}}姓名(?:[/\\\\|、].*)?")
"""Headings beside which few numbers are days already."""
DINERS = re.compile("人数|就餐|用餐|进餐")
"""Words beside a meal that make it a heading of numbers."""
DASHES = re.compile(r"[-—–/\\／]+|无")


@dataclass
class SheetMatrix:
    """One block: its headings, and the cells below and behind them.

    Parameters
    ----------
    grid : in which days, if only they are told by words, run across.
    turned : whether the sheet has it the other way round.
    columns : what stands above each column of values.
    labels : the headings of the other columns, by column.
    rows : of the body; totals and signatures among them.
    row_keys : what stands before each of them.
    above, below : texts around the block.
    """

    grid: Grid
    turned: bool
    head: tuple[int, int]
    columns: dict[int, Keys]
    labels: dict[int, str]
    rows: list[int]
    row_keys: dict[int, Keys]
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    offset: tuple[int, int] = (0, 0)
    """The row and column of the sheet at which `grid` begins."""

    @property
    def axes(self) -> set[str]:
        """Every axis that a heading of the block names."""
        return {axis for keys in (*self.columns.values(), *self.row_keys.values()) for axis in keys}

    @property
    def across(self) -> set[str]:
        """The axes of the headings above the columns."""
        return {axis for keys in self.columns.values() for axis in keys}

    def label(self, pattern: str) -> int | None:
        """Return the column whose heading a pattern matches; None when there is none."""
        return next((column for column, text in self.labels.items() if re.fullmatch(pattern, text)), None)

    def cells(self) -> Iterator[tuple[int, int, Value, Keys]]:
        """Yield row, column, value and headings of each cell, totals too; a merged value once for each cell."""
        for row in self.rows:
            for column, keys in self.columns.items():
                yield row, column, self.grid.value(row, column), {**keys, **self.row_keys.get(row, {})}

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Return the row and column of the sheet at which a cell stands, from 0."""
        first, second = (column, row) if self.turned else (row, column)
        return first + self.offset[0], second + self.offset[1]


def turned(grid: Grid, first: int, last: int) -> Grid:
    """Return rows of a grid with rows and columns exchanged."""
    values = [[grid.own(row, column) for row in range(first, last + 1)] for column in range(grid.width)]
    spans = {
        (column, row - first): (end_column, end_row - first)
        for (row, column), (end_row, end_column) in grid.spans.items()
        if first <= row and end_row <= last
    }
    return Grid(grid.file, grid.name, values, spans)


def find_matrices(grid: Grid) -> list[SheetMatrix]:
    """Return the blocks of a sheet that are matrices, in their order; empty when it holds none."""
    blocks = _blocks(grid)
    if blocks:
        return blocks
    for first, last in _segments(grid):
        exchanged = turned(grid, first, last)
        fresh = [block for block in _blocks(exchanged) if DAY in block.across or WEEKDAY in block.across]
        for block in fresh:
            block.turned, block.offset = True, (first, 0)
            block.above = [*_texts(grid, range(_after(grid, first), first)), *block.above]
            block.below = _texts(grid, range(last + 1, _before(grid, last)))
        blocks += fresh
    return blocks


def _segments(grid: Grid) -> list[tuple[int, int]]:
    """Return the first and last row of each run of rows with more than a text in them."""
    segments: list[tuple[int, int]] = []
    for row in range(grid.height):
        if len(grid.filled(row)) < 2 or is_text(grid, row):
            continue
        if segments and segments[-1][1] == row - 1:
            segments[-1] = (segments[-1][0], row)
        else:
            segments.append((row, row))
    return [segment for segment in segments if segment[1] > segment[0]]


def _after(grid: Grid, row: int) -> int:
    before = [last for first, last in _segments(grid) if last < row]
    return before[-1] + 1 if before else 0


def _before(grid: Grid, row: int) -> int:
    return next((first for first, last in _segments(grid) if first > row), grid.height)


def _texts(grid: Grid, rows: range | list[int]) -> list[str]:
    return [grid.own_text(row, column) for row in rows for column in grid.filled(row)]


def _blocks(grid: Grid) -> list[SheetMatrix]:
    bands = _bands(grid)
    if len(bands) == 1 and (spans := blocks_side_by_side(grid, bands[0][0], bands[0][2])):
        return [block for span in spans for block in _blocks(alone(grid, bands[0][0], span, spans))]
    blocks: list[SheetMatrix] = []
    for position, (first, last, headings) in enumerate(bands):
        end = bands[position + 1][0] if position + 1 < len(bands) else grid.height
        begin = blocks[-1].rows[-1] + 1 if blocks and blocks[-1].rows else 0
        block = _block(grid, first, last, headings, end)
        block.above = _texts(grid, range(begin if begin <= first else 0, first))
        if position:
            block.above = block.above or _texts(grid, range(0, bands[0][0]))
        if block.rows:
            tail = [row for row in range(block.rows[-1] + 1, end) if grid.filled(row)]
            block.below = _texts(
                grid,
                tail
                if position + 1 == len(bands)
                else [r for r in tail if SIGNATURE.search(grid.text(r, grid.filled(r)[0]))],
            )
            blocks.append(block)
    return blocks


def _bands(grid: Grid) -> list[tuple[int, int, dict[int, Keys]]]:
    """Return first row, last row and headings of each band of headings."""
    bands: list[tuple[int, int, dict[int, Keys]]] = []
    row = 0
    while row < grid.height:
        headings = _heading_row(grid, row)
        if not headings:
            row += 1
            continue
        first = last = row
        while last + 1 < grid.height and last - first < HEADING_ROWS:
            bottom = max(
                (grid.spans.get((first, c), (first, c))[0] for c in range(grid.width) if (first, c) in grid.spans),
                default=first,
            )
            fresh = _heading_row(grid, last + 1, below=headings)
            if not fresh and bottom <= last:
                break
            if fresh:
                headings = _joined(headings, fresh)
            last += 1
        while first and (_parent_row(grid, first - 1) or _completes(grid, first - 1, headings)):
            first -= 1
            headings = _joined(_keys_in(grid, first), headings)
        bands.append((first, last, headings))
        row = last + 1
    return bands


def _joined(upper: dict[int, Keys], lower: dict[int, Keys]) -> dict[int, Keys]:
    """Return the headings of two rows; where both name the same axis, the lower one counts."""
    return {column: {**upper.get(column, {}), **lower.get(column, {})} for column in {**upper, **lower}}


def _parent_row(grid: Grid, row: int) -> bool:
    """Whether a row above a band groups its columns: merged over some of them and no title."""
    columns = grid.filled(row)
    spans = [grid.spans.get((row, c), (row, c))[1] - c + 1 for c in columns]
    groups = [c for c, span in zip(columns, spans, strict=True) if span > 1 and keys_of(grid.own(row, c))]
    return bool(groups) and max(spans) < grid.width - 1


def _completes(grid: Grid, row: int, headings: dict[int, Keys]) -> bool:
    """Whether a row above a band groups some of its columns and names others: 日期 | 幼儿 over three bands | 教工."""
    columns = grid.filled(row)
    groups = [c for c in columns if 1 <= grid.spans.get((row, c), (row, c))[1] - c < grid.width - 2]
    alone = [c for c in columns if c not in groups and c not in headings and keys_of(grid.own(row, c))]
    return bool(groups and alone)


def _keys_in(grid: Grid, row: int) -> dict[int, Keys]:
    return {
        column: {key.axis: key for key in keys}
        for column in range(grid.width)
        if (keys := keys_of(grid.value(row, column)))
    }


def _heading_row(grid: Grid, row: int, below: dict[int, Keys] | None = None) -> dict[int, Keys]:
    """Return what the cells of a row stand for as headings; empty when it is no row of headings.

    Parameters
    ----------
    below : the headings of the row above, if it is one; numbers under classes or meals are no days.
    """
    columns = grid.filled(row)
    headings = _keys_in(grid, row)
    above = {axis for keys in (below or {}).values() for axis in keys}
    beside = {axis for keys in headings.values() for axis in keys}
    if not {CLASS_NAME, MEAL, MEASURE, DAY} & above and not {CLASS_NAME, MEAL, DAY} & beside:
        values = [grid.own(row, column) for column in range(grid.width)]
        dated = any(DAY_OR_NAME.fullmatch(bare(grid.own_text(row, column))) for column in columns)
        least = 2 if dated or WEEKDAY in above else 5
        for column, moment in enumerate(day_numbers(values, least=least)):
            if moment is not None:
                headings[column] = {DAY: Key(DAY, moment, plain(values[column]))}
    keyed_columns = {column: keys for column, keys in headings.items() if column in columns}
    other_columns = [column for column in columns if column not in keyed_columns]
    free = [column for column in other_columns if not LABELS.fullmatch(bare(grid.own_text(row, column)))]
    numbers = [column for column in other_columns if isinstance(grid.own(row, column), (int, float))]
    distinct = {
        axis: {key.value for keys in keyed_columns.values() if (key := keys.get(axis))}
        for axis in (DAY, WEEKDAY, CLASS_NAME, MEAL, COURSE, MEASURE, HALF)
    }
    if numbers or len(keyed_columns) < 0.6 * (len(keyed_columns) + len(free)):
        return {}
    if any(len(values) >= 2 for values in distinct.values()):
        # A record that begins with a class, a meal or a day is no heading unless these repeat.
        return headings
    lone = any(
        (keys.get(MEASURE) and keys[MEASURE].value == PRESENT) or (keys.get(MEAL) and DINERS.search(keys[MEAL].text))
        for keys in keyed_columns.values()
    )
    labels = [column for column in other_columns if column not in free]
    return headings if lone and labels and below is None else {}


def _block(grid: Grid, first: int, last: int, headings: dict[int, Keys], end: int) -> SheetMatrix:
    corner = {column for column in headings if set(headings[column]) == {TOTAL} and not grid.own_text(last, column)}
    columns = {column: keys for column, keys in headings.items() if column not in corner or TOTAL in keys}
    begin = min((column for column, keys in columns.items() if TOTAL not in keys), default=0)
    columns = {column: keys for column, keys in columns.items() if column >= begin}
    labels: dict[int, str] = {}
    for column in range(grid.width):
        if column not in columns:
            cells = dict.fromkeys(grid.merged(row, column) for row in range(first, last + 1))
            labels[column] = "/".join(bare(text) for cell in cells if (text := grid.own_text(*cell)))
    rows = [row for row in range(last + 1, end) if grid.filled(row)]
    while rows and _closing(grid, rows[-1], columns):
        rows.pop()
    matrix = SheetMatrix(grid, False, (first, last), columns, labels, rows, {})
    _name_rows(matrix)
    return matrix


def _closing(grid: Grid, row: int, columns: dict[int, Keys]) -> bool:
    """Whether a row stands behind the block: a note, a signature line, or the title of the next one."""
    places = grid.filled(row)
    holds = [column for column in places if column in columns]
    first = grid.own_text(row, places[0])
    signed = bool(SIGNATURE.search(first)) and first.rstrip().endswith((":", "："))
    alone = len(places) == 1 and places[0] not in columns
    signed = signed or (not holds and bool(REMARK.fullmatch(first)))
    return is_text(grid, row) or signed or not (holds or len(places) > 1) or alone


def _name_rows(matrix: SheetMatrix) -> None:
    """Find what stands before each row: blanks below a heading repeat it, as merged cells do."""
    grid = matrix.grid
    begin = min(matrix.columns, default=0)
    for column, heading in matrix.labels.items():
        if column > begin:
            continue
        values = [grid.value(row, column) for row in matrix.rows]
        keys = [keys_of(value) for value in values]
        if DAY_HEADINGS.fullmatch(heading):
            _put_days(matrix, column, values)
            continue
        if re.fullmatch(r"星期|周|周次", heading):
            for row, value in zip(matrix.rows, values, strict=True):
                if (weekday := weekday_of(plain(value))) is not None:
                    matrix.row_keys.setdefault(row, {})[WEEKDAY] = Key(WEEKDAY, weekday, plain(value))
            _fill_down(matrix, WEEKDAY, column)
            continue
        filled = [cell_keys for cell_keys, value in zip(keys, values, strict=True) if value is not None]
        count = {
            axis: sum(1 for cell_keys in filled if any(key.axis == axis for key in cell_keys))
            for axis in (DAY, WEEKDAY, MEAL, CLASS_NAME, COURSE, MEASURE)
        }
        is_course = heading in ("类别", "菜别", "种类", "分类") or (count[COURSE] > count[MEAL] and MEAL in matrix.axes)
        if is_course:
            count[MEAL] = 0
        if courses_under_meals(keys, matrix.axes):
            _put_meals_and_courses(matrix, keys, values)
            continue
        axis = max(count, key=lambda name: count[name])
        pair = {DAY, WEEKDAY} if axis in (DAY, WEEKDAY) else {axis}
        # Grams, notes and prices may stand below each meal.
        enough = count[axis] >= (0.4 if axis == MEAL else 0.6) * len(
            [f for f, v in zip(keys, values, strict=True) if v is not None and not any(k.axis == TOTAL for k in f)]
        )
        for row, cell_keys in zip(matrix.rows, keys, strict=True):
            for key in cell_keys:
                # 小班午餐 names a class beside the meal.
                beside = key.axis == CLASS_NAME and axis == MEAL and len(cell_keys) > 1
                if ((key.axis in pair or beside) and enough and count[axis]) or key.axis == TOTAL:
                    matrix.row_keys.setdefault(row, {}).setdefault(key.axis, key)
        if enough and count[axis]:
            for name in pair:
                _fill_down(matrix, name, column)
    for row in matrix.rows:
        first = next((grid.own_text(row, column) for column in grid.filled(row)[:1]), "")
        if any(key.axis == TOTAL for key in keys_of(first)) and grid.filled(row)[0] < max(begin, 1):
            matrix.row_keys.setdefault(row, {})[TOTAL] = Key(TOTAL, first, first)


def _put_meals_and_courses(matrix: SheetMatrix, keys: list[list[Key]], values: list[Value]) -> None:
    """Put the meal and the course of each row of a column that names both: 早点, 主食, 大荤, 汤, 午点."""
    for row, row_keys in zip(matrix.rows, meals_of_courses(keys, [value is None for value in values]), strict=True):
        for key in row_keys:
            matrix.row_keys.setdefault(row, {}).setdefault(key.axis, key)


def _put_days(matrix: SheetMatrix, column: int, values: list[Value]) -> None:
    numbers = day_numbers(values, least=2)
    for row, value, number in zip(matrix.rows, values, numbers, strict=True):
        cell_keys = {key.axis: key for key in keys_of(value)}
        moment = number or (None if isinstance(value, float) else read_moment(value))
        if moment is not None:
            cell_keys[DAY] = Key(DAY, moment, plain(value))
        matrix.row_keys.setdefault(row, {}).update(cell_keys)
    _fill_down(matrix, DAY, column)
    _fill_down(matrix, WEEKDAY, column)


def _fill_down(matrix: SheetMatrix, axis: str, column: int) -> None:
    last: Key | None = None
    meal: Key | None = None
    for row in matrix.rows:
        keys = matrix.row_keys.setdefault(row, {})
        if axis == COURSE and keys.get(MEAL) != meal:
            # The courses of lunch are none of a snack.
            last, meal = None, keys.get(MEAL)
        if TOTAL in keys or (axis not in keys and matrix.grid.value(row, column) is not None):
            last = None if TOTAL in keys else last
            continue
        last = keys.setdefault(axis, last) if last is not None else keys.get(axis)


def is_nothing(value: Value) -> bool:
    """Whether a cell holds nothing, or only a dash."""
    text = plain(value)
    return not text or bool(DASHES.fullmatch(text))


__all__ = ["Keys", "SheetMatrix", "find_matrices", "is_nothing", "turned"]
