"""`kg export`: the office out into workbooks that `kg import` reads back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.output import CallAtFault, progress
from kgcore.periods import read_span


@app.command("export", help="把台账导出成 Excel，每个台账一个文件；kg import 可以原样读回。")
def export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="写到哪个文件夹，没有就新建")],
    names: Annotated[
        list[str] | None, typer.Option("--register", metavar="台账", help="只导出这些，可写多次；名字或代码都行")
    ] = None,
    span: Annotated[
        str | None, typer.Option("--span", metavar="期间", help="如 2026-05、2026-spring、2026-05-06..2026-05-20")
    ] = None,
) -> None:
    """Write registers into a folder of workbooks."""
    from kgcore import registers
    from kgcore.exporting import export_files

    options: Options = context.obj
    code_by_title = {registers.meta(register).title: name for name, register in registers.REGISTERS.items()}
    codes_to_write = None if not names else [code_by_title.get(name, name) for name in names]
    if codes_to_write and (unknown := [name for name in codes_to_write if name not in registers.REGISTERS]):
        raise CallAtFault(f"没有台账 {'、'.join(unknown)}；kg template --list 列出全部")
    with options.office() as office:
        days = read_span(span) if span else None
        paths = export_files(
            office, folder, codes_to_write, span=days, progress=lambda path: progress(f"已写 {path.name}")
        )
    typer.echo(f"已导出 {len(paths)} 个台账到 {folder}；要读回：kg import {folder}/*.xlsx")
