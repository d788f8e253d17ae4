"""`kg menu purchases`: what to buy for the posted menu."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import typer

from kgcore.cli.application import Options
from kgcore.cli.menu import arguments
from kgcore.cli.menu.group import WeekOption, WeeksOption, menu, require_planner
from kgcore.cli.menu.progress import silent_libraries
from kgcore.cli.output import DataAtFault, Json, emit

if TYPE_CHECKING:
    import pandas as pd

    from kgcore.office import Office
    from kgcore.periods import Weeks


@menu.command("purchases", help="公布的食谱要买什么：减库存、按整包、和别家报价及最近三次的价比。")
def purchases(context: typer.Context, week: WeekOption, weeks: WeeksOption = 1, as_json: Json = False) -> None:
    """List what to buy."""
    from kgcore.cli.menu.sheet import records

    options: Options = context.obj
    span = arguments.weeks_of(week, weeks)
    require_planner()
    with options.office() as office, silent_libraries():
        table = purchases_of(office, span)
        suppliers = office.read("suppliers")
        names = dict(zip(suppliers["supplier"], suppliers["name"], strict=True))
    total = int(table["cost_fen"].sum())
    document = {"week": span.first, "weeks": weeks, "cost_fen": total, "purchases": records(table)}
    emit(document, lines(table, total, names), as_json=as_json)


def purchases_of(office: Office, span: Weeks) -> pd.DataFrame:
    """Return the purchase list of the posted menu and its special menus, as the kitchen's sheet has it, and the market.

    Raises
    ------
    DataAtFault
        no menu is posted.
    """
    from kgcore import menu as room
    from kgcore.menu.office.posted_menu import WeekMenu
    from kgcore.menu.result.purchases import compared

    rows = office.read("menus", span)
    if rows.empty:
        raise DataAtFault(f"{span.title}没有公布的食谱；先 kg menu plan --week {span.first} --post")
    problem = room.from_office(office, span.first, weeks=span.count)
    week_menu = WeekMenu.posted(problem, rows, {})
    table = week_menu.purchases(room.office_variants(office, week_menu.plan))
    return compared(table, office.read("movements"), office.read("prices"), problem.days[0])


def lines(table: pd.DataFrame, total: int, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the list for a person: suppliers by their `names`, food that the stock covers left out."""
    from kgcore.cli.menu.sheet import aligned

    heading = [
        "日期",
        "食物",
        "需要kg",
        "库存kg",
        "采购kg",
        "每包kg",
        "金额元",
        "供应商",
        "报价",
        "别家报价",
        "最近三次价",
        "涨跌",
    ]
    shown = table[table["buy_kg"] > 0]
    yield from aligned([heading, *(_cells(row, names) for row in shown.to_dict("records"))])
    yield f"合计 {total / 100:,.2f} 元，{len(shown)} 项；另有 {len(table) - len(shown)} 项库存够用"


def _cells(row: dict[Any, Any], names: Mapping[str, str]) -> list[str]:
    offer, change = row["offer_fen_per_kg"], row["change"]
    has_offer = isinstance(offer, int)
    return [
        f"{row['date']:%m-%d}", row["food"], *(_kg(row[name]) for name in ("needed_kg", "stock_kg", "buy_kg")),
        f"{row['pack_kg']:g}", f"{row['cost_fen'] / 100:.2f}",
        names.get(row["supplier"], row["supplier"]) if has_offer else "—",
        f"{offer / 100:.2f}" if has_offer else "—",
        "、".join(f"{names.get(who, who)} {price / 100:.2f}" for who, price in row["offers"][1:]) or "—",
        "、".join(f"{price / 100:.2f}" for price in row["last_fen_per_kg"]) or "—",
        f"{round(change, 2) or 0.0:+.0%}" if change == change else "—",
    ]  # fmt: skip


def _kg(value: float) -> str:
    # what one child's own dish needs is little, but not nothing
    return f"{value:.1g}" if 0 < value < 0.05 else f"{value:.1f}"
