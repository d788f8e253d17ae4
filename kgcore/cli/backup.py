"""`kg backup` and `kg restore`: a whole, checked copy of the database file, taken while others work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgcore.cli.application import Options, app


@app.command("backup", help="备份数据库；写完后检查备份是否完整。")
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="备份写到哪里")],
) -> None:
    """Back up the database and check the copy."""
    options: Options = context.obj
    with options.office() as office:
        office.store.backup(file)
    typer.echo(f"已备份到 {file}（{file.stat().st_size:,} 字节，完整性检查通过）")


@app.command("restore", help="用备份换回数据库；原来的另存为 .before-restore。")
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="kg backup 写的备份", exists=True, dir_okay=False)],
) -> None:
    """Put a backup in the database's place and keep what was there."""
    options: Options = context.obj
    there = "://" not in options.database and Path(options.database).is_file()
    with options.office(create=True) as office:
        if there:
            kept = Path(options.database + ".before-restore")
            office.store.backup(kept)
            typer.echo(f"原数据库另存为 {kept}")
        office.store.restore(file)
    typer.echo(f"已从 {file} 换回 {options.database}")
