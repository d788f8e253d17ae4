"""`kg advice`: decide to carry out the change of the diet that a month's nutrition analysis advises."""

from __future__ import annotations

from typing import Annotated

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.names import read_day
from kgcore.cli.output import DataAtFault, Json, emit, user_name


@app.command("advice", help="采纳某月膳食营养分析的调整方案，记入《膳食调整》；下月的报告核对做到了没有。")
def advice(
    context: typer.Context,
    period: Annotated[str, typer.Argument(metavar="月份", help="出方案的月份，如 2026-05")],
    responsible: Annotated[
        str | None, typer.Option("--responsible", metavar="工号", help="谁来落实，见《教职工》")
    ] = None,
    due: Annotated[
        str | None, typer.Option("--due", metavar="日期", help="何时做到，如 2026-06-30；不写是下月末")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the advice of a month into the advice ledger."""
    from kgcore import nutrition
    from kgcore.nutrition import advice_ledger
    from kgcore.reviews import NotComputableError

    options: Options = context.obj
    day = read_day("--due", due) if due else None
    with options.office() as office:
        try:
            review = nutrition.month(office, period)
            rows = advice_ledger.entries(review.advice, review.promise, review.period, responsible, day)
        except NotComputableError as error:
            raise DataAtFault(str(error)) from error
        kept = office.read("diet_changes")
        if (kept["month"] == str(review.period)).any():
            raise DataAtFault(
                f"{review.period.title}的方案已经采纳过，没有改动。要重来：用 kg journal 查出编号，kg undo 编号 撤回"
            )
        receipt = office.write(rows, who=user_name())
    until = rows["diet_changes"]["due_on"].iloc[0]
    lines = [
        f"已采纳{review.period.title}的膳食调整方案（记为第 {receipt.journal} 号，{until} 前做到）：",
        *(f"  {line}" for line in review.advice_lines),
        f"下月的《幼儿园膳食营养分析》会核对。撤回：kg undo {receipt.journal}",
    ]
    emit({"journal": receipt.journal, "due_on": str(until), "lines": [*review.advice_lines]}, lines, as_json=as_json)
