"""`kg init`: an empty office to fill, with its templates and its profile."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from kgcore.cli.application import DEFAULT_DATABASE, app
from kgcore.cli.output import CallAtFault


@app.command("init", help="建一个空的办公室：数据库、填报模板、本园口径。")
def init(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="新的，或空的")],
    name: Annotated[str, typer.Option("--name", metavar="园名", help="幼儿园的名称")] = "本园",
) -> None:
    """Make an empty office to fill."""
    import kgcore
    from kgcore import workbook
    from kgcore.cli.seeding import seed

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CallAtFault(f"{folder} 不是空文件夹")
    folder.mkdir(parents=True, exist_ok=True)
    profile = files("kgcore.standards") / "profile.toml"
    (folder / "profile.toml").write_bytes(profile.read_bytes())
    with kgcore.open(folder / DEFAULT_DATABASE) as office:
        seed(office, name)
    workbook.write_template(folder / "模板.xlsx", None)
    typer.echo(f"已建好 {folder}：{DEFAULT_DATABASE}（空数据库）、模板.xlsx（填报）、profile.toml（本园口径）")
    typer.echo(f"填好模板后：kg --database {folder / DEFAULT_DATABASE} import 文件.xlsx")
