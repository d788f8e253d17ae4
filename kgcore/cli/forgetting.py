"""`kg forget-child`: a child deleted everywhere in the database, and what the command cannot reach named."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.output import Json, emit, user_name


@app.command("forget-child", help="删除一名幼儿：台账和录入记录里都不留，收退费只留金额；删不到的备份和报告逐个列出。")
def forget_child(
    context: typer.Context,
    child: Annotated[str, typer.Argument(metavar="幼儿编号", help="如 C00012")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
    as_json: Json = False,
) -> None:
    """Delete a child everywhere and name the files that still hold its code."""
    from kgcore import lives, registers, store

    options: Options = context.obj
    with options.office() as office:
        sites, namesake_sites = store.kindergartens_of(office.store, child, office.site)
        places = f"（园所 {'、'.join(sites)}，转园前后都在内）" if len(sites) > 1 else ""
        if not yes:
            typer.confirm(f"删除幼儿 {child} 的全部记录{places}？不能撤销，也不能从录入记录找回", abort=True, err=True)
        receipt = store.forget_child(office.store, child, site=office.site, who=user_name())
        beside = office.store.folder
        database = None if beside is None else Path(options.url)
    # with a server, backups and workbooks lie in the working folder
    holders = lives.traces([beside or Path(), Path("reports")], child, but=database)
    lines = [f"已删除幼儿 {child}{places}（记为第 {receipt.journal} 号，不能撤销）："]
    for name, changes in receipt.rows.items():
        parts = ((changes.removed_rows, "删去"), (changes.changed_rows, "去掉编号、保留其余"))
        words = "，".join(f"{word} {count} 行" for count, word in parts if count)
        lines.append(f"  《{registers.meta(registers.get(name)).title}》{words}")
    lines += [
        f"园所 {other} 的台账里也有编号 {child}，看不出是同一名幼儿（离园、入园日期不相接，或性别、出生年月不同），"
        f"没有删除；如果是同一名，请再用 kg --site {other} forget-child {child}"
        for other in namesake_sites
    ]
    if holders:
        lines.append(f"下面 {len(holders)} 个文件里还有这个编号，程序不改动已有的备份和报告，请逐个处理：")
        lines += [f"  {path}" for path in holders]
    elsewhere = "隐藏文件夹、别处的备份、打印件、已发出的文件" + (
        "和 PostgreSQL 服务器自己的备份" if database is None else ""
    )
    lines.append(f"程序看不到{elsewhere}，也请一并处理")
    rows = {name: vars(changes) for name, changes in receipt.rows.items()}
    document = {"child": child, "journal": receipt.journal, "rows": rows, "files": [str(path) for path in holders],
                "sites": sites, "other_sites": namesake_sites}  # fmt: skip
    emit(document, lines, as_json=as_json)
