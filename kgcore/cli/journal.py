"""`kg journal` and `kg undo`: who entered what and when, and the last import taken back."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgcore import frames
from kgcore.cli.application import Options, app
from kgcore.cli.output import CallAtFault, Json, emit, user_name

if TYPE_CHECKING:
    import pandas as pd

    from kgcore.registers import RegisterColumn

ACTIONS = {
    "import": "导入",
    "write": "写入",
    "replace": "替换",
    "undo": "撤销",
    "rename": "改名",
    "merge": "合并",
    "delete": "删除幼儿",
    "archive": "归档",
    "upgrade": "升级",
}
COUNTS = {"rows_new": "新增", "rows_changed": "改动", "rows_removed": "删去", "rows_same": "相同"}
SHOWN = 20


@app.command("journal", help="录入记录：谁在什么时候录入、改动了什么；写号码则逐行列出原值和新值。")
def journal(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(metavar="号码", help="只看这一号，逐行列出")] = None,
    last: Annotated[int, typer.Option("--last", metavar="条数", min=1, help="列出最近的几号")] = SHOWN,
    as_json: Json = False,
) -> None:
    """Print the entries of the journal, or the rows of one."""
    options: Options = context.obj
    with options.office() as office:
        table = office.store.journal()
        if number is None:
            kept = sorted(table["journal"].unique())[-last:]
            document: Any
            document, lines = _entries(table[table["journal"].isin(kept)])
        elif number not in set(table["journal"]):
            raise CallAtFault(f"没有第 {number} 号录入记录；kg journal 列出全部号码")
        else:
            document, lines = _rows(table[table["journal"] == number], office.store.history(number))
    emit(document, lines, as_json=as_json)


@app.command("undo", help="撤销最近一次导入；写号码则撤销那一号。原值取自录入记录，撤销本身也记入。")
def undo(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(metavar="号码", help="录入记录的号码，见 kg journal")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
    as_json: Json = False,
) -> None:
    """Take the last import back."""
    options: Options = context.obj
    with options.office() as office:
        entry = office.store.undoable(number)
        table = office.store.journal()
        _, told = _entries(table[table["journal"] == entry])
        if not yes and not as_json:
            typer.echo("\n".join(told))
            typer.confirm("撤销这一号？", abort=True)
        receipt = office.store.undo(who=user_name(), entry=entry)
    document = {
        "undone": entry,
        "journal": receipt.journal,
        "rows": {name: vars(changes) for name, changes in receipt.rows.items()},
    }
    lines = [f"已撤销第 {entry} 号录入记录（记为第 {receipt.journal} 号）：", *_changes(receipt.rows)]
    emit(document, lines, as_json=as_json)


def _changes(rows: Any) -> list[str]:
    from kgcore import registers

    lines = []
    for name, changes in rows.items():
        title = registers.meta(registers.get(name)).title
        parts = ((changes.removed_rows, "删去"), (changes.changed_rows, "改回原值"), (changes.new_rows, "补回"))
        lines.append(f"  《{title}》" + "，".join(f"{word} {count} 行" for count, word in parts if count))
    return lines


def _entries(table: pd.DataFrame) -> tuple[list[dict[str, Any]], list[str]]:
    from kgcore import registers

    document, lines = [], []
    for number in sorted(table["journal"].unique()):
        rows = table[table["journal"] == number]
        first = next(frames.rows(rows))
        file = f"，文件 {first.file}" if isinstance(first.file, str) else ""
        undone = "（已撤销）" if first.undone else ""
        undoes = f"第 {first.undoes} 号" if first.action == "undo" else ""
        what = f"{ACTIONS[first.action]}{undoes}{file}{undone}"
        lines.append(f"第 {number} 号  {first.when.to_pydatetime().astimezone():%Y-%m-%d %H:%M}  {first.who}  {what}")
        for row in frames.rows(rows):
            title = registers.meta(registers.get(row.register)).title
            counts = [(getattr(row, column), word) for column, word in COUNTS.items()]
            told = "，".join(f"{word} {count} 行" for count, word in counts if count)
            lines.append(f"    《{title}》{told or '没有变化'}")
        document.append({
            "journal": int(number), "when": first.when.isoformat(), "who": first.who, "action": first.action,
            "file": first.file if isinstance(first.file, str) else None, "undone": bool(first.undone),
            "rows": {row.register: {c: int(getattr(row, c)) for c in COUNTS} for row in frames.rows(rows)},
        })  # fmt: skip
    return document, lines or ["还没有录入记录"]


def _rows(entry: pd.DataFrame, lines_of_entry: pd.DataFrame) -> tuple[dict[str, Any], list[str]]:
    (document,), lines = _entries(entry)
    document["lines"] = lines_of_entry.to_dict("records")
    return document, [*lines, *(_line(row) for row in frames.rows(lines_of_entry))]


def _line(row: Any) -> str:
    from kgcore import registers

    register = registers.get(row.register)
    if row.key is None:
        return f"  《{registers.meta(register).title}》（幼儿已删除，或已归档，原值不留）"
    key = "、".join(str(part) for part in json.loads(row.key)[1:]) or row.key
    before, after = (json.loads(text) if text else {} for text in (row.before, row.after))
    if not before or not after:
        return f"  《{registers.meta(register).title}》{key}：{'新增' if after else '删去'}"
    differences = [
        f"{column.title} {_shown(column, before.get(column.name))} → {_shown(column, after.get(column.name))}"
        for column in registers.columns(register)
        if before.get(column.name) != after.get(column.name)
    ]
    return f"  《{registers.meta(register).title}》{key}：{'，'.join(differences)}"


def _shown(column: RegisterColumn, value: Any) -> str:
    """Return a stored value as the sheet shows it: fen as yuan, grams as kilograms, a flag as 是 or 否."""
    if value is None:
        return "空"
    if column.kind == "flag":
        return "是" if value else "否"
    if column.kind in ("integer", "number"):
        return f"{Decimal(str(value)) / column.scale:f}{column.sheet_unit or ''}"
    return column.labels.get(str(value), str(value))
