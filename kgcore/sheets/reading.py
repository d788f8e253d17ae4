"""Any workbook into tables of register rows, with everything that must be asked, skipped or never kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from kgcore.sheets import (
    class_days,
    cleaning,
    day_books,
    fees,
    goods,
    growth,
    health,
    kinds,
    leaves,
    menu_lists,
    property,
    recipes,
    refunds,
    safety,
    samples,
    stock_cards,
    visitors,
)
from kgcore.sheets.children import ChildList
from kgcore.sheets.context import DayReader, context_of
from kgcore.sheets.day_order import days_in_order
from kgcore.sheets.facts import settle_children
from kgcore.sheets.grid import Grid, read_grids
from kgcore.sheets.kinds import KINDS, TOLD_AS
from kgcore.sheets.lamp_times import spans_joined
from kgcore.sheets.matrices import read_matrices
from kgcore.sheets.matrix import turned
from kgcore.sheets.menu_bands import settle_bands
from kgcore.sheets.money_units import in_yuan
from kgcore.sheets.month_day import joined
from kgcore.sheets.names import Names
from kgcore.sheets.origins import Origins
from kgcore.sheets.records import TableSource, asked
from kgcore.sheets.refused_forms import refusal
from kgcore.sheets.result import FileReading, SheetReading, TableReading
from kgcore.sheets.sexes import together
from kgcore.sheets.stock_month import month_stock
from kgcore.sheets.summary_sheets import leave_out_summaries
from kgcore.sheets.tables import SheetTable, find_tables
from kgcore.sheets.two_line_headings import grouped
from kgcore.sheets.weekdays import tell_contradictions
from kgcore.workbook.cells import address
from kgcore.workbook.container import Unreadable

PLANS, CAME = re.compile("计划|预算|申购|询价|报价"), re.compile("验收|入库|实收|实购|实际|送货|出库|领料")
"""Words of titles of what is only planned, and of what came or went."""

CONVERSIONS: dict[str, Callable[[TableSource], list[TableReading]]] = {
    kinds.PURCHASE: goods.purchases,
    kinds.ISSUE: goods.issues,
    kinds.STOCKTAKE: goods.stocktakes,
    kinds.DISINFECTION: cleaning.logs,
    kinds.REFUND: refunds.refunds,
    kinds.REFUND_TOTALS: refunds.class_totals,
    kinds.FEES: fees.fees,
    kinds.CLASS_FEES: fees.fees,
    kinds.STOCK_CARD: stock_cards.stock_cards,
    kinds.DAY_BOOK: day_books.day_books,
    kinds.LEAVES: leaves.leaves,
    kinds.EXAMINATION: growth.examinations,
    kinds.MORNING_CHECK: health.morning_checks,
    kinds.ILLNESS: health.illnesses,
    kinds.ATTENDANCE: class_days.class_days,
    kinds.RECIPE_MENU: recipes.recipes,
    kinds.WEEK_MENU: menu_lists.menu_lists,
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
    return read_files([path], names, today=today)[0]


def read_files(paths: Sequence[str | Path], names: Names, *, today: dt.date | None = None) -> list[FileReading]:
    """Read the tables of several ordinary workbooks; menus that they tell by age band are held against one another.

    Parameters
    ----------
    paths, names, today : as in `read_sheets`.

    Examples
    --------
    >>> from kgcore.sheets import names_of
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     read_files([], names_of(office))
    []
    """
    on = today or dt.date.today()
    readings = [_file(Path(path), names, on) for path in paths]
    settle_bands([table for reading in readings for sheet in reading.sheets for table in sheet.tables], names)
    return readings


def _file(source: Path, names: Names, on: dt.date) -> FileReading:
    reading = FileReading(source.name, children=ChildList(names.children))
    try:
        orders = [days_in_order(grid, names.answered) for grid in read_grids(source)]
    except (Unreadable, OSError) as error:
        reading.faults.append(str(error))
        return reading
    sums = [in_yuan(order.grid) for order in orders]
    pairs = [together(spans_joined(joined(grouped(grid)))) for grid, _ in sums]
    grids = [grid for grid, _ in pairs]
    heads = [(grid, row) for grid in grids for row in range(min(3, grid.height))]
    titles = [grid.text(row, 0) for grid, row in heads if isinstance(grid.value(row, 0), str)]
    reading.sheets = [_sheet(grid, source.stem, titles, names, on, reading.children) for grid in grids if grid.height]
    leave_out_summaries(reading)
    gains = [
        (order, [*money_faults, *faults])
        for order, (_, money_faults), (grid, faults) in zip(orders, sums, pairs, strict=True)
        if grid.height
    ]
    for sheet, (order, faults) in zip(reading.sheets, gains, strict=True):
        for table in sheet.tables[:1]:
            table.misreadings += order.faults + faults
        for table in sheet.tables if order.asks else ():
            table.asks += order.asks
            for row in table.rows:
                asked(row, "date")
    return reading


def _sheet(
    grid: Grid, file: str, siblings: list[str], names: Names, today: dt.date, children: ChildList
) -> SheetReading:
    reading = SheetReading(grid.name, place=grid.place)
    lists = _lists(grid, f"{file} {grid.name}", names)
    reading.tables = month_stock(grid, file, siblings, names, today)
    counted = [table for table in lists if _is_counted(table)]
    if counted or not reading.tables:
        matrices = [] if counted else read_matrices(grid, file, siblings, names, today, lists, children)
        reading.tables += matrices
        for table in lists if not matrices else ():
            context = context_of(grid, table.above, table.below, file, siblings, table.spans)
            reading.tables += _converted(
                TableSource(grid, table, context, DayReader(context, today, names.answers), names, children)
            )
    if not reading.tables:
        reading.tables = _turned_lists(grid, file, siblings, names, today, children)
    heading = " ".join(grid.own_text(row, column) for row in range(min(3, grid.height)) for column in grid.filled(row))
    if PLANS.search(f"{heading} {grid.name} {file}") and not CAME.search(heading):
        plans = [table for table in reading.tables if table.register in ("movements", "acceptance")]
        reading.tables = [table for table in reading.tables if table not in plans]
        if plans and not reading.tables:
            reading.faults.append("写的是计划或报价，不是已经发生的采购或领用，没有读入")
            return reading
    tell_contradictions(grid, reading.tables)
    settle_children(reading.tables, names, children, grid.place)
    for table_reading in reading.tables:
        table_reading.misreadings += table_reading.origins.unread_days(table_reading.rows)
    if not reading.tables and _has_ticked_samples(grid, heading):
        reading.faults.append(
            "留样表只打了勾，没有写留的是哪道菜：《留样》逐道菜登记。"
            "请在格子里写菜名和克数（如 红烧肉125g），或用 kg template 留样"
        )
    elif not reading.tables and (why := refusal(grid)):
        reading.faults.append(why)
    elif not reading.tables:
        reading.faults.append("没有认出这张表；请用 kg template 导出的模板，或把表头改成常用的名称")
    return reading


def _has_ticked_samples(grid: Grid, heading: str) -> bool:
    """Whether a sheet of samples only ticks that they were kept."""
    cells = [grid.own_text(row, column) for row in range(grid.height) for column in grid.filled(row)]
    return "留样" in f"{heading} {grid.name} {grid.file}" and sum(text in ("√", "✓", "✔") for text in cells) >= 2


def _converted(source: TableSource) -> list[TableReading]:
    convert = CONVERSIONS.get(source.table.kind)
    readings = [one for one in convert(source) if one.rows or one.controls or one.asks] if convert else []
    source.tell_unread(readings)
    return readings


def _is_counted(table: SheetTable) -> bool:
    """Whether a list says what somebody has counted, beside what the books say."""
    column = table.column("counted")
    return table.kind == kinds.STOCKTAKE and column is not None and bool(re.search("实|盘|清点", column.heading))


def _turned_lists(
    grid: Grid, file: str, siblings: list[str], names: Names, today: dt.date, children: ChildList
) -> list[TableReading]:
    """Return the tables of a sheet whose headings stand in the first column and whose records run across."""
    filled_rows = [row for row in range(grid.height) if len(grid.filled(row)) > 2]
    if not filled_rows or filled_rows[-1] - filled_rows[0] + 1 != len(filled_rows):
        return []
    first, last = filled_rows[0], filled_rows[-1]
    side_grid = turned(grid, first, last)
    readings: list[TableReading] = []
    for table in find_tables(side_grid, f"{file} {grid.name}"):
        if table.head != (0, 0):
            continue
        context = context_of(grid, list(range(first)), list(range(last + 1, grid.height)), file, siblings)
        days = DayReader(context, today, names.answers)
        for reading in _converted(TableSource(side_grid, table, context, days, names, children)):
            reading.area = f"{address(first, 0)}:{address(last, grid.width - 1)}"
            reading.origins = Origins()
            readings.append(reading)
    return readings


def _lists(grid: Grid, title: str, names: Names) -> list[SheetTable]:
    """Return the tables with one record a row; where several kinds fit one, that which was answered."""
    lists = find_tables(grid, title)
    for table in lists:
        form = context_of(grid, table.above, table.below, "", ()).form
        answer = names.answered("kind", form) if table.rivals else None
        if answer in KINDS:
            return find_tables(grid, title, [name for name in KINDS if TOLD_AS.get(name, name) == answer])
    return lists


__all__ = ["CONVERSIONS", "read_files", "read_sheets"]
