"""`kg dishes`: the dishes of the office with their foods out into one workbook, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.importing import run_import
from kgcore.cli.output import CallAtFault, DataAtFault, Exit, Json, emit

dishes = typer.Typer(no_args_is_help=True, help="菜点：把现有的菜和用料写成一个 Excel，改好再读回。")
app.add_typer(dishes, name="dishes")


@dishes.command("export", help="把菜点和用料写成一个 Excel；--drafts 只写待核对的（可信度是“拟”）。")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="要写的 Excel，如 菜点.xlsx")],
    drafts: Annotated[bool, typer.Option("--drafts", help="只写可信度是“拟”的菜")] = False,
    as_json: Json = False,
) -> None:
    """Write the dishes and their foods into one workbook."""
    from kgcore.registers import terms
    from kgcore.workbook import write_workbook

    options: Options = context.obj
    if file.suffix.lower() != ".xlsx":
        raise CallAtFault(f"文件名要以 .xlsx 结尾，如 菜点.xlsx；写的是 {file.name}")
    if file.exists():
        raise CallAtFault(f"{file} 已经有了，不覆盖；请换一个名字")
    with options.office() as office:
        rows, parts = office.read("dishes"), office.read("dish_ingredients")
    if drafts:
        rows = rows[rows["confidence"] == terms.DRAFT]
    if rows.empty:
        raise DataAtFault("没有待核对的菜" if drafts else "还没有菜点；kg init 会放入随附的菜点")
    parts = parts[parts["dish"].isin(rows["dish"])]
    frames = {"dishes": rows.reset_index(drop=True), "dish_ingredients": parts.reset_index(drop=True)}
    write_workbook(file, {name: frame for name, frame in frames.items() if len(frame)})
    line = f"已写 {len(rows)} 道菜、{len(parts)} 行用料到 {file}；改好后：kg dishes import {file}"
    emit({"file": str(file), "dishes": len(rows), "ingredients": len(parts)}, [line], as_json=as_json)


@dishes.command("import", help="读回改好的菜点和用料；有错一条也不写入。")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    as_json: Json = False,
) -> None:
    """Read a workbook of dishes back."""
    options: Options = context.obj
    with options.office() as office:
        document, lines = run_import(office, [file], dry_run=dry_run)
    emit(document, lines, as_json=as_json)
    if document["faults"]:
        raise typer.Exit(Exit.DATA)
