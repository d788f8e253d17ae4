"""进销存: what a month began with, took in, gave out and kept, by food; figures to check against, never entries."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from kgcore.sheets.amounts import name_unit, read_number
from kgcore.sheets.context import Context, DayReader, context
from kgcore.sheets.grid import Grid
from kgcore.sheets.kinds import STOCKTAKE, bare
from kgcore.sheets.names import LEAVE_OUT, Names
from kgcore.sheets.quantities import weigh, weight_of
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.table_lines import is_text, is_total
from kgcore.workbook.cells import address

PHASES = {
    "opening": r"期初|上[月期].*(?:结存|结余|库存|余)|月初|上存|原有|本月上存",
    "bought": r"入库|购进|购入|采购|收入|进货|收进|进库",
    "used": r"出库|发出|消耗|耗用|领用|使用|支出|用量",
    "closing": r"期末|本?[月期]末?(?:结存|结余|库存|余)|月末|结存|结余|库存|余额|实存",
}
"""The phases of a month, in the order in which a heading is tried."""
MASSES, SUMS = r"数量|重量|kg|公斤|千克|斤", r"金额|总价|元"
NAMES = r"品名|名称|食品名称|物品名称|存货名称|原料名称|食材名称|品种|食物名称|货物名称|物资名称|食品|食材"
DAYS = r"日期|时间|年月日|记账日期"
FIGURES = {
    "opening": "opening_stock_yuan", "bought": "bought_yuan", "used": "spent_yuan", "closing": "closing_stock_yuan",
}  # fmt: skip
"""What the sums of the phases are called among the totals of a month."""
UNITS = ("元", "公斤", "斤")
"""What figures without a word for their measure may be."""
ROUNDING = Decimal("0.011")
LEAST = 3
"""Phases that a sheet must have to be one of this kind."""

Place = tuple[str, str]


def month_stock(grid: Grid, file: str, siblings: list[str], names: Names, today: dt.date) -> list[TableReading]:
    """Return the figures of a month by food, as control rows; empty when the sheet has no such table.

    Parameters
    ----------
    grid, file, siblings : the sheet, the file's name and the titles of its other sheets, for the year.
    names : that the office keeps.
    today : the year is supposed by it when nothing tells it, and asked.
    """
    found = next((head for row in range(grid.height) if (head := _head(grid, row)) is not None), None)
    if found is None:
        return []
    last, name_column, columns = found
    above = [grid.own_text(row, column) for row in range(last) for column in grid.filled(row)]
    surroundings = context(above, (), grid.name, file, siblings, grid.place)
    reading = TableReading(STOCKTAKE, "counts", f"A1:{address(grid.height - 1, grid.width - 1)}")
    month = _month(surroundings, today, reading, names)
    if any(measure == "" for _, measure in columns.values()):
        told = names.answered("unit", grid.place) or ""
        if told not in UNITS:
            reading.ask("unit", grid.place, UNITS)
        columns = {column: (phase, measure or told) for column, (phase, measure) in columns.items()}
    heads = [(row, column) for row in range(max(0, last - 1), last + 1) for column in range(grid.width)]
    unit_column = next((column for row, column in heads if bare(grid.text(row, column)) in ("单位", "计量单位")), None)
    for row in range(last + 1, grid.height):
        word = grid.text(row, name_column)
        if not word or is_total(grid, row) or is_text(grid, row):
            if grid.filled(row):
                reading.skipped.append(f"{row + 1}：{grid.own_text(row, grid.filled(row)[0])[:20]}")
            continue
        match = names.food(word, purchase=True)
        if match.name == LEAVE_OUT:
            continue
        unit = "" if unit_column is None else grid.text(row, unit_column)
        known = len(reading.asks)
        control = _control(grid, row, columns, unit or name_unit(word)[1], word, names, reading)
        if not control:
            if len(reading.asks) == known and any(grid.own_text(row, column) for column in columns):
                reading.skipped.append(f"{row + 1}：{word[:20]} 的数没有读懂")
            continue
        if match.name is None:
            reading.ask("food", word, match.proposals)
        reading.controls.append({"month": month or None, "food": match.name, "food_written": word, **control})
        _check(reading, word, control)
    if not reading.controls:
        return [reading] if reading.asks else []
    if sums := _sums(reading.controls):
        reading.controls.append({"month": month or None, **sums})
    return [reading]


def _sums(controls: list[Row]) -> Row:
    """Return the money of all foods together, as the accounts of a month name it."""
    sums: Row = {}
    for phase, figure in FIGURES.items():
        values = [control[f"{phase}_yuan"] for control in controls if control.get(f"{phase}_yuan") is not None]
        if len(values) == len(controls):
            sums[figure] = sum(values, Decimal(0))
    return sums


def _month(surroundings: Context, today: dt.date, reading: TableReading, names: Names) -> str:
    days = DayReader(surroundings, today, names.answers)
    month = days.month()
    if not month:
        reading.ask("month", surroundings.place)
    if days.supposed:
        reading.ask("year", surroundings.place, (month[:4],))
    return month


def _head(grid: Grid, row: int) -> tuple[int, int, dict[int, Place]] | None:
    """Return the last row of the headings, the column of names, and what stands in the columns of figures."""
    words = _words(grid, row)
    if not any(re.fullmatch(NAMES, word) for word in words) or any(re.fullmatch(DAYS, word) for word in words):
        # With a day beside each food it is a ledger of what came and went.
        return None
    last = row + 1 if sum(map(_is_measure, _words(grid, row + 1))) >= LEAST else row
    upper = _words(grid, row)
    for column in range(1, grid.width if last > row else 0):
        # A phase stands once above its measures.
        upper[column] = upper[column] or (upper[column - 1] if _is_measure(bare(grid.text(last, column))) else "")
    for first in range(row, max(-1, row - 2), -1):
        columns: dict[int, Place] = {}
        for column in range(grid.width):
            words = [bare(grid.text(one, column)) for one in range(first, row)] + [upper[column]]
            words += [bare(grid.text(last, column))] if last > row else []
            phase = next((name for name, pattern in PHASES.items() if any(re.search(pattern, w) for w in words)), None)
            if phase is not None:
                measure = "元" if re.search(SUMS, words[-1]) else "重量" if re.search(MASSES, words[-1]) else ""
                columns[column] = (phase, measure or _common(grid, row))
                if re.search("单价", words[-1]):
                    del columns[column]
        if len({phase for phase, _ in columns.values()}) >= LEAST and len(set(columns.values())) == len(columns):
            name_column = next(c for c in range(grid.width) if re.fullmatch(NAMES, bare(grid.text(row, c))))
            return last, name_column, columns
    return None


def _words(grid: Grid, row: int) -> list[str]:
    return [bare(grid.text(row, column)) for column in range(grid.width)]


def _is_measure(word: str) -> bool:
    return bool(re.fullmatch(f"{MASSES}|{SUMS}|单价", word))


def _common(grid: Grid, row: int) -> str:
    """Return what the titles or a column of units say of all figures; empty when they say nothing."""
    texts = " ".join(grid.text(above, column) for above in range(row + 1) for column in range(grid.width))
    if re.search(r"单位\s*[:：]?\s*元|[(（]元[)）]", texts):
        return "元"
    return "重量" if re.search(r"公斤|千克|斤|kg|计量单位|(?:^|\s)单位(?:\s|$)", texts) else ""


def _control(
    grid: Grid, row: int, columns: dict[int, Place], unit: str, food: str, names: Names, reading: TableReading
) -> Row:
    """Return the figures of a food; what a piece of it weighs is asked."""
    control: Row = {}
    for column, (phase, measure) in columns.items():
        number = read_number(grid.own(row, column))
        if number is None:
            continue
        if measure == "元":
            control[f"{phase}_yuan"] = number
            continue
        own_unit = "斤" if measure == "斤" and not unit else unit or "公斤"
        weight: Row = {}
        weigh(weight, reading, weight_of(names, number, own_unit, "", food), food, names)
        if weight["quantity_kg"] is not None:
            control[f"{phase}_kg"] = weight["quantity_kg"]
    return control


def _check(reading: TableReading, word: str, control: Row) -> None:
    """Note where beginning and purchases less use is not what is left."""
    for measure, unit in (("kg", "kg"), ("yuan", "元")):
        parts = [control.get(f"{phase}_{measure}") for phase in PHASES]
        opening, purchase, use, closing = parts
        if opening is None or purchase is None or use is None or closing is None:
            continue
        if abs(opening + purchase - use - closing) > ROUNDING:
            values = (opening, purchase, use, opening + purchase - use, closing)
            start, came, went, due, told = (f"{value.normalize():f}" for value in values)
            reading.faults.append(
                f"{word}：期初 {start} + 入库 {came} − 出库 {went} = {due} {unit}，表上期末是 {told} {unit}"
            )


__all__ = ["month_stock"]
