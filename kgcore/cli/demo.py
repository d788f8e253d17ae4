"""`kg demo`: the demonstration kindergarten in a database."""

from __future__ import annotations

from pathlib import Path

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.output import CallAtFault, Exit, progress

DEMO_NAME = "示范幼儿园"


@app.command("demo", help="建示范幼儿园的数据库（可重复运行，不会重复导入）。")
def demo(context: typer.Context) -> None:
    """Build the demonstration office; running it again changes nothing."""
    from kgcore.cli.importing import run_import
    from kgcore.cli.seeding import seed

    options: Options = context.obj
    files = sorted(data_folder().glob("*.xlsx"))
    if not files:
        raise CallAtFault(f"{data_folder()} 里没有示范台账（*.xlsx）")
    with options.office(create=True) as office:
        progress("写入食物成分和菜肴 …")
        seed(office, DEMO_NAME)
        progress(f"导入 {len(files)} 个示范台账 …")
        document, lines = run_import(office, files, dry_run=False)
    for line in lines:
        typer.echo(line)
    if document["faults"]:
        raise typer.Exit(Exit.DATA)
    typer.echo(f"示范数据在 {options.database}。下一步：kg report nutrition --period 2026-05")


def data_folder() -> Path:
    """Return the folder of the demonstration workbooks: data/ here, else the one beside the package."""
    here = Path("data")
    return here if any(here.glob("*.xlsx")) else Path(__file__).parents[2] / "data"
