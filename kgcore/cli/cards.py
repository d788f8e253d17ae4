"""`kg cards`: operation reminder cards to print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgcore import disk
from kgcore.cli.application import Options, app
from kgcore.cli.output import CallAtFault, DataAtFault


@app.command("cards", help="写出操作规范提示卡（HTML，A5 一页一张，可直接打印）。")
def cards(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="写到哪里")] = Path("提示卡.html"),
    folder: Annotated[
        Path | None, typer.Option("--from", metavar="文件夹", help="本园自写的 .md 提示卡；不写则用自带的")
    ] = None,
    role: Annotated[str | None, typer.Option("--role", metavar="岗位", help="只要一个岗位的，如 保育员")] = None,
    force: Annotated[bool, typer.Option("--force", help="文件已有也重写")] = False,
) -> None:
    """Write the cards as one printable page."""
    from kgcore.present import cards as shown
    from kgcore.staff import cards as staff_cards
    from kgcore.standards import Profile

    options: Options = context.obj
    profile = Profile.load(options.profile)
    if out.exists() and not force:
        raise CallAtFault(f"{out} 已存在；换个名字，或加 --force 重写")
    try:
        if folder is None:
            deck = staff_cards.packaged(profile)
        else:
            sources = [path.read_text(encoding="utf-8-sig") for path in sorted(folder.glob("*.md"))]
            deck = staff_cards.sheet(sources, profile)
        selection = [card for card in deck if role in (None, card.role)]
        if not selection:
            raise CallAtFault("没有可写的提示卡；岗位有：" + "、".join(sorted({card.role for card in deck})))
        disk.replace(out, shown.page(selection))
    except staff_cards.CardError as error:
        raise DataAtFault(str(error)) from error
    typer.echo(f"已写 {out}（{len(selection)} 张，每张 A5）")
