"""`kg backup` and `kg restore`: a whole, checked copy of the database, taken while others work."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.output import CallAtFault


@app.command("backup", help="备份数据库，写完后检查备份是否完整；--keep 时写进文件夹并只留最近的几份。")
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件或文件夹", help="备份写到哪里；--keep 时写文件夹")],
    keep: Annotated[
        int | None, typer.Option("--keep", metavar="份数", min=1, help="文件夹里留最近的几份，更早的删去")
    ] = None,
) -> None:
    """Back up the database and check the copy."""
    options: Options = context.obj
    from kgcore.store import has_rows, rotate

    if keep is not None and file.exists() and not file.is_dir():
        raise CallAtFault(f"--keep 要写一个文件夹，{file} 是文件。请换一个文件夹，或去掉 --keep")
    if keep is None and file.is_dir():
        raise CallAtFault(f"{file} 是文件夹。请写备份文件的名字，或加 --keep 份数 由程序按时间取名")
    with options.office() as office:
        if keep is None:
            office.store.backup(file)
            path, older = file, list[Path]()
        else:
            file.mkdir(exist_ok=True)
            path, older = rotate(office.store.engine, file, keep, dt.datetime.now())
    typer.echo(f"已备份到 {path}（{path.stat().st_size:,} 字节，完整性检查通过）")
    if not has_rows(path):
        typer.echo("注意：数据库里没有任何台账，这份备份是空的。若数据丢失，请用 kg restore 换回以前的备份")
    if older:
        typer.echo(f"只留最近 {keep} 份，已删去更早的 {len(older)} 份：{'、'.join(old.name for old in older)}")


@app.command("restore", help="用备份换回数据库，损坏的也行；原来的另存为 .before-restore。")
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="kg backup 写的备份", exists=True, dir_okay=False)],
) -> None:
    """Put a backup in the database's place and keep what was there."""
    from kgcore.store import restore_over

    options: Options = context.obj
    restored = restore_over(options.url, file)
    if restored.former_file:
        state = "（打不开或已损坏，原样移到旁边）" if restored.damaged else ""
        typer.echo(f"原数据库{state}另存为 {restored.former_file}")
    typer.echo(f"已从 {file} 换回 {options.database}")
