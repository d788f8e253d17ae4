"""`kg archive` and `kg unarchive`: an old term out of the working database into one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.names import told
from kgcore.cli.output import Json, emit, user_name
from kgcore.wording import first_few


@app.command("archive", help="归档：学期的记录另存成一个可核对的文件，以后用不到的行从数据库移走，库存结转为期初。")
def archive(
    context: typer.Context,
    term: Annotated[str, typer.Argument(metavar="学期", help="如 2025-autumn；各月须已月结")],
    to: Annotated[Path | None, typer.Option("--to", metavar="文件", help="档案写到哪里；不写则在数据库旁边")] = None,
    as_json: Json = False,
) -> None:
    """Archive a term."""
    from kgcore import lives

    options: Options = context.obj
    with options.office() as office:
        folder = office.store.folder or Path()
        path = to or folder / f"archive-{office.site}-{term}.db"
        result = lives.archive_term(office, term, path, who=user_name())
    document, changes = told(result.receipt)
    lines = [
        f"已归档到 {result.path}（记为第 {result.receipt.journal} 号）：",
        *changes[:-1],
        f"收款、退费、教工就餐、列支从 {result.year_from} 起留在库里（年度账要用）",
        f"出入库从 {result.year_from} 起留在库里，前一天的库存逐批结转为期初",
        *([f"出入库全部留下的食物：{first_few(result.whole_foods, 8)}"] if result.whole_foods else []),
        f"看档案、出报告：kg --database {result.path} report …；核对：kg --database {result.path} check --integrity",
        f"要取回：kg unarchive {result.path}",
    ]
    emit(document | {"file": str(result.path)}, lines, as_json=as_json)


@app.command("unarchive", help="取回档案：归档时移走的行放回数据库，结转的期初删去。")
def unarchive(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="kg archive 写的档案")],
    as_json: Json = False,
) -> None:
    """Take an archive back."""
    from kgcore import lives

    options: Options = context.obj
    with options.office() as office:
        receipt = lives.take_archive_back(office, file, who=user_name())
    document, lines = told(receipt)
    emit(document, [f"已取回 {file}（记为第 {receipt.journal} 号）：", *lines[:-1]], as_json=as_json)
