"""The group of commands `kg menu` and what they share."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgcore.cli.application import app
from kgcore.cli.menu.arguments import FEN_PER_YUAN
from kgcore.cli.output import DataAtFault

if TYPE_CHECKING:
    from kgcore.menu import PlanRequest
    from kgcore.office import Office

menu = typer.Typer(no_args_is_help=True, help="食谱：排、评、公布、采购单。", rich_markup_mode=None)
app.add_typer(menu, name="menu")

WeekOption = Annotated[str, typer.Option("--week", metavar="周", help="如 2026-W19；多周时是第一周")]
WeeksOption = Annotated[int, typer.Option("--weeks", metavar="周数", min=1, help="从这一周起一共几周")]
FeeOption = Annotated[
    float | None, typer.Option("--fee", metavar="元", help="每人每天可用的膳费；不写则按本学期余款")
]  # fmt: skip


def require_planner() -> None:
    """Load `kgcore.menu`, so that a command that imports from it afterwards cannot fail for want of a solver.

    Raises
    ------
    DataAtFault
        the solver's package is not installed or broken.
    """
    try:
        importlib.import_module("kgcore.menu")
    except ImportError as fault:
        raise DataAtFault(f"求解器没有装好（{fault}）；请重新安装 kgcore（make setup），再排食谱") from fault


def funded(office: Office, request: PlanRequest) -> tuple[PlanRequest, dict[str, Any]]:
    """Return a request with a fee, its own or what the term has left, and its origin: yuan, basis, text."""
    if request.fee_fen is not None:
        return request, {"yuan": request.fee_fen / FEN_PER_YUAN, "basis": "asked", "text": "按 --fee"}
    from kgcore import closed_loop

    spend = closed_loop.spend(office, request.first.start)
    figures = {"yuan": spend.target / FEN_PER_YUAN, "basis": spend.basis, "text": spend.text}
    return replace(request, fee_fen=spend.target), figures
