"""`kg rename` and `kg merge`: another name for a food, dish, class, supplier or member of staff; history follows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.output import CallAtFault, Json, emit, user_name

if TYPE_CHECKING:
    from kgcore.store import Receipt

RegisterWord = Annotated[
    str, typer.Argument(metavar="台账", help="食物、菜点、班级、供应商、教职工（或 foods、dishes …）")
]


@app.command("rename", help="改名：食物、菜点、班级、供应商编号、工号；以前的记录全部跟着改，原名留作别名。")
def rename(
    context: typer.Context,
    register: RegisterWord,
    old: Annotated[str, typer.Argument(metavar="原名")],
    new: Annotated[str, typer.Argument(metavar="新名")],
    since: Annotated[
        str | None, typer.Option("--from", metavar="日期", help="只用于班级：从这一天起用新名，如 2026-05-18")
    ] = None,
    as_json: Json = False,
) -> None:
    """Rename a master row."""
    from kgcore import lives

    options: Options = context.obj
    day = read_day("--from", since) if since else None
    with options.office() as office:
        receipt = lives.rename(office, register, old, new, who=user_name(), since=day)
    begin = f"从 {day} 起" if day else ""
    document, lines = told(receipt)
    emit(document, [f"已{begin}把“{old}”改名为“{new}”（记为第 {receipt.journal} 号）：", *lines], as_json=as_json)


@app.command("merge", help="合并：两个名字其实是一个；记录全部归到后一个，它的价格和营养值不变，前一个留作别名。")
def merge(
    context: typer.Context,
    register: RegisterWord,
    old: Annotated[str, typer.Argument(metavar="不要的名字")],
    new: Annotated[str, typer.Argument(metavar="留下的名字")],
    as_json: Json = False,
) -> None:
    """Make two master rows one."""
    from kgcore import lives

    options: Options = context.obj
    with options.office() as office:
        receipt = lives.merge(office, register, old, new, who=user_name())
    document, lines = told(receipt)
    emit(document, [f"已把“{old}”并入“{new}”（记为第 {receipt.journal} 号）：", *lines], as_json=as_json)


def read_day(option: str, text: str) -> dt.date:
    """Return the day that an option names.

    Raises
    ------
    CallAtFault
        when the text is no day.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CallAtFault(f"{option}：{text} 不是日期，应写作 2026-05-18") from None


def told(receipt: Receipt) -> tuple[dict[str, Any], list[str]]:
    """Return what a write changed as a JSON document and as lines for people, with the way back."""
    from kgcore import registers

    lines = []
    for name, changes in receipt.rows.items():
        parts = ((changes.changed_rows, "改动"), (changes.new_rows, "新增"), (changes.removed_rows, "删去"))
        words = "，".join(f"{word} {count} 行" for count, word in parts if count)
        lines.append(f"  《{registers.meta(registers.get(name)).title}》{words or '没有变化'}")
    rows = {name: vars(changes) for name, changes in receipt.rows.items()}
    return {"journal": receipt.journal, "rows": rows}, [*lines, f"要改回来：kg undo {receipt.journal}"]
