"""`kg menu judge`: what a menu made by hand holds and what it breaks, without a solver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgcore.cli.application import Options
from kgcore.cli.menu import arguments
from kgcore.cli.menu.group import FeeOption, WeekOption, WeeksOption, funded, menu, require_planner
from kgcore.cli.menu.post import menu_of
from kgcore.cli.output import DataAtFault, Exit, Json, emit

if TYPE_CHECKING:
    from kgcore.menu import Evaluation

File = Annotated[
    Path | None,
    typer.Argument(metavar="文件", help="《食谱》工作表填好的 Excel；不写则评公布的食谱", exists=True, dir_okay=False),
]


@menu.command("judge", help="评一份手工排的食谱：违反什么、营养、花费；有“严重”的以 1 结束。")
def judge(
    context: typer.Context,
    week: WeekOption,
    file: File = None,
    weeks: WeeksOption = 1,
    fee: FeeOption = None,
    as_json: Json = False,
) -> None:
    """Judge a menu against every rule."""
    options: Options = context.obj
    span, fee_fen = arguments.weeks_of(week, weeks), arguments.fee_fen_of(fee)
    require_planner()
    from kgcore import menu as room

    with options.office() as office:
        if file is not None:
            rows = menu_of(file, office, span)
        else:
            rows = office.read("menus", span)[["date", "meal", "course", "dish"]]
            if rows.empty:
                raise DataAtFault(f"{span.title}没有公布的食谱；写上要评的 Excel 文件，或先公布")
        request = replace(room.PlanRequest.of(span.first, weeks=weeks), fee_fen=fee_fen)
        request, money = funded(office, request)
        problem = room.open_problem(office, request)
    evaluation = room.evaluate(problem, rows)
    emit(document(evaluation) | {"spend": money}, lines(evaluation, money["text"]), as_json=as_json)
    if any(finding.severity == "severe" for finding in evaluation.findings()):
        raise typer.Exit(Exit.DATA)


def lines(evaluation: Evaluation, spend: str) -> Iterator[str]:
    """Yield a judgement for a person."""
    from kgcore.cli.menu import sheet

    yield from sheet.grid_lines(evaluation.plates.rows, evaluation.plates.problem)
    yield f"{sheet.fee_line(evaluation.cost_fen, evaluation.plates.problem.fee_fen)}（{spend}）"
    yield ""
    problem = evaluation.plates.problem
    table = evaluation.nutrition()
    yield from sheet.nutrition_lines(table.assign(enough=table["coverage"] >= problem.profile.coverage_min), problem)
    yield ""
    findings = evaluation.findings()
    yield from sheet.finding_lines(findings) if findings else ["没有违反任何规则"]


def document(evaluation: Evaluation) -> dict[str, Any]:
    """Return a judgement as a JSON document."""
    from kgcore.cli.menu.sheet import plain, records

    return {
        "weeks": evaluation.plates.weeks,
        "fee_fen": plain(evaluation.plates.problem.fee_fen),
        "cost_fen": plain(evaluation.cost_fen),
        "hard": len(evaluation.hard),
        "violations": records(evaluation.table()),
        "nutrition": records(evaluation.nutrition()),
        "menu": records(evaluation.plates.rows),
    }
