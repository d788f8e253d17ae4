"""Any workbook into tables of register rows, with everything that must be asked, skipped or never kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from kgcore.sheets import (
    class_days,
    cleaning,
    goods,
    growth,
    health,
    kinds,
    property,
    recipes,
    refunds,
    safety,
    samples,
    visitors,
)
from kgcore.sheets.children import ChildList
from kgcore.sheets.context import DayReader, context_of
from kgcore.sheets.facts import settle_children
from kgcore.sheets.grid import Grid, read_grids
from kgcore.sheets.kinds import KINDS, TOLD_AS
from kgcore.sheets.matrices import read_matrices
from kgcore.sheets.names import Names
from kgcore.sheets.records import TableSource
from kgcore.sheets.result import FileReading, SheetReading, TableReading
from kgcore.sheets.stock_month import month_stock
from kgcore.sheets.tables import SheetTable, find_tables
from kgcore.workbook.container import Unreadable

CONVERSIONS: dict[str, Callable[[TableSource], list[TableReading]]] = {
    kinds.PURCHASE: goods.purchases,
    kinds.ISSUE: goods.issues,
    kinds.STOCKTAKE: goods.stocktakes,
    kinds.DISINFECTION: cleaning.logs,
    kinds.REFUND: refunds.refunds,
    kinds.REFUND_TOTALS: refunds.class_totals,
    kinds.EXAMINATION: growth.examinations,
    kinds.MORNING_CHECK: health.morning_checks,
    kinds.ILLNESS: health.illnesses,
    kinds.ATTENDANCE: class_days.class_days,
    kinds.RECIPE_MENU: recipes.recipes,
    kinds.SAMPLE: samples.samples,
    kinds.ASSET: property.assets,
    kinds.CHECKLIST: safety.checklists,
    kinds.SAFETY: safety.hazards,
    kinds.VISITOR: visitors.visitors,
}


def read_sheets(path: str | Path, names: Names, *, today: dt.date | None = None) -> FileReading:
    """Read the tables of an ordinary workbook.

    Parameters
    ----------
    path : an .xlsx, .xls or .csv file.
    names : that the office keeps, and what was answered before; see `names_of`.
    today : days without a year are supposed to be the latest that are not after it, and asked; None = the clock's day.

    Returns
    -------
    FileReading
        with `faults` when the file cannot be read at all.

    Examples
    --------
    >>> import tempfile
    >>> from kgcore.sheets import names_of
    >>> from kgcore.testing import tiny_office
    >>> with tempfile.TemporaryDirectory() as folder, tiny_office() as office:
    ...     path = Path(folder) / "领料单.csv"
    ...     lines = ["领用日期：2026年5月6日", "品名,单位,实发数量", "鸡蛋,斤,2"]
    ...     _ = path.write_text(chr(10).join(lines), encoding="utf-8")
    ...     table = read_sheets(path, names_of(office)).sheets[0].tables[0]
    >>> table.kind, table.rows[0]["food"], table.rows[0]["quantity_kg"]
    ('出库/领料', '鸡蛋', Decimal('1.0'))
    """
    source = Path(path)
    reading = FileReading(source.name, children=ChildList(names.children))
    try:
        grids = read_grids(source)
    except (Unreadable, OSError) as error:
        reading.faults.append(str(error))
        return reading
    on = today or dt.date.today()
    heads = [(grid, row) for grid in grids for row in range(min(3, grid.height))]
    titles = [grid.text(row, 0) for grid, row in heads if isinstance(grid.value(row, 0), str)]
    reading.sheets = [_sheet(grid, source.stem, titles, names, on, reading.children) for grid in grids if grid.height]
    return reading


def _sheet(
    grid: Grid, file: str, siblings: list[str], names: Names, today: dt.date, children: ChildList
) -> SheetReading:
    reading = SheetReading(grid.name, place=grid.place)
    lists = _lists(grid, f"{file} {grid.name}", names)
    reading.tables = month_stock(grid, file, siblings, names, today)
    reading.tables = reading.tables or read_matrices(grid, file, siblings, names, today, lists, children)
    for table in lists if not reading.tables else ():
        context = context_of(grid, table.above, table.below, file, siblings)
        source = TableSource(grid, table, context, DayReader(context, today, names.answers), names, children)
        if table.kind in CONVERSIONS:
            reading.tables += [one for one in CONVERSIONS[table.kind](source) if one.rows or one.controls or one.asks]
    settle_children(reading.tables, names, children, grid.place)
    if not reading.tables:
        reading.faults.append("没有认出这张表；请用 kg template 导出的模板，或把表头改成常用的名称")
    return reading


def _lists(grid: Grid, title: str, names: Names) -> list[SheetTable]:
    """Return the tables with one record a row; where several kinds fit one, that which was answered."""
    lists = find_tables(grid, title)
    for table in lists:
        form = context_of(grid, table.above, table.below, "", ()).form
        answer = names.answered("kind", form) if table.rivals else None
        if answer in KINDS:
            return find_tables(grid, title, [name for name in KINDS if TOLD_AS.get(name, name) == answer])
    return lists


__all__ = ["CONVERSIONS", "read_sheets"]
