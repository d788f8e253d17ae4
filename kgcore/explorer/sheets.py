"""The menu as tables to hand on: the week, the kitchen sheet, the purchase list, and one workbook of them all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kgcore.explorer.shown import day
from kgcore.menu import MenuPlan
from kgcore.present import Column, Table


def week_table(plan: MenuPlan) -> Table:
    """Return the menu, a row per place and a column per day."""
    grid = plan.grid()
    frame = grid.reset_index()
    columns = {"meal": Column("餐次"), "course": Column("类别"), **{date: Column(day(date)) for date in grid.columns}}
    return Table(frame, "食谱", columns)


def kitchen_table(plan: MenuPlan, names: Mapping[str, str]) -> Table:
    """Return edible kilograms by date, meal, dish and food, a column per kindergarten (`names` by code) and of all."""
    frame = plan.kitchen()
    columns = {
        "date": Column("日期", "", "date"),
        "meal": Column("餐次"),
        "dish": Column("菜点"),
        "food": Column("净料"),
    }
    sites = [str(site) for site in plan.problem.children.index]
    columns |= {site: Column(names.get(site, site), "kg", "decimal2") for site in sites}
    return Table(
        frame, "厨房配料单", columns | {"all_kg": Column("合计", "kg", "decimal2")}, "净料千克，全部就餐人数。"
    )


def purchase_table(plan: MenuPlan) -> Table:
    """Return what to buy, as purchased and in whole packs."""
    columns = {
        "date": Column("送货日期", "", "date"), "guide_group": Column("类别"), "food": Column("食物"),
        "needed_kg": Column("需要", "kg", "decimal2"), "stock_kg": Column("用库存", "kg", "decimal2"),
        "buy_kg": Column("采购", "kg", "decimal2"), "pack_kg": Column("包装", "kg", "decimal2"),
        "cost_fen": Column("金额", "元", "yuan"),
    }  # fmt: skip
    note = "毛重千克，按包装取整；鲜货当天送，可存的在该周第一天送。"
    return Table(plan.purchases(), "采购单", columns, note, page_rows=30)


def write_workbook(plan: MenuPlan, names: Mapping[str, str], path: Path) -> Path:
    """Write menu, kitchen sheet and purchase list as an Excel workbook and return its full path."""
    # imported here: nbconvert comes along and takes seconds, and the bench is wanted first
    from kgcore.reports.document import Block, Document
    from kgcore.reports.exporters.xlsx import workbook

    tables = (week_table(plan), kitchen_table(plan, names), purchase_table(plan))
    document = Document(
        f"食谱 {'、'.join(plan.problem.weeks)}", tuple(Block("table", table.content) for table in tables), {}, {}
    )
    path.write_bytes(workbook(document))
    return path.absolute()
