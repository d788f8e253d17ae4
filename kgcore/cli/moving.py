"""`kg move-child`: a child in another class or kindergarten from a day on; earlier days keep the former class."""

from __future__ import annotations

from typing import Annotated

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.names import read_day, told
from kgcore.cli.output import Json, emit, user_name


@app.command("move-child", help="幼儿调班，或转到同一数据库的另一个园所：从哪一天起；以前的日子仍算在原来的班。")
def move_child(
    context: typer.Context,
    child: Annotated[str, typer.Argument(metavar="幼儿编号", help="如 C00012")],
    class_name: Annotated[str, typer.Argument(metavar="新班级")],
    since: Annotated[str, typer.Option("--from", metavar="日期", help="从这一天起，如 2026-05-18")],
    to: Annotated[str | None, typer.Option("--to", metavar="园所", help="转到哪个园所；不写则在本园调班")] = None,
    as_json: Json = False,
) -> None:
    """Enter that a child is elsewhere from a day on."""
    from kgcore import lives

    options: Options = context.obj
    day = read_day("--from", since)
    with options.office() as office:
        receipt = lives.move_child(office, child, class_name, since=day, to=to, who=user_name())
    document, lines = told(receipt)
    where = f"园所 {to} 的{class_name}" if to else class_name
    emit(document, [f"{child} 从 {day} 起在{where}（记为第 {receipt.journal} 号）：", *lines], as_json=as_json)
