"""`kg import`: filled workbooks into the database, every fault named by sheet and cell."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.output import Exit, Json, emit
from kgcore.periods import Period, parse

if TYPE_CHECKING:
    from kgcore.importing import ImportResult
    from kgcore.office import Office


@app.command("import", help="导入填好的台账；有错一条也不写入，逐格说明。")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="填好的 Excel", exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    period: Annotated[
        str | None, typer.Option("--period", metavar="期间", help="如 2026-05；只写了“5月6日”的日期按它定年份")
    ] = None,
    faults: Annotated[
        Path | None, typer.Option("--faults", metavar="文件", help="把问题写成一张可逐条打勾的 Excel")
    ] = None,
    as_json: Json = False,
) -> None:
    """Import filled workbooks, all or nothing."""
    options: Options = context.obj
    with options.office(create=True) as office:
        result = _import(office, files, dry_run=dry_run, period=parse(period) if period else None)
    document, lines = result.described(), result.lines()
    if faults and result.faults:
        from kgcore.workbook import faults_workbook

        lines.append(f"问题清单：{faults_workbook(faults, result.faults)}")
    emit(document, lines, as_json=as_json)
    if document["faults"]:
        raise typer.Exit(Exit.DATA)


def run_import(office: Office, files: Sequence[Path], *, dry_run: bool) -> tuple[dict[str, Any], list[str]]:
    """Import workbooks; return the result as a JSON document and as lines for people."""
    result = _import(office, files, dry_run=dry_run, period=None)
    return result.described(), result.lines()


def _import(office: Office, files: Sequence[Path], *, dry_run: bool, period: Period | None) -> ImportResult:
    from kgcore.importing import import_files

    return import_files(office, files, dry_run=dry_run, who=getpass.getuser(), period=period)
