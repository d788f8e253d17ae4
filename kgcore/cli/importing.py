"""`kg import`: filled workbooks into the database, every fault named by sheet and cell."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgcore.cli.app import Options, app
from kgcore.cli.output import Exit, Json, emit

if TYPE_CHECKING:
    from kgcore.office import Office


@app.command("import", help="导入填好的台账；有错一条也不写入，逐格说明。")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="填好的 Excel", exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    as_json: Json = False,
) -> None:
    """Import filled workbooks, all or nothing."""
    options: Options = context.obj
    with options.office(create=True) as office:
        document, lines = run_import(office, files, dry_run=dry_run)
    emit(document, lines, as_json=as_json)
    if document["faults"]:
        raise typer.Exit(Exit.DATA)


def run_import(office: Office, files: Sequence[Path], *, dry_run: bool) -> tuple[dict[str, Any], list[str]]:
    """Import workbooks; return the result as a JSON document and as lines for people."""
    from kgcore.importing import import_files

    result = import_files(office, files, dry_run=dry_run, who=getpass.getuser())
    return result.described(), result.lines()
