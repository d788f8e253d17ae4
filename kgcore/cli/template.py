"""`kg template`: the workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.output import CallAtFault


@app.command("template", help="写出填报模板（Excel）：中文表头、下拉、示例、说明。")
def template(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="台账", help="如 就餐人数；不写则全部")] = None,
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="写到哪里")] = Path("模板.xlsx"),
    listing: Annotated[bool, typer.Option("--list", help="列出所有台账")] = False,
    force: Annotated[bool, typer.Option("--force", help="文件已有也重写")] = False,
) -> None:
    """Write the workbook to fill in."""
    from kgcore import registers

    titles = {name: registers.meta(register).title for name, register in registers.REGISTERS.items()}
    if listing:
        for name, title in titles.items():
            typer.echo(f"{name:<20}{title}")
        return
    codes = {name: registers.named(name) for name in names or []}
    if unknown := [name for name, register in codes.items() if register is None]:
        raise CallAtFault(f"没有台账 {'、'.join(unknown)}；kg template --list 列出全部")
    if out.exists() and not force:
        raise CallAtFault(f"{out} 已存在；换个名字，或加 --force 重写")
    from kgcore import workbook

    workbook.write_template(out, [name for name in codes.values() if name] or None, lists=_lists(context.obj))
    typer.echo(f"已写 {out}")


def _lists(options: Options) -> dict[str, list[str]]:
    """Return the drop-down values of every reference from the office's database; none where there is no database."""
    from kgcore import registers

    if "://" not in options.database and not Path(options.database).is_file():
        return {}
    declared = (column for register in registers.REGISTERS.values() for column in registers.columns(register))
    references = sorted({column.reference for column in declared if column.reference})
    with options.office() as office:
        words = {key: list(values) for key, values in office.words.items()}
        stored = {name: office.read(name) for name in {reference.split(".")[0] for reference in references}}
    found = {ref: stored[ref.split(".")[0]][ref.split(".")[1]] for ref in references}
    known = {ref: [str(value) for value in values.dropna().unique()] for ref, values in found.items() if len(values)}
    return words | known
